"""What goes along to another table is read and told there no sooner than it may be."""

from __future__ import annotations

import uuid

from flask import current_app
from sqlalchemy import select

from makers.core.database import db
from makers.intervision import notes, queries, telling
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from makers.intervision.recovery import undoing
from makers.intervision.recovery.splitting import split
from makers.reports import queries as reports
from makers.seating.models import SeatPart
from tests import build
from tests.conftest import NOON
from tests.intervision.recovering import (
    BY,
    LATER,
    Room,
    merged,
    stands,
)


def in_silence(made: Room) -> Note:
    """A note that somebody at table 1 wrote in silence, and nobody has seen."""
    table = made.tables[0]
    runs.start(table, "vijfstappen", 60, now=NOON, by=BY)
    build.goes_on(table, NOON, 2)
    by = made.present(made.people[0][2])
    words = Words("canarie")
    return notes.write(table, NoteKind.CORE, words, key=uuid.uuid4(), by=by, now=NOON)


def leads(made: Room, number: int) -> Present:
    """Who facilitates a table."""
    who = made.people[number][1]
    return Present(SeatPart.FACILITATOR, who.id, who.name, leads=True, at_table=True)


def reads(made: Room, number: int, who: int, at: int) -> bool:
    """Whether somebody of a table reads the secret at a table."""
    table_id = made.tables[at].id
    reader, clock = made.present(made.people[number][who]), queries.clock_of(table_id)
    return "canarie" in {note.text for note in queries.notes_for(table_id, reader, clock)}


def test_what_was_written_in_silence_stays_its_authors_at_the_other_table(made: Room) -> None:
    note = in_silence(made)
    notes.share(note, Confidentiality.REPORT, by=leads(made, 0), now=NOON)
    merged(made)
    assert reads(made, 0, 2, at=1)
    assert not reads(made, 0, 3, at=1)
    assert not reads(made, 1, 2, at=1)
    told = telling.written_at(note.event_id)
    assert not any(one.may_be_told for one in told if one.kind is NoteKind.CORE)
    clock = queries.clock_of(made.tables[0].id)
    assert clock is not None
    assert clock.writers == 0


def test_a_reveal_at_the_other_table_is_not_one_of_this_silence(made: Room) -> None:
    in_silence(made)
    other = made.tables[1]
    runs.start(other, "vijfstappen", 60, now=NOON, by=BY)
    build.goes_on(other, NOON, 2)
    merged(made)
    runs.reveal(other, 2, now=LATER, by=BY)
    assert not reads(made, 1, 2, at=1)


def test_what_was_revealed_before_is_read_there_and_comes_home_as_it_was(made: Room) -> None:
    in_silence(made)
    runs.reveal(made.tables[0], 2, now=NOON, by=BY)
    before = stands()
    recovery = merged(made)
    assert reads(made, 1, 2, at=1)
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_a_reveal_at_home_shows_what_went_to_a_new_table(made: Room) -> None:
    note = in_silence(made)
    people = [one.id for one in made.people[0][2:4]]
    split(made.tables[0], people, [note.id], key=uuid.uuid4(), now=NOON, by=BY)
    new = db.session.get_one(Note, note.id).table_id
    assert new is not None
    other, clock = made.present(made.people[0][3]), queries.clock_of(new)
    assert queries.notes_for(new, other, clock) == []
    runs.reveal(made.tables[0], 2, now=LATER, by=BY)
    assert [one.text for one in queries.notes_for(new, other, clock)] == ["canarie"]


def questions(made: Room) -> dict[int, list[str]]:
    """The questions that the report tells, by the number of the table."""
    with current_app.test_request_context():
        event = reports.event_of(made.tables[0].event_id)
        assert event is not None
        told = reports.content_of(event, organisation="", now=LATER)
    return {table.number: [one.text for one in table.questions] for table in told.tables}


def approved(made: Room, number: int) -> None:
    """Who brings a table's case approves of what leaves it."""
    table = made.tables[number]
    bringer = made.present(made.people[number][0], SeatPart.BRINGER)
    there = notes.leaving(table, queries.notes_for(table.id, bringer, queries.clock_of(table.id)))
    notes.approve(table, there.seen, by=bringer, now=NOON)


def test_what_went_along_is_told_at_its_new_table_once_it_is_approved_there(made: Room) -> None:
    note = db.session.scalars(select(Note).where(Note.text == "Vraag van tafel 1")).one()
    notes.share(note, Confidentiality.REPORT, by=leads(made, 0), now=NOON)
    approved(made, 0)
    assert questions(made)[1] == ["Vraag van tafel 1"]
    recovery = merged(made)
    assert "Vraag van tafel 1" not in [one for told in questions(made).values() for one in told]
    approved(made, 1)
    assert "Vraag van tafel 1" in questions(made)[2]
    undoing.undo(recovery, now=LATER, by=BY)
    assert questions(made)[1] == ["Vraag van tafel 1"]
