"""An event of the demo: found again, set up with its programme, cleared away.

The journal tells which events are the demo's: it holds who made each. Another title, or a copy that
an organiser made, does not lead astray.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor, JournalEntry
from makers.core.links import GrantRow, Link
from makers.core.mail import OutboxMail
from makers.events import items, service
from makers.events.details import Details, ItemDetails
from makers.events.models import Event, ItemKind

LAID_OUT = "demo.laid_out"
BEGINNINGS = ("event.made", "event.copied", LAID_OUT)


@dataclass(frozen=True)
class Part:
    """A part of the programme; its start follows from the parts before it."""

    kind: ItemKind
    title: str
    minutes: int
    who: str = ""
    place: str = ""
    about: str = ""
    locked: bool = False


@dataclass(frozen=True)
class Standing:
    """An event of the demo as it stands; not whole when its laying out was broken off."""

    event: Event
    whole: bool


def standing(by: Actor) -> Standing | None:
    """The event that ``by`` made, if it is still there; one statement."""
    # An id may come back after its event is gone, so the newest beginning counts.
    newest = (
        select(func.max(JournalEntry.id))
        .where(JournalEntry.event_id == Event.id, JournalEntry.what.in_(BEGINNINGS))
        .correlate(Event)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Event, JournalEntry.what)
        .join(JournalEntry, JournalEntry.id == newest)
        .where(JournalEntry.actor_kind == by.kind, JournalEntry.actor_id == by.id)
        .limit(1)
    ).first()
    return Standing(found[0], found[1] == LAID_OUT) if found is not None else None


def make(details: Details, parts: Sequence[Part], *, now: datetime, by: Actor) -> Event:
    """Make the event with its programme, part after part, and publish it a day later."""
    event = service.make(details, now=now, by=by)
    begins = event.starts_at
    for part in parts:
        item = ItemDetails(
            part.kind,
            part.title,
            begins,
            part.minutes,
            part.who,
            part.place,
            part.about,
            part.locked,
        )
        items.add(event, item, by=by)
        begins += timedelta(minutes=part.minutes)
    service.publish(event, now=now + timedelta(days=1), by=by)
    return event


def finish(event: Event, *, by: Actor) -> None:
    """Remember that nothing is missing."""
    with writing(event.id):
        journal.record(LAID_OUT, event_id=event.id, topic="event", by=by)


def take_away(event: Event, *, by: Actor) -> None:
    """Remove the event with all that hangs on it, and the rights to it in every browser."""
    event_id = event.id
    with writing(event_id) as session:
        for gone in (
            delete(Link).where(Link.event_id == event_id),
            delete(GrantRow).where(GrantRow.event_id == event_id),
            delete(OutboxMail).where(OutboxMail.event_id == event_id),
            delete(Event).where(Event.id == event_id),
        ):
            session.execute(gone)
        journal.record("event.removed", event_id=event_id, topic="event", by=by)


def length(parts: Sequence[Part]) -> timedelta:
    """How long these parts take together."""
    return timedelta(minutes=sum(part.minutes for part in parts))
