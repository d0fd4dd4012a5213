"""The clock of a table: start moments, one phase a press, time from the server."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import queries, runs
from makers.intervision.methods import built_in
from tests.intervision.conftest import Round


def started(round: Round, now: datetime) -> int:
    """Start the table and tell the id of the turn that is on."""
    runs.start(round.table, "vijfstappen", 60, now=now, by=SYSTEM)
    return turn(round)


def turn(round: Round) -> int:
    """The id of the turn that is on."""
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    return clock.turn.id


def phase(round: Round) -> int:
    """The number of the phase that is on."""
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    return clock.turn.phase


def test_a_table_starts_once(round: Round, now: datetime) -> None:
    first = runs.start(round.table, "vijfstappen", 60, now=now, by=SYSTEM)
    again = runs.start(round.table, "vijfstappen", 45, now=now + timedelta(minutes=1), by=SYSTEM)
    assert (again.id, again.length, again.started_at) == (first.id, 60, now)


def test_a_method_that_is_not_offered_is_refused(round: Round, now: datetime) -> None:
    with pytest.raises(runs.NotOffered):
        runs.start(round.table, "vijfstappen", 50, now=now, by=SYSTEM)
    with pytest.raises(runs.NotOffered):
        runs.start(round.table, "onbekend", 60, now=now, by=SYSTEM)


def test_the_method_is_frozen_when_the_table_starts(round: Round, now: datetime) -> None:
    started(round, now)
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    assert clock.method == built_in()["vijfstappen"]
    assert clock.run.method["phases"][0]["minutes"]["60"] == 6


def test_next_goes_on_and_the_last_one_ends(round: Round, now: datetime) -> None:
    started(round, now)
    for minutes in range(1, 6):
        runs.next_phase(round.table, turn(round), now=now + timedelta(minutes=minutes), by=SYSTEM)
    assert phase(round) == 5
    runs.next_phase(round.table, turn(round), now=now + timedelta(hours=1), by=SYSTEM)
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    assert clock.run.ended_at == now + timedelta(hours=1)


def test_two_who_press_next_together_advance_one_phase(
    app: Flask, round: Round, now: datetime
) -> None:
    seen = started(round, now)
    table_id = round.table.id
    db.session.rollback()

    def press() -> None:
        with app.app_context():
            table = queries.table(table_id)
            assert table is not None
            runs.next_phase(table, seen, now=now, by=SYSTEM)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert phase(round) == 1


def test_back_gives_the_phase_its_whole_time(round: Round, now: datetime) -> None:
    started(round, now)
    runs.next_phase(round.table, turn(round), now=now, by=SYSTEM)
    later = now + timedelta(minutes=3)
    runs.previous_phase(round.table, turn(round), now=later, by=SYSTEM)
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    assert (clock.turn.phase, clock.turn.started_at, clock.turn.seconds) == (0, later, 360)


def test_the_end_can_be_taken_back(round: Round, now: datetime) -> None:
    started(round, now)
    for _ in range(6):
        runs.next_phase(round.table, turn(round), now=now, by=SYSTEM)
    runs.previous_phase(round.table, turn(round), now=now, by=SYSTEM)
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    assert (clock.run.ended_at, clock.turn.phase) == (None, 5)


def test_a_pause_keeps_the_seconds_that_were_left(round: Round, now: datetime) -> None:
    seen = started(round, now)
    runs.pause(round.table, seen, now=now + timedelta(seconds=60), by=SYSTEM)
    runs.resume(round.table, seen, now=now + timedelta(seconds=100), by=SYSTEM)
    runs.pause(round.table, seen, now=now + timedelta(seconds=200), by=SYSTEM)
    runs.resume(round.table, seen, now=now + timedelta(seconds=205), by=SYSTEM)
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    assert (clock.turn.paused_at, clock.turn.paused_seconds) == (None, 45)


def test_two_minutes_more(round: Round, now: datetime) -> None:
    seen = started(round, now)
    runs.extend(round.table, seen, by=SYSTEM)
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    assert clock.turn.seconds == 480


def test_a_button_of_a_past_phase_does_nothing(round: Round, now: datetime) -> None:
    seen = started(round, now)
    runs.next_phase(round.table, seen, now=now, by=SYSTEM)
    runs.pause(round.table, seen, now=now, by=SYSTEM)
    runs.extend(round.table, seen, by=SYSTEM)
    clock = queries.clock_of(round.table.id)
    assert clock is not None
    assert (clock.turn.paused_at, clock.turn.seconds) == (None, 960)
