"""The last place in a walk group: one gets it, however many tap at the same moment."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite
from makers.core.journal import SYSTEM
from makers.events.models import ItemKind
from makers.seating.models import Plan, Seat, Table
from makers.seating.walks import choosing
from makers.signups.models import Signup
from tests import build
from tests.signups.test_places_race import at_once

PEOPLE = 4


@pytest.fixture
def taps(app: Flask, now: datetime) -> list[Callable[[], object]]:
    """So many people who choose a group with one place left."""
    event = build.event(starts_at=now)
    item = build.item(event, ItemKind.WALK, starts_at=now + timedelta(hours=1))
    table_id = build.table(item, 1, least=0, most=1).id
    choosing.open_choice(item, now=now, by=SYSTEM)

    def tap(signup_id: int) -> Callable[[], object]:
        return lambda: choosing.choose(
            db.session.get_one(Signup, signup_id),
            db.session.get_one(Table, table_id),
            now=now,
            by=SYSTEM,
        )

    return [tap(build.signup(event, f"Wandelaar {n}").id) for n in range(PEOPLE)]


def seats() -> int:
    """How many have the place."""
    db.session.rollback()
    return db.session.query(Seat).count()


def test_control_with_the_lock_off_it_is_given_more_than_once(
    app: Flask, taps: list[Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, everybody = choosing.taken, threading.Barrier(PEOPLE)

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    def count_together(session: Session, plan: Plan, table: Table) -> int:
        found = counted(session, plan, table)
        everybody.wait(timeout=20)
        return found

    monkeypatch.setattr(database, "_lock", no_lock)
    monkeypatch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
    monkeypatch.setattr(choosing, "taken", count_together)
    at_once(app, taps)
    assert seats() > 1


def test_one_gets_it_and_the_others_read_that_the_group_is_full(
    app: Flask, taps: list[Callable[[], object]]
) -> None:
    refused = at_once(app, taps)
    assert [type(one) for one in refused] == [choosing.GroupFull] * (PEOPLE - 1)
    assert seats() == 1
