"""Several phones at one door, all at the same moment. First with the lock off, then on."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite
from makers.core.journal import Actor, JournalEntry
from makers.events.models import Event
from makers.signups import door
from makers.signups.models import CheckIn, Override, Signup
from tests import build
from tests.conftest import NOON
from tests.signups.people import role
from tests.signups.test_places_race import at_once

PHONES = 8
DOOR = Actor("door")


def tapping(signup_id: int, act: Callable[..., object]) -> Callable[[], object]:
    """Somebody at the door taps, each time with a key of its own."""
    return lambda: act(db.session.get_one(Signup, signup_id), now=NOON, by=DOOR, key=uuid.uuid4())


def lock_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody reads that nobody is in before anybody acts on it."""

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    come_in, everyone = door._come_in, threading.Barrier(PHONES)

    def come_in_together(session: Session, signup: Signup, now: datetime, by: Actor) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            everyone.wait(timeout=3)
        come_in(session, signup, now, by)

    monkeypatch.setattr(database, "_lock", no_lock)
    monkeypatch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
    monkeypatch.setattr(door, "_come_in", come_in_together)


def times(what: str) -> int:
    """How often the journal says so."""
    rows = select(func.count()).select_from(JournalEntry).where(JournalEntry.what == what)
    return db.session.scalar(rows) or 0


def test_control_with_the_lock_off_taps_collide(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = build.signup(build.event())
    lock_off(monkeypatch)
    assert at_once(app, [tapping(one.id, door.check_in)] * PHONES)


def test_many_taps_are_one_check_in(app: Flask) -> None:
    one = build.signup(build.event())
    assert at_once(app, [tapping(one.id, door.check_in)] * PHONES) == []
    assert times("signup.checked_in") == 1


def test_many_who_let_somebody_in_give_one_place(app: Flask) -> None:
    event = build.event(capacity=0)
    one = build.signup(event, state="waiting")
    assert at_once(app, [tapping(one.id, door.let_in)] * PHONES) == []
    assert len(db.session.scalars(select(Override)).all()) == 1
    assert (times("override.made"), times("signup.checked_in")) == (1, 1)


def test_the_same_walk_in_sent_by_many_is_one(app: Flask) -> None:
    event, key = build.event(), uuid.uuid4()
    role_id, event_id = role(event).id, event.id

    def walk_in() -> None:
        door.walk_in(
            db.session.get_one(Event, event_id),
            "Ineens Daar",
            role_id,
            "ineens@example.org",
            key=key,
            now=NOON,
            by=DOOR,
        )

    assert at_once(app, [walk_in] * PHONES) == []
    assert len(db.session.scalars(select(CheckIn)).all()) == 1
    assert times("signup.made") == 1
