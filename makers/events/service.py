"""What may happen to an event: made, changed, published."""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import datetime, timedelta
from itertools import count

from blinker import Signal
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from makers.core import clock, journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.details import TEXTS, Details, RoleDetails
from makers.events.models import Event, PolicyDomain, Role
from makers.events.signals import capacity_changed, domain_leaving, role_leaving

LONGEST_SLUG = 70


class ChangedMeanwhile(Refusal):
    """The event was changed elsewhere since this form was opened; ``stored`` is what stands now."""

    sentence = _l(
        "Deze gegevens zijn intussen door iemand anders veranderd. Hieronder staat wat jij "
        "invulde, met wat er nu staat. Kies wat klopt en bewaar opnieuw."
    )

    def __init__(self, stored: Details) -> None:
        super().__init__()
        self.stored = stored


class StillNeeded(Refusal):
    """Something that is taken away still has others hanging on it; the sentence says what."""


class NoRoles(Refusal):
    """Nobody could sign up."""

    sentence = _l(
        "Er zijn nog geen rollen, dus niemand kan zich aanmelden. Voeg eerst een rol toe."
    )


def make(details: Details, *, now: datetime, by: Actor) -> Event:
    """Make an event, not public yet, with an address made from its title.

    The same form sent twice makes one event.
    """
    with writing() as session:
        event = _same(session, details)
        if event is None:
            event = _new(session, details, now)
            journal.record("event.made", event_id=event.id, topic="event", by=by)
    return event


def change(event: Event, details: Details, *, version: str, now: datetime, by: Actor) -> None:
    """Put these details in place of those of ``version``; the same again changes nothing.

    Another day takes the programme along by the wall clock. The address follows the title until
    the event is public. More or other room is told by ``capacity_changed``; of another moment or
    place the event keeps since when, so that people can be told.

    Raises ``ChangedMeanwhile`` when the details are not those of ``version`` any more, and
    ``StillNeeded`` for a role or policy domain that others chose.
    """
    with writing(event.id) as session:
        stored = Details.of(event)
        if stored.says_the_same(details):
            return
        if stored.version != version:
            raise ChangedMeanwhile(stored)
        _move_programme(event, details.starts_at, by)
        room = _room(event)
        _write(session, event, details)
        if stored.when_and_where != details.when_and_where:
            event.moved_at = now
        if event.published_at is None:
            settle_slug(session, event)
        journal.record("event.changed", event_id=event.id, topic="event", by=by)
        if room != _room(event):
            capacity_changed.send(event, session=session, now=now, by=by)


def publish(event: Event, *, now: datetime, by: Actor) -> None:
    """Show the event to everybody and open its sign-up; twice is once. Raises ``NoRoles``."""
    with writing(event.id):
        if event.published_at is not None:
            return
        if not event.roles:
            raise NoRoles
        event.published_at = now
        journal.record("event.published", event_id=event.id, topic="event", by=by)


def ask(leaving: Signal, sender: object, session: Session) -> None:
    """Ask everyone whether ``sender`` may go; raises ``StillNeeded`` with the first objection."""
    for _receiver, objection in leaving.send(sender, session=session):
        if objection:
            raise StillNeeded(objection)


def slug_of(title: str) -> str:
    """A title as part of an address: small letters without accents, digits, single hyphens."""
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", bare.casefold()).strip("-")
    return words[:LONGEST_SLUG].rstrip("-") or "bijeenkomst"


def _new(session: Session, details: Details, now: datetime) -> Event:
    event = Event(
        slug=uuid.uuid4().hex,
        made_at=now,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        capacity=details.capacity,
        title=details.title,
    )
    session.add(event)
    _write(session, event, details)
    settle_slug(session, event)
    return event


def _same(session: Session, details: Details) -> Event | None:
    """The event that was made of exactly these details."""
    alike = select(Event).where(Event.title == details.title, Event.starts_at == details.starts_at)
    return next(
        (one for one in session.scalars(alike) if Details.of(one).says_the_same(details)), None
    )


def _write(session: Session, event: Event, details: Details) -> None:
    for name in (*TEXTS, "starts_at", "ends_at", "capacity", "entrance"):
        setattr(event, name, getattr(details, name))
    _write_roles(session, event, details.roles)
    _write_domains(session, event, details.domains)
    session.flush()


def _write_roles(session: Session, event: Event, wanted: tuple[RoleDetails, ...]) -> None:
    kept = {one.id: one for one in wanted if one.id is not None}
    for role in [role for role in event.roles if role.id not in kept]:
        ask(role_leaving, role, session)
        event.roles.remove(role)
    session.flush()
    known = {role.id: role for role in event.roles}
    for role in event.roles:
        if role.name != kept[role.id].name:
            role.name = f"~{role.id}"  # two roles may swap names
    session.flush()
    for position, one in enumerate(wanted):
        role = known[one.id] if one.id in known else Role()
        role.name, role.side, role.capacity = one.name, one.side, one.capacity
        role.held, role.held_until = one.held, one.held_until
        role.position = position
        if role not in event.roles:
            event.roles.append(role)
    session.flush()
    event.roles.sort(key=lambda role: role.position)


def _write_domains(session: Session, event: Event, wanted: tuple[str, ...]) -> None:
    for domain in [domain for domain in event.domains if domain.name not in wanted]:
        ask(domain_leaving, domain, session)
        event.domains.remove(domain)
    session.flush()
    known = {domain.name: domain for domain in event.domains}
    for position, name in enumerate(wanted):
        if name not in known:
            event.domains.append(PolicyDomain(name=name, position=position))
        else:
            known[name].position = position
    session.flush()
    event.domains.sort(key=lambda domain: domain.position)


def settle_slug(session: Session, event: Event) -> None:
    """Give the event the first free address of its title; two that race get different ones."""
    stem = slug_of(event.title)
    if re.fullmatch(rf"{stem}(-\d+)?", event.slug):
        return
    for number in count(1):
        slug = stem if number == 1 else f"{stem}-{number}"
        try:
            with session.begin_nested():
                session.execute(update(Event).where(Event.id == event.id).values(slug=slug))
            return
        except IntegrityError:  # taken, perhaps a moment ago by somebody else
            continue


def _room(event: Event) -> dict[int | None, object]:
    """How many people fit: at the event (``None``) and in each role, and what is held."""
    room: dict[int | None, object] = {None: event.capacity}
    for role in event.roles:
        room[role.id] = (role.capacity, role.held, role.held_until)
    return room


def _move_programme(event: Event, starts_at: datetime, by: Actor) -> None:
    """Take the programme along to another day; another hour of the same day leaves it."""
    days = clock.amsterdam(starts_at).date() - clock.amsterdam(event.starts_at).date()
    if not days or not event.programme:
        return
    for item in event.programme:
        item.starts_at = shifted(item.starts_at, days)
    journal.record("programme.moved", event_id=event.id, topic="programme", by=by)


def shifted(moment: datetime, days: timedelta) -> datetime:
    """The moment at the same wall-clock time that many days later."""
    return clock.days_before(moment, -days.days)
