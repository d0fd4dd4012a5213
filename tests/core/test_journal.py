"""The journal's readers miss nothing, in the order of the commits."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import JournalEntry

WRITERS = 8
ENTRIES = 60


def follow(app: Flask, stop: threading.Event, seen: list[int]) -> None:
    """Read everything above the last id, over and over, as a stream does."""
    last = 0
    with app.app_context():
        while True:
            final = stop.is_set()
            ids = db.session.scalars(
                select(JournalEntry.id).where(JournalEntry.id > last).order_by(JournalEntry.id)
            ).all()
            db.session.rollback()
            if ids:
                seen.extend(ids)
                last = ids[-1]
            if final:
                return


def write(app: Flask) -> None:
    """Write entries, each in a transaction of its own."""
    with app.app_context():
        for number in range(ENTRIES):
            with writing():
                journal.record("note.written", event_id=None, topic="t", subject_id=number)


def missed(app: Flask) -> int:
    """How many entries a reader misses while eight writers write."""
    stop = threading.Event()
    seen: list[int] = []
    reader = threading.Thread(target=follow, args=(app, stop, seen))
    writers = [threading.Thread(target=write, args=(app,)) for _ in range(WRITERS)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join(timeout=60)
    stop.set()
    reader.join(timeout=60)
    assert len(seen) == len(set(seen)), "no entry is read twice"
    return WRITERS * ENTRIES - len(seen)


@pytest.mark.parametrize("either", ["postgres"], indirect=True)
def test_control_in_the_naive_order_a_reader_misses_entries(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_hold_order", lambda session: None)
    assert any(missed(app) for _ in range(5))


@pytest.mark.slow
def test_a_reader_misses_nothing_while_eight_write(app: Flask) -> None:
    assert missed(app) == 0


def test_an_entry_keeps_ids_and_who(app: Flask) -> None:
    with writing():
        journal.record(
            "signup.made",
            event_id=3,
            topic="places",
            subject_id=5,
            by=journal.Actor("signup", 5),
        )
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.what, entry.topic, entry.event_id, entry.subject_id) == (
        "signup.made",
        "places",
        3,
        5,
    )
    assert (entry.actor_kind, entry.actor_id) == ("signup", 5)


def test_a_failed_transaction_leaves_no_entry(app: Flask) -> None:
    with pytest.raises(LookupError), writing():
        journal.record("signup.made", event_id=3, topic="places")
        raise LookupError
    with writing():
        journal.record("signup.cancelled", event_id=3, topic="places")
    assert db.session.scalars(select(JournalEntry.what)).all() == ["signup.cancelled"]
