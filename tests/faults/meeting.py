"""The application in which all who sign up look first: a probe and its control, never served else.

Everybody who signs up reads how many places are free, waits for the others who do, and then acts
on what was read. With ``MAKERS_LOCK=off`` the lock of the writing transactions is gone; with it
nobody else comes to look, and the first goes on alone. gunicorn loads it as
``tests.faults.meeting:app``.
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

LOCKED = os.environ["MAKERS_LOCK"] == "on"
SECONDS = 0.5 if LOCKED else 3.0  # with the lock on nobody comes, however long one waits
_count, _allocate = places.count, places.allocate
_everyone, _turn = threading.Barrier(int(os.environ["MAKERS_TOGETHER"])), threading.Lock()


def _no_lock(session: Session, event_id: int | None) -> None:
    if is_sqlite(session):
        session.connection().exec_driver_sql("COMMIT")


def _count_together(session: Session, event: Event, now: datetime) -> places.Tally:
    tally = _count(session, event, now)
    if session.info.get(database.WORK) is not None:  # in a write, not on a page
        with contextlib.suppress(threading.BrokenBarrierError):
            _everyone.wait(timeout=SECONDS)
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


if not LOCKED:
    database._lock = _no_lock
    database._one_writer = contextlib.nullcontext  # type: ignore[assignment]
places.count = _count_together
places.allocate = _allocate_in_turn
app = create_app()
