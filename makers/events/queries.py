"""What pages ask of the events slice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from makers.core import live
from makers.core.database import db
from makers.events.models import Event, PolicyDomain, ProgrammeItem

# Roles, domains and programme come along in one statement each, however many events there are.
_WHOLE = (
    selectinload(Event.roles),
    selectinload(Event.domains),
    selectinload(Event.programme),
)


def by_slug(slug: str) -> Event | None:
    """The published event at this address with roles, domains and programme; four statements."""
    return db.session.scalar(
        select(Event).where(Event.slug == slug, Event.published_at.is_not(None)).options(*_WHOLE)
    )


def by_id(event_id: int) -> Event | None:
    """The event with roles, domains and programme, published or not; four statements."""
    return db.session.scalar(select(Event).where(Event.id == event_id).options(*_WHOLE))


def upcoming(now: datetime) -> Sequence[Event]:
    """The published events that are not over, the nearest first; one statement."""
    return db.session.scalars(
        select(Event)
        .where(Event.published_at.is_not(None), Event.ends_at > now)
        .order_by(Event.starts_at, Event.id)
    ).all()


def past(now: datetime) -> Sequence[Event]:
    """The published events that are over, the latest first; one statement."""
    return db.session.scalars(
        select(Event)
        .where(Event.published_at.is_not(None), Event.ends_at <= now)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    ).all()


def meetings(now: datetime) -> tuple[list[Event], list[Event]]:
    """The published events to come, the nearest first, and those that took place, the latest first.

    One statement.
    """
    rows = select(Event).where(Event.published_at.is_not(None))
    found = db.session.scalars(rows.order_by(Event.starts_at, Event.id)).all()
    coming = [event for event in found if event.ends_at > now]
    held = [event for event in found if event.ends_at <= now and event.cancelled_at is None]
    return coming, held[::-1]


def programme(event_id: int) -> tuple[Event, str] | None:
    """The event with its programme and rooms, and the version of that; three statements."""
    found = db.session.execute(
        select(Event, live.version_of(Event.id))
        .where(Event.id == event_id)
        .options(selectinload(Event.programme), selectinload(Event.rooms)),
        {"topics": ("programme",)},
    ).one_or_none()
    return (found[0], str(found[1])) if found is not None else None


def at(slug: str) -> Event | None:
    """The event at this address, published or not; one statement."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def domains_among(session: Session, event_id: int, ids: Collection[int]) -> list[PolicyDomain]:
    """The policy domains of this event among these ids, in their order; one statement."""
    asked = select(PolicyDomain).where(PolicyDomain.event_id == event_id, PolicyDomain.id.in_(ids))
    return list(session.scalars(asked.order_by(PolicyDomain.position)))


def item(event_id: int, item_id: int) -> ProgrammeItem | None:
    """An item of this event's programme, with the event; one statement."""
    return db.session.scalar(
        select(ProgrammeItem)
        .where(ProgrammeItem.id == item_id, ProgrammeItem.event_id == event_id)
        .options(joinedload(ProgrammeItem.event, innerjoin=True))
    )
