"""The list of people leaves the house as a file: all that is needed, and no needs."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events.models import Event
from makers.signups.models import (
    Answer,
    CheckIn,
    Consent,
    ConsentKind,
    Need,
    Origin,
    Override,
    Question,
    QuestionKind,
    Signup,
)
from tests import build
from tests.counting import statements
from tests.signups.people import BEFORE

pytestmark = pytest.mark.usefixtures("before")


def question(event: Event, text: str, **values: object) -> Question:
    """A question of the organiser's own."""
    given: dict[str, object] = {"kind": QuestionKind.TEXT, **values}
    made = Question(event_id=event.id, text=text, made_at=BEFORE, **given)
    db.session.add(made)
    db.session.commit()
    return made


def keep(*rows: object) -> None:
    db.session.add_all(rows)
    db.session.commit()


def people(browser: FlaskClient, event: Event, **asked: object) -> list[dict[str, str]]:
    """The rows of the values, by the names of their columns."""
    answer = browser.get(f"/organise/events/{event.id}/people.csv", query_string=asked)
    assert answer.status_code == 200
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_everything_that_is_known_of_somebody_stands_in_their_row(
    app: Flask, organiser: FlaskClient
) -> None:
    event = build.event()
    anna = build.signup(event, "Anna", job="adviseur", question="Hoe dan?\nEn wanneer?")
    anna.domains = [event.domains[0], event.domains[2]]
    anna.wanted_role = event.roles[2]
    ben = build.signup(event, "Ben", origin=Origin.BROUGHT, brought_by_id=anna.id)
    ben.person.email = None
    keep(
        CheckIn(signup_id=anna.id, at=BEFORE, by="organiser 1"),
        Override(signup_id=anna.id, reason="Spreekt", at=BEFORE, by="organiser 1"),
        Consent(signup_id=anna.id, kind=ConsentKind.PHOTOS, wording="2026-11", given_at=BEFORE),
        Consent(
            signup_id=anna.id,
            kind=ConsentKind.NAME,
            wording="2026-11",
            given_at=BEFORE,
            withdrawn_at=BEFORE,
        ),
    )
    first, second = people(organiser, event)
    assert first["Naam"] == "Anna"
    assert first["Weet van"] == "onderwijs, armoede"
    assert first["Wacht op de rol"] == "gast"
    assert first["Vraag"] == "Hoe dan?\nEn wanneer?"
    assert first["Reden van de uitzondering"] == "Spreekt"
    assert first["Binnen sinds"] == "2026-11-24 12:00"
    assert first["Ik mag herkenbaar op foto's van de middag staan."] == "ja"
    assert first["Andere deelnemers mogen mijn naam zien."] == "nee"
    assert (second["E-mailadres"], second["Meegenomen door"]) == ("", "Anna")
    assert second["Hoe"] == "meegenomen"


def test_own_questions_are_columns_also_retired_ones_that_were_answered(
    app: Flask, organiser: FlaskClient
) -> None:
    event = build.event()
    anna = build.signup(event, "Anna")
    lunch = question(event, "Wat eet je?", kind=QuestionKind.CHOICES, position=2)
    why = question(event, "Waarom kom je?", position=1)
    old = question(event, "Kom je op de fiets?", retired_at=BEFORE)
    question(event, "Nooit beantwoord", retired_at=BEFORE)
    question(event, "Nog niet beantwoord", position=3)
    keep(
        Answer(signup_id=anna.id, question_id=lunch.id, text="Soep\nBrood"),
        Answer(signup_id=anna.id, question_id=why.id, text="Daarom"),
        Answer(signup_id=anna.id, question_id=old.id, text="Ja"),
    )
    (row,) = people(organiser, event)
    asked = [name for name in row if name.endswith("?") or "beantwoord" in name]
    assert asked == ["Waarom kom je?", "Wat eet je?", "Nog niet beantwoord", "Kom je op de fiets?"]
    assert [row[name] for name in asked] == ["Daarom", "Soep; Brood", "", "Ja"]


def test_what_people_need_stays_behind(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    anna = build.signup(event, "Anna")
    keep(Need(signup_id=anna.id, diet="zonder noten", wording="2026-11", consented_at=BEFORE))
    (row,) = people(organiser, event)
    assert "noten" not in " ".join(row.values())


def test_the_filters_of_the_list_hold_for_the_file(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    build.signup(event, "Zoë")
    build.signup(event, "Ben", state="waiting")
    guest = build.signup(event, "Cor", role="gast")
    assert [row["Naam"] for row in people(organiser, event)] == ["Ben", "Cor", "Zoë"]
    assert [row["Naam"] for row in people(organiser, event, q="zoe")] == ["Zoë"]
    assert [row["Naam"] for row in people(organiser, event, role=guest.role_id)] == ["Cor"]
    assert [row["Naam"] for row in people(organiser, event, state="waiting")] == ["Ben"]


def test_a_name_that_is_a_formula_is_a_name(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    build.signup(event, '=HYPERLINK("http://example.org","Klik")')
    assert people(organiser, event)[0]["Naam"].startswith("'=")
    answer = organiser.get(f"/organise/events/{event.id}/people.xlsx")
    cell = load_workbook(io.BytesIO(answer.get_data())).worksheets[0]["B2"]
    assert (cell.data_type, cell.value[0]) == ("s", "=")


def test_the_workbook_says_the_same_as_the_values(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    anna = build.signup(event, "Anna")
    answer = organiser.get(f"/organise/events/{event.id}/people.xlsx")
    assert answer.headers["Content-Disposition"].endswith(f'{event.slug}-mensen.xlsx"')
    head, row = load_workbook(io.BytesIO(answer.get_data())).worksheets[0].values
    assert list(head) == list(people(organiser, event)[0])
    assert dict(zip(head, row, strict=True))["Aangemeld op"].isoformat() == ("2026-11-17T12:00:00")
    assert row[:2] == (anna.id, "Anna")


def test_only_organisers_get_it_and_the_journal_says_so(
    app: Flask, client: FlaskClient, organiser: FlaskClient
) -> None:
    event = build.event()
    address = f"/organise/events/{event.id}/people"
    assert client.get(f"{address}.csv").status_code == 401
    assert organiser.get(f"{address}.pdf").status_code == 404
    people(organiser, event)
    (entry,) = db.session.scalars(select(JournalEntry))
    assert (entry.what, entry.actor_kind) == ("people.exported.csv", "organiser")


def test_it_costs_as_many_statements_for_many_as_for_few(
    app: Flask, organiser: FlaskClient
) -> None:
    event = build.event()
    first = build.signup(event, "Anna")
    question(event, "Waarom kom je?")

    def cost(more: int) -> int:
        for _ in range(more):
            build.signup(event, brought_by_id=first.id, state="waiting")
        db.session.rollback()
        with statements(db.engine) as seen:
            people(organiser, event)
        return len(seen)

    assert cost(1) == cost(12)


def test_a_list_without_people_has_its_columns(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    answer = organiser.get(f"/organise/events/{event.id}/people.csv?lang=en")
    head = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(head) == 1
    assert db.session.scalars(select(Signup)).all() == []
