"""One sentence of each, and the same question once, however often a phone sends at one moment."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite
from makers.events.models import ProgrammeItem
from makers.intervision.models import ItemNote, Note, Seconded, Sentence
from makers.intervision.plenary import questions, sentences
from makers.intervision.plenary.written import Words
from makers.signups.models import Signup
from tests.intervision.hall import BY, Day, day
from tests.signups.test_places_race import at_once

TIMES = 6


@pytest.fixture
def here(app: Flask) -> Day:
    """The day, twenty minutes in."""
    return day()


def writing_one(here: Day) -> list[Callable[[], object]]:
    """Anna's phones, which send the first sentence all at once."""
    item_id, who, now = here.reflection.id, here.anna.id, here.now

    def send() -> None:
        sentences.write(
            db.session.get_one(ProgrammeItem, item_id),
            db.session.get_one(Signup, who),
            Words("Dezelfde zin"),
            version=0,
            now=now,
            by=BY,
        )

    return [send] * TIMES


def seconding(here: Day) -> list[Callable[[], object]]:
    """Ben, who taps the same button many times."""
    question, item_id = here.asked(here.anna, "Waarom?").note_id, here.lecture.id
    who, now = here.ben.id, here.now

    def tap() -> None:
        questions.second(
            db.session.get_one(ProgrammeItem, item_id),
            db.session.get_one(ItemNote, question),
            db.session.get_one(Signup, who),
            now=now,
            by=BY,
        )

    return [tap] * TIMES


def without_lock(monkeypatch: pytest.MonkeyPatch, module: Any, looks: str) -> None:
    """Nobody waits for another, and all look before anybody writes."""
    look, everybody = getattr(module, looks), threading.Barrier(TIMES)

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    def look_together(*args: Any) -> Any:
        found = look(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            everybody.wait(timeout=5)
        return found

    monkeypatch.setattr(database, "_lock", no_lock)
    monkeypatch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
    monkeypatch.setattr(module, looks, look_together)


def rows(kind: type[Any]) -> int:
    """How many there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_control_with_the_lock_off_a_second_sentence_is_written(
    app: Flask, here: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch, sentences, "of")
    failed = at_once(app, writing_one(here))
    assert any(isinstance(one, IntegrityError | OperationalError) for one in failed)


def test_a_person_has_one_sentence(app: Flask, here: Day) -> None:
    assert at_once(app, writing_one(here)) == []
    assert (rows(Sentence), rows(Note)) == (1, 1)


def test_control_with_the_lock_off_it_is_seconded_twice(
    app: Flask, here: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    taps = seconding(here)
    without_lock(monkeypatch, questions, "_seconded")
    failed = at_once(app, taps)
    assert any(isinstance(one, IntegrityError | OperationalError) for one in failed)


def test_a_question_is_seconded_once(app: Flask, here: Day) -> None:
    assert at_once(app, seconding(here)) == []
    assert rows(Seconded) == 1
