"""What becomes of a promise: its owner says yes, how it goes, that it is kept, or that it is not.

Each is one transaction, and each change is kept as a row with the sentence that went with it. All
raise ``Thrown`` for an agreement in the bin. The same twice is once.
"""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.followups import letters
from makers.followups.models import FollowUp, FollowUpState
from makers.followups.service import Closed, NotAsRead, changing, check_day, keep


class NotAsked(Refusal):
    """Only a promise that waits for somebody's yes can be said yes or no to."""

    sentence = _l("Deze afspraak wacht niet meer op jouw antwoord. Ververs de pagina.")


def confirm(follow_up: FollowUp, version: int, *, now: datetime, by: Actor) -> None:
    """Its owner says yes to it as they read it.

    Raises ``Closed``, and ``NotAsRead`` for another ``version`` than the one that stands.
    """
    with changing(follow_up) as session:
        if follow_up.version != version:
            raise NotAsRead
        if follow_up.state is FollowUpState.PROPOSED:
            _become(session, follow_up, FollowUpState.CONFIRMED, "followup.confirmed", now, by)


def begin(follow_up: FollowUp, *, now: datetime, by: Actor) -> None:
    """Its owner is at it. Raises ``Closed``."""
    with changing(follow_up) as session:
        _become(session, follow_up, FollowUpState.UNDER_WAY, "followup.begun", now, by)


def mark_done(follow_up: FollowUp, *, said: str = "", now: datetime, by: Actor) -> None:
    """The promise was kept; both sides hear of it by mail. Raises ``Closed`` if it was dropped."""
    with changing(follow_up, also_closed=True) as session:
        if follow_up.state is FollowUpState.DROPPED:
            raise Closed
        if _become(session, follow_up, FollowUpState.DONE, "followup.done", now, by, said):
            letters.tell_kept(session, follow_up, now=now)


def reopen(follow_up: FollowUp, *, now: datetime, by: Actor) -> None:
    """It was not done or dropped after all."""
    with changing(follow_up, also_closed=True) as session:
        if not follow_up.is_open:
            _become(session, follow_up, FollowUpState.UNDER_WAY, "followup.reopened", now, by)


def take_longer(
    follow_up: FollowUp, due_on: date, *, said: str = "", now: datetime, by: Actor
) -> None:
    """Its owner keeps it by another day. Raises ``Closed``, and ``WrongDay`` (``check_day``).

    A yes to its going on from the table holds for the new day too: it is the owner's own.
    """
    with changing(follow_up) as session:
        check_day(due_on, now)
        if follow_up.due_on == due_on and follow_up.state is FollowUpState.UNDER_WAY:
            return
        went_on = follow_up.goes_on
        follow_up.due_on = due_on
        follow_up.version += 1
        if went_on:
            follow_up.consented_version = follow_up.version
        follow_up.state, follow_up.offered_to_id = FollowUpState.UNDER_WAY, None
        keep(session, "followup.prolonged", follow_up, now, by, said=said)


def get_stuck(follow_up: FollowUp, *, said: str = "", now: datetime, by: Actor) -> None:
    """It goes no further, and the organiser is to see that. Raises ``Closed``."""
    with changing(follow_up) as session:
        _become(session, follow_up, FollowUpState.STUCK, "followup.stuck", now, by, said)


def give_back(follow_up: FollowUp, *, said: str = "", now: datetime, by: Actor) -> None:
    """It is not theirs: nobody owns it until somebody is found. Raises ``Closed``."""
    with changing(follow_up) as session:
        owner_id = follow_up.owner_id
        if owner_id is None:
            return
        follow_up.owner_id = follow_up.offered_to_id = None
        follow_up.consented_at = follow_up.consented_version = None
        follow_up.state = FollowUpState.PROPOSED
        follow_up.version += 1
        keep(session, "followup.given_back", follow_up, now, by, owners={owner_id}, said=said)


def drop(follow_up: FollowUp, *, said: str = "", now: datetime, by: Actor) -> None:
    """It need not be done any more. Raises ``Closed`` for what was done."""
    with changing(follow_up, also_closed=True) as session:
        if follow_up.state is FollowUpState.DONE:
            raise Closed
        _become(session, follow_up, FollowUpState.DROPPED, "followup.dropped", now, by, said)


def _become(
    session: Session,
    follow_up: FollowUp,
    state: FollowUpState,
    what: str,
    now: datetime,
    by: Actor,
    said: str = "",
) -> bool:
    """Whether that is news. What was given on and not taken is its owner's again."""
    if follow_up.state is state and not said:
        return False
    is_news = follow_up.state is not state
    follow_up.state, follow_up.offered_to_id = state, None
    keep(session, what, follow_up, now, by, said=said)
    return is_news
