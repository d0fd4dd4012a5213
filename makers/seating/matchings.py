"""The solver at work for a round, beside the pages: begun by one tap, watched, stopped, ended.

What works is a thread of the process that was asked, with the solver in a process of its own. One
that is not heard of for a while has died with its process, and the next tap begins anew.
"""

from __future__ import annotations

import threading
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import clock, journal
from makers.core.database import after_commit, db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.seating import plans
from makers.seating.matching import Heard, Sofar
from makers.seating.models import Matching, Way

SILENT = timedelta(seconds=20)
KEPT_SECONDS = 0.5  # between two times that progress is kept
THREAD = "matching"
IMPOSSIBLE, BUSY, NO_ANSWER = "impossible", "busy", "no_answer"
FAILED = {plans.NoPlan: IMPOSSIBLE, plans.Busy: BUSY, plans.NoAnswer: NO_ANSWER}


def begin(
    item: ProgrammeItem,
    *,
    key: uuid.UUID,
    present_only: bool,
    way: Way = Way.PLAN,
    now: datetime,
    by: Actor,
) -> Matching:
    """Let the solver begin on a round; while it works for somebody, that is the one.

    ``present_only``: it seats who has come in; ``way``: on from the plan in force. The same
    key again begins nothing. Raises ``plans.NoPlan`` with what to change when the rules contradict
    each other.
    """
    plans.check(item, present_only=present_only)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with writing(item.event_id) as session:
        known = session.scalar(select(Matching).where(Matching.key == key))
        running = known or _running(session, item, now)
        if running is not None:
            return running
        begun = Matching(
            event_id=item.event_id,
            item_id=item.id,
            key=key,
            begun_at=now,
            heard_at=now,
            way=way,
            present_only=present_only,
        )
        session.add(begun)
        session.flush()
        matching_id = begun.id
        _record("matching.begun", begun, by)
        after_commit(session, THREAD, lambda: _beside(app, matching_id, by))
        return begun


def stop(matching: Matching, *, now: datetime, by: Actor) -> None:
    """Let it keep the best it has by now."""
    with writing(matching.event_id):
        if matching.ended_at is None and matching.cancelled_at is None:
            matching.cancelled_at = now
            _record("matching.stopped", matching, by)


def work(matching_id: int, *, by: Actor) -> None:
    """Seat the round, or weigh up its offers, and keep how far it is; whatever happens it ends."""
    matching = db.session.get_one(Matching, matching_id)
    item = db.session.get_one(ProgrammeItem, matching.item_id)
    present_only, way, heard = matching.present_only, matching.way, _keeper(matching)
    failed, offers = NO_ANSWER, list[Any]()
    try:
        if way is Way.OFFERS:
            offers = plans.offers(item, present_only=present_only, heard=heard)
        else:
            plans.match(
                item, now=clock.now(), by=by, present_only=present_only, way=way, heard=heard
            )
        failed = ""
    except Refusal as refusal:
        failed = FAILED.get(type(refusal), NO_ANSWER)
    finally:
        with writing(matching.event_id):
            matching.offers = offers
            matching.failed, matching.ended_at = failed, clock.now()
            _record("matching.ended", matching, by)


def is_silent(matching: Matching, now: datetime) -> bool:
    """Whether it died with its process."""
    return matching.ended_at is None and matching.heard_at < now - SILENT


def newest(item: ProgrammeItem) -> Matching | None:
    """The newest one of a round; one statement."""
    return db.session.scalar(
        select(Matching).where(Matching.item_id == item.id).order_by(Matching.id.desc()).limit(1)
    )


def _running(session: Session, item: ProgrammeItem, now: datetime) -> Matching | None:
    """The one at work; one that died is ended."""
    found = session.scalar(
        select(Matching).where(Matching.item_id == item.id, Matching.ended_at.is_(None))
    )
    if found is not None and is_silent(found, now):
        found.ended_at, found.failed = now, NO_ANSWER
        session.flush()
        return None
    return found


def _keeper(matching: Matching) -> Heard:
    """A listener that keeps how far it is, now and then, and says whether to go on."""
    last = 0.0

    def heard(sofar: Sofar) -> bool:
        nonlocal last
        if time.monotonic() - last < KEPT_SECONDS:
            return True
        last = time.monotonic()
        with writing(matching.event_id):
            matching.done, matching.budget = sofar.done, sofar.budget
            matching.points, matching.heard_at = sofar.points, clock.now()
            return matching.cancelled_at is None

    return heard


def _beside(app: Flask, matching_id: int, by: Actor) -> None:
    def run() -> None:
        with app.app_context():
            work(matching_id, by=by)

    threading.Thread(target=run, name=THREAD, daemon=True).start()


def _record(what: str, matching: Matching, by: Actor) -> None:
    journal.record(what, event_id=matching.event_id, topic="seating", subject_id=matching.id, by=by)
