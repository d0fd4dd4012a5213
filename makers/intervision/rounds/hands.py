"""A table raises its hand for the organiser, and hears who is walking over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.journal import Actor
from makers.core.organisers import Organiser
from makers.intervision.coming.entry import Present
from makers.intervision.models import Hand
from makers.seating.models import Table


def raise_hand(table: Table, *, by: Present, now: datetime) -> None:
    """Ask for the organiser; a hand that is up stays as it is, with its own moment."""
    with writing(table.event_id) as session:
        if _up(session, table) is None:
            hand = Hand(
                event_id=table.event_id,
                table_id=table.id,
                raised_at=now,
                raised_by_id=by.signup_id,
            )
            session.add(hand)
            session.flush()
            _record("hand.raised", hand, by.actor)


def come(table: Table, *, by: Actor, now: datetime) -> None:
    """An organiser walks over; who said so first is who comes. Nothing without a hand up."""
    with writing(table.event_id) as session:
        hand = _up(session, table)
        if hand is None or hand.coming_at is not None:
            return
        hand.coming_at = now
        known = by.id is not None and session.get(Organiser, by.id) is not None
        hand.coming_id = by.id if known else None
        _record("hand.answered", hand, by)


def lower(table: Table, *, by: Actor, now: datetime) -> None:
    """The hand goes down, by the table or by the organiser; twice is once."""
    with writing(table.event_id) as session:
        hand = _up(session, table)
        if hand is not None:
            hand.lowered_at, hand.lowered_by = now, by.kind
            _record("hand.lowered", hand, by)


def _up(session: Session, table: Table) -> Hand | None:
    return session.scalar(select(Hand).where(Hand.table_id == table.id, Hand.lowered_at.is_(None)))


def _record(what: str, hand: Hand, by: Actor) -> None:
    topic = f"table-{hand.table_id}-hand"
    journal.record(what, event_id=hand.event_id, topic=topic, subject_id=hand.id, by=by)
