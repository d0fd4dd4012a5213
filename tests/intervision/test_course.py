"""A table's course, asked by itself: the same as its clock shows, and the same notes by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.intervision import notes, queries
from makers.intervision.kinds import NoteKind
from makers.intervision.notes import reading
from makers.intervision.phases import runs
from makers.intervision.phases.course import Course, course_of
from tests import build
from tests.intervision.conftest import Round
from tests.intervision.test_notes import ORGANISER, in_silence, wrote
from tests.intervision.test_runs import started


def same(group: Round) -> Course:
    """The course, which is what the clock says."""
    found, clock = course_of(group.table.id), queries.clock_of(group.table.id)
    assert found is not None
    assert clock is not None
    fields = ("method", "turns", "unrevealed", "ended", "number", "phase", "hides_something")
    assert [getattr(found, name) for name in fields] == [getattr(clock, name) for name in fields]
    return found


def test_before_the_start_there_is_none(group: Round) -> None:
    assert course_of(group.table.id) is None


def test_it_is_what_the_clock_shows_from_the_start_to_the_end(group: Round, now: datetime) -> None:
    started(group, now)
    assert (same(group).number, same(group).hides_something, same(group).is_last) == (0, 0, 0)
    build.goes_on(group.table, now, 2)
    assert same(group).is_silent
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    assert (same(group).is_silent, same(group).hides_something) == (False, False)
    build.goes_on(group.table, now, len(same(group).method.phases) - 3)
    assert same(group).is_last
    build.goes_on(group.table, now)
    assert (same(group).ended, same(group).is_silent, same(group).is_last) == (True, False, True)


def test_a_phase_that_came_back_stands_in_it_twice(group: Round, now: datetime) -> None:
    started(group, now)
    build.goes_on(group.table, now, 2)
    turn, later = list(same(group).turns)[-1], now + timedelta(minutes=1)
    runs.previous_phase(group.table, turn, now=later, by=SYSTEM)
    assert list(same(group).turns.values()) == [0, 1, 2, 1]
    assert (same(group).is_silent, same(group).hides_something) == (False, True)


def test_within_a_transaction_it_knows_what_that_one_did(group: Round, now: datetime) -> None:
    started(group, now)
    with writing(group.table.event_id) as session:
        run = runs.run_of(group.table.id)
        assert run is not None
        run.ended_at = now
        session.flush()
        inside, outside = course_of(group.table.id, session), course_of(group.table.id)
        assert (inside is not None and inside.ended, outside is not None and outside.ended) == (
            True,
            False,
        )


@pytest.mark.parametrize("shown", [False, True])
def test_every_reader_sees_the_same_notes_whichever_way_they_are_asked(
    app: Flask, group: Round, now: datetime, shown: bool
) -> None:
    in_silence(group, now)
    for who in (group.bringer, group.facilitator, group.first, group.second):
        for kind in (NoteKind.CORE, NoteKind.PROBLEM_STATEMENT):
            wrote(group, who, f"{who.name} {kind}", now, kind)
    thrown = wrote(group, group.first, "weg", now)
    notes.delete(thrown, by=SYSTEM, now=now)
    if shown:
        runs.reveal(group.table, 2, now=now, by=SYSTEM)
    everybody = (group.bringer, group.facilitator, group.first, group.second)
    for reader in (*map(group.present, everybody), ORGANISER):
        asked = queries.notes_for(group.table.id, reader, queries.clock_of(group.table.id))
        there = reading.on_table(group.table.id, reader, course_of(group.table.id), lately=now)
        assert [note.text for note in there.notes] == [note.text for note in asked]
        assert len(asked) == ((8, 2) if reader.at_table else (4, 0))[not shown]
