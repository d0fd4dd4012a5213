"""What pages ask about the row of pecha kuchas. Each function is one statement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.signups.models import Signup
from makers.talks.models import Row, Slot, SwapOffer, Talk


def row(event: Event) -> list[Slot]:
    """The slots of an event in the order of the afternoon, each with its talk and speakers."""
    return list(db.session.scalars(_row(event.id)).unique())


def row_and_own(signup: Signup) -> tuple[list[Slot], Talk | None]:
    """The row of somebody's event, and the talk they give in it or have on the reserve list."""
    own = _gives(signup.id) & Talk.given_back_at.is_(None) & (Talk.event_id == Slot.event_id)
    found = db.session.execute(_row(signup.event_id).outerjoin(Talk, own).add_columns(Talk))
    pairs = found.unique().all()
    return [slot for slot, _talk in pairs], pairs[0][1] if pairs else None


def of_signup(signup: Signup) -> Talk | None:
    """The talk somebody gives, alone or in a duo, with its slot; not one that was given back."""
    return db.session.scalar(
        select(Talk)
        .where(_gives(signup.id), Talk.given_back_at.is_(None))
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


def without_talk(event_id: int) -> Sequence[Signup]:
    """Who has a place at the event and gives no talk, by name."""
    gives = exists().where(
        or_(Talk.signup_id == Signup.id, Talk.partner_id == Signup.id),
        Talk.given_back_at.is_(None),
    )
    return db.session.scalars(
        select(Signup)
        .where(
            Signup.event_id == event_id,
            Signup.confirmed_at.is_not(None),
            Signup.cancelled_at.is_(None),
            ~gives,
        )
        .order_by(Signup.name, Signup.id)
    ).all()


def items(event_id: int) -> Sequence[ProgrammeItem]:
    """The parts of the programme that can have slots, in the order of the afternoon."""
    return db.session.scalars(
        select(ProgrammeItem)
        .where(ProgrammeItem.event_id == event_id, ProgrammeItem.kind == ItemKind.PECHA_KUCHA)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id)
    ).all()


def set_up(event_id: int) -> list[tuple[ProgrammeItem, Row | None]]:
    """The parts of the programme that can have slots, in order, each with its row if it has one."""
    found = db.session.execute(
        select(ProgrammeItem, Row)
        .outerjoin(Row, Row.item_id == ProgrammeItem.id)
        .where(ProgrammeItem.event_id == event_id, ProgrammeItem.kind == ItemKind.PECHA_KUCHA)
        .options(joinedload(Row.roles))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id)
    )
    return [(item, row) for item, row in found.unique()]


def event_with_roles(event_id: int) -> Event | None:
    """An event with its roles."""
    found = select(Event).where(Event.id == event_id).options(joinedload(Event.roles))
    return db.session.scalars(found).unique().one_or_none()


def stands(offer: SwapOffer) -> bool:
    """Whether an offer to swap can still be answered: nobody said no, and both stand there yet."""
    return (
        offer.declined_at is None
        and offer.accepted_at is None
        and offer.talk.given_back_at is None
        and offer.other.given_back_at is None
        and (offer.talk.slot_id, offer.other.slot_id) == (offer.slot_id, offer.other_slot_id)
    )


def offers_to(talk: Talk) -> list[SwapOffer]:
    """Who asks the speakers of this talk to change places, as far as it still stands."""
    found = db.session.scalars(
        select(SwapOffer)
        .where(
            or_(SwapOffer.other_id == talk.id, SwapOffer.talk_id == talk.id),
            SwapOffer.declined_at.is_(None),
            SwapOffer.accepted_at.is_(None),
        )
        .options(
            joinedload(SwapOffer.talk, innerjoin=True), joinedload(SwapOffer.other, innerjoin=True)
        )
        .order_by(SwapOffer.id)
    )
    return [offer for offer in found if stands(offer)]


def _row(event_id: int) -> Select[Slot]:
    return (
        select(Slot)
        .join(Slot.item)
        .where(Slot.event_id == event_id)
        .options(
            joinedload(Slot.item, innerjoin=True),
            joinedload(Slot.row, innerjoin=True).joinedload(Row.roles),
            joinedload(Slot.talk).options(joinedload(Talk.signup), joinedload(Talk.partner)),
        )
        .order_by(ProgrammeItem.starts_at, Slot.item_id, Slot.number)
    )


def _gives(signup_id: int) -> ColumnElement[bool]:
    """Whether a talk is this person's, alone or in a duo."""
    return or_(Talk.signup_id == signup_id, Talk.partner_id == signup_id)
