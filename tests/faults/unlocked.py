"""The application without the lock of its writing transactions: a control, never served else.

Everybody who signs up reads how many places are free, waits for the others who do, and then acts
on what was read. gunicorn loads it as ``tests.faults.unlocked:app``.
"""

from __future__ import annotations

import contextlib
import os
import threading
from datetime import datetime

from sqlalchemy.orm import Session

from makers import create_app
from makers.core import database
from makers.core.database import is_sqlite
from makers.events.models import Event
from makers.signups import places

TOGETHER = int(os.environ["MAKERS_TOGETHER"])
_count, _allocate = places.count, places.allocate
_everyone, _turn = threading.Barrier(TOGETHER), threading.Lock()


def _no_lock(session: Session, event_id: int | None) -> None:
    if is_sqlite(session):
        session.connection().exec_driver_sql("COMMIT")


def _count_together(session: Session, event: Event, now: datetime) -> places.Tally:
    tally = _count(session, event, now)
    if session.info.get(database.WORK) is not None:  # in a write, not on a page
        with contextlib.suppress(threading.BrokenBarrierError):
            _everyone.wait(timeout=3)
        _turn.acquire()
    return tally


def _allocate_in_turn(session: Session, event: Event, now: datetime) -> list[places.Won]:
    try:
        won = _allocate(session, event, now)
        session.flush()
        return won
    finally:
        if _turn.locked():
            _turn.release()


database._lock = _no_lock
database._one_writer = contextlib.nullcontext  # type: ignore[assignment]
places.count = _count_together
places.allocate = _allocate_in_turn
app = create_app()
