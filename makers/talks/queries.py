"""What pages ask about the row of pecha kuchas. Each function is one statement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.signups.models import Signup
from makers.talks.models import Slot, Talk


def row(event: Event) -> Sequence[Slot]:
    """The slots of an event in the order of the afternoon, each with its item, talk and speaker."""
    return db.session.scalars(
        select(Slot)
        .join(Slot.item)
        .where(Slot.event_id == event.id)
        .options(
            joinedload(Slot.item, innerjoin=True),
            joinedload(Slot.row, innerjoin=True),
            joinedload(Slot.talk).options(joinedload(Talk.signup), joinedload(Talk.partner)),
        )
        .order_by(ProgrammeItem.starts_at, Slot.item_id, Slot.number)
    ).all()


def of_signup(signup: Signup) -> Talk | None:
    """The talk somebody gives, alone or in a duo, with its slot; not one that was given back."""
    return db.session.scalar(
        select(Talk)
        .where(
            or_(Talk.signup_id == signup.id, Talk.partner_id == signup.id),
            Talk.given_back_at.is_(None),
        )
        .options(
            joinedload(Talk.signup, innerjoin=True),
            joinedload(Talk.partner),
            joinedload(Talk.slot).options(
                joinedload(Slot.item, innerjoin=True), joinedload(Slot.row, innerjoin=True)
            ),
        )
    )


def talk(talk_id: int, event_id: int) -> Talk | None:
    """A talk of this event, given back or not."""
    return db.session.scalar(select(Talk).where(Talk.id == talk_id, Talk.event_id == event_id))


def items(event_id: int) -> Sequence[ProgrammeItem]:
    """The parts of the programme that can have slots, in the order of the afternoon."""
    return db.session.scalars(
        select(ProgrammeItem)
        .where(ProgrammeItem.event_id == event_id, ProgrammeItem.kind == ItemKind.PECHA_KUCHA)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id)
    ).all()
