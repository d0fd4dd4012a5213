"""The demo: two afternoons that stand as they should at any hour, and a link for each door."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers import demo
from makers.core.database import db
from makers.demo import afternoon, next_time
from makers.events.models import Event
from makers.intervision.models import Note, Run
from makers.seating import queries as seating
from makers.seating.problem import problem_of
from makers.seating.solver.check import broken_rules
from makers.seating.solver.problem import Plan, Seat
from makers.signups.models import Signup

pytestmark = pytest.mark.slow


def counted() -> dict[str, int]:
    """How many rows of each kind there are."""
    return {
        kind.__name__: db.session.scalar(select(func.count()).select_from(kind)) or 0
        for kind in (Event, Signup, Note, Run)
    }


def test_the_demo_twice_is_the_demo_once(app: Flask, now: datetime) -> None:
    demo.lay_out(now=now)
    first = counted()
    demo.lay_out(now=now + timedelta(minutes=5))
    assert counted() == first
    assert first["Event"] == 2
    assert first["Run"] == 5


def test_an_afternoon_that_is_over_is_laid_out_anew(app: Flask, now: datetime) -> None:
    demo.lay_out(now=now)
    first = counted()
    later = now + timedelta(days=1)
    demo.lay_out(now=later)
    assert counted() == first
    event = db.session.scalars(select(Event).where(Event.title == afternoon.TITLE)).one()
    assert event.starts_at < later < event.ends_at


def test_every_door_opens(app: Flask) -> None:
    from makers.core import clock

    doors = demo.lay_out(now=clock.now())
    assert [door.name for door in doors] == [
        "attendee",
        "entrepreneur",
        "facilitator",
        "organiser",
        "projector",
    ]
    for door in doors:
        browser = app.test_client()
        page = browser.get(urlsplit(door.address).path, follow_redirects=True)
        assert page.status_code == 200, door.name


def test_the_tables_keep_every_hard_rule(app: Flask, now: datetime) -> None:
    demo.lay_out(now=now)
    event = db.session.scalars(select(Event).where(Event.title == afternoon.TITLE)).one()
    round_ = seating.rounds(event)[0]
    problem = problem_of(round_)
    board = seating.board(round_)
    seats = tuple(
        Seat(problem.rounds[0].id, f"p{seat.signup_id}", f"t{seat.table_id}", str(seat.part))
        for table in board.tables
        for seat in table.seats
    )
    assert broken_rules(problem, Plan(seats)) == ()
    assert board.unseated == []


def test_the_next_one_has_people_waiting(app: Flask, now: datetime) -> None:
    demo.lay_out(now=now)
    event = db.session.scalars(select(Event).where(Event.title == next_time.TITLE)).one()
    waiting = select(func.count()).where(Signup.event_id == event.id, Signup.confirmed_at.is_(None))
    assert db.session.scalar(waiting) == 3
