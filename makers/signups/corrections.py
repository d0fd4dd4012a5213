"""A wrong address mended by the browser that typed it; the personal link sent once more."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makers.core import journal, limits, links
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.organisers import normal
from makers.events.models import Event
from makers.signups import addresses, letters
from makers.signups.answers import Answers
from makers.signups.models import Person, Receipt, Signup
from makers.signups.service import Outcome, fill, sign_up, tell_again

CORRECTABLE = timedelta(minutes=15)
CORRECTIONS = 5
LINKS_AN_HOUR = 3
Typed = dict[str, list[str]]


class TooLateToCorrect(Refusal):
    """The quarter of an hour is over, or nothing was sent from this browser."""

    sentence = _l(
        "Het adres verbeteren kan tot een kwartier na het aanmelden. Meld je opnieuw aan met het "
        "goede adres."
    )


def typed(receipt: uuid.UUID, *, now: datetime) -> Typed:
    """The form as it came in under this key; raises ``TooLateToCorrect`` when it is forgotten."""
    row = db.session.get(Receipt, receipt)
    if row is None or not row.typed or now >= row.at + CORRECTABLE:
        raise TooLateToCorrect
    fields: Typed = json.loads(row.typed)
    return fields


def correct(
    event: Event,
    receipt: uuid.UUID,
    email: str,
    answers: Answers,
    *,
    now: datetime,
    language: str = "nl",
    form: str = "",
) -> Outcome:
    """Have what was signed up under this key belong to another address.

    The place stays and the link that went to the wrong address dies. Where the wrong address was
    somebody's who was signed up already, the form counts as sent with the right one. Whoever looks
    on sees the same page each time.

    Raises ``TooLateToCorrect``, what ``sign_up`` raises, and ``limits.TooMany``.
    """
    email = normal(email)
    with writing(event.id) as session:
        row = session.get(Receipt, receipt)
        if row is None or row.event_id != event.id or now >= row.at + CORRECTABLE:
            raise TooLateToCorrect
        limits.count(session, f"correct:{receipt}", most=CORRECTIONS, minutes=15, now=now)
        mine = session.scalar(
            select(Signup).where(Signup.key == receipt, Signup.cancelled_at.is_(None))
        )
        if mine is not None:
            _readdress(session, mine, email, now)
            return Outcome(row.place, receipt)
    return sign_up(
        event,
        email,
        answers,
        key=uuid.uuid5(receipt, email),
        now=now,
        language=language,
        typed=form,
        invited=True,  # their form was let in before
    )


def forget_typed(now: datetime) -> None:
    """Empty the forms that can no longer be corrected; a job of the worker."""
    old = (Receipt.typed != "", Receipt.at <= now - CORRECTABLE)
    if db.session.scalar(select(Receipt.key).where(*old).limit(1)) is not None:
        with writing() as session:
            session.execute(update(Receipt).where(*old).values(typed=""))


def send_link(email: str, *, now: datetime) -> None:
    """Mail the owner of an address a new link for each sign-up of theirs that is not over.

    Nothing is told to whoever asks. Raises ``limits.TooMany`` for too many tries at one address.
    """
    email = normal(email)
    with writing() as session:
        limits.count(session, f"link:{email[:100]}", most=LINKS_AN_HOUR, minutes=60, now=now)
        coming = (
            select(Signup)
            .join(Person)
            .join(Event)
            .where(Person.email == email, Signup.cancelled_at.is_(None), Event.ends_at > now)
        )
        for signup in session.scalars(coming):
            letters.send(session, "signup.link", signup, now=now)


def _readdress(session: Session, signup: Signup, email: str, now: datetime) -> None:
    before = signup.person
    if before.email == email:
        return
    links.revoke(session, "personal", signup.id, now=now)
    person, theirs = addresses.meet(session, signup.event, email, now)
    by = Actor("signup", signup.id)
    if theirs is not None:
        signup.cancelled_at = now
        fill(session, signup.event, now=now, by=by)
        tell_again(session, theirs, now)
    else:
        signup.person = person
        session.flush()
        what = "signup.confirmed" if signup.confirmed_at else "signup.waiting"
        letters.send(session, what, signup, now=now)
    _forget(session, before)
    journal.record(
        "signup.readdressed", event_id=signup.event_id, topic="places", subject_id=signup.id, by=by
    )


def _forget(session: Session, person: Person) -> None:
    """Take away who was known by a mistake only."""
    if session.scalar(select(Signup.id).where(Signup.person_id == person.id).limit(1)) is None:
        session.execute(delete(Person).where(Person.id == person.id))
