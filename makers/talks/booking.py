"""Booking a slot for a talk, changing the talk, giving the slot back. Each is one transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.signups.models import Signup
from makers.talks import reserve
from makers.talks.models import Row, Slot, Talk
from makers.talks.opening import is_open, may_book


class MayNotBook(Refusal):
    """Only who has a place at the event, in a role that speaks here, gives a talk."""

    sentence = _l(
        "Alleen wie een plek heeft in een rol die hier vertelt, kan een pecha kucha boeken. "
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
    """No slot is free any more; the reserve list is open."""

    sentence = _l(
        "Alle plekken zijn vergeven. Wat je typte staat er nog. Verstuur het opnieuw om op de "
        "reservelijst te komen: de eerste plek die vrijkomt is dan vanzelf voor jou."
    )


class BookingClosed(Refusal):
    """The row is not booked yet, or no longer."""

    sentence = _l(
        "Deze rij kan nu niet geboekt worden. Kijk op deze pagina wanneer het wel kan, of vraag "
        "het de organisatie. Wat je typte staat er nog."
    )


class SlotLocked(Refusal):
    """The organiser locked the slot the talk stands in, or the one that was asked for."""

    sentence = _l(
        "Deze plek staat vast. Wil je een andere plek? Vraag het de organisatie. "
        "Wat je typte staat er nog."
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


def book(signup: Signup, pitch: Pitch, *, key: uuid.UUID, now: datetime, by: Actor) -> Talk:
    """Book a free slot; the same form sent again (same ``key``) returns the talk that is there.

    Without a slot: the first that is free, else a place on the reserve list.

    Raises ``MayNotBook``, ``HasTalk``, ``BookingClosed``, ``SlotLocked``, ``SlotTaken`` with the
    next free slot, ``RowFull`` without one, and ``GivenBack`` when this very form booked a slot
    that was given back since.
    """
    with writing(signup.event_id) as session:
        once = uuid.uuid5(key, repr((signup.id, pitch)))
        known = session.scalar(select(Talk).where(Talk.key == once))
        if known is not None and known.given_back_at is not None:
            raise GivenBack
        if known is not None:
            return known
        slot_id = _slot_for(session, signup, pitch.slot_id, now)
        if talk_of(session, signup.id) is not None:
            raise HasTalk
        talk = Talk(
            event_id=signup.event_id,
            slot_id=slot_id,
            signup_id=signup.id,
            key=once,
            title=pitch.title,
            summary=pitch.summary,
            booked_at=now,
        )
        session.add(talk)
        session.flush()
        record("talk.booked" if slot_id is not None else "talk.reserved", talk, by)
    return talk


def change(talk: Talk, pitch: Pitch, *, version: int, now: datetime, by: Actor) -> None:
    """Give a talk other words or another free slot; ``version`` is the one the form started from.

    The same again changes nothing. Other words need the organiser's acceptance anew, so that
    nothing stands on the public page that nobody read; they may change also when the row is no
    longer booked. The slot that is left goes to who is first on the reserve list. Raises
    ``GivenBack``, ``Overtaken`` with what stands there now, and for another slot what ``book``
    raises.
    """
    with writing(talk.event_id) as session:
        if talk.given_back_at is not None:
            raise GivenBack
        if Pitch(talk.slot_id, talk.title, talk.summary) == pitch:
            return
        if talk.version != version:
            raise Overtaken(talk)
        was = talk.slot_id
        if pitch.slot_id not in (None, was):
            if talk.slot is not None and talk.slot.locked:
                raise SlotLocked
            talk.slot_id = _slot_for(session, talk.signup, pitch.slot_id, now)
        if (talk.title, talk.summary) != (pitch.title, pitch.summary):
            talk.accepted_at = None
        talk.title, talk.summary = pitch.title, pitch.summary
        talk.version += 1
        session.flush()
        record("talk.changed", talk, by)
        if talk.slot_id != was:
            reserve.fill(session, talk.event_id, now=now, by=by)


def give_back(talk: Talk, *, now: datetime, by: Actor, who: int | None = None) -> None:
    """Free the slot for who is first on the reserve list, or for anybody; twice is once.

    ``who`` (the id of a sign-up) leaves only for themselves: the other of a duo goes on.
    """
    with writing(talk.event_id) as session:
        _leave(session, talk, who, now, by)


def answer_cancellation(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Receiver of ``signup_cancelled``: who does not come gives the slot back."""
    talk = talk_of(session, signup.id)
    if talk is not None:
        _leave(session, talk, signup.id, now, by)


def talk_of(session: Session, signup_id: int) -> Talk | None:
    """The talk somebody gives, alone or in a duo, in the running transaction."""
    mine = or_(Talk.signup_id == signup_id, Talk.partner_id == signup_id)
    return session.scalar(select(Talk).where(mine, Talk.given_back_at.is_(None)))


def talk_in(session: Session, slot_id: int) -> Talk | None:
    """The talk that holds a slot in the running transaction."""
    return session.scalar(select(Talk).where(Talk.slot_id == slot_id, Talk.given_back_at.is_(None)))


def record(what: str, talk: Talk, by: Actor) -> None:
    """Remember a change of a talk."""
    journal.record(what, event_id=talk.event_id, topic="slots", subject_id=talk.id, by=by)


def _slot_for(session: Session, signup: Signup, wanted_id: int | None, now: datetime) -> int | None:
    """The slot this person gets: the one they want, or any; ``None`` is the reserve list.

    Raises what ``book`` says of slots and of who may have them.
    """
    free = [
        slot for slot in reserve.free_slots(session, signup.event_id) if may_book(signup, slot.row)
    ]
    wanted = session.get(Slot, wanted_id) if wanted_id is not None else None
    if wanted is not None and wanted.event_id == signup.event_id:
        _check_open(signup, wanted, now)
        if talk_in(session, wanted.id) is None:
            return wanted.id
    elif wanted_id is None:
        _check_any(session, signup, now)
    open_ones = [slot for slot in free if not slot.locked and is_open(slot.row, now)]
    if wanted_id is None:
        return open_ones[0].id if open_ones else None
    if not open_ones:
        raise RowFull
    later = (
        slot.id for slot in open_ones if wanted and reserve.order(slot) > reserve.order(wanted)
    )
    raise SlotTaken(next(later, open_ones[0].id))


def _check_open(signup: Signup, slot: Slot, now: datetime) -> None:
    if not may_book(signup, slot.row):
        raise MayNotBook
    if not is_open(slot.row, now):
        raise BookingClosed
    if slot.locked:
        raise SlotLocked


def _check_any(session: Session, signup: Signup, now: datetime) -> None:
    """Raise unless there is a row that this person may book now."""
    rows = session.scalars(select(Row).where(Row.event_id == signup.event_id)).all()
    theirs = [row for row in rows if may_book(signup, row)]
    if not theirs:
        raise MayNotBook
    if not any(is_open(row, now) for row in theirs):
        raise BookingClosed


def _leave(session: Session, talk: Talk, who: int | None, now: datetime, by: Actor) -> None:
    """Take one of a duo off the talk, or give the whole talk back."""
    if talk.given_back_at is not None or (who is not None and not talk.is_by(who)):
        return
    if who is None or talk.partner_id is None:
        talk.given_back_at = now
        session.flush()
        record("talk.given_back", talk, by)
        reserve.fill(session, talk.event_id, now=now, by=by)
        return
    if who == talk.signup_id:
        talk.signup_id = talk.partner_id
    talk.partner_id = None
    talk.version += 1
    record("talk.left", talk, by)
