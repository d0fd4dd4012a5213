"""Places under pressure. First the race with the lock off, then none with the lock on."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
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
Looking = AbstractContextManager[None]


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


@contextlib.contextmanager
def all_look_first(together: int, *, lock: bool) -> Iterator[None]:
    """Everyone reads the tally before anyone acts on it; then they act one after the other.

    With the lock nobody else comes to look, and the first goes on alone. Without it every
    statement stands for itself, as before the lock was there.
    """

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    count, allocate = places.count, places.allocate
    everyone, turn = threading.Barrier(together), threading.Lock()

    def count_together(session: Session, event: Event, now: datetime) -> places.Tally:
        tally = count(session, event, now)
        if session.info.get(database.WORK) is not None:  # in a write, not for a page
            with contextlib.suppress(threading.BrokenBarrierError):  # who met a locked file is gone
                everyone.wait(timeout=0.3 if lock else 3)
            turn.acquire()
        return tally

    def allocate_in_turn(session: Session, event: Event, now: datetime) -> list[places.Won]:
        try:
            won = allocate(session, event, now)
            session.flush()
            return won
        finally:
            if turn.locked():
                turn.release()

    with pytest.MonkeyPatch.context() as patch:
        if not lock:
            patch.setattr(database, "_lock", no_lock)
            patch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
        patch.setattr(places, "count", count_together)
        patch.setattr(places, "allocate", allocate_in_turn)
        yield


def rush(app: Flask) -> tuple[int, int, list[Exception]]:
    """Twenty-four people on five places: how many got one, how many wait, what went wrong."""
    event = build.event(capacity=PLACES)
    failures = at_once(app, [joining(event.id) for _ in range(PEOPLE)])
    moments = db.session.scalars(select(Signup.confirmed_at)).all()
    waiting = moments.count(None)
    return len(moments) - waiting, waiting, failures


def test_control_with_the_lock_off_places_are_sold_twice(app: Flask) -> None:
    with all_look_first(PEOPLE, lock=False):
        confirmed, _waiting, _failures = rush(app)
    assert confirmed > PLACES


def test_with_the_lock_on_each_place_is_given_once(app: Flask) -> None:
    for _ in range(2):
        empty_tables()
        assert rush(app) == (PLACES, PEOPLE - PLACES, [])


def have(signup_ids: Iterable[int]) -> int:
    """How many of these have a place."""
    rows = select(func.count(Signup.confirmed_at)).where(Signup.id.in_(list(signup_ids)))
    return db.session.scalar(rows) or 0


def two_cancel_and_two_join(app: Flask) -> bool:
    """Whether both places went to the two who waited, and to nobody else."""
    event = build.event(capacity=3)
    first = [build.signup(event) for _ in range(3)]
    oldest = [build.signup(event, state="waiting").id for _ in range(2)]
    leaving = [cancelling(one.id) for one in first[:2]]
    failures = at_once(app, [*leaving, joining(event.id), joining(event.id)])
    tally = queries.tally(event, BEFORE)
    return not failures and (tally.taken, tally.in_line, have(oldest)) == (3, 2, 2)


def test_control_with_the_lock_off_the_places_of_who_cancel_go_astray(app: Flask) -> None:
    with all_look_first(4, lock=False):
        assert not two_cancel_and_two_join(app)


def test_who_cancel_while_others_join_free_their_places_for_the_oldest(app: Flask) -> None:
    assert all(two_cancel_and_two_join(app) for _ in range(ROUNDS))
    with all_look_first(4, lock=True):
        assert two_cancel_and_two_join(app)


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


def hold_ends_and_four_join(app: Flask, look: Looking | None = None) -> tuple[int, int, int, int]:
    """One has a place, two wait for what is held, four come when the hold ends, twice.

    How many then have a place, how many wait, how many of the first three have one, and how often
    something went wrong.
    """
    event, before = build.event(capacity=4), BEFORE - timedelta(hours=1)
    official, maker = event.roles[0], event.roles[1]
    official.held, official.held_until = 3, BEFORE
    db.session.commit()
    for _ in range(3):
        join(event, role_name=maker.name, now=before)
    tally = queries.tally(event, before)
    assert (tally.taken, tally.in_line) == (1, 2)
    first = db.session.scalars(select(Signup.id).where(Signup.event_id == event.id)).all()
    release = partial(placing.release_holds, BEFORE)
    newcomers = [joining(event.id, role_name=maker.name) for _ in range(4)]
    with look or contextlib.nullcontext():
        failures = at_once(app, [release, *newcomers, release])
    tally = queries.tally(event, BEFORE)
    return tally.taken, tally.in_line, have(first), len(failures)


def test_control_with_the_lock_off_what_was_held_is_given_out_twice(app: Flask) -> None:
    assert hold_ends_and_four_join(app, all_look_first(6, lock=False))[0] > 4


def test_a_hold_that_ends_while_people_join_is_given_out_once(app: Flask) -> None:
    for _ in range(ROUNDS):
        assert hold_ends_and_four_join(app) == (4, 3, 3, 0)
    assert hold_ends_and_four_join(app, all_look_first(6, lock=True)) == (4, 3, 3, 0)


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
