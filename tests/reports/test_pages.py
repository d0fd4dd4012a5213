"""The report as a page: what it tells and leaves out, in nine statements at most."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ItemKind, ProgrammeItem
from makers.followups import queries as agreements
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision import notes
from makers.intervision import queries as intervision
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.notes import Words
from makers.intervision.plenary import questions
from makers.reports import workshop
from makers.seating.models import Seat, SeatPart, Table
from makers.signups.models import CheckIn, Signup
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.intervision.beside import choose
from tests.intervision.hall import BY, day
from tests.reports.reading import pdf_text
from tests.seating.rows import browser, desk, journalled, tables_of

TAG, CELL = re.compile(r"<[^>]*>"), re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
ROLES = ("ambtenaar", "sociaal ondernemer", "gast")


@pytest.fixture
def round_(app: Flask, now: datetime) -> ProgrammeItem:
    """Three tables that wrote, agreed, and let out some of it with their bringers' approval."""
    event = build.event()
    build.item(event, ItemKind.LECTURE, title="Lezing")
    item = build.item(event)
    seats, brought = {}, {}
    for number in range(1, 4):
        people = [
            build.signup(event, f"Deelnemer {number}{role[0]}", role=role, department="Beleid")
            for role in ROLES
        ]
        case = build.case(people[1], f"Casus {number}", domains=event.domains[:number])
        table = build.table(item, number, case_id=case.id, facilitator_id=people[0].id)
        seats[table], brought[people[1].id] = people, SeatPart.BRINGER
    build.published_plan(item, seats, parts=brought)
    for table, people in seats.items():
        by = Present(SeatPart.PARTICIPANT, people[2].id, people[2].name, False, True)
        for kind, text in (
            (NoteKind.PROBLEM_STATEMENT, f"Het probleem van tafel {table.number}"),
            (NoteKind.QUESTION, f"Onder ons aan tafel {table.number}"),
            (NoteKind.SIGNAL, f"Ook onder ons aan tafel {table.number}"),
        ):
            notes.write(table, kind, Words(text), key=uuid.uuid4(), by=by, now=now)
        terms = Terms(f"Bellen na tafel {table.number}", people[2].id, people[0].id)
        agreed = followups.agree(table, terms, key=uuid.uuid4(), now=now, by=SYSTEM)
        followups.consent(agreed, agreed.version, now=now, by=SYSTEM)
        approved(table, people[1], now)
    return item


def approved(table: Table, who: Signup, now: datetime) -> None:
    """The bringer of a table lets out what would leave it."""
    by = Present(SeatPart.BRINGER, who.id, who.name, False, True)
    found = intervision.notes_for(table.id, by, intervision.clock_of(table.id))
    seen = notes.leaving(table, found).seen
    notes.approve(table, seen, by=by, now=now)


def read(reader: Browser, path: str) -> str:
    """A page, in nine statements at most: the last ask how the report is arranged, what was said at
    the parts of the day, and what the desk gathered of signals."""
    with statements(db.engine) as seen:
        answer = reader.get(path)
    assert answer.status_code == 200
    assert len(seen) <= 9, "\n".join(seen)
    return answer.text


@pytest.mark.parametrize("names", ["", "?names=yes"])
def test_the_events_report_tells_what_was_shared_and_counts_the_rest(
    app: Flask, round_: ProgrammeItem, names: str
) -> None:
    told = read(desk(app), f"/organise/events/{round_.event_id}/report{names}")
    for number in range(1, 4):
        assert f"Het probleem van tafel {number}" in told
        assert f"Bellen na tafel {number}" in told
        assert f"Casus {number}" in told
    assert "nder ons" not in told
    assert "armoede" in told
    assert "Lezing" in told
    assert ("Deelnemer 1g" in told) == bool(names)
    assert counted(told) >= {("ambtenaar", "3"), ("gast", "3"), ("Beleid", "9"), ("Vraag", "3")}


def test_who_came_is_counted_once_somebody_was_checked_in(
    app: Flask, round_: ProgrammeItem, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = round_.event.starts_at + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: begun)
    for who in seated_at(tables_of(round_)[0])[:2]:
        db.session.add(CheckIn(signup_id=who.id, at=now, by="organiser 1"))
    other = build.signup(build.event(), "Elders")
    db.session.add(CheckIn(signup_id=other.id, at=now, by="organiser 1"))
    db.session.commit()
    told = counted(read(desk(app), f"/organise/events/{round_.event_id}/report"))
    assert told >= {("ambtenaar", "1"), ("sociaal ondernemer", "1"), ("Beleid", "2")}
    assert not [row for row in told if row[0] == "gast"]


def test_a_name_in_the_hall_is_told_only_with_names(app: Flask) -> None:
    here = day()
    questions.mark(here.asked(here.anna, "Gesteld", named=True), True, now=here.now, by=BY)
    path = f"/organise/events/{here.event.id}/report"
    nameless = read(desk(app), path)
    assert "Gesteld" in nameless
    assert "Anna" not in nameless
    assert "Anna" in read(desk(app), f"{path}?names=yes")
    assert desk(app).get(f"{path}.csv?names=yes").status_code == 200
    assert (journalled("report.named"), journalled("report.downloaded.csv")) == (1, 0)


@pytest.mark.parametrize("role", ["desk", "facilitator", "bringer", "guest"])
def test_what_stays_at_the_table_is_in_no_byte_of_any_download(
    app: Flask, round_: ProgrammeItem, role: str
) -> None:
    table = tables_of(round_)[0]
    reader, where = desk(app), f"/organise/events/{round_.event_id}"
    if role != "desk":
        people = dict(zip(("facilitator", "bringer", "guest"), seated_at(table), strict=True))
        kind = "facilitator" if role == "facilitator" else "table"
        reader = browser(app, Grant(kind, table.event_id, table.id, people[role].id))
        where = f"/table/{table.id}"
    answer = reader.get(f"{where}/report.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        documents = {name.rpartition(".")[2]: pack.read(name) for name in pack.namelist()}
    assert set(documents) == set(workshop.FORMATS)
    for kind, document in documents.items():
        found = b"".join(unpacked(document)) if kind in ("docx", "odt", "xlsx") else document
        found += pdf_text(document).encode() if kind == "pdf" else b""
        assert b"nder ons" not in found, kind
        if kind != "csv":
            assert b"Het probleem van tafel 1" in found, kind
    assert journalled("report.downloaded.zip") == 1


def unpacked(document: bytes) -> list[bytes]:
    """The parts of a document that is a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return [parts.read(name) for name in parts.namelist()]


def seated_at(table: Table) -> list[Signup]:
    """Who sits at a table, in the order in which they signed up."""
    seats = db.session.scalars(
        select(Seat).where(Seat.table_id == table.id).order_by(Seat.signup_id)
    )
    return [seat.signup for seat in seats]


def test_without_approval_the_title_and_what_owners_let_go_on_is_all(
    app: Flask, round_: ProgrammeItem, now: datetime
) -> None:
    for table in tables_of(round_):
        assert table.case is not None
        who = table.case.signup
        notes.withdraw(table, by=Present(SeatPart.BRINGER, who.id, who.name, False, True), now=now)
    path = f"/organise/events/{round_.event_id}/report"
    told = read(desk(app), path)
    for number in range(1, 4):
        assert f"Casus {number}" in told
        assert f"Bellen na tafel {number}" in told
    for kept in ("Het probleem van tafel", "nder ons", "Zo staat het ervoor.", "Wat nu?"):
        assert kept not in told
    assert counted(told) >= {("Probleemstelling", "3"), ("Vraag", "3"), ("Signaal", "3")}
    for agreed in agreements.of_event(round_.event_id):
        followups.keep_here(agreed, now=now, by=SYSTEM)
    told = read(desk(app), path)
    assert "Bellen na tafel" not in told
    assert ("Afspraak", "3") in counted(told)


def test_a_case_told_otherwise_since_the_approval_tells_its_title_alone(
    app: Flask, round_: ProgrammeItem
) -> None:
    table = tables_of(round_)[0]
    assert table.case is not None
    table.case.situation, table.case.version = "Met een naam erin", table.case.version + 1
    db.session.commit()
    told = read(desk(app), f"/organise/events/{round_.event_id}/report")
    assert "Met een naam erin" not in told
    assert "Casus 1" in told


def test_a_tables_report_tells_of_that_table_alone(app: Flask, round_: ProgrammeItem) -> None:
    table = tables_of(round_)[1]
    reader = browser(app, Grant("facilitator", table.event_id, table.id, table.facilitator_id or 0))
    told = read(reader, f"/table/{table.id}/report")
    assert "Het probleem van tafel 2" in told
    assert "Het probleem van tafel 1" not in told
    assert "Bellen na tafel 3" not in told
    assert "nder ons" not in told
    assert ("Vraag", "1") in counted(told)


def test_versions_of_a_statement_are_numbered_and_the_personal_is_said(
    app: Flask, round_: ProgrammeItem, now: datetime
) -> None:
    table = tables_of(round_)[0]
    assert table.case is not None
    who = table.case.signup
    by = Present(SeatPart.BRINGER, who.id, who.name, False, True)
    first = intervision.notes_for(table.id, by, None)[0]
    words = Words("Het probleem, na het advies", "Van buiten", "Van binnen")
    second = notes.succeed(table, first, words, key=uuid.uuid4(), by=by, now=now)
    choose(second, by=by, now=now, personal=True)
    approved(table, who, now)
    told = read(desk(app), f"/organise/events/{round_.event_id}/report")
    one, two = told.index("Versie 1"), told.index("Versie 2")
    assert one < told.index("Het probleem van tafel 1") < two < told.index(words.text)
    assert "Van buiten" in told
    assert told.count("Versie 2") == 1
    assert told.count("(persoonlijk, niet namens de gemeente)") == 1


def counted(page: str) -> set[tuple[str, str]]:
    """What the report's tables say in their rows of two cells."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [[unescape(TAG.sub("", cell)).strip() for cell in CELL.findall(row)] for row in rows]
    return {(row[0], row[1]) for row in cells if len(row) == 2}
