"""What organisers do with places: give one anyway, move someone, end a hold, release what is over.

Each is one transaction; the queue is never passed but by an ``Override`` with its reason.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import SYSTEM, Actor
from makers.events.models import Event, Role
from makers.signups import letters, places
from makers.signups.answers import Answers
from makers.signups.models import Origin, Override, Person, Signup
from makers.signups.service import NoLongerComing, RoleGone, fill


class NoReason(Refusal):
    """A place past the queue needs a reason."""

    sentence = _l("Schrijf op waarom deze persoon een plek krijgt. Anderen wachten ook.")
    status = 422


def give_place(signup: Signup, reason: str, *, now: datetime, by: Actor) -> None:
    """Give somebody who waits a place past the queue, also above the number of places.

    The reason stays with it as an ``Override``; the journal names its id. Who has a place already
    keeps it and nothing is written. Raises ``NoReason`` and ``NoLongerComing``.
    """
    with writing(signup.event_id) as session:
        if signup.cancelled_at is not None:
            raise NoLongerComing
        if signup.confirmed_at is not None:
            return
        override(session, signup, reason, now=now, by=by)
        letters.send(session, "signup.promoted", signup, now=now)


def admit(
    session: Session,
    event: Event,
    person: Person,
    answers: Answers,
    *,
    reason: str,
    now: datetime,
    by: Actor,
    language: str = "nl",
) -> Signup:
    """Sign somebody up who is needed, with a place, inside a running transaction; they get a mail.

    Past the queue where no place is free for them: then the reason stays with it as in
    ``give_place``.
    """
    signup = Signup(
        event=event,
        person=person,
        key=uuid.uuid4(),
        joined_at=now,
        language=language,
        origin=Origin.DESK,
    )
    answers.write_to(signup, now=now)
    session.add(signup)
    session.flush()
    journal.record("signup.made", event_id=event.id, topic="places", subject_id=signup.id, by=by)
    fill(session, event, now=now, by=by, but=(signup,))
    if signup.confirmed_at is None:
        override(session, signup, reason, now=now, by=by)
    letters.send(session, "signup.confirmed", signup, now=now)
    return signup


def override(session: Session, signup: Signup, reason: str, *, now: datetime, by: Actor) -> None:
    """The same inside a running transaction, without a mail."""
    if not reason.strip():
        raise NoReason
    signup.confirmed_at, signup.party = now, None
    row = Override(signup_id=signup.id, reason=reason.strip(), at=now, by=_who(by))
    session.add(row)
    session.flush()
    journal.record(
        "override.made", event_id=signup.event_id, topic="places", subject_id=row.id, by=by
    )


def move(signup: Signup, role: Role, *, now: datetime, by: Actor) -> None:
    """Have somebody come in another role, by the rules: who has a place waits for the new one.

    Raises ``NoLongerComing`` and ``RoleGone``.
    """
    with writing(signup.event_id) as session:
        if signup.cancelled_at is not None:
            raise NoLongerComing
        if role.event_id != signup.event_id:
            raise RoleGone
        if (signup.wanted_role_id or signup.role_id) == role.id:
            return
        if signup.confirmed_at is None:
            signup.role_id = role.id
        else:
            signup.wanted_role_id = role.id if role.id != signup.role_id else None
        signup.version += 1
        session.flush()
        session.expire(signup, ["role", "wanted_role"])
        fill(session, signup.event, now=now, by=by, but=(signup,))
        letters.send(session, "signup.changed", signup, now=now)
        journal.record(
            "signup.moved", event_id=signup.event_id, topic="places", subject_id=signup.id, by=by
        )


def end_hold(role: Role, *, now: datetime, by: Actor) -> None:
    """Let go of the places held for a role; they go to whoever waits. Twice is once."""
    with writing(role.event_id) as session:
        if not role.held:
            return
        role.held, role.held_until = 0, None
        event = session.get_one(Event, role.event_id)
        journal.record("hold.ended", event_id=event.id, topic="places", subject_id=role.id, by=by)
        session.flush()
        fill(session, event, now=now, by=by)


def release_holds(now: datetime) -> None:
    """Give out the places whose hold is over by time; a job of the worker, twice is once."""
    waits = exists().where(
        Signup.event_id == Event.id, Signup.cancelled_at.is_(None), Signup.confirmed_at.is_(None)
    )
    ended = or_(Role.held_until <= now, and_(Role.held_until.is_(None), Event.starts_at <= now))
    held = exists().where(Role.event_id == Event.id, Role.held > 0, ended)
    goes_on = (Event.ends_at > now, Event.cancelled_at.is_(None))
    found = select(Event).where(*goes_on, waits, held)
    for event in db.session.scalars(found).all():
        if somebody_may_move(event, now):
            with writing(event.id) as session:
                fill(session, event, now=now, by=SYSTEM)


def somebody_may_move(event: Event, now: datetime) -> bool:
    """Whether the queue would move if it were looked at; two statements."""
    session = db.session()
    tally = places.count(session, event, now)
    return places.first_to_move(places.queue(session, event.id), tally) is not None


def _who(by: Actor) -> str:
    return by.kind if by.id is None else f"{by.kind} {by.id}"
