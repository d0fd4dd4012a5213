"""Two organisers merge the same table at the same moment. First with the lock off, then on."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite
from makers.core.journal import Actor
from makers.intervision.models import Recovery
from makers.intervision.recovery import scene
from makers.intervision.recovery.merging import merge
from makers.intervision.recovery.scene import Gone, Scene
from makers.seating.models import Table
from tests.conftest import NOON
from tests.intervision.recovering import BY, lying, room, seated
from tests.signups.test_places_race import at_once

ORGANISERS = 2


def merging(table_id: int, into_id: int, said: list[str]) -> Callable[[], object]:
    """An organiser merges a table with another, on a form of their own."""

    def act() -> None:
        try:
            merge(db.session.get_one(Table, table_id), into_id, key=uuid.uuid4(), now=NOON, by=BY)
        except Gone:
            said.append("gone")
        else:
            said.append("merged")

    return act


def lock_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read that the table is in use before either acts on it."""

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    together = threading.Barrier(ORGANISERS)

    class Together(Scene):
        def __init__(self, session: Session, table: Table, *, now: datetime, by: Actor) -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(timeout=3)
            super().__init__(session, table, now=now, by=by)

    monkeypatch.setattr(database, "_lock", no_lock)
    monkeypatch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
    monkeypatch.setattr(scene, "Scene", Together)


def both(app: Flask) -> tuple[list[str], int]:
    """What two organisers heard who merge table 1, with 2 and with 3; and what could not be."""
    made, said = room(), list[str]()
    first, second, third = (table.id for table in made.tables)
    wrong = at_once(app, [merging(first, second, said), merging(first, third, said)])
    return said, len(wrong)


def test_control_with_the_lock_off_both_merge_or_collide(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_off(monkeypatch)
    said, wrong = both(app)
    assert "gone" not in said
    assert said.count("merged") + wrong == ORGANISERS


def test_one_merges_and_the_other_hears_that_the_table_is_gone(app: Flask) -> None:
    said, wrong = both(app)
    assert (sorted(said), wrong) == (["gone", "merged"], 0)
    recovery = db.session.scalars(select(Recovery)).one()
    into = recovery.to_table
    assert into is not None
    assert "Mens 1a" in seated(into)
    assert ("Vraag van tafel 1", 1) in lying(into)
