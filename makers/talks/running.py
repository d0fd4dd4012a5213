"""The row runs: a talk is started, stopped for a fault, broken off, passed over.

The slide that is on is never stored: it follows from the start (``timing``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.talks import deck_queries, run_queries, slides
from makers.talks.models import Performance, Talk

COUNTDOWN = timedelta(seconds=3)
HEARING = timedelta(seconds=0.5)  # so that every screen has heard before it counts 3


class NoSlides(Refusal):
    """There is nothing to show yet."""

    sentence = _l(
        "Van deze pecha kucha zijn geen goedgekeurde dia’s. Laat de spreker de proef goedkeuren, "
        "of sla deze over."
    )


class AnotherRuns(Refusal):
    """One talk at a time."""

    sentence = _l("Er loopt al een pecha kucha. Wacht tot die klaar is, of breek die eerst af.")


def start(talk: Talk, *, after: int, now: datetime, by: Actor) -> Performance:
    """Start a talk: three seconds of counting down, then its first slide.

    ``after`` is the newest performance the operator saw, 0 for none: the same tap again, or one
    that comes late, starts nothing. Raises ``NoSlides`` and ``AnotherRuns``.
    """
    with writing(talk.event_id) as session:
        newest = _newest(session, talk.event_id)
        if newest is not None and newest.id != after and newest.talk_id == talk.id:
            return newest
        if newest is not None and run_queries.is_on(newest, now):
            if newest.talk_id == talk.id:
                return newest
            raise AnotherRuns
        deck = deck_queries.newest_approved(session, talk.id)
        row = deck_queries.measure(session, talk)
        if deck is None or not slides.is_whole(deck, row):
            raise NoSlides
        made = Performance(
            event_id=talk.event_id,
            talk_id=talk.id,
            deck_id=deck.id,
            slides=row.slides,
            slide_seconds=row.slide_seconds,
            starts_at=now + HEARING + COUNTDOWN,
        )
        session.add(made)
        session.flush()
        _record("talk.started", made, by)
    return made


def pause(performance: Performance, *, now: datetime, by: Actor) -> None:
    """Stop the clock for a fault; the slide stays. Twice is once, and what is over stays over."""
    with writing(performance.event_id):
        if performance.paused_at is None and run_queries.is_on(performance, now):
            performance.paused_at = now
            _record("talk.paused", performance, by)


def resume(performance: Performance, *, now: datetime, by: Actor) -> None:
    """Go on with the same slide and the seconds it had left. Twice is once."""
    with writing(performance.event_id):
        if performance.paused_at is not None and performance.ended_at is None:
            stopped = (now - performance.paused_at).total_seconds()
            performance.paused_seconds += max(stopped, 0.0)
            performance.paused_at = None
            _record("talk.resumed", performance, by)


def break_off(performance: Performance, *, now: datetime, by: Actor) -> None:
    """End a talk before its time; it can be started anew. Twice is once."""
    with writing(performance.event_id):
        if run_queries.is_on(performance, now):
            performance.ended_at = now
            _record("talk.broken_off", performance, by)


def pass_over(talk: Talk, *, after: int, now: datetime, by: Actor) -> None:
    """Go on to the next talk; this one can still be started later. ``after`` as in ``start``."""
    with writing(talk.event_id) as session:
        newest = _newest(session, talk.event_id)
        if (newest.id if newest is not None else 0) != after:
            return
        if newest is not None and run_queries.is_on(newest, now):
            raise AnotherRuns
        row = deck_queries.measure(session, talk)
        made = Performance(
            event_id=talk.event_id,
            talk_id=talk.id,
            slides=row.slides,
            slide_seconds=row.slide_seconds,
            starts_at=now,
            ended_at=now,
        )
        session.add(made)
        session.flush()
        _record("talk.passed_over", made, by)


def _newest(session: Session, event_id: int) -> Performance | None:
    newest = select(Performance).where(Performance.event_id == event_id)
    return session.scalar(newest.order_by(Performance.id.desc()).limit(1))


def _record(what: str, performance: Performance, by: Actor) -> None:
    journal.record(
        what,
        event_id=performance.event_id,
        topic="runner",
        subject_id=performance.talk_id,
        by=by,
    )
