"""Booking a slot for a talk, changing the talk, giving the slot back. Each is one transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Side
from makers.signups.models import Signup, SignupState
from makers.talks.models import Slot, Talk


class MayNotBook(Refusal):
    """Only an entrepreneur with a place at the event gives a talk."""

    sentence = _l(
        "Alleen wie als ondernemer een plek heeft, kan een pecha kucha boeken. "
        "Kom je in een andere rol? Vraag de organisatie om hulp."
    )


class HasTalk(Refusal):
    """One slot each."""

    sentence = _l("Je hebt al een plek in de rij. Pas die aan, of geef haar eerst terug.")


class GivenBack(Refusal):
    """The slot was given back while this form stood open, or this form booked it once before."""

    sentence = _l(
        "Deze plek is teruggegeven. Kies hieronder opnieuw een plek. Wat je typte staat er nog."
    )


class SlotTaken(Refusal):
    """Somebody else was first, or the slot is gone; ``offered_id`` is the next free one."""

    sentence = _l(
        "Deze plek is net aan iemand anders gegeven. De volgende vrije plek staat voor je klaar. "
        "Past die? Verstuur het formulier dan opnieuw."
    )

    def __init__(self, offered_id: int) -> None:
        super().__init__()
        self.offered_id = offered_id


class RowFull(Refusal):
    """No slot is free any more."""

    sentence = _l(
        "Alle plekken zijn vergeven. Wat je typte staat er nog. "
        "Vraag de organisatie of er een plek bij kan en verstuur het dan opnieuw."
    )


class Overtaken(Refusal):
    """The talk was changed elsewhere since this form was opened; ``stored`` stands there now."""

    sentence = _l(
        "Je pecha kucha is intussen ergens anders veranderd. Hieronder staat wat je nu typte, "
        "met wat er al stond. Kies wat klopt en bewaar opnieuw."
    )

    def __init__(self, stored: Talk) -> None:
        super().__init__()
        self.stored = stored


@dataclass(frozen=True)
class Pitch:
    """What a speaker typed: which slot (``None``: the reserve list), and what the talk is about."""

    slot_id: int | None
    title: str
    summary: str = ""


def may_book(signup: Signup) -> bool:
    """Whether someone may give a talk: confirmed, and on the entrepreneurs' side."""
    return signup.state is SignupState.CONFIRMED and signup.role.side is Side.ENTREPRENEUR


def book(signup: Signup, pitch: Pitch, *, key: uuid.UUID, now: datetime, by: Actor) -> Talk:
    """Book a free slot; the same form sent again (same ``key``) returns the talk that is there.

    Raises ``MayNotBook``, ``HasTalk``, ``SlotTaken`` with the next free slot, ``RowFull`` without
    one, and ``GivenBack`` when this very form booked a slot that was given back since.
    """
    with writing(signup.event_id) as session:
        once = uuid.uuid5(key, repr((signup.id, pitch)))
        known = session.scalar(select(Talk).where(Talk.key == once))
        if known is not None and known.given_back_at is not None:
            raise GivenBack
        if known is not None:
            return known
        if not may_book(signup):
            raise MayNotBook
        if talk_of(session, signup.id) is not None:
            raise HasTalk
        _check_free(session, signup.event_id, pitch.slot_id)
        talk = Talk(
            event_id=signup.event_id,
            slot_id=pitch.slot_id,
            signup_id=signup.id,
            key=once,
            title=pitch.title,
            summary=pitch.summary,
            booked_at=now,
        )
        session.add(talk)
        session.flush()
        record("talk.booked", talk, by)
    return talk


def change(talk: Talk, pitch: Pitch, *, version: int, by: Actor) -> None:
    """Give a talk other words or another free slot; ``version`` is the one the form started from.

    The same again changes nothing. Other words need the organiser's acceptance anew, so that
    nothing stands on the public page that nobody read. Raises ``GivenBack``, ``Overtaken`` with
    what stands there now, ``SlotTaken`` and ``RowFull``.
    """
    with writing(talk.event_id) as session:
        if talk.given_back_at is not None:
            raise GivenBack
        if Pitch(talk.slot_id, talk.title, talk.summary) == pitch:
            return
        if talk.version != version:
            raise Overtaken(talk)
        if talk.slot_id != pitch.slot_id:
            _check_free(session, talk.event_id, pitch.slot_id)
        if (talk.title, talk.summary) != (pitch.title, pitch.summary):
            talk.accepted_at = None
        talk.slot_id, talk.title, talk.summary = pitch.slot_id, pitch.title, pitch.summary
        talk.version += 1
        record("talk.changed", talk, by)


def give_back(talk: Talk, *, now: datetime, by: Actor) -> None:
    """Free the slot for somebody else; twice is once."""
    with writing(talk.event_id):
        _give_back(talk, now, by)


def answer_cancellation(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Receiver of ``signup_cancelled``: who does not come gives the slot back."""
    talk = talk_of(session, signup.id)
    if talk is not None:
        _give_back(talk, now, by)


def talk_of(session: Session, signup_id: int) -> Talk | None:
    """The talk of a sign-up in the running transaction."""
    return session.scalar(
        select(Talk).where(Talk.signup_id == signup_id, Talk.given_back_at.is_(None))
    )


def talk_in(session: Session, slot_id: int) -> Talk | None:
    """The talk that holds a slot in the running transaction."""
    return session.scalar(select(Talk).where(Talk.slot_id == slot_id, Talk.given_back_at.is_(None)))


def record(what: str, talk: Talk, by: Actor) -> None:
    """Remember a change of a talk."""
    journal.record(what, event_id=talk.event_id, topic="slots", subject_id=talk.id, by=by)


def _check_free(session: Session, event_id: int, slot_id: int | None) -> None:
    """Raise ``SlotTaken`` or ``RowFull`` unless this slot of the event is free."""
    wanted = session.get(Slot, slot_id) if slot_id is not None else None
    if wanted is not None and wanted.event_id == event_id and talk_in(session, wanted.id) is None:
        return
    free = _free(session, event_id)
    if not free:
        raise RowFull
    later = (slot.id for slot in free if wanted is not None and _order(slot) > _order(wanted))
    raise SlotTaken(next(later, free[0].id))


def _free(session: Session, event_id: int) -> list[Slot]:
    """The free slots of an event in the order of the afternoon."""
    taken = select(Talk.slot_id).where(Talk.event_id == event_id, Talk.given_back_at.is_(None))
    found = session.scalars(
        select(Slot)
        .where(Slot.event_id == event_id, Slot.id.not_in(taken))
        .options(joinedload(Slot.item, innerjoin=True))
    )
    return sorted(found, key=_order)


def _order(slot: Slot) -> tuple[datetime, int, int]:
    return slot.item.starts_at, slot.item_id, slot.number


def _give_back(talk: Talk, now: datetime, by: Actor) -> None:
    if talk.given_back_at is None:
        talk.given_back_at = now
        record("talk.given_back", talk, by)
