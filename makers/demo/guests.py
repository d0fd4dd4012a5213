"""Bringing made-up people in by the front door: the services that real ones use."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import Actor
from makers.demo.cases import Told
from makers.demo.people import ENTREPRENEUR, GUEST, MINISTRY, OFFICIAL, Guest, Speech
from makers.events.details import RoleDetails
from makers.events.models import Event, Side
from makers.seating import cases
from makers.seating.cases import Story
from makers.seating.models import Case
from makers.signups import service
from makers.signups.answers import Answers
from makers.signups.models import Person, Signup
from makers.talks import arranging, booking, queries, row
from makers.talks.booking import Pitch

KEYS = uuid.UUID("6d616b65-7273-4000-8000-000000000000")
BETWEEN = timedelta(minutes=97)
GETTING_THERE = (
    "Hier vertelt de organisatie hoe je er komt, waar je fiets kan staan en welke ingang geen "
    "drempel heeft."
)


def roles(entrepreneurs: int | None = None) -> tuple[RoleDetails, ...]:
    """The roles of both afternoons; ``entrepreneurs`` limits how many of those fit."""
    return (
        RoleDetails(OFFICIAL, Side.GOVERNMENT),
        RoleDetails(ENTREPRENEUR, Side.ENTREPRENEUR, entrepreneurs),
        RoleDetails(MINISTRY, Side.GOVERNMENT),
        RoleDetails(GUEST, Side.GUEST),
    )


def sign_up(event: Event, people: Iterable[Guest], *, now: datetime) -> None:
    """Everybody signs up, one after another from ``now`` on."""
    numbers = {role.name: role.id for role in event.roles}
    domains = {domain.name: domain.id for domain in event.domains}
    for place, guest in enumerate(people):
        answers = Answers(
            name=guest.name,
            role_id=numbers[guest.role],
            organisation=guest.organisation,
            department=guest.department,
            job=guest.job,
            question=guest.question,
            domain_ids=tuple(sorted(domains[name] for name in guest.domains)),
        )
        moment = now + place * BETWEEN
        service.sign_up(event, guest.email, answers, key=key(event, guest.email), now=moment)


def by_name(event: Event) -> dict[str, Signup]:
    """Everybody's sign-up of an event."""
    found = db.session.scalars(
        select(Signup).join(Person).where(Signup.event_id == event.id).order_by(Signup.id)
    )
    return {signup.name: signup for signup in found}


def fill_row(
    event: Event,
    people: Mapping[str, Signup],
    speeches: Iterable[Speech],
    *,
    slots: int,
    now: datetime,
    by: Actor,
) -> None:
    """Make the row of pecha kuchas: booked from the first slot on, what is marked so accepted."""
    row.set_slots(queries.items(event.id)[0], slots, now=now, by=by)
    free = [slot.id for slot in queries.row(event)]
    for slot_id, speech in zip(free, speeches, strict=False):
        speaker = people[speech.speaker]
        pitch = Pitch(slot_id, speech.title, speech.summary)
        once = key(event, f"talk {speech.speaker}")
        talk = booking.book(speaker, pitch, key=once, now=now, by=Actor("signup", speaker.id))
        if speech.accepted:
            later = now + timedelta(days=1)
            arranging.accept(talk, True, version=talk.version, now=later, by=by)


def bring(signup: Signup, told: Told, *, now: datetime) -> Case:
    """An entrepreneur offers a case."""
    touched = [domain.id for domain in signup.event.domains if domain.name in told.domains]
    story = Story(
        title=told.title,
        situation=told.situation,
        question=told.question,
        hope=told.hope,
        from_demand=told.from_demand,
        from_institution=told.from_institution,
        domains=tuple(sorted(touched)),
    )
    once = key(signup.event, told.title)
    return cases.offer(signup, story, key=once, now=now, by=Actor("signup", signup.id))


def key(event: Event, what: str) -> uuid.UUID:
    """The same key for the same thing of the same event."""
    return uuid.uuid5(KEYS, f"{event.id} {event.starts_at} {what}")
