"""Two speakers change places: one asks, the other says yes, and both move or neither."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.signups.letters import post
from makers.talks import queries
from makers.talks.booking import record
from makers.talks.models import SwapOffer, Talk


class CannotSwap(Refusal):
    """One of the two has no slot, or a locked one."""

    sentence = _l(
        "Met deze pecha kucha kun je niet ruilen: een van de twee staat vast of heeft geen plek. "
        "Vraag het de organisatie."
    )


class SaidNo(Refusal):
    """They were asked before and want to keep their place."""

    sentence = _l("Deze spreker houdt liever de eigen plek. Vraag een ander, of praat even samen.")


class Overtaken(Refusal):
    """One of the two stands elsewhere by now."""

    sentence = _l(
        "Een van jullie heeft intussen een andere plek, dus dit aanbod geldt niet meer. "
        "Alles staat nog zoals het stond."
    )


def offer(talk: Talk, other: Talk, *, now: datetime, by: Actor) -> SwapOffer:
    """Ask the speakers of ``other`` to change places; asking twice is once, and mails once.

    Raises ``CannotSwap`` and ``SaidNo``.
    """
    with writing(talk.event_id) as session:
        _check(talk, other)
        known = session.scalar(
            select(SwapOffer).where(
                SwapOffer.talk_id == talk.id,
                SwapOffer.other_id == other.id,
                SwapOffer.slot_id == talk.slot_id,
                SwapOffer.other_slot_id == other.slot_id,
            )
        )
        if known is not None:
            if known.declined_at is not None:
                raise SaidNo
            return known
        made = SwapOffer(
            event_id=talk.event_id,
            talk_id=talk.id,
            other_id=other.id,
            slot_id=talk.slot_id,
            other_slot_id=other.slot_id,
            offered_at=now,
        )
        session.add(made)
        session.flush()
        record("swap.offered", other, by)
        for speaker in other.speakers:
            post(session, "talk.swap_offered", speaker, now=now, subject_id=made.id)
    return made


def accept(offer: SwapOffer, *, now: datetime, by: Actor) -> None:
    """Change places, both at once; twice is once. Raises ``Overtaken`` and ``CannotSwap``."""
    with writing(offer.event_id) as session:
        if offer.accepted_at is not None:
            return
        if not queries.stands(offer):
            raise Overtaken
        _check(offer.talk, offer.other)
        exchange(session, offer.talk, offer.other, now)
        offer.accepted_at = now
        for talk in (offer.talk, offer.other):
            record("talk.moved", talk, by)
        for speaker in offer.talk.speakers:
            post(session, "talk.moved", speaker, now=now)


def decline(offer: SwapOffer, *, now: datetime, by: Actor) -> None:
    """Keep one's place; who asked is told by mail. Twice is once; after a yes it is too late."""
    with writing(offer.event_id) as session:
        if offer.accepted_at is not None or offer.declined_at is not None:
            return
        offer.declined_at = now
        record("swap.declined", offer.talk, by)
        for speaker in offer.talk.speakers:
            post(session, "talk.swap_declined", speaker, now=now, subject_id=offer.id)


def exchange(session: Session, talk: Talk, other: Talk, now: datetime) -> None:
    """Let two talks change slots in the running transaction; ``other`` may be on the reserve list.

    The index that keeps one talk per slot is checked row by row, so two rows cannot just change
    places: ``talk`` counts as given back for the length of a statement. Nobody sees the step
    between: it is inside the transaction.
    """
    mine, theirs = talk.slot_id, other.slot_id
    talk.given_back_at = now
    session.flush()
    other.slot_id, talk.slot_id = mine, theirs
    talk.version += 1
    other.version += 1
    session.flush()
    talk.given_back_at = None
    session.flush()


def _check(talk: Talk, other: Talk) -> None:
    for one in (talk, other):
        if one.given_back_at is not None or one.slot is None or one.slot.locked:
            raise CannotSwap
    if talk.id == other.id or talk.event_id != other.event_id:
        raise CannotSwap
