"""Handing one's place to a colleague: the place stays, the old link dies."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete
from sqlalchemy.orm import Session

from makers.core import journal, links, mail
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.mail import Letter, OutboxMail
from makers.core.organisers import normal
from makers.signups import addresses, letters
from makers.signups.letters import Words, says
from makers.signups.models import (
    Answer,
    Consent,
    Need,
    Person,
    Signup,
    SignupState,
    new_ticket,
)
from makers.signups.service import NoLongerComing, SignupsClosed, fill
from makers.signups.signals import signup_cancelled


class AlreadyIn(Refusal):
    """Who came in keeps their own place."""

    sentence = _l("Je bent al binnen. Je plek kan niet meer naar iemand anders.")


class OwnAddress(Refusal):
    """A substitute is somebody else."""

    sentence = _l("Dit is je eigen e-mailadres. Vul het adres in van wie in jouw plaats komt.")


def substitute(signup: Signup, *, name: str, email: str, now: datetime, by: Actor) -> None:
    """Give this place, or place in the queue, to somebody else; nobody in the queue is passed.

    The role, the slot and the seat stay with the place. What the giver told of themselves goes,
    and so do their link and ticket. Who was signed up already keeps their own answers: someone who
    waited gets the place, for someone who had one it comes free. What the giver sees is the same.

    Raises ``NoLongerComing``, ``SignupsClosed``, ``AlreadyIn`` and ``OwnAddress``.
    """
    email = normal(email)
    with writing(signup.event_id) as session:
        if signup.cancelled_at is not None:
            raise NoLongerComing
        if now >= signup.event.ends_at:
            raise SignupsClosed
        if signup.check_in is not None:
            raise AlreadyIn
        if signup.person.email == email:
            raise OwnAddress
        giver = signup.person
        links.forget(session, signup.id, now=now)
        person, theirs = addresses.meet(session, signup.event, email, now)
        if theirs is None:
            _pass_on(session, signup, person, name, now)
        else:
            _give_up_for(session, signup, theirs, now, by)
        if giver.email is not None:
            mail.queue(
                session,
                "signup.given_away",
                to=giver.email,
                event_id=signup.event_id,
                signup_id=signup.id,
                language=signup.language,
                now=now,
            )
        journal.record(
            "signup.substituted",
            event_id=signup.event_id,
            topic="places",
            subject_id=signup.id,
            by=by,
        )


def _pass_on(session: Session, signup: Signup, person: Person, name: str, now: datetime) -> None:
    for told in (Answer, Need, Consent):
        session.execute(delete(told).where(told.signup_id == signup.id))
    signup.person, signup.name = person, name
    signup.job, signup.question, signup.domains = "", "", []
    signup.ticket = new_ticket()
    signup.version += 1
    session.flush()
    letters.send(session, "signup.substituted", signup, now=now)


def _give_up_for(
    session: Session, signup: Signup, theirs: Signup, now: datetime, by: Actor
) -> None:
    """The colleague has a sign-up of their own; it may win the place that is given up."""
    place, role_id = signup.confirmed_at is not None, signup.role_id
    signup.cancelled_at, signup.wanted_role_id = now, None
    signup_cancelled.send(signup, session=session, now=now, by=by)
    if place and theirs.confirmed_at is None:
        theirs.role_id, theirs.confirmed_at, theirs.party = role_id, now, None
        session.flush()
        session.expire(theirs, ["role"])
        letters.send(session, "signup.promoted", theirs, now=now)
    fill(session, signup.event, now=now, by=by)


@says("signup.substituted", SignupState.CONFIRMED, SignupState.WAITING)
def substituted(signup: Signup) -> Words:
    """Somebody gave you their place."""
    return Words(
        _("Je komt in de plaats van een collega: %(title)s", title=signup.event.title),
        [
            _("Een collega gaf zijn of haar aanmelding aan jou."),
            letters.standing(signup),
            _("Kun je niet? Meld je dan af op je eigen pagina. Dan kan iemand anders komen."),
        ],
    )


@mail.composes("signup.given_away")
def given_away(row: OutboxMail) -> Letter | None:
    """To the giver: it is done, and your link is dead."""
    signup = db.session.get(Signup, row.signup_id)
    if signup is None:
        return None
    words = Words(
        _("Je gaf je plek door: %(title)s", title=signup.event.title),
        [
            _("Je plek is nu van een collega. Je eigen link werkt niet meer."),
            _("Haal de afspraak zelf uit je agenda."),
            _("Heb je dit niet zelf gedaan? Laat het de organisatie dan weten."),
        ],
    )
    return letters.farewell(words, signup)
