"""The reserve list: who booked when all slots were taken gets the first one that comes free."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from makers.core import journal
from makers.core.journal import Actor
from makers.signups.letters import post
from makers.signups.models import Signup
from makers.talks.models import Row, Slot, Talk
from makers.talks.opening import may_book


def fill(session: Session, event_id: int, *, now: datetime, by: Actor) -> None:
    """Give free slots to who waits, first come first served, in the running transaction.

    It runs wherever a slot may come free. Locked slots are the organiser's to give, and nobody is
    put into a row that has begun. Each who gets one is told by mail.
    """
    waiting = waiting_in(session, event_id)
    free = free_slots(session, event_id) if waiting else []
    for talk in waiting:
        slot = next((slot for slot in free if _fits(talk, slot, now)), None)
        if slot is None:
            continue
        free.remove(slot)
        talk.slot_id = slot.id
        talk.version += 1
        session.flush()
        journal.record("talk.promoted", event_id=event_id, topic="slots", subject_id=talk.id, by=by)
        for speaker in talk.speakers:
            post(session, "talk.promoted", speaker, now=now)


def waiting_in(session: Session, event_id: int) -> list[Talk]:
    """The reserve list, who is first in front; one statement."""
    waiting = (
        select(Talk)
        .where(Talk.event_id == event_id, Talk.slot_id.is_(None), Talk.given_back_at.is_(None))
        .options(joinedload(Talk.signup, innerjoin=True).joinedload(Signup.role))
        .order_by(Talk.id)
    )
    return list(session.scalars(waiting))


def place_in_line(session: Session, talk: Talk) -> int:
    """The place of a talk on the reserve list, counted from 1."""
    ids = [one.id for one in waiting_in(session, talk.event_id)]
    return ids.index(talk.id) + 1


def free_slots(session: Session, event_id: int) -> list[Slot]:
    """The slots without a talk, locked ones too, in the order of the afternoon."""
    taken = select(Talk.slot_id).where(
        Talk.event_id == event_id, Talk.slot_id.is_not(None), Talk.given_back_at.is_(None)
    )
    found = session.scalars(
        select(Slot)
        .where(Slot.event_id == event_id, Slot.id.not_in(taken))
        .options(
            joinedload(Slot.item, innerjoin=True),
            joinedload(Slot.row, innerjoin=True).options(
                selectinload(Row.roles), joinedload(Row.item, innerjoin=True)
            ),
        )
    )
    return sorted(found, key=order)


def order(slot: Slot) -> tuple[datetime, int, int]:
    """Where a slot stands in the afternoon."""
    return slot.item.starts_at, slot.item_id, slot.number


def _fits(talk: Talk, slot: Slot, now: datetime) -> bool:
    return not slot.locked and now < slot.item.starts_at and may_book(talk.signup, slot.row)
