"""One sentence of the organiser to every table of a round, and who has seen it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.coming.entry import Present
from makers.intervision.models import Broadcast, Sighting
from makers.seating.models import Table


def send(item: ProgrammeItem, text: str, *, key: uuid.UUID, by: Actor, now: datetime) -> Broadcast:
    """Tell all tables of a round; the newest that is not withdrawn is what they show.

    The same ``key`` again returns the broadcast that is there.
    """
    with writing(item.event_id) as session:
        sent = session.scalar(select(Broadcast).where(Broadcast.key == key))
        if sent is not None:
            return sent
        sent = Broadcast(event_id=item.event_id, item_id=item.id, key=key, text=text, sent_at=now)
        session.add(sent)
        session.flush()
        _record("broadcast.sent", sent, by)
        return sent


def withdraw(broadcast: Broadcast, *, by: Actor, now: datetime) -> None:
    """Take a sentence off every screen; it stays in the list of what was said."""
    with writing(broadcast.event_id):
        if broadcast.withdrawn_at is None:
            broadcast.withdrawn_at = now
            _record("broadcast.withdrawn", broadcast, by)


def see(broadcast: Broadcast, table: Table, *, by: Present, now: datetime) -> None:
    """A screen showed a sentence to somebody at a table; again is once, and asks for no lock.

    Nothing for who does not sit at a table, and for a sentence that was withdrawn.
    """
    if not by.at_table or _seen(db.session(), broadcast.id, table.id, by.signup_id):
        return
    with writing(broadcast.event_id) as session:
        gone = broadcast.withdrawn_at is not None
        if gone or _seen(session, broadcast.id, table.id, by.signup_id):
            return
        session.add(
            Sighting(broadcast_id=broadcast.id, table_id=table.id, signup_id=by.signup_id, at=now)
        )
        topic = f"broadcast-{broadcast.id}-seen"
        event_id = broadcast.event_id
        journal.record("broadcast.seen", event_id=event_id, topic=topic, subject_id=broadcast.id)


def _seen(session: Session, broadcast_id: int, table_id: int, signup_id: int | None) -> bool:
    seen = select(Sighting.id).where(
        Sighting.broadcast_id == broadcast_id,
        Sighting.table_id == table_id,
        Sighting.signup_id == signup_id if signup_id else Sighting.signup_id.is_(None),
    )
    return session.scalar(seen) is not None


def _record(what: str, broadcast: Broadcast, by: Actor) -> None:
    journal.record(
        what,
        event_id=broadcast.event_id,
        topic="broadcasts",
        subject_id=broadcast.id,
        by=by,
    )
