"""What pages ask about slides. Each function is one statement, or two with the slides."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from makers.core.database import db
from makers.events.models import ProgrammeItem
from makers.talks.models import Deck, Picture, Row, Slot, Talk

NEWEST = select(func.max(Deck.id)).group_by(Deck.talk_id)


def newest(session: Session, talk_id: int) -> Deck | None:
    """The deck that counts, with its slides."""
    return session.scalar(
        select(Deck)
        .where(Deck.talk_id == talk_id)
        .order_by(Deck.id.desc())
        .limit(1)
        .options(selectinload(Deck.slides))
    )


def decks_of(talk_id: int) -> Sequence[Deck]:
    """Every deck of a talk with its slides, the newest first."""
    return db.session.scalars(
        select(Deck)
        .where(Deck.talk_id == talk_id)
        .order_by(Deck.id.desc())
        .options(selectinload(Deck.slides))
    ).all()


def deck(deck_id: int, talk_id: int) -> Deck | None:
    """A deck of this talk, with its slides."""
    return db.session.scalar(
        select(Deck)
        .where(Deck.id == deck_id, Deck.talk_id == talk_id)
        .options(selectinload(Deck.slides))
    )


def newest_of_event(event_id: int) -> dict[int, Deck]:
    """The deck that counts for each talk of an event, with its slides, by the talk's id."""
    found = db.session.scalars(
        select(Deck)
        .where(Deck.event_id == event_id, Deck.id.in_(NEWEST))
        .options(selectinload(Deck.slides))
    )
    return {deck.talk_id: deck for deck in found}


def newest_approved(session: Session, talk_id: int) -> Deck | None:
    """The newest deck that was approved, with its slides: a newer one that was not is no reason
    to show nothing.
    """
    return session.scalar(
        select(Deck)
        .where(Deck.talk_id == talk_id, Deck.approved_at.is_not(None))
        .order_by(Deck.id.desc())
        .limit(1)
        .options(selectinload(Deck.slides))
    )


def approved_of_event(event_id: int) -> dict[int, Deck]:
    """The newest approved deck of each talk of an event, with its slides, by the talk's id."""
    approved = Deck.approved_at.is_not(None)
    newest = select(func.max(Deck.id)).where(approved).group_by(Deck.talk_id)
    found = db.session.scalars(
        select(Deck)
        .where(Deck.event_id == event_id, Deck.id.in_(newest))
        .options(selectinload(Deck.slides))
    )
    return {deck.talk_id: deck for deck in found}


def picture(digest: str) -> bytes | None:
    """The bytes of a picture."""
    return db.session.scalar(select(Picture.data).where(Picture.digest == digest))


def measure(session: Session, talk: Talk) -> Row:
    """How many slides of how many seconds a talk has: of its row; on the reserve list, the first.

    An event without a row has the usual measure.
    """
    if talk.slot is not None:
        return talk.slot.row
    first = session.scalar(
        select(Row)
        .join(ProgrammeItem, ProgrammeItem.id == Row.item_id)
        .where(Row.event_id == talk.event_id)
        .order_by(ProgrammeItem.starts_at)
        .limit(1)
    )
    return first or Row(slides=20, slide_seconds=20, change_over_seconds=120)


def talks_in_slots(event_id: int) -> Sequence[Talk]:
    """The talks of an event that stand in a slot, in the order of the afternoon."""
    return db.session.scalars(
        select(Talk)
        .join(Slot, Talk.slot_id == Slot.id)
        .join(ProgrammeItem, ProgrammeItem.id == Slot.item_id)
        .where(Talk.event_id == event_id, Talk.given_back_at.is_(None))
        .order_by(ProgrammeItem.starts_at, Slot.number)
        .options(
            joinedload(Talk.signup, innerjoin=True),
            joinedload(Talk.partner),
            joinedload(Talk.slot).options(
                joinedload(Slot.row, innerjoin=True), joinedload(Slot.item, innerjoin=True)
            ),
        )
    ).all()
