"""Asking somebody to lead a table: from the sign-ups or by address; again, as a reserve, or not."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from makers.core import clock, journal, mail
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.organisers import normal
from makers.events.models import Event
from makers.seating import tables
from makers.seating.models import FacilitatorRequest
from makers.signups.models import Person, Signup
from makers.signups.service import NoLongerComing, RoleGone, be_open

WHAT = "facilitator.asked"


class AskedToday(Refusal):
    """They got the mail today already."""

    sentence = _l("Deze persoon kreeg de vraag vandaag al per mail. Probeer het morgen nog eens.")


class NoAddress(Refusal):
    """Nobody can be mailed without an address."""

    sentence = _l(
        "Van deze persoon is geen e-mailadres bekend. Vraag het zelf, en noteer hier het antwoord."
    )


class SaidNo(Refusal):
    """Who said no is asked anew, or not at all."""

    sentence = _l("Deze persoon zei intussen nee. Vraag opnieuw als je dat wilt.")


def ask_signup(
    signup: Signup, *, reserve: bool = False, now: datetime, by: Actor
) -> FacilitatorRequest:
    """Ask somebody who signed up, by mail where they have an address; the question that stands.

    Twice is once: whose question is open is not mailed again. Raises ``NoLongerComing``,
    ``SignupsClosed`` and ``CalledOff``.
    """
    with writing(signup.event_id) as session:
        be_open(signup.event, now)
        if signup.cancelled_at is not None:
            raise NoLongerComing
        stands = open_of(session, signup)
        if stands is not None:
            return stands
        return _ask(session, FacilitatorRequest(signup=signup), signup.event, reserve, now, by)


def ask_address(
    event: Event,
    email: str,
    name: str,
    role_id: int,
    *,
    reserve: bool = False,
    now: datetime,
    by: Actor,
) -> FacilitatorRequest:
    """Ask whoever has this address, to come in this role; who signed up is asked as that.

    Twice is once, as in ``ask_signup``. Raises ``RoleGone``, ``SignupsClosed`` and ``CalledOff``.
    """
    email = normal(email)
    with writing(event.id) as session:
        be_open(event, now)
        if role_id not in {role.id for role in event.roles}:
            raise RoleGone
        known = _signup_at(session, event, email)
        stands = open_of(session, known) if known else _open_at(session, event.id, email)
        if stands is not None:
            return stands
        asked = (
            FacilitatorRequest(signup=known)
            if known is not None
            else FacilitatorRequest(email=email, name=name.strip(), role_id=role_id)
        )
        return _ask(session, asked, event, reserve, now, by)


def ask_again(request: FacilitatorRequest, *, now: datetime, by: Actor) -> FacilitatorRequest:
    """Send the question again; who said no is asked anew. The question that stands.

    At most once a day on the calendar. Raises ``AskedToday``, ``NoAddress``, ``NoLongerComing``,
    ``SignupsClosed`` and ``CalledOff``.
    """
    with writing(request.event_id) as session:
        be_open(request.event, now)
        if request.signup is not None and request.signup.cancelled_at is not None:
            raise NoLongerComing
        if request.accepted_at is not None:
            return request
        if not request.address:
            raise NoAddress
        if request.mailed_at is not None and _day(request.mailed_at) == _day(now):
            raise AskedToday
        if request.declined_at is None and request.withdrawn_at is None:
            _mail(session, request, now)
            _record("facilitator.asked", request, by)
            return request
        stands = _open_beside(session, request)
        if stands is not None:
            return stands
        anew = FacilitatorRequest(
            signup_id=request.signup_id,
            email=request.email,
            name=request.name,
            role_id=request.role_id,
        )
        return _ask(session, anew, request.event, request.reserve_at is not None, now, by)


def withdraw(request: FacilitatorRequest, *, now: datetime, by: Actor) -> None:
    """Take the question back, or the yes: who led tables leads none any more. Twice is once."""
    with writing(request.event_id) as session:
        if request.withdrawn_at is not None or request.declined_at is not None:
            return
        if request.signup is not None:
            tables.free_facilitation(request.signup, session=session, now=now, by=by)
        request.withdrawn_at = now
        _record("facilitator.withdrawn", request, by)


def stand_by(request: FacilitatorRequest, *, reserve: bool, now: datetime, by: Actor) -> None:
    """Put somebody on the reserve, or have them lead in the first place. Raises ``SaidNo``."""
    with writing(request.event_id):
        if request.withdrawn_at is not None or request.declined_at is not None:
            raise SaidNo
        if (request.reserve_at is not None) != reserve:
            request.reserve_at = now if reserve else None
            _record("facilitator.reserve" if reserve else "facilitator.first", request, by)


def open_of(session: Session, signup: Signup) -> FacilitatorRequest | None:
    """The question to this person that is neither taken back nor refused, by whatever way."""
    stands = session.scalar(
        select(FacilitatorRequest).where(FacilitatorRequest.signup_id == signup.id, is_open())
    )
    email = signup.person.email
    if stands is None and email is not None:
        stands = _open_at(session, signup.event_id, email)
    return stands


def is_open() -> ColumnElement[bool]:
    """Whether a question is neither taken back nor refused."""
    return FacilitatorRequest.withdrawn_at.is_(None) & FacilitatorRequest.declined_at.is_(None)


def _open_at(session: Session, event_id: int, email: str) -> FacilitatorRequest | None:
    rows = select(FacilitatorRequest).where(
        FacilitatorRequest.event_id == event_id, FacilitatorRequest.email == email, is_open()
    )
    return session.scalar(rows)


def _open_beside(session: Session, request: FacilitatorRequest) -> FacilitatorRequest | None:
    if request.signup is not None:
        return open_of(session, request.signup)
    return _open_at(session, request.event_id, request.email)


def _signup_at(session: Session, event: Event, email: str) -> Signup | None:
    rows = select(Signup).join(Person).where(Person.email == email, Signup.event_id == event.id)
    return session.scalar(rows.where(Signup.cancelled_at.is_(None)))


def _ask(
    session: Session,
    request: FacilitatorRequest,
    event: Event,
    reserve: bool,
    now: datetime,
    by: Actor,
) -> FacilitatorRequest:
    request.event, request.asked_at = event, now
    request.reserve_at = now if reserve else None
    session.add(request)
    session.flush()
    if request.address:
        _mail(session, request, now)
    _record("facilitator.asked", request, by)
    return request


def _mail(session: Session, request: FacilitatorRequest, now: datetime) -> None:
    request.mailed_at = now
    mail.queue(
        session,
        WHAT,
        to=request.address,
        event_id=request.event_id,
        signup_id=request.signup_id,
        subject_id=request.id,
        language=request.signup.language if request.signup is not None else "nl",
        until=request.event.ends_at,
        now=now,
    )


def _day(moment: datetime) -> object:
    return clock.amsterdam(moment).date()


def _record(what: str, request: FacilitatorRequest, by: Actor) -> None:
    journal.record(what, event_id=request.event_id, topic="seating", subject_id=request.id, by=by)
