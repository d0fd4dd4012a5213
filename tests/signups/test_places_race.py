"""Places under pressure. First the race with the lock off, then none with the lock on."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite, writing
from makers.events.models import Event
from makers.events.signals import capacity_changed
from makers.signups import places, placing, queries, service
from makers.signups.models import Person, Signup
from tests import build
from tests.conftest import empty_tables
from tests.signups.people import BEFORE, VISITOR, join, mails

PEOPLE, PLACES, ROUNDS = 24, 5, 6


def at_once(app: Flask, tasks: Iterable[Callable[[], object]]) -> list[Exception]:
    """Do all of these at the same moment, each in a thread and context of its own."""
    db.session.rollback()
    tasks, failures = list(tasks), list[Exception]()
    start = threading.Barrier(len(tasks))

    def work(task: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(timeout=30)
            try:
                task()
            except Exception as failure:
                failures.append(failure)

    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return failures


def joining(event_id: int, email: str = "", **more: Any) -> Callable[[], object]:
    """Somebody who signs up."""
    return lambda: join(db.session.get_one(Event, event_id), email, **more)


def cancelling(signup_id: int) -> Callable[[], object]:
    """Somebody who cancels."""
    return lambda: service.cancel(db.session.get_one(Signup, signup_id), now=BEFORE, by=VISITOR)


def lock_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement for itself, as before the lock was there: read, and then write.

    Everyone reads the tally before anyone acts on it; then they act one after the other.
    """

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    count, allocate = places.count, places.allocate
    everyone, turn = threading.Barrier(PEOPLE), threading.Lock()

    def count_together(session: Session, event: Event, now: datetime) -> places.Tally:
        tally = count(session, event, now)
        with contextlib.suppress(threading.BrokenBarrierError):  # who met a locked file is missing
            everyone.wait(timeout=3)
        turn.acquire()
        return tally

    def allocate_in_turn(session: Session, event: Event, now: datetime) -> list[places.Won]:
        try:
            won = allocate(session, event, now)
            session.flush()
            return won
        finally:
            turn.release()

    monkeypatch.setattr(database, "_lock", no_lock)
    monkeypatch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
    monkeypatch.setattr(places, "count", count_together)
    monkeypatch.setattr(places, "allocate", allocate_in_turn)


def rush(app: Flask) -> tuple[int, int, list[Exception]]:
    """Twenty-four people on five places: how many got one, how many wait, what went wrong."""
    event = build.event(capacity=PLACES)
    failures = at_once(app, [joining(event.id) for _ in range(PEOPLE)])
    moments = db.session.scalars(select(Signup.confirmed_at)).all()
    waiting = moments.count(None)
    return len(moments) - waiting, waiting, failures


def test_control_with_the_lock_off_places_are_sold_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_off(monkeypatch)
    confirmed, _waiting, _failures = rush(app)
    assert confirmed > PLACES


def test_with_the_lock_on_each_place_is_given_once(app: Flask) -> None:
    for _ in range(2):
        empty_tables()
        assert rush(app) == (PLACES, PEOPLE - PLACES, [])


def test_who_cancels_while_others_join_frees_one_place_for_the_oldest(app: Flask) -> None:
    for _ in range(ROUNDS):
        event = build.event(capacity=3)
        first = [build.signup(event) for _ in range(3)]
        oldest = build.signup(event, state="waiting")
        newcomers = [joining(event.id) for _ in range(3)]
        assert at_once(app, [cancelling(first[1].id), *newcomers]) == []
        tally = queries.tally(event, BEFORE)
        assert (tally.taken, tally.in_line) == (3, 3)
        assert db.session.get_one(Signup, oldest.id).confirmed_at is not None


def test_a_capacity_that_changes_while_people_join_is_kept_exactly(app: Flask) -> None:
    def raising(event_id: int, capacity: int) -> None:
        with writing(event_id) as session:
            event = session.get_one(Event, event_id)
            event.capacity = capacity
            capacity_changed.send(event, session=session, now=BEFORE, by=VISITOR)

    for _ in range(ROUNDS):
        event = build.event(capacity=2)
        event_id = event.id
        newcomers = [joining(event_id) for _ in range(8)]
        assert at_once(app, [partial(raising, event_id, 4), *newcomers]) == []
        tally = queries.tally(event, BEFORE)
        assert (tally.taken, tally.in_line) == (4, 4)


def test_a_hold_that_ends_while_people_join_is_given_out_once(app: Flask) -> None:
    ends = BEFORE
    for _ in range(ROUNDS):
        event = build.event(capacity=4)
        official, maker = event.roles[0], event.roles[1]
        official.held, official.held_until = 3, ends
        db.session.commit()
        before = ends - timedelta(hours=1)
        for _ in range(3):
            join(event, role_name=maker.name, now=before)
        tally = queries.tally(event, before)
        assert (tally.taken, tally.in_line) == (1, 2)
        release = partial(placing.release_holds, ends)
        newcomers = [joining(event.id, role_name=maker.name) for _ in range(4)]
        assert at_once(app, [release, *newcomers, release]) == []
        tally = queries.tally(event, ends)
        assert (tally.taken, tally.in_line) == (4, 3)
        first = select(Signup.id).where(Signup.event_id == event.id).order_by(Signup.id).limit(3)
        won = select(Signup.confirmed_at).where(Signup.id.in_(first.subquery().select()))
        assert None not in db.session.scalars(won).all()


def test_eight_times_the_same_form_is_one_signup_and_one_mail(app: Flask) -> None:
    event, key = build.event(), uuid.uuid4()
    assert at_once(app, [joining(event.id, "anna@example.org", key=key)] * 8) == []
    assert len(db.session.scalars(select(Signup.id)).all()) == 1
    assert len(mails("anna@example.org")) == 1


def test_a_newcomer_to_two_events_at_once_is_one_person(app: Flask) -> None:
    for number in range(ROUNDS):
        first, second = build.event(), build.event()
        email = f"anna{number}@example.org"
        assert at_once(app, [joining(first.id, email), joining(second.id, email)]) == []
        people = select(Signup.person_id).join(Person).where(Person.email == email)
        assert len(set(db.session.scalars(people))) == 1
