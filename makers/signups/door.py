"""The door: who came in, who walks in, and the link of who stands there.

Every write carries the key that the page made for it: sent again over a bad line it does nothing.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import clock, journal, links
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.core.organisers import normal
from makers.events.models import Event
from makers.signups import addresses, letters
from makers.signups.answers import Answers
from makers.signups.models import (
    CheckIn,
    Origin,
    Person,
    Receipt,
    Signup,
    SignupState,
    Tombstone,
)
from makers.signups.placing import override
from makers.signups.service import RoleGone, fill

AT_THE_DOOR = "aan de deur"
OPENS = timedelta(hours=3)


class NotExpected(Refusal):
    """Who waits or cancelled has no place to come in on."""

    sentence = _l("Deze persoon heeft geen plek. Kies ‘Toch toelaten’ als er ruimte is.")


class DoorClosed(Refusal):
    """The link of the door is opened on another day, or too early."""

    sentence = _l(
        "De deur is nu dicht. Deze link werkt op de dag zelf, vanaf drie uur voor het begin."
    )
    status = 403


class KnownAlready(Refusal):
    """Somebody with this address is signed up; ``signup`` says who."""

    sentence = _l("Iemand met dit e-mailadres is al aangemeld. Check die persoon hieronder in.")

    def __init__(self, signup: Signup) -> None:
        super().__init__()
        self.signup = signup


def check_in(signup: Signup, *, now: datetime, by: Actor, key: uuid.UUID | None = None) -> None:
    """Write down that someone is in. Twice is once. Raises ``NotExpected`` for who has no place.

    ``key`` is that of the press: one that comes in again does nothing, also after an undoing.
    """
    with writing(signup.event_id) as session:
        if _came_before(session, "in", signup, key, now) or signup.check_in is not None:
            return
        if signup.state is not SignupState.CONFIRMED:
            raise NotExpected
        _come_in(session, signup, now, by)


def let_in(signup: Signup, *, now: datetime, by: Actor, key: uuid.UUID | None = None) -> Signup:
    """Let somebody in who waits or cancelled: a place past the queue, and in.

    Who cancelled and signed up again comes in on the sign-up they have now. Returns the sign-up
    that is in. Twice is once; ``key`` as in ``check_in``. Raises ``NotExpected`` for who was
    erased.
    """
    with writing(signup.event_id) as session:
        if _came_before(session, "anyway", signup, key, now):
            return _theirs_now(session, signup)
        signup = _theirs_now(session, signup)
        if signup.check_in is not None:
            return signup
        if session.get(Tombstone, signup.person.key) is not None:
            raise NotExpected
        if signup.state is not SignupState.CONFIRMED:
            signup.cancelled_at = None
            override(session, signup, AT_THE_DOOR, now=now, by=by)
        _come_in(session, signup, now, by)
    return signup


def undo(signup: Signup, *, by: Actor, now: datetime, key: uuid.UUID | None = None) -> None:
    """Take a check-in back: it was somebody else. Twice is once; ``key`` as in ``check_in``."""
    with writing(signup.event_id) as session:
        if _came_before(session, "out", signup, key, now):
            return
        if signup.check_in is not None:
            session.delete(signup.check_in)
            _record("signup.checked_out", signup, by)


def walk_in(
    event: Event,
    name: str,
    role_id: int,
    email: str,
    *,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
    language: str = "nl",
) -> bool:
    """Sign up somebody who stands at the door, and let them in; whether there was a place.

    Without a free place it is given past the queue, with that reason. With an address they get
    their own link by mail. The same form again does nothing. Raises ``RoleGone``, and
    ``KnownAlready`` for an address that is signed up.
    """
    once = uuid.uuid5(key, repr((name, role_id, email)))
    with writing(event.id) as session:
        answered = session.get(Receipt, once)
        if answered is not None:
            return answered.place is None
        if role_id not in {role.id for role in event.roles}:
            raise RoleGone
        signup = come_in(
            session,
            event,
            _person(session, event, email, now),
            Answers(name, role_id),
            key=once,
            reason=AT_THE_DOOR,
            now=now,
            by=by,
            language=language,
        )
        fits = not signup.overrides
        session.add(Receipt(key=once, event_id=event.id, place=None if fits else 0, at=now))
        letters.send(session, "signup.confirmed", signup, now=now)
    return fits


def come_in(
    session: Session,
    event: Event,
    person: Person,
    answers: Answers,
    *,
    key: uuid.UUID,
    reason: str,
    now: datetime,
    by: Actor,
    language: str,
) -> Signup:
    """Sign up somebody who stands here and check them in, in the running transaction.

    Without a free place they get one past the queue, for ``reason``.
    """
    signup = Signup(
        event=event,
        person=person,
        key=key,
        joined_at=now,
        language=language,
        origin=Origin.DOOR,
    )
    answers.write_to(signup, now=now)
    session.add(signup)
    session.flush()
    _record("signup.made", signup, by, topic="places")
    fill(session, event, now=now, by=by, but=(signup,))
    if signup.confirmed_at is None:
        override(session, signup, reason, now=now, by=by)
    _come_in(session, signup, now, by)
    return signup


def make_link(event: Event, *, now: datetime, by: Actor) -> str:
    """The token of a link for who stands at the door; it opens that day only."""
    with writing(event.id) as session:
        journal.record("door.opened", event_id=event.id, topic="checkin", by=by)
        grant = Grant("door", event.id, event.id)
        return links.issue(session, grant, now=now, until=closes_at(event))


def revoke_links(event: Event, *, now: datetime, by: Actor) -> None:
    """Close the door's links in every browser."""
    with writing(event.id) as session:
        links.revoke(session, "door", event.id, now=now)
        journal.record("door.closed", event_id=event.id, topic="checkin", by=by)


def be_open(event: Event, *, now: datetime, by: Actor) -> None:
    """Raise ``DoorClosed`` but from three hours before until the end of the day.

    Organisers may always.
    """
    if by.kind != "organiser" and not opens_at(event) <= now < closes_at(event):
        raise DoorClosed


def opens_at(event: Event) -> datetime:
    """From when the door's links work (UTC)."""
    return event.starts_at - OPENS


def closes_at(event: Event) -> datetime:
    """The midnight after the event (UTC)."""
    return clock.at_wall_time(event.ends_at + timedelta(days=1), time(0))


def _person(session: Session, event: Event, email: str, now: datetime) -> Person:
    if not email.strip():
        return Person(email=None, since=now)
    person, known = addresses.meet(session, event, normal(email), now)
    if known is not None:
        raise KnownAlready(known)
    return person


def _theirs_now(session: Session, signup: Signup) -> Signup:
    """The sign-up that counts for this person: the active one, if there is one."""
    if signup.cancelled_at is None:
        return signup
    same = (Signup.event_id == signup.event_id, Signup.person_id == signup.person_id)
    return session.scalar(select(Signup).where(*same, Signup.cancelled_at.is_(None))) or signup


def _came_before(
    session: Session, what: str, signup: Signup, key: uuid.UUID | None, now: datetime
) -> bool:
    """Whether this very press came in before; remembers it when not."""
    if key is None:
        return False
    once = uuid.uuid5(key, f"{what} {signup.id}")
    if session.get(Receipt, once) is not None:
        return True
    session.add(Receipt(key=once, event_id=signup.event_id, place=None, at=now))
    return False


def _come_in(session: Session, signup: Signup, now: datetime, by: Actor) -> None:
    who = by.kind if by.id is None else f"{by.kind} {by.id}"
    session.add(CheckIn(signup_id=signup.id, at=now, by=who))
    session.expire(signup, ["check_in"])
    _record("signup.checked_in", signup, by)


def _record(what: str, signup: Signup, by: Actor, topic: str = "checkin") -> None:
    journal.record(what, event_id=signup.event_id, topic=topic, subject_id=signup.id, by=by)
