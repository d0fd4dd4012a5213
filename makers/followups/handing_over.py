"""Giving a promise on: it stays its owner's until the other says yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.followups import letters
from makers.followups.models import FollowUp, FollowUpChange, FollowUpState
from makers.followups.promises import NotAsked
from makers.followups.service import NotAsRead, changing, keep
from makers.intervision.coming import joining
from makers.signups.models import Person, Signup


class NobodyToAsk(Refusal):
    """A promise is given on to somebody else of its table, whom a mail reaches."""

    sentence = _l("Deze persoon kan de afspraak niet overnemen. Kies iemand uit de lijst.")
    status = 422


def takers(session: Session, follow_up: FollowUp) -> Sequence[Signup]:
    """Who may be asked: the others of its table whom a mail reaches, by name."""
    there = joining.ids_at(session, follow_up.table_id) - {follow_up.owner_id}
    reached = (Person.email.is_not(None), Person.refused_at.is_(None))
    return session.scalars(
        select(Signup)
        .join(Signup.person)
        .where(Signup.id.in_(there), *reached)
        .order_by(Signup.name, Signup.id)
    ).all()


def offer(follow_up: FollowUp, to_id: int, *, said: str = "", now: datetime, by: Actor) -> None:
    """Ask somebody else of its table to take it over; they hear of it by mail.

    Until they say yes it stays with its owner, and another offer takes the place of this one.
    Raises ``Thrown``, ``Closed`` and ``NobodyToAsk``.
    """
    with changing(follow_up) as session:
        if to_id not in {one.id for one in takers(session, follow_up)}:
            raise NobodyToAsk
        if follow_up.offered_to_id == to_id:
            return
        follow_up.state, follow_up.offered_to_id = FollowUpState.HANDED_OVER, to_id
        keep(session, "followup.handed_over", follow_up, now, by, owners={to_id}, said=said)
        letters.ask_to_take_over(session, follow_up, now=now)


def accept(follow_up: FollowUp, who_id: int, version: int, *, now: datetime, by: Actor) -> None:
    """Who was asked says yes: from now on it is theirs, and who had it hears so by mail.

    Raises ``Thrown``, ``Closed``, ``NotAsked`` when it does not wait for them any more, and
    ``NotAsRead`` for another ``version`` than the one that stands.
    """
    with changing(follow_up) as session:
        if follow_up.offered_to_id != who_id:
            raise NotAsked
        if follow_up.version != version:
            raise NotAsRead
        before = follow_up.owner_id
        follow_up.owner_id, follow_up.offered_to_id = who_id, None
        follow_up.department = ""
        if follow_up.counterpart_id == who_id:
            follow_up.counterpart_id = before
        follow_up.consented_at = follow_up.consented_version = None
        follow_up.state = FollowUpState.CONFIRMED
        follow_up.version += 1
        keep(session, "followup.taken_over", follow_up, now, by, owners={before})
        letters.tell_taken_over(session, follow_up, before, now=now)


def decline(follow_up: FollowUp, who_id: int, *, now: datetime, by: Actor) -> None:
    """Who was asked says no: it stays as it stood with its owner, who hears so by mail.

    Raises ``Thrown``, ``Closed``, and ``NotAsked`` when it does not wait for them any more.
    """
    with changing(follow_up) as session:
        if follow_up.offered_to_id != who_id:
            raise NotAsked
        take_back(session, follow_up, now=now, by=by)
        letters.tell_declined(session, follow_up, now=now)


def take_back(session: Session, follow_up: FollowUp, *, now: datetime, by: Actor) -> None:
    """It stays with its owner as it stood, inside the transaction of who says so."""
    asked = follow_up.offered_to_id
    stood = session.scalar(
        select(FollowUpChange.state)
        .where(
            FollowUpChange.follow_up_id == follow_up.id,
            FollowUpChange.state != FollowUpState.HANDED_OVER,
        )
        .order_by(FollowUpChange.id.desc())
        .limit(1)
    )
    follow_up.state = stood or FollowUpState.PROPOSED
    follow_up.offered_to_id = None
    keep(session, "followup.declined", follow_up, now, by, owners={asked})
