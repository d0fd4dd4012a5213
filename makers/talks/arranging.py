"""Who stands where in the row, as the organiser arranges it, and what of it is public."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.signups.letters import post
from makers.signups.models import Signup, SignupState
from makers.talks import booking, reserve
from makers.talks.booking import HasTalk, Pitch, SlotLocked, record
from makers.talks.models import Slot, Talk
from makers.talks.swapping import exchange


class NoSlot(Refusal):
    """The slot went away while the organiser looked at the row."""

    sentence = _l("Deze plek is er niet meer. Kies een andere plek.")


class TalkGone(Refusal):
    """The talk gave its slot back while the organiser looked at the row."""

    sentence = _l("Deze plek is intussen teruggegeven. Hieronder staat de rij zoals zij nu is.")


class ReadAgain(Refusal):
    """The speaker changed the talk after the organiser read it."""

    sentence = _l(
        "De spreker paste deze pecha kucha net aan. Lees de nieuwe tekst en keur hem dan goed."
    )


class NotComing(Refusal):
    """A talk is given by who has a place at the event."""

    sentence = _l("Deze persoon heeft geen plek op de bijeenkomst. Kies iemand die komt.")


class IsDuo(Refusal):
    """At most two give a talk together."""

    sentence = _l(
        "Een van deze pecha kucha’s is al van twee sprekers. Met z’n drieën gaat niet: "
        "haal het duo eerst uit elkaar."
    )


class AtTheEnd(Refusal):
    """There is no slot further on in that direction that is not locked."""

    sentence = _l("Verder kan deze pecha kucha niet: daar is geen plek die niet vaststaat.")


def place(signup: Signup, pitch: Pitch, *, key: uuid.UUID, now: datetime, by: Actor) -> Talk:
    """Put somebody in the row, whatever their role and whether or not it is booked now.

    A locked slot may be given. The same form (``key``) sent again gives the same talk. Raises
    ``NotComing``, ``booking.HasTalk``, and ``NoSlot`` when the slot has a talk by now.
    """
    with writing(signup.event_id) as session:
        once = uuid.uuid5(key, repr((signup.id, pitch)))
        known = session.scalar(select(Talk).where(Talk.key == once))
        if known is not None:
            return known
        if signup.state is not SignupState.CONFIRMED:
            raise NotComing
        if booking.talk_of(session, signup.id) is not None:
            raise HasTalk
        slot = _slot(session, signup.event_id, pitch.slot_id)
        if booking.talk_in(session, slot.id) is not None:
            raise NoSlot
        talk = Talk(
            event_id=signup.event_id,
            slot_id=slot.id,
            signup_id=signup.id,
            key=once,
            title=pitch.title,
            summary=pitch.summary,
            booked_at=now,
        )
        session.add(talk)
        session.flush()
        record("talk.placed", talk, by)
        post(session, "talk.moved", signup, now=now)
    return talk


def accept(talk: Talk, accepted: bool, *, version: int, now: datetime, by: Actor) -> None:
    """Let a talk's words onto the public page, or take them off; the same again changes nothing.

    What is accepted is what was read: raises ``ReadAgain`` when the talk is not that of
    ``version`` any more, ``TalkGone`` when it gave its slot back.
    """
    with writing(talk.event_id):
        _check_there(talk)
        if (talk.accepted_at is not None) == accepted:
            return
        if accepted and talk.version != version:
            raise ReadAgain
        talk.accepted_at = now if accepted else None
        booking.record("talk.accepted" if accepted else "talk.taken_off", talk, by)


def move(talk: Talk, slot_id: int | None, *, now: datetime, by: Actor) -> None:
    """Put a talk on another slot; who stands there gets the slot it leaves.

    Both or neither move. Who comes from the reserve list may take a free slot; who stands on it
    then goes to the list. Raises ``TalkGone`` when the talk gave its slot back, ``NoSlot``, and
    ``booking.SlotLocked`` when one of the talks stands in a locked slot.
    """
    with writing(talk.event_id) as session:
        _check_there(talk)
        slot = _slot(session, talk.event_id, slot_id)
        if talk.slot_id == slot_id:
            return
        taken = booking.talk_in(session, slot.id) is not None
        if (talk.slot is not None and talk.slot.locked) or (taken and slot.locked):
            raise SlotLocked
        _put(session, talk, slot, now, by)


def lock(slot: Slot, locked: bool, *, now: datetime, by: Actor) -> None:
    """Lock a slot, or open it again; an empty one that opens goes to the reserve list first."""
    with writing(slot.event_id) as session:
        if slot.locked == locked:
            return
        slot.locked = locked
        session.flush()
        what = "slot.locked" if locked else "slot.unlocked"
        journal.record(what, event_id=slot.event_id, topic="slots", subject_id=slot.id, by=by)
        reserve.fill(session, slot.event_id, now=now, by=by)


def earlier(talk: Talk, *, version: int, now: datetime, by: Actor) -> None:
    """Move a talk one slot forward, past locked ones; who stands there goes back one.

    ``version`` of the talk as it was seen: a second tap on the same button changes nothing.
    Raises ``TalkGone``, ``booking.SlotLocked`` and ``AtTheEnd``.
    """
    _step(talk, -1, version, now, by)


def later(talk: Talk, *, version: int, now: datetime, by: Actor) -> None:
    """Move a talk one slot back; as ``earlier``."""
    _step(talk, 1, version, now, by)


def merge(talk: Talk, other: Talk, *, now: datetime, by: Actor) -> None:
    """Make one talk of two: the speaker of ``other`` joins ``talk`` and their slot comes free.

    The title and the slides of ``talk`` stay, the summaries stand below each other, and the words
    are read again before they are public. Both are told. Twice is once. Raises ``TalkGone`` and
    ``IsDuo``.
    """
    with writing(talk.event_id) as session:
        _check_there(talk)
        if talk.id == other.id or talk.partner_id == other.signup_id:
            return
        _check_there(other)
        if other.event_id != talk.event_id:
            raise TalkGone
        if talk.partner_id is not None or other.partner_id is not None:
            raise IsDuo
        other.given_back_at = now
        session.flush()
        talk.partner_id = other.signup_id
        talk.summary = "\n\n".join(filter(None, (talk.summary, other.summary)))
        talk.accepted_at = None
        talk.version += 1
        session.flush()
        session.refresh(talk, ["partner"])
        record("talk.merged", talk, by)
        for speaker in talk.speakers:
            post(session, "talk.duo", speaker, now=now)
        reserve.fill(session, talk.event_id, now=now, by=by)


def release(talk: Talk, *, now: datetime, by: Actor) -> None:
    """Free the slot of a talk for who is next; its speakers are told. Twice is once."""
    with writing(talk.event_id) as session:
        if talk.given_back_at is not None:
            return
        talk.given_back_at = now
        session.flush()
        record("talk.given_back", talk, by)
        for speaker in talk.speakers:
            post(session, "talk.released", speaker, now=now, subject_id=talk.id)
        reserve.fill(session, talk.event_id, now=now, by=by)


def _step(talk: Talk, by_one: int, version: int, now: datetime, by: Actor) -> None:
    with writing(talk.event_id) as session:
        _check_there(talk)
        if talk.version != version or talk.slot is None:
            return
        if talk.slot.locked:
            raise SlotLocked
        neighbours = (
            select(Slot)
            .where(Slot.item_id == talk.slot.item_id, Slot.locked.is_(False))
            .order_by(Slot.number)
        )
        slots = session.scalars(neighbours).all()
        at = slots.index(talk.slot) + by_one
        if not 0 <= at < len(slots):
            raise AtTheEnd
        _put(session, talk, slots[at], now, by)


def _put(session: Session, talk: Talk, slot: Slot, now: datetime, by: Actor) -> None:
    """Put a talk on a slot; who stands there gets the slot it leaves. Both are told."""
    other = booking.talk_in(session, slot.id)
    if other is not None:
        exchange(session, talk, other, now)
    else:
        talk.slot_id = slot.id
        talk.version += 1
        session.flush()
    for one in filter(None, (talk, other)):
        record("talk.moved", one, by)
        for speaker in one.speakers:
            post(session, "talk.moved", speaker, now=now)
    reserve.fill(session, talk.event_id, now=now, by=by)


def _slot(session: Session, event_id: int, slot_id: int | None) -> Slot:
    slot = session.get(Slot, slot_id) if slot_id is not None else None
    if slot is None or slot.event_id != event_id:
        raise NoSlot
    return slot


def _check_there(talk: Talk) -> None:
    if talk.given_back_at is not None:
        raise TalkGone
