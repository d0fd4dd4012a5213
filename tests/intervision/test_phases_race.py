"""Two processes press *next* at the same moment. First the race with the lock off, then without."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Iterator
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite
from makers.core.journal import SYSTEM
from makers.intervision import queries
from makers.intervision.models import PhaseTurn, Run
from makers.intervision.phases import runs
from makers.seating.models import Table
from tests import build, postgres
from tests.conftest import NOON, made_app

pytestmark = pytest.mark.slow
WAIT = {True: 0.5, False: 20.0}


def no_lock(session: Session, event_id: int | None) -> None:
    """Every statement stands for itself, as before the lock was there."""
    if is_sqlite(session):
        session.connection().exec_driver_sql("COMMIT")


def press(url: str, folder: str, table_id: int, seen: int, barrier: Barrier, lock: bool) -> None:
    """One process: see which turn is on, wait for the other, go on.

    With the lock the other does not come to look; then this one goes on alone.
    """
    looked = runs._at_turn

    def look(session: Session, table: Table, turn: int) -> tuple[Run | None, PhaseTurn | None]:
        found = looked(session, table, turn)
        with contextlib.suppress(BrokenBarrierError):
            barrier.wait(WAIT[lock])
        return found

    app = made_app(Path(folder), url)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        table = db.session.get_one(Table, table_id)
        patch.setattr(runs, "_at_turn", look)
        if not lock:
            patch.setattr(database, "_lock", no_lock)
        runs.next_phase(table, seen, now=NOON + timedelta(minutes=6), by=SYSTEM)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def place(either: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, Any]]:
    """A database of its own that two processes can open, with a table that has begun."""
    url = f"sqlite:///{tmp_path / 'makers.db'}"
    if either == "postgres":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        url = server.create_database("pressing")
    app = made_app(tmp_path, url)
    with app.app_context():
        table = build.table(build.item(build.event()))
        runs.start(table, "vijfstappen", 60, now=NOON, by=SYSTEM)
        yield url, table
        db.session.remove()
        db.engine.dispose()


def both_press(place: tuple[str, Any], folder: Path, *, lock: bool) -> list[int]:
    """The phases that were begun after two processes pressed *next* at what they both saw."""
    url, table = place
    clock = queries.clock_of(table.id)
    assert clock is not None
    table_id, seen = table.id, clock.turn.id
    db.session.rollback()
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(2)
    pressing = [
        spawn.Process(target=press, args=(url, str(folder), table_id, seen, barrier, lock))
        for _ in range(2)
    ]
    for process in pressing:
        process.start()
    for process in pressing:
        process.join(timeout=120)
    assert [process.exitcode for process in pressing] == [0, 0]
    db.session.rollback()
    run = runs.run_of(table_id)
    assert run is not None
    return [turn.phase for turn in run.turns]


def test_control_with_the_lock_off_a_phase_is_begun_twice(
    place: tuple[str, Any], tmp_path: Path
) -> None:
    assert both_press(place, tmp_path, lock=False) == [0, 1, 1]


def test_two_processes_that_press_next_together_advance_one_phase(
    place: tuple[str, Any], tmp_path: Path, now: datetime
) -> None:
    assert both_press(place, tmp_path, lock=True) == [0, 1]
