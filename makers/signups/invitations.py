"""Asking people to come: the list of who is invited, mailing and reminding them, their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from makers.core import clock, journal, limits, links, mail
from makers.core.database import db, insert_into, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import Grant, Link
from makers.core.organisers import normal
from makers.events.models import Event, Role
from makers.signups import invitation_queries as queries
from makers.signups import letters
from makers.signups.models import Invitation, Signup
from makers.signups.service import WINDOW_MINUTES, RoleGone, be_open

ASKED_AN_HOUR = 3


class NotOnTheWebsite(Refusal):
    """Whoever opens an invitation must find the event."""

    sentence = _l(
        "De bijeenkomst staat nog niet op de website. Zet haar er eerst op, dan werken de links."
    )


class AlreadyComing(Refusal):
    """Who signed up cancels, which frees the place."""

    sentence = _l(
        "Je bent al aangemeld. Afmelden doe je op je eigen pagina. De link staat in je mail."
    )


@dataclass(frozen=True)
class Guest:
    """Somebody to invite: a normal address, and a name where one was given."""

    email: str
    name: str = ""


def invite(
    event: Event, guests: Sequence[Guest], *, role_id: int | None, now: datetime, by: Actor
) -> int:
    """Put these people on the list, to come in this role; how many were not there yet.

    Nobody is mailed. Who is on the list already stays as they are. Raises ``RoleGone``.
    """
    with writing(event.id) as session:
        if role_id is not None and role_id not in {role.id for role in event.roles}:
            raise RoleGone
        added = [
            _invite(session, event, guest, role_id, now) is not None for guest in guests
        ].count(True)
        if added:
            _record("invitation.made", event, by)
    return added


def send(event: Event, *, now: datetime, by: Actor) -> int:
    """Mail everybody on the list who was not mailed and did not answer; how many.

    Twice is once. Raises ``NotOnTheWebsite``, ``SignupsClosed`` and ``CalledOff``.
    """
    with writing(event.id) as session:
        _be_ready(event, now)
        wanting = session.scalars(queries.unmailed(event.id)).all()
        for invitation in wanting:
            _mail(session, event, invitation, "sent", now)
            invitation.mailed_at = now
        if wanting:
            _record("invitation.sent", event, by)
    return len(wanting)


def remind(event: Event, *, now: datetime, by: Actor) -> int:
    """Remind everybody who was mailed before today and did not answer; how many.

    At most once a day on the calendar. Raises what ``send`` raises.
    """
    with writing(event.id) as session:
        _be_ready(event, now)
        wanting = session.scalars(queries.silent(event.id, now)).all()
        for invitation in wanting:
            _mail(session, event, invitation, "reminder", now)
            invitation.reminded_at = now
        if wanting:
            _record("invitation.reminded", event, by)
    return len(wanting)


def withdraw(invitation: Invitation, *, now: datetime, by: Actor) -> None:
    """Take somebody off the list: their link opens nothing any more; a sign-up of theirs stays."""
    event, number = invitation.event, invitation.id
    with writing(event.id) as session:
        there = session.get(Invitation, number)
        if there is not None:
            links.revoke(session, "invitation", number, now=now)
            session.delete(there)
            _record("invitation.withdrawn", event, by, number)


def decline(invitation: Invitation, *, now: datetime) -> None:
    """Who is invited says no. Twice is once.

    Raises ``AlreadyComing`` for who signed up, ``SignupsClosed`` and ``CalledOff``.
    """
    event, number = invitation.event, invitation.id
    with writing(event.id) as session:
        there = session.get(Invitation, number)
        if there is None or there.declined_at is not None:
            return
        be_open(event, now)
        if _active(session, event, there.email) is not None:
            raise AlreadyComing
        there.declined_at = now
        _record("invitation.declined", event, Actor("invited", number), number)


def think_again(invitation: Invitation) -> None:
    """Who said no takes it back; without a no it does nothing."""
    event, number = invitation.event, invitation.id
    with writing(event.id) as session:
        there = session.get(Invitation, number)
        if there is not None and there.declined_at is not None:
            there.declined_at = None
            _record("invitation.reconsidered", event, Actor("invited", number), number)


def ask(
    event: Event, email: str, *, now: datetime, language: str = "nl", address: str | None = None
) -> None:
    """Mail the owner of an address their way in, if they are invited, or are signed up already.

    An address of an invited mail domain counts, and is on the list from then on. Nothing is told
    to whoever asks. ``address`` is the IP address to count, if any. Raises ``SignupsClosed``,
    ``CalledOff``, and ``limits.TooMany`` for too many tries, whatever the address.
    """
    email = normal(email)
    with writing(event.id) as session:
        _count(session, event, email, address, now)
        be_open(event, now)
        known = session.scalar(
            select(Invitation).where(Invitation.event_id == event.id, Invitation.email == email)
        )
        signup = _active(session, event, email)
        welcome = known is not None or email.rpartition("@")[2] in event.invited_domains.split()
        with session.begin_nested() as tried:  # the same work for everybody: it takes as long
            invitation = _invite(session, event, Guest(email), None, now) or known
            if invitation is not None:
                _mail(session, event, invitation, "asked", now, language)
                invitation.mailed_at = invitation.mailed_at or now
            session.flush()
            if signup is not None or not welcome:
                tried.rollback()
        if signup is not None:
            letters.send(session, "signup.link", signup, now=now)


def open_to_all(event: Event, *, now: datetime, by: Actor) -> str:
    """The token of a link with which anybody may sign up; the one there was is closed."""
    with writing(event.id) as session:
        _close(session, event, now)
        _record("invitation.link_made", event, by)
        return links.issue(session, Grant("invitation", event.id), now=now)


def close_to_all(event: Event, *, now: datetime, by: Actor) -> None:
    """Close the link for everybody; whose form is open cannot send it any more."""
    with writing(event.id) as session:
        if open_since(event) is not None:
            _close(session, event, now)
            _record("invitation.link_closed", event, by)


def open_since(event: Event) -> datetime | None:
    """Since when there is a link for everybody (UTC), ``None`` without one; one statement."""
    return db.session.scalar(select(Link.made_at).where(*_general(event)).limit(1))


def forget_role(role: Role, *, session: Session) -> None:
    """Receiver of ``role_leaving``: who was asked to come in this role chooses one themselves."""
    invited_as = update(Invitation).where(Invitation.role_id == role.id)
    session.execute(invited_as.values(role_id=None))


def _be_ready(event: Event, now: datetime) -> None:
    if event.published_at is None:
        raise NotOnTheWebsite
    be_open(event, now)


def _invite(
    session: Session, event: Event, guest: Guest, role_id: int | None, now: datetime
) -> Invitation | None:
    """The new line on the list, ``None`` for who stands on it."""
    row = insert_into(session, Invitation).values(
        event_id=event.id, role_id=role_id, email=guest.email, name=guest.name, made_at=now
    )
    once = row.on_conflict_do_nothing(index_elements=[Invitation.event_id, Invitation.email])
    made: Invitation | None = session.scalar(once.returning(Invitation))
    return made


def _mail(
    session: Session,
    event: Event,
    invitation: Invitation,
    how: str,
    now: datetime,
    language: str = "nl",
) -> None:
    """Queue a mail: the invitation once, a reminder once a day, what was asked for each time."""
    mark, today = f"invitation {invitation.id}", clock.amsterdam(now).date()
    once = {"sent": mark, "reminder": f"{mark} {today}"}
    mail.queue(
        session,
        f"invitation.{how}",
        to=invitation.email,
        event_id=event.id,
        subject_id=invitation.id,
        language=language,
        once=once.get(how),
        until=event.ends_at,
        now=now,
    )


def _active(session: Session, event: Event, email: str) -> Signup | None:
    return session.scalar(queries.active(event.id, email))


def _count(session: Session, event: Event, email: str, address: str | None, now: datetime) -> None:
    key = f"invitation:{event.id}:{email[:90]}"
    limits.count(session, key, most=ASKED_AN_HOUR, minutes=60, now=now)
    if address is not None:
        most = current_app.config["MAKERS"].signups_per_address
        limits.count(session, f"invitations:{address}", most=most, minutes=WINDOW_MINUTES, now=now)


def _general(event: Event) -> tuple[Any, ...]:
    return (
        Link.kind == "invitation",
        Link.event_id == event.id,
        Link.subject_id.is_(None),
        Link.revoked_at.is_(None),
    )


def _close(session: Session, event: Event, now: datetime) -> None:
    session.execute(update(Link).where(*_general(event)).values(revoked_at=now))


def _record(what: str, event: Event, by: Actor, subject_id: int | None = None) -> None:
    journal.record(what, event_id=event.id, topic="invitations", subject_id=subject_id, by=by)
