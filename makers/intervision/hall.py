"""The projector of the hall: when its page last said that it is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.intervision.models import HallScreen

QUIET = timedelta(minutes=2)  # the page speaks up every minute


def seen(event_id: int, *, now: datetime, by: Actor) -> None:
    """The page is open now; who waits for the projector hears when it comes (back)."""
    with writing(event_id) as session:
        screen = session.get(HallScreen, event_id)
        if screen is None:
            screen = HallScreen(event_id=event_id, seen_at=now - QUIET)
            session.add(screen)
        if now - screen.seen_at >= QUIET:
            journal.record("projector.seen", event_id=event_id, topic="readiness", by=by)
        screen.seen_at = now


def seen_at(event_id: int) -> datetime | None:
    """When it was last open; one statement."""
    return db.session.scalar(select(HallScreen.seen_at).where(HallScreen.event_id == event_id))
