"""What may happen to a sign-up: joining, changing, cancelling. Each is one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal, limits
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import SYSTEM, Actor
from makers.core.organisers import normal
from makers.events.models import Entrance, Event
from makers.signups import addresses, letters, places
from makers.signups.answers import Answers
from makers.signups.models import Receipt, Signup
from makers.signups.signals import signup_cancelled

WINDOW_MINUTES = 10
REMINDERS_AN_HOUR = 3


class SignupsClosed(Refusal):
    """The afternoon is over, or not public."""

    sentence = _l("Aanmelden kan niet meer: deze bijeenkomst is voorbij. Kijk welke er nog komen.")


class CalledOff(SignupsClosed):
    """The afternoon does not take place."""

    sentence = _l("Deze bijeenkomst gaat niet door. Kijk welke er nog komen.")


class NotInvited(Refusal):
    """The event is by invitation, and this is nobody's."""

    sentence = _l(
        "Deze bijeenkomst is op uitnodiging. Open de link uit je uitnodiging en meld je daar aan."
    )


class RoleGone(Refusal):
    """The organiser took this role away while the form stood open."""

    sentence = _l(
        "Deze rol is er niet meer. Kies een andere rol en verstuur het formulier opnieuw."
    )


class NoLongerComing(Refusal):
    """Answers of who cancelled cannot be changed."""

    sentence = _l("Je bent afgemeld. Wil je toch komen? Meld je dan opnieuw aan.")


class TooLateToCancel(Refusal):
    """The afternoon began."""

    sentence = _l(
        "De bijeenkomst is al begonnen, afmelden kan niet meer. Zeg het tegen de organisatie."
    )


class ChangedMeanwhile(Refusal):
    """The answers were changed since this form was opened; ``stored`` is what stands now."""

    sentence = _l(
        "Je antwoorden zijn intussen ergens anders veranderd. Hieronder staat wat je nu invulde, "
        "met wat er al stond. Kies wat klopt en bewaar opnieuw."
    )

    def __init__(self, stored: Answers, version: int) -> None:
        super().__init__()
        self.stored = stored
        self.version = version


@dataclass(frozen=True)
class Outcome:
    """What the page after a sign-up says: a place, or ``place`` in the queue, from 1.

    ``receipt`` is the key of the form that came in.
    """

    place: int | None
    receipt: uuid.UUID | None = field(default=None, compare=False)

    @property
    def confirmed(self) -> bool:
        """Whether there was a place."""
        return self.place is None


def sign_up(
    event: Event,
    email: str,
    answers: Answers,
    *,
    key: uuid.UUID,
    now: datetime,
    language: str = "nl",
    address: str | None = None,
    typed: str = "",
    invited: bool = False,
) -> Outcome:
    """Sign someone up: a place when one is free and nobody waits for it, else one in the queue.

    The same form sent again (same ``key``, same answers) gets the same answer and does nothing.
    For an address that is signed up already nothing changes and the outcome is what a new one
    would have got; the owner gets a mail. ``address`` is the IP address to count, if any; ``typed``
    is the form as it came in, kept for a quarter of an hour in case the address is wrong.

    ``invited``: whether they came by an invitation.

    Raises ``SignupsClosed``, ``CalledOff``, ``NotInvited``, ``RoleGone``, and ``limits.TooMany``
    for too many from one address.
    """
    email = normal(email)
    once = uuid.uuid5(key, repr((email, answers)))
    with writing(event.id) as session:
        answered = session.execute(select(Receipt.place).where(Receipt.key == once)).first()
        if answered is not None:
            return Outcome(answered.place, once)
        if event.published_at is None:
            raise SignupsClosed
        be_open(event, now)
        if event.entrance is Entrance.INVITED and not invited:
            raise NotInvited
        if address is not None:
            _count(session, address, now)
        if answers.role_id not in {role.id for role in event.roles}:
            raise RoleGone
        person, known = addresses.meet(session, event, email, now)
        if known is None:
            signup = Signup(
                event=event,
                person=person,
                key=once,
                joined_at=now,
                language=language,
            )
            place = _join(session, signup, answers, now)
        else:
            place = places.count(session, event, now).newcomer(answers.role_id)
            tell_again(session, known, now)
        session.add(Receipt(key=once, event_id=event.id, place=place, at=now, typed=typed))
    return Outcome(place, once)


def change(signup: Signup, answers: Answers, *, version: int, now: datetime, by: Actor) -> None:
    """Put these answers in place of those of ``version``; the same again changes nothing.

    Who has a place and chooses another role keeps the place they have until the new one is won;
    who waits goes on waiting, from the moment of their sign-up, for the new role.

    Raises ``ChangedMeanwhile`` when the answers are not those of ``version`` any more,
    ``NoLongerComing``, ``SignupsClosed`` and ``RoleGone``.
    """
    with writing(signup.event_id) as session:
        stored = Answers.of(signup)
        if signup.cancelled_at is not None:
            raise NoLongerComing
        if stored == answers:
            return
        if signup.version != version:
            raise ChangedMeanwhile(stored, signup.version)
        if now >= signup.event.ends_at:
            raise SignupsClosed
        if answers.role_id not in {role.id for role in signup.event.roles}:
            raise RoleGone
        answers.write_to(signup, now=now)
        signup.version += 1
        session.flush()
        session.expire(signup, ["role", "wanted_role"])
        won_a_place = signup.confirmed_at is None
        fill(session, signup.event, now=now, by=by, but=(signup,))
        won_a_place = won_a_place and signup.confirmed_at is not None
        what = "signup.promoted" if won_a_place else "signup.changed"
        letters.send(session, what, signup, now=now)
        _record("signup.changed", signup, by)


def cancel(signup: Signup, *, now: datetime, by: Actor) -> None:
    """Give up a place, or a place in the queue; who is next gets it in the same transaction.

    Cancelling twice does nothing. Raises ``TooLateToCancel`` once the afternoon began.
    """
    with writing(signup.event_id) as session:
        if signup.cancelled_at is not None:
            return
        if now >= signup.event.starts_at:
            raise TooLateToCancel
        signup.cancelled_at = now
        signup.wanted_role_id = None
        signup_cancelled.send(signup, session=session, now=now, by=by)
        _record("signup.cancelled", signup, by)
        letters.send(session, "signup.cancelled", signup, now=now)
        fill(session, signup.event, now=now, by=by)


def be_open(event: Event, now: datetime) -> None:
    """Raise ``SignupsClosed`` when nobody can join any more, ``CalledOff`` when it is off."""
    if event.cancelled_at is not None:
        raise CalledOff
    if now >= event.ends_at:
        raise SignupsClosed


def fill(
    session: Session,
    event: Event,
    *,
    now: datetime,
    by: Actor = SYSTEM,
    but: Collection[Signup] = (),
) -> None:
    """Allocate the free places in the running transaction and tell everyone who won one.

    ``but`` are told, and written down, by the caller.
    """
    for won in places.allocate(session, event, now):
        if won.signup not in but:
            _record("signup.moved" if won.moved else "signup.confirmed", won.signup, by)
            what = "signup.changed" if won.moved else "signup.promoted"
            letters.send(session, what, won.signup, now=now)


def _join(session: Session, signup: Signup, answers: Answers, now: datetime) -> int | None:
    """Put a newcomer at the end of the queue, then allocate; their place in it, if still there."""
    answers.write_to(signup, now=now)
    session.add(signup)
    session.flush()
    by = Actor("signup", signup.id)
    _record("signup.made", signup, by)
    fill(session, signup.event, now=now, by=by, but=(signup,))
    what = "signup.confirmed" if signup.confirmed_at else "signup.waiting"
    letters.send(session, what, signup, now=now)
    return None if signup.confirmed_at else places.place_in_line(session, signup)


def tell_again(session: Session, signup: Signup, now: datetime) -> None:
    """Send the owner their link, but no stream of mails to somebody else's address."""
    limit = f"again:{signup.id}"
    try:
        limits.count(session, limit, most=REMINDERS_AN_HOUR, minutes=60, now=now)
    except limits.TooMany:
        return
    letters.send(session, "signup.again", signup, now=now)


def _count(session: Session, address: str, now: datetime) -> None:
    most = current_app.config["MAKERS"].signups_per_address
    limits.count(session, f"signup:{address}", most=most, minutes=WINDOW_MINUTES, now=now)


def _record(what: str, signup: Signup, by: Actor) -> None:
    journal.record(what, event_id=signup.event_id, topic="places", subject_id=signup.id, by=by)
