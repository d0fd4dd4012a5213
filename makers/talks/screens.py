"""The links of the screens: showing on the projector, and operating it, are two rights."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from makers.core import clock, journal, links
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.links import Grant, Link
from makers.events.models import Event

KINDS = ("projector", "moderator")


def make_link(event: Event, kind: str, *, now: datetime, by: Actor) -> str:
    """The token of a link to a screen (``kind`` of ``KINDS``), until the day after the event."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no screen")
    with writing(event.id) as session:
        journal.record(f"{kind}.opened", event_id=event.id, topic="runner", by=by)
        grant = Grant(kind, event.id, event.id)
        return links.issue(session, grant, now=now, until=closes_at(event))


def revoke_links(event: Event, kind: str, *, now: datetime, by: Actor) -> None:
    """Close the links of this kind in every browser."""
    with writing(event.id) as session:
        links.revoke(session, kind, event.id, now=now)
        journal.record(f"{kind}.closed", event_id=event.id, topic="runner", by=by)


def open_links(event_id: int, now: datetime) -> dict[str, int]:
    """How many links of each kind work; one statement."""
    rows = (
        select(Link.kind, func.count())
        .where(
            Link.kind.in_(KINDS),
            Link.subject_id == event_id,
            Link.revoked_at.is_(None),
            Link.expires_at.is_(None) | (Link.expires_at > now),
        )
        .group_by(Link.kind)
    )
    found = {row[0]: row[1] for row in db.session.execute(rows)}
    return {kind: found.get(kind, 0) for kind in KINDS}


def closes_at(event: Event) -> datetime:
    """Until when the links work (UTC): midnight after the day that follows the event."""
    day = clock.amsterdam(event.ends_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return clock.days_before(day, -2)
