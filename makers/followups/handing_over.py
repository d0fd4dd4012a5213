"""Giving a promise on: it stays its owner's until the other says yes."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.followups import letters
from makers.followups.models import FollowUp, FollowUpChange, FollowUpState
from makers.followups.promises import Closed, NotAsked
from makers.followups.service import Thrown, keep
from makers.intervision.coming import joining


class NobodyToAsk(Refusal):
    """A promise is given on to somebody else of the table where it was made: they know of it."""

    sentence = _l("Deze persoon zit niet aan de tafel van de afspraak. Kies iemand uit de lijst.")
    status = 422


def offer(follow_up: FollowUp, to_id: int, *, said: str = "", now: datetime, by: Actor) -> None:
    """Ask somebody else of its table to take it over; they hear of it by mail.

    Until they say yes it stays with its owner, and another offer takes the place of this one.
    Raises ``Thrown``, ``Closed`` and ``NobodyToAsk``.
    """
    with writing(follow_up.event_id) as session:
        if follow_up.deleted_at is not None:
            raise Thrown
        if not follow_up.is_open:
            raise Closed
        if to_id not in joining.ids_at(session, follow_up.table_id) - {follow_up.owner_id}:
            raise NobodyToAsk
        if follow_up.offered_to_id == to_id:
            return
        follow_up.state, follow_up.offered_to_id = FollowUpState.HANDED_OVER, to_id
        keep(session, "followup.handed_over", follow_up, now, by, owners={to_id}, said=said)
        letters.ask_to_take_over(session, follow_up, now=now)


def accept(follow_up: FollowUp, who_id: int, *, now: datetime, by: Actor) -> None:
    """Who was asked says yes: from now on it is theirs, and who had it hears so by mail.

    Raises ``NotAsked`` when it does not wait for them any more.
    """
    with writing(follow_up.event_id) as session:
        if follow_up.offered_to_id != who_id or follow_up.deleted_at is not None:
            raise NotAsked
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

    Raises ``NotAsked`` when it does not wait for them any more.
    """
    with writing(follow_up.event_id) as session:
        if follow_up.offered_to_id != who_id or follow_up.deleted_at is not None:
            raise NotAsked
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
        keep(session, "followup.declined", follow_up, now, by, owners={who_id})
        letters.tell_declined(session, follow_up, now=now)
