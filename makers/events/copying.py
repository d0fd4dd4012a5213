"""Copying an event: what is chosen comes along to another day; people never do."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import clock, journal
from makers.core.database import writing
from makers.core.journal import Actor
from makers.events.models import Entrance, Event, PolicyDomain, ProgrammeItem, Role, Room
from makers.events.service import settle_slug, shifted
from makers.events.signals import event_copied


class Choice(enum.StrEnum):
    """What may come along with a copy."""

    TEXTS = "texts"
    ROLES = "roles"
    DOMAINS = "domains"
    QUESTIONS = "questions"
    PROGRAMME = "programme"
    MAIL_TEXTS = "mail_texts"
    ENTRANCE = "entrance"

    @property
    def label(self) -> LazyString:
        """The choice on screen."""
        return {
            Choice.TEXTS: _l("De teksten: aanleiding, vragen, plaats en route"),
            Choice.ROLES: _l("De rollen, met hun grenzen en vastgehouden plekken"),
            Choice.DOMAINS: _l("De beleidsterreinen"),
            Choice.QUESTIONS: _l("De eigen vragen bij het aanmelden"),
            Choice.PROGRAMME: _l("Het programma, op dezelfde tijden, met de ruimtes"),
            Choice.MAIL_TEXTS: _l("De eigen woorden in de mail"),
            Choice.ENTRANCE: _l("Wie zich mag aanmelden"),
        }[self]


EVERYTHING = frozenset(Choice)
TEXTS = (
    "occasion",
    "questions_government",
    "questions_entrepreneurs",
    "place",
    "address",
    "getting_there",
)
MAIL_TEXTS = ("mail_confirmed", "mail_reminder")
ROLE = ("name", "side", "capacity", "held", "held_until", "position")
ITEM = (
    "kind",
    "title",
    "who",
    "place",
    "description",
    "starts_at",
    "minutes",
    "locked",
    "group_size",
    "quiet",
)
ROOM = ("name", "people")
KEPT = ("title", "starts_at", "ends_at", "capacity", *TEXTS, *MAIL_TEXTS)


def copy(
    source: Event,
    *,
    title: str,
    day: date,
    chosen: Collection[Choice] = EVERYTHING,
    now: datetime,
    by: Actor,
) -> Event:
    """Make an event on another ``day``, as large as ``source``, with what is chosen of it.

    Everything keeps its time on the wall clock, also across a change of the clock. People, their
    answers, links, invitations and check-ins stay where they are. Later slices copy what is theirs
    on ``event_copied``. The same form sent twice makes one event.
    """
    with writing(source.id) as session:
        days = day - clock.amsterdam(source.starts_at).date()
        copied = _copied(source, title, days, chosen, now)
        there = _same(session, source, copied)
        if there is not None:
            return there
        session.add(copied)
        session.flush()
        settle_slug(session, copied)
        event_copied.send(
            copied,
            source=source,
            roles=_old_to_new(source.roles, copied.roles),
            items=_old_to_new(source.programme, copied.programme),
            chosen=frozenset(chosen),
            session=session,
            now=now,
            by=by,
        )
        journal.record(
            "event.copied", event_id=copied.id, topic="event", subject_id=source.id, by=by
        )
    return copied


def _copied(
    source: Event, title: str, days: timedelta, chosen: Collection[Choice], now: datetime
) -> Event:
    def texts(names: tuple[str, ...], choice: Choice) -> dict[str, str]:
        return {name: getattr(source, name) if choice in chosen else "" for name in names}

    entrance = Choice.ENTRANCE in chosen
    return Event(
        slug=uuid.uuid4().hex,
        title=title,
        starts_at=shifted(source.starts_at, days),
        ends_at=shifted(source.ends_at, days),
        capacity=source.capacity,
        made_at=now,
        **texts(TEXTS, Choice.TEXTS),
        **texts(MAIL_TEXTS, Choice.MAIL_TEXTS),
        entrance=source.entrance if entrance else Entrance.OPEN,
        invited_domains=source.invited_domains if entrance else "",
        roles=_anew(Role, ROLE, source.roles, days) if Choice.ROLES in chosen else [],
        domains=[
            PolicyDomain(name=domain.name, position=domain.position)
            for domain in (source.domains if Choice.DOMAINS in chosen else ())
        ],
        programme=_anew(ProgrammeItem, ITEM, source.programme, days)
        if Choice.PROGRAMME in chosen
        else [],
        rooms=_anew(Room, ROOM, source.rooms, days) if Choice.PROGRAMME in chosen else [],
    )


def _anew(
    model: type[Any], names: tuple[str, ...], rows: Collection[Any], days: timedelta
) -> list[Any]:
    """The same rows, their moments so many days later by the wall clock."""

    def value(row: Any, name: str) -> Any:
        was = getattr(row, name)
        return shifted(was, days) if isinstance(was, datetime) else was

    return [model(**{name: value(row, name) for name in names}) for row in rows]


def _same(session: Session, source: Event, copied: Event) -> Event | None:
    """The copy that was made of exactly this before."""
    alike = select(Event).where(
        Event.id != source.id, Event.title == copied.title, Event.starts_at == copied.starts_at
    )
    return next((one for one in session.scalars(alike) if _says(one) == _says(copied)), None)


def _says(event: Event) -> tuple[Any, ...]:
    """Everything a copy has of an event, to compare."""
    return (
        [getattr(event, name) for name in (*KEPT, "entrance", "invited_domains")],
        [[getattr(role, name) for name in ROLE] for role in event.roles],
        [domain.name for domain in event.domains],
        [[getattr(item, name) for name in ITEM] for item in event.programme],
        [[getattr(room, name) for name in ROOM] for room in event.rooms],
    )


def _old_to_new(old: list[Any], new: list[Any]) -> dict[int, int]:
    """Ids of what came along, by those it came from; nothing where it did not."""
    return {was.id: now.id for was, now in zip(old, new, strict=False)}
