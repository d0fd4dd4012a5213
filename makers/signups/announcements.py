"""Telling everybody: the event moved, is called off, or takes place after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.mail import Letter, OutboxMail
from makers.core.web import LANGUAGES
from makers.events.models import Event
from makers.signups import letters
from makers.signups.letters import Wording, Words, says
from makers.signups.models import Person, Signup, SignupState
from makers.signups.service import fill

OWN_WORDS = "message.sent"  # an organiser's own mail need not say when and where


def announce_move(event: Event, *, now: datetime, by: Actor) -> int:
    """Mail the new moment and place to everybody who has not heard of them; how many that are.

    Once for each change: what was queued already is not queued again.
    """
    with writing(event.id) as session:
        told = session.scalars(_coming(event).where(unaware())).all()
        for signup in told:
            once = f"event.moved {event.moved_at} {signup.id}"
            letters.send(session, "event.moved", signup, now=now, once=once)
        if told:
            journal.record("event.announced", event_id=event.id, topic="event", by=by)
    return len(told)


def let_rest(event: Event, *, by: Actor) -> None:
    """Nobody needs to hear of the last change of moment and place."""
    with writing(event.id):
        if event.moved_at is not None:
            event.moved_at = None
            journal.record("event.not_announced", event_id=event.id, topic="event", by=by)


def tell_called_off(event: Event, *, session: Session, now: datetime, by: Actor) -> None:
    """Receiver of ``called_off``: who comes and who waits hear of it."""
    for signup in session.scalars(_coming(event)).all():
        letters.send(session, "event.called_off", signup, now=now)


def tell_reinstated(event: Event, *, session: Session, now: datetime, by: Actor) -> None:
    """Receiver of ``reinstated``: they hear it, and places that came free are given again."""
    session.flush()
    for signup in session.scalars(_coming(event)).all():
        letters.send(session, "event.reinstated", signup, now=now)
    fill(session, event, now=now, by=by)


@dataclass(frozen=True)
class Audience:
    """Who is about to get a mail: how many, how many cannot since they gave no address, and one."""

    count: int
    silent: int
    example: Signup | None


def everybody(event: Event) -> Audience:
    """Who comes and who waits; two statements."""
    return _audience(event)


def who_does_not_know(event: Event) -> Audience:
    """Who signed up before the last change of moment or place and was not told; two statements."""
    return _audience(event, unaware())


def unaware() -> ColumnElement[bool]:
    """Of a sign-up, with ``Event``: whether the last change of moment and place passed them by.

    Every letter says when and where, but for the organiser's own. Who was brought along without an
    address hears it from who brings them.
    """
    told = (
        exists()
        .where(
            OutboxMail.signup_id == Signup.id,
            OutboxMail.what != OWN_WORDS,
            OutboxMail.made_at >= Event.moved_at,
        )
        .correlate(Signup, Event)
    )
    is_off = Event.cancelled_at.is_not(None)
    by_somebody = Signup.brought_by_id.is_not(None) & ~Signup.person.has(Person.email.is_not(None))
    return (Signup.joined_at < Event.moved_at) & ~is_off & ~by_somebody & ~told


def previews(
    wording: Wording, signup: Signup, languages: Sequence[str] = tuple(LANGUAGES)
) -> dict[str, Letter]:
    """How this letter to this person reads, by language; its links lead nowhere yet."""
    address = f"{current_app.config['MAKERS'].base_url}/l/…"
    written: dict[str, Letter] = {}
    for language in languages:
        with force_locale(LANGUAGES[language]):
            written[language] = letters.written_out(wording(signup), signup, address)
    return written


@says("event.moved", SignupState.CONFIRMED, SignupState.WAITING)
def moved(signup: Signup) -> Words:
    """Another day, time or place."""
    return Words(
        _("Let op, veranderd: %(title)s", title=signup.event.title),
        [
            _("De dag, de tijd of de plaats is veranderd. Hieronder staat hoe het nu is."),
            letters.standing(signup),
            _("Kun je dan niet? Meld je dan af. Dan kan iemand anders komen."),
        ],
        may_cancel=True,
    )


def off_because(reason: str) -> Wording:
    """The words of an event that is called off for this reason."""

    def words(signup: Signup) -> Words:
        return Words(
            _("Gaat niet door: %(title)s", title=signup.event.title),
            [_("Deze bijeenkomst gaat helaas niet door. Je hoeft niets te doen.")],
            own=reason,
        )

    return words


@says("event.called_off", SignupState.CONFIRMED, SignupState.WAITING, off=True)
def called_off(signup: Signup) -> Words:
    """It does not take place, and why."""
    return off_because(signup.event.cancelled_because)(signup)


@says("event.reinstated", SignupState.CONFIRMED, SignupState.WAITING)
def reinstated(signup: Signup) -> Words:
    """It takes place after all."""
    return Words(
        _("Gaat toch door: %(title)s", title=signup.event.title),
        [
            _("Eerder schreven we dat deze bijeenkomst niet doorging. Ze gaat toch door."),
            letters.standing(signup),
            _("Kun je niet meer? Meld je dan af. Dan kan iemand anders komen."),
        ],
        may_cancel=True,
    )


def _coming(event: Event) -> Select[Signup]:
    """Who comes or waits and has an address."""
    return (
        select(Signup)
        .join(Signup.person)
        .join(Signup.event)
        .where(
            Signup.event_id == event.id, Signup.cancelled_at.is_(None), Person.email.is_not(None)
        )
        .options(contains_eager(Signup.person), contains_eager(Signup.event))
        .order_by(Signup.id)
    )


def _audience(event: Event, *which: ColumnElement[bool]) -> Audience:
    nobody_tells = Person.email.is_(None) & Signup.brought_by_id.is_(None)
    count, silent = db.session.execute(
        select(func.count(Person.email), func.count().filter(nobody_tells))
        .select_from(Signup)
        .join(Signup.person)
        .join(Signup.event)
        .where(Signup.event_id == event.id, Signup.cancelled_at.is_(None), *which)
    ).one()
    example = (
        _coming(event)
        .where(*which)
        .order_by(None)
        .order_by(Signup.confirmed_at.is_(None), Signup.id)
        .options(joinedload(Signup.role, innerjoin=True), joinedload(Signup.wanted_role))
    )
    return Audience(count, silent, db.session.scalar(example.limit(1)))
