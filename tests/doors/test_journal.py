"""The journal as organisers read it: in words, searched, page by page, and as a file."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import journal, organisers
from makers.core.database import db, writing
from makers.core.journal import Actor, JournalEntry
from makers.core.organisers import DeskRole, accounts
from makers.doors import journal_pages
from makers.events.models import Event
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.signups import erasing, service
from tests import build
from tests.conftest import NOON
from tests.counting import statements

SetClock = Callable[[datetime], None]
ALL = "/organise/journal"


def page(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def seen(desk: FlaskClient, url: str = ALL, **asked: object) -> list[str]:
    """The lines of the page, as read aloud."""
    html = page(desk.get(url, query_string=asked))
    found = re.findall(r"<tr>(.*?)</tr>", html, re.S)[1:]
    return [" | ".join(re.sub(r"<[^>]+>|\s+", " ", one).split()) for one in found]


def words(line: str) -> str:
    return line.replace(" | ", " ")


def happened(event: Event | None, *whats: str, by: Actor = journal.SYSTEM, **more: Any) -> None:
    with writing():
        for what in whats:
            event_id = event.id if event else None
            journal.record(what, event_id=event_id, topic="event", by=by, **more)


def test_what_changed_stands_there_in_words_the_newest_first(
    desk: FlaskClient, set_clock: SetClock
) -> None:
    set_clock(NOON)
    event = build.event(title="De kanteling")
    happened(event, "event.made")
    happened(event, "event.published")
    newest, first = map(words, seen(desk))
    assert "De bijeenkomst staat op de website" in newest
    assert "De bijeenkomst is gemaakt" in first
    assert "27 november, 12.00" in newest
    assert "De kanteling" in newest
    assert "vanzelf" in newest


def test_who_did_it_and_about_whom_are_named(app: Flask, desk: FlaskClient) -> None:
    anna = build.signup(build.event(), "Anna Voorbeeld")
    balie = organisers.add("b@example.org", "Bea Balie", "een lang wachtwoord", now=NOON)
    service.cancel(anna, now=NOON, by=Actor("organiser", balie.id))
    line = next(words(one) for one in seen(desk) if "Iemand is afgemeld" in words(one))
    assert "Anna Voorbeeld" in line
    assert "Bea Balie (de organisatie)" in line


def test_an_organiser_is_named_as_who_it_is_about_and_who_did_it(
    app: Flask, desk: FlaskClient
) -> None:
    bea, tom = (
        organisers.add(f"{name}@example.org", name, "een lang wachtwoord", now=NOON)
        for name in ("Bea Balie", "Tom Tafel")
    )
    by = Actor("organiser", bea.id)
    accounts.give_role(tom, DeskRole.HELPER, now=NOON, by=by)
    happened(None, "organiser.logged_out", by=Actor("organiser", tom.id), subject_id=tom.id)
    accounts.remove(tom, now=NOON, by=by)
    removed, out, given, *_added = map(words, seen(desk))
    assert "Een organisator is van de lijst gehaald Tom Tafel" in removed
    assert "een andere rol Tom Tafel" in given
    assert "Bea Balie (de organisatie)" in given
    assert "Tom Tafel (de organisatie)" in out, "the name stays when the account is gone"
    assert "Tom Tafel" in page(desk.get(f"{ALL}.csv"))


def test_an_invitation_to_organise_along_is_about_nobody_yet(desk: FlaskClient) -> None:
    bea = organisers.add("b@example.org", "Bea Balie", "een lang wachtwoord", now=NOON)
    by = Actor("organiser", bea.id)
    happened(None, "organiser.invited", by=by, subject_id=bea.id)
    happened(None, "organiser.invitation_withdrawn", by=by, subject_id=bea.id)
    for line in map(words, seen(desk)[:2]):
        assert line.count("Bea Balie") == 1
        assert "Bea Balie (de organisatie)" in line


def test_a_table_is_named_by_its_number(desk: FlaskClient) -> None:
    table = build.table(build.item(build.event()), 7)
    with writing():
        journal.record("run.started", event_id=table.event_id, topic=f"table-{table.id}-clock")
    assert "tafel 7" in words(seen(desk)[0])


def test_who_was_erased_has_no_name(desk: FlaskClient) -> None:
    anna = build.signup(build.event(), "Anna Voorbeeld")
    happened(anna.event, "signup.changed", by=Actor("signup", anna.id), subject_id=anna.id)
    assert "Anna Voorbeeld" in words(seen(desk)[0])
    erasing.erase(anna.person, now=NOON, by=journal.SYSTEM)
    lines = [words(one) for one in seen(desk)]
    assert not any("Anna" in one for one in lines)
    assert any("Antwoorden zijn veranderd ambtenaar" in one for one in lines), (
        "only the role is left"
    )


def test_no_note_and_no_writer_of_one_stands_there(desk: FlaskClient) -> None:
    anna = build.signup(build.event(), "Anna Voorbeeld")
    table = build.table(build.item(anna.event))
    note = Note(
        event_id=anna.event_id,
        table_id=table.id,
        key=uuid.uuid4(),
        kind=NoteKind.INSIGHT,
        text="Een geheim van deze tafel",
        author_id=anna.id,
        written_at=NOON,
    )
    db.session.add(note)
    db.session.commit()
    for kind in ("signup", "facilitator"):
        for what in ("note.written", "question.sent"):
            happened(anna.event, what, by=Actor(kind, anna.id), subject_id=note.id)
    html = page(desk.get(ALL)) + page(desk.get(f"{ALL}.csv"))
    assert "Een notitie is geschreven" in html
    assert "geheim" not in html
    assert "Anna" not in html
    assert seen(desk, q="Anna") == []
    assert "begeleider" not in " ".join(seen(desk))
    assert [len(seen(desk, who=who)) for who in ("people", "helpers")] == [0, 0]


def test_one_change_that_several_screens_heard_of_is_one_line(
    desk: FlaskClient, set_clock: SetClock
) -> None:
    set_clock(NOON)
    happened(build.event(), "tables.merged", "tables.merged", "tables.merged", subject_id=3)
    assert len(seen(desk)) == 1


# --- looking for something ------------------------------------------------------------------------


@pytest.fixture
def lived(app: Flask, set_clock: SetClock) -> Event:
    """Two events with something of each kind, on two days."""
    event, other = build.event(title="Hier"), build.event(title="Daar")
    for days in (0, 3):
        set_clock(NOON + timedelta(days=days))
        happened(event, "signup.made", by=Actor("signup", 1))
        happened(other, "event.changed", by=Actor("organiser", 1))
        happened(None, "house.named", by=Actor("organiser", 1))
    return event


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 6),
        ({"q": "AANGE"}, 0),
        ({"q": "meldde zich"}, 2),
        ({"chapter": "events"}, 2),
        ({"chapter": "house", "q": "naam"}, 2),
        ({"chapter": "nonsense"}, 6),
        ({"who": "organiser"}, 4),
        ({"who": "people"}, 2),
        ({"who": "helpers"}, 0),
        ({"since": "2026-11-28"}, 3),
        ({"until": "2026-11-27"}, 3),
        ({"since": "2026-11-27", "until": "2026-11-30"}, 6),
        ({"since": "nonsense", "until": "2026-13-99"}, 6),
        ({"since": "0001-01-01", "until": "9999-12-31"}, 6),
        ({"before": "99999999999999999999"}, 6),
    ],
)
def test_it_is_searched(
    desk: FlaskClient, lived: Event, asked: dict[str, str], number: int
) -> None:
    assert len(seen(desk, **asked)) == number


def test_it_is_searched_in_the_readers_language(desk: FlaskClient, lived: Event) -> None:
    assert len(seen(desk, q="signed up", lang="en")) == 2


def test_it_is_searched_for_who_it_is_about_and_who_did_it(desk: FlaskClient) -> None:
    anna = build.signup(build.event(), "Anna 100% Voorbeeld")
    ben = build.signup(anna.event, "Ben Bedacht")
    balie = organisers.add("b@example.org", "Bea Balie", "een lang wachtwoord", now=NOON)
    leads = Actor("facilitator", ben.id)
    happened(anna.event, "signup.made", subject_id=anna.id, by=Actor("organiser", balie.id))
    happened(anna.event, "signup.made", subject_id=ben.id, by=Actor("signup", ben.id))
    happened(anna.event, "phase.begun", "note.written", by=leads)
    case = build.case(ben, "Tuinen op daken")
    happened(anna.event, "case.offered", subject_id=case.id)
    for asked, number in (
        ("anna", 1),
        ("100%", 1),
        ("%", 1),
        ("_", 0),
        ("bedacht", 2),  # one about and by him, one by him; what he wrote is nobody's
        ("BEA", 2),  # the account, and what was done with it
        ("tuinen op", 1),
        ("meldde zich", 2),
    ):
        assert len(seen(desk, q=asked)) == number, asked


def test_one_event_has_its_own(desk: FlaskClient, lived: Event) -> None:
    url = f"/organise/events/{lived.id}/journal"
    assert len(seen(desk, url)) == 2
    assert len(seen(desk, ALL, event=lived.id)) == 2
    assert len(seen(desk, url, event=lived.id + 1)) == 2, "the address of the event wins"


def test_it_is_read_page_by_page_and_misses_nothing(
    desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_pages, "PAGE", 4)
    event = build.event()
    for number in range(10):
        happened(event, "item.changed", subject_id=number)
    found, url = list[str](), ALL
    ids = list(db.session.scalars(select(JournalEntry.id).order_by(JournalEntry.id.desc())))
    while url:
        html = page(desk.get(url))
        found += re.findall(r'<time datetime="([^"]+)"', html)
        happened(event, "item.added")  # what comes meanwhile moves nothing
        older = re.search(r'rel="next" href="([^"]+)"', html)
        url = older[1] if older else ""
    assert len(found) == len(ids) == 10


def test_nothing_found_says_what_to_do(desk: FlaskClient, lived: Event) -> None:
    assert "Niets gevonden" in page(desk.get(ALL, query_string={"q": "zzz"}))


def test_an_empty_journal_says_so(desk: FlaskClient) -> None:
    assert "Er is nog niets gebeurd" in page(desk.get(ALL))


# --- the file -------------------------------------------------------------------------------------


def test_it_leaves_the_house_as_a_file_and_that_is_recorded(
    desk: FlaskClient, lived: Event, set_clock: SetClock
) -> None:
    set_clock(NOON)  # a login of three days ago would ask for the password
    answer = desk.get(f"{ALL}.csv", query_string={"who": "organiser", "before": 2})
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Wanneer", "Wat", "Waarover", "Bijeenkomst", "Wie"]
    assert len(rows) == 5, "all pages of what was looked for"
    assert "Het logboek is gedownload" in words(seen(desk)[0])
    assert desk.get(f"/organise/events/{lived.id}/journal.csv").status_code == 200


def test_a_name_that_looks_like_a_formula_is_text(desk: FlaskClient) -> None:
    anna = build.signup(build.event(title='=HYPERLINK("x")'), "=1+1")
    happened(anna.event, "signup.changed", by=Actor("signup", anna.id), subject_id=anna.id)
    text = desk.get(f"{ALL}.csv").data.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "'=HYPERLINK" in text
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        assert not any(cell.startswith("=") for cell in row)


# --- who may come, and what it costs --------------------------------------------------------------


@pytest.mark.parametrize("path", [ALL, f"{ALL}.csv", "/organise/events/1/journal"])
def test_only_organisers_read_it(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("end", ["journal", "journal.csv"])
def test_of_an_event_that_is_not_there_there_is_none(desk: FlaskClient, end: str) -> None:
    assert desk.get(f"/organise/events/99/{end}").status_code == 404


def test_however_much_happened_it_asks_the_database_little(desk: FlaskClient) -> None:
    for number in range(30):
        event = build.event()
        signup, table = build.signup(event), build.table(build.item(event), number + 1)
        happened(event, "signup.made", by=Actor("signup", signup.id), subject_id=signup.id)
        happened(event, "table.changed", by=Actor("organiser", number), subject_id=table.id)
        case = build.case(signup)
        happened(event, "case.offered", "talk.booked", subject_id=case.id)
    with statements(db.engine) as asked:
        assert len(seen(desk)) == 50
    assert len(asked) <= 11, asked
