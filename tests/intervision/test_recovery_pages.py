"""The organiser's page to mend a table: what happens is said beforehand, and done by its forms."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import clock as house_clock
from makers.core.database import db
from makers.core.links import Grant
from makers.intervision.models import Recovery
from makers.seating.models import Table
from tests import build
from tests.conftest import NOON, Browser
from tests.counting import statements
from tests.intervision.conftest import browser, seated
from tests.intervision.recovering import Room, lying, merged
from tests.intervision.recovering import seated as names_at

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def organiser(app: Flask) -> Browser:
    """A browser that is logged in at the desk."""
    return browser(app, Grant("organiser", None, 1))


def path(table: Table, what: str = "") -> str:
    page = f"/organise/events/{table.event_id}/tables/{table.id}/recovery"
    return f"{page}/{what}" if what else page


def sent(what: str, **values: object) -> dict[str, object]:
    """A form of the page as a browser sends it."""
    return {f"{what}-{name}": value for name, value in {"key": uuid.uuid4(), **values}.items()}


# --- the page -------------------------------------------------------------------------------------


def test_the_page_says_beforehand_what_happens(made: Room, organiser: Browser) -> None:
    page = organiser.get(path(made.tables[0])).text
    for words in (
        "Leg een reservecasus op tafel",
        "Reservecasus – Reserve Anna (nog niet binnen)",
        "Ga leren van successen",
        "Voeg deze tafel samen met een andere",
        "Notities gaan mee en zeggen dat ze van tafel 1 komen",
        "Wat er na het samenvoegen is opgeschreven, blijft bij de andere tafel",
        "Tafel 2: Casus 2 (6 mensen)",
        "Splits deze tafel in twee",
        "Hef deze tafel op",
    ):
        assert words in page
    assert "Vraag van tafel 1" not in page


def test_the_page_costs_the_same_for_any_table(made: Room, organiser: Browser) -> None:
    for table in made.tables:
        with statements(db.engine) as seen:
            assert organiser.get(path(table)).status_code == 200
        assert len(seen) <= 12, "\n".join(seen)


def test_merged_by_the_form_and_undone_from_the_wall(made: Room, organiser: Browser) -> None:
    first, second, _third = made.tables
    wall = f"/organise/events/{first.event_id}/wall"
    answer = organiser.post(path(first, "merger"), data=sent("merger", into=second.id))
    assert (answer.status_code, answer.location) == (303, wall)
    page = organiser.get(wall).text
    assert "Tafel 1 is samengevoegd met tafel 2. Terugdraaien kan tot 12.10." in page
    assert f'id="wall-table-{first.id}"' not in page
    recovery = db.session.scalars(select(Recovery)).one()
    undo = f"/organise/events/{first.event_id}/recoveries/{recovery.id}/undoing"
    assert undo in page
    assert organiser.post(undo).location == wall
    page = organiser.get(wall).text
    assert "Teruggedraaid" in page, page[page.index("flashes") :][:400]
    assert "Mens 1a" in names_at(first)


@pytest.mark.parametrize(
    ("what", "values", "told"),
    [
        ("reserve", {"case": "reserve"}, "Op tafel 1 ligt een reservecasus."),
        ("successes", {}, "Tafel 1 gaat leren van successen."),
        ("written-case", {}, "Tafel 1 gaat verder zonder inbrenger."),
        ("moves", {"people": "some", "to": "other"}, "Mensen van tafel 1 zitten nu aan tafel 2."),
        ("split", {"people": "some"}, "Een deel van tafel 1 zit nu aan tafel 4."),
        ("name", {"name": "De tuin"}, "Tafel 1 heeft een andere naam."),
    ],
)
def test_each_form_does_what_it_says(
    made: Room, organiser: Browser, what: str, values: dict[str, object], told: str
) -> None:
    some = [one.id for one in made.people[0][2:4]]
    means = {"reserve": made.reserve.id, "some": some, "other": made.tables[1].id}
    values = {name: means.get(str(value), value) for name, value in values.items()}
    answer = organiser.post(path(made.tables[0], what), data=sent(what, **values))
    assert answer.status_code == 303
    assert told in organiser.get(answer.location).text


def test_dissolved_by_the_form(made: Room, organiser: Browser) -> None:
    places = {f"place-{one.id}": made.tables[0].id for one in made.people[2]}
    data = sent("dissolution", notes_to=made.tables[0].id, **places)
    assert organiser.post(path(made.tables[2], "dissolution"), data=data).status_code == 303
    assert {"Mens 3a", "Mens 3d"} <= names_at(made.tables[0])
    assert ("Vraag van tafel 3", 3) in lying(made.tables[0])


def test_what_cannot_be_done_says_why_and_keeps_what_was_chosen(
    made: Room, organiser: Browser
) -> None:
    everybody = [one.id for one in made.people[2]]
    data = sent("split", place="bij de trap", people=everybody)
    answer = organiser.post(path(made.tables[2], "split"), data=data)
    assert answer.status_code == 422
    assert "Aan beide tafels blijft minstens één mens" in answer.text
    assert "bij de trap" in answer.text


@pytest.mark.parametrize("what", ["moves", "split"])
def test_who_goes_must_be_chosen(made: Room, organiser: Browser, what: str) -> None:
    data = sent(what, to=made.tables[1].id)
    answer = organiser.post(path(made.tables[0], what), data=data)
    assert (answer.status_code, "Vink aan wie er gaat." in answer.text) == (422, True)


def test_another_organiser_was_first(made: Room, organiser: Browser) -> None:
    merged(made)
    data = sent("merger", into=made.tables[2].id)
    answer = organiser.post(path(made.tables[0], "merger"), data=data)
    assert answer.location == f"/organise/events/{made.tables[0].event_id}/wall"
    assert len(db.session.scalars(select(Recovery)).all()) == 1


def test_too_late_to_undo_says_so(
    made: Room, organiser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery = merged(made)
    monkeypatch.setattr(house_clock, "now", lambda: NOON + timedelta(minutes=11))
    wall = f"/organise/events/{recovery.event_id}/wall"
    assert "Draai terug" not in organiser.get(wall).text
    organiser.post(f"/organise/events/{recovery.event_id}/recoveries/{recovery.id}/undoing")
    assert "Terugdraaien kan tot tien minuten erna" in organiser.get(wall).text


def test_only_organisers_mend_their_own_tables(app: Flask, made: Room, organiser: Browser) -> None:
    table, recovery = made.tables[0], merged(made)
    guest = seated(app, table, made.people[0][2])
    assert guest.get(path(made.tables[1])).status_code == 404
    assert guest.post(path(made.tables[1], "name"), data=sent("name")).status_code == 404
    other = build.event().id
    assert organiser.get(f"/organise/events/{other}/tables/{table.id}/recovery").status_code == 404
    undo = f"/organise/events/{other}/recoveries/{recovery.id}/undoing"
    assert organiser.post(undo).status_code == 404


# --- screens are led on ---------------------------------------------------------------------------
