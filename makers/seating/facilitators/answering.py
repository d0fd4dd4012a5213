"""The answer of who is asked to lead a table, and what happens when they leave."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Side
from makers.seating import tables
from makers.seating.facilitators.asking import is_open, open_of
from makers.seating.models import FacilitatorRequest
from makers.signups import addresses, letters, placing
from makers.signups.answers import Answers
from makers.signups.models import Signup
from makers.signups.service import RoleGone, be_open

NEEDED = "begeleider"  # the reason that stands with a place past the queue


class TakenBack(Refusal):
    """The organiser took the question back."""

    sentence = _l("De organisatie heeft deze vraag ingetrokken. Je hoeft niets te doen.")


def accept(request: FacilitatorRequest, said: str = "", *, now: datetime, by: Actor) -> None:
    """Say yes, also after a no; twice is once.

    Who has no sign-up gets one, with a place; who waits for a place gets it. Raises ``TakenBack``,
    ``RoleGone``, ``SignupsClosed`` and ``CalledOff``.
    """
    with writing(request.event_id) as session:
        be_open(request.event, now)
        if request.withdrawn_at is not None:
            raise TakenBack
        if request.accepted_at is not None:
            return
        signup = _coming(session, request, now, by)
        other = open_of(session, signup)
        if other is not None and other is not request:
            other.withdrawn_at = now  # asked twice: the one that is answered goes on
            session.flush()
        request.signup, request.email, request.name = signup, "", ""
        request.accepted_at, request.declined_at, request.left_at = now, None, None
        request.said = said.strip()
        _record("facilitator.accepted", request, by)


def decline(request: FacilitatorRequest, said: str = "", *, now: datetime, by: Actor) -> None:
    """Say no, also after a yes; twice is once. Who leads tables leaves them: they come free.

    The sign-up stays. Raises ``TakenBack``, ``SignupsClosed`` and ``CalledOff``.
    """
    with writing(request.event_id) as session:
        be_open(request.event, now)
        if request.withdrawn_at is not None:
            raise TakenBack
        if request.declined_at is not None:
            return
        if request.signup is not None:
            led = tables.free_facilitation(request.signup, session=session, now=now, by=by)
            request.left_at = now if led else None
        _say_no(request, now, by)
        request.said = said.strip()


def leave(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Who cancels leads no table and is asked nothing; answers ``signup_cancelled``."""
    led = tables.free_facilitation(signup, session=session, now=now, by=by)
    mine = select(FacilitatorRequest).where(FacilitatorRequest.signup_id == signup.id, is_open())
    for request in session.scalars(mine):
        request.left_at = now if led else None
        _say_no(request, now, by)


def _say_no(request: FacilitatorRequest, now: datetime, by: Actor) -> None:
    request.accepted_at, request.declined_at = None, now
    _record("facilitator.left" if request.left_at else "facilitator.declined", request, by)


def _coming(session: Session, request: FacilitatorRequest, now: datetime, by: Actor) -> Signup:
    """The sign-up of who says yes, with a place."""
    signup, person = request.signup, None
    if signup is None:
        person, signup = addresses.meet(session, request.event, request.email, now)
    elif signup.cancelled_at is not None:
        person = signup.person
        same = (Signup.event_id == signup.event_id, Signup.person_id == signup.person_id)
        signup = session.scalar(select(Signup).where(*same, Signup.cancelled_at.is_(None)))
    if signup is None and person is not None:
        answers = Answers(request.who, _role_of(request))
        return placing.admit(session, request.event, person, answers, reason=NEEDED, now=now, by=by)
    assert signup is not None  # noqa: S101 - met above, or asked as a sign-up
    if signup.confirmed_at is None:
        placing.override(session, signup, NEEDED, now=now, by=by)
        letters.send(session, "signup.promoted", signup, now=now)
    return signup


def _role_of(request: FacilitatorRequest) -> int:
    """The role to come in; where it was taken away meanwhile, that of a guest."""
    if request.signup is not None:
        return request.signup.role_id
    if request.role_id is not None:
        return request.role_id
    guests = [role.id for role in request.event.roles if role.side is Side.GUEST]
    if not guests:
        raise RoleGone
    return guests[0]


def _record(what: str, request: FacilitatorRequest, by: Actor) -> None:
    journal.record(what, event_id=request.event_id, topic="seating", subject_id=request.id, by=by)
