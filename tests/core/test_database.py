"""One way to write: locked first, whole or not at all, re-read inside."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from makers.core import database, journal
from makers.core.database import UTCDateTime, db, writing
from makers.events.models import Event
from tests import build


def test_what_fails_leaves_nothing(app: Flask) -> None:
    event = build.event()
    with pytest.raises(LookupError), writing(event.id) as session:
        event.title = "Half"
        session.flush()
        raise LookupError
    assert db.session.get_one(Event, event.id).title == "Een middag van de makers"


def test_an_object_read_before_is_read_again_inside(app: Flask) -> None:
    event = build.event()
    assert event.capacity == 20
    with db.engine.begin() as other:
        other.execute(text("UPDATE event SET capacity = 7"))
    with writing(event.id):
        assert event.capacity == 7


def test_writing_inside_writing_is_refused(app: Flask) -> None:
    event = build.event()
    with writing(event.id), pytest.raises(RuntimeError, match="join the sender"), writing(event.id):
        pass


def test_what_follows_a_commit_does_not_follow_a_failure(app: Flask) -> None:
    event = build.event()
    told: list[str] = []
    with pytest.raises(LookupError), writing(event.id) as session:
        database.after_commit(session, "tell", lambda: told.append("failed"))
        raise LookupError
    with writing(event.id) as session:
        database.after_commit(session, "tell", lambda: told.append("done"))
        database.after_commit(session, "tell", lambda: told.append("twice"))
    assert told == ["done"]


def read_then_write(app: Flask, event_id: int, meet: threading.Barrier) -> None:
    """Lower the capacity by what was read a moment before."""
    with app.app_context(), writing(event_id):
        event = db.session.get_one(Event, event_id)
        capacity = event.capacity
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=0.3)  # unlocked, both have read by now; locked, one waits in vain
        event.capacity = capacity - 1


def lower_twice_at_once(app: Flask) -> int:
    """Two threads lower a capacity of 20; what is left."""
    event = build.event(capacity=20)
    event_id = event.id
    db.session.rollback()
    meet = threading.Barrier(2)
    threads = [
        threading.Thread(target=read_then_write, args=(app, event_id, meet)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return db.session.get_one(Event, event_id).capacity


@pytest.mark.parametrize("either", ["postgres"], indirect=True)
def test_control_without_the_lock_one_update_is_lost(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_lock", lambda session, event_id: None)
    assert lower_twice_at_once(app) == 19


def test_with_the_lock_both_updates_count(app: Flask) -> None:
    assert lower_twice_at_once(app) == 18


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_sqlite_runs_with_the_pragmas_that_were_paid_for(app: Flask) -> None:
    def pragma(name: str) -> object:
        return db.session.scalar(text(f"PRAGMA {name}"))

    found = {
        name: pragma(name)
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "mmap_size")
    }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "mmap_size": 0,
    }


def test_moments_come_back_aware_and_in_utc(app: Flask) -> None:
    amsterdam = datetime(2027, 3, 28, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    event = build.event(starts_at=amsterdam, ends_at=amsterdam + timedelta(hours=1))
    db.session.expire_all()
    assert event.starts_at == datetime(2027, 3, 28, 12, 0, tzinfo=UTC)
    assert event.starts_at.tzinfo is UTC


def test_a_naive_moment_is_refused() -> None:
    naive = datetime(2026, 11, 27, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        UTCDateTime().process_bind_param(naive, sqlite.dialect())


def test_the_journal_wants_a_transaction(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="stands outside"):
        journal.record("event.made", event_id=None, topic="event")
