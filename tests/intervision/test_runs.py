"""The clock of a table: start moments, one phase a press, time from the server."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import queries
from makers.intervision.methods import built_in
from makers.intervision.phases import runs
from makers.seating.models import Table
from tests import build
from tests.intervision.conftest import Round


def started(group: Round, now: datetime) -> int:
    """Start the table and tell the id of the turn that is on."""
    runs.start(group.table, "vijfstappen", 60, now=now, by=SYSTEM)
    return turn(group)


def turn(group: Round) -> int:
    """The id of the turn that is on."""
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    return clock.turn.id


def phase(group: Round) -> int:
    """The number of the phase that is on."""
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    return clock.turn.phase


def test_a_table_starts_once(group: Round, now: datetime) -> None:
    first = runs.start(group.table, "vijfstappen", 60, now=now, by=SYSTEM)
    again = runs.start(group.table, "vijfstappen", 45, now=now + timedelta(minutes=1), by=SYSTEM)
    assert (again.id, again.length, again.started_at) == (first.id, 60, now)


def test_a_method_that_is_not_offered_is_refused(group: Round, now: datetime) -> None:
    with pytest.raises(runs.NotOffered):
        runs.start(group.table, "vijfstappen", 50, now=now, by=SYSTEM)
    with pytest.raises(runs.NotOffered):
        runs.start(group.table, "onbekend", 60, now=now, by=SYSTEM)


def test_the_method_is_frozen_when_the_table_starts(group: Round, now: datetime) -> None:
    started(group, now)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert clock.method == built_in()["vijfstappen"]
    assert clock.run.method["phases"][0]["minutes"]["60"] == 6


def test_next_goes_on_and_the_last_one_ends(group: Round, now: datetime) -> None:
    started(group, now)
    for minutes in range(1, 6):
        runs.next_phase(group.table, turn(group), now=now + timedelta(minutes=minutes), by=SYSTEM)
    assert phase(group) == 5
    runs.next_phase(group.table, turn(group), now=now + timedelta(hours=1), by=SYSTEM)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert clock.run.ended_at == now + timedelta(hours=1)


def test_two_who_press_next_together_advance_one_phase(
    app: Flask, group: Round, now: datetime
) -> None:
    seen = started(group, now)
    table_id = group.table.id
    db.session.rollback()

    def press() -> None:
        with app.app_context():
            table = db.session.get_one(Table, table_id)
            runs.next_phase(table, seen, now=now + timedelta(minutes=6), by=SYSTEM)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert phase(group) == 1


@pytest.mark.parametrize("apart", [0, 150, 400, 700, 1999])
def test_a_second_press_within_two_seconds_was_meant_for_the_phase_before(
    group: Round, now: datetime, apart: int
) -> None:
    """The button moved on with the live update: the second press names the turn that is on."""
    soon = timedelta(milliseconds=apart)
    started(group, now)
    runs.next_phase(group.table, turn(group), now=now + soon, by=SYSTEM)
    assert phase(group) == 0, "start, then next"
    later = now + timedelta(minutes=6)
    for moment in (later, later + soon):
        runs.next_phase(group.table, turn(group), now=moment, by=SYSTEM)
    assert phase(group) == 1
    runs.previous_phase(group.table, turn(group), now=later + soon, by=SYSTEM)
    assert phase(group) == 1
    runs.next_phase(group.table, turn(group), now=later + runs.SETTLES, by=SYSTEM)
    assert phase(group) == 2


def test_the_end_is_not_taken_back_by_the_press_that_made_it(group: Round, now: datetime) -> None:
    started(group, now)
    build.goes_on(group.table, now, 5)
    later = now + timedelta(hours=1)
    build.goes_on(group.table, later)
    runs.reopen(group.table, turn(group), now=later + timedelta(seconds=1), by=SYSTEM)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert clock.run.ended_at == later


def test_back_gives_the_phase_its_whole_time(group: Round, now: datetime) -> None:
    started(group, now)
    build.goes_on(group.table, now)
    later = now + timedelta(minutes=3)
    runs.previous_phase(group.table, turn(group), now=later, by=SYSTEM)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert (clock.turn.phase, clock.turn.started_at, clock.turn.seconds) == (0, later, 360)


def test_the_end_can_be_taken_back(group: Round, now: datetime) -> None:
    started(group, now)
    for _ in range(6):
        build.goes_on(group.table, now)
    back = now + timedelta(minutes=1)
    runs.previous_phase(group.table, turn(group), now=back, by=SYSTEM)
    assert phase(group) == 5, "a screen that shows the last phase still"
    for _ in range(2):  # two press it at once
        runs.reopen(group.table, turn(group), now=back, by=SYSTEM)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert (clock.run.ended_at, clock.turn.phase) == (None, 5)


def test_a_pause_keeps_the_seconds_that_were_left(group: Round, now: datetime) -> None:
    seen = started(group, now)
    runs.pause(group.table, seen, now=now + timedelta(seconds=60), by=SYSTEM)
    runs.resume(group.table, seen, now=now + timedelta(seconds=100), by=SYSTEM)
    runs.pause(group.table, seen, now=now + timedelta(seconds=200), by=SYSTEM)
    runs.resume(group.table, seen, now=now + timedelta(seconds=205), by=SYSTEM)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert (clock.turn.paused_at, clock.turn.paused_seconds) == (None, 45)


def test_two_minutes_more(group: Round, now: datetime) -> None:
    seen = started(group, now)
    runs.extend(group.table, seen, by=SYSTEM)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert clock.turn.seconds == 480


def test_a_button_of_a_past_phase_does_nothing(group: Round, now: datetime) -> None:
    seen = started(group, now)
    build.goes_on(group.table, now)
    runs.pause(group.table, seen, now=now, by=SYSTEM)
    runs.extend(group.table, seen, by=SYSTEM)
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    assert (clock.turn.paused_at, clock.turn.seconds) == (None, 960)
