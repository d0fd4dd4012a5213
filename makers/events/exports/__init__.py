"""The programme for other programs: what anybody may know of it, gathered once for every format.

Accepted pecha kuchas come along as parts of their item; later slices answer for what is theirs.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy import func, select

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events.concerns import names_in
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.events.programme import in_order
from makers.events.signals import programme_wanted

TOPICS = ("event", "programme", "slots")


@dataclass(frozen=True)
class Part:
    """A part of a programme item that anybody may know of; ``key`` names it for good.

    Moments are UTC. ``persons`` are the names of who gives it.
    """

    item_id: int
    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    summary: str = ""
    persons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A programme item with its parts; ``id`` never changes."""

    id: uuid.UUID
    item: ProgrammeItem
    place: str
    persons: tuple[str, ...]
    parts: tuple[tuple[uuid.UUID, Part], ...] = ()


@dataclass(frozen=True)
class Whole:
    """A programme as it stands: its page, its entries in the order of the day, its newest change.

    ``number`` only grows; ``changed_at`` is UTC.
    """

    event: Event
    page: str
    entries: Sequence[Entry] = field(default_factory=tuple)
    number: int = 0
    changed_at: datetime | None = None


def gathered(event: Event) -> Whole:
    """Everything the exports tell of an event; three statements and those of who answers."""
    answers = programme_wanted.send(event)
    parts = [part for _receiver, answer in answers for part in answer]
    parts.sort(key=lambda part: (part.starts_at, part.key))
    number, changed_at = db.session.execute(
        select(func.max(JournalEntry.id), func.max(JournalEntry.at)).where(
            JournalEntry.event_id == event.id, JournalEntry.topic.in_(TOPICS)
        )
    ).one()
    return Whole(
        event=event,
        page=page_of(event),
        entries=[_entry(event, item, parts) for item in in_order(event.programme)],
        number=number or 0,
        changed_at=changed_at or event.made_at,
    )


def page_of(event: Event) -> str:
    """The whole address of the event's page."""
    base: str = current_app.config["MAKERS"].base_url
    return base + url_for("attend.event", slug=event.slug)


def name_of(key: str) -> uuid.UUID:
    """The name of a thing for good, on this installation."""
    base: str = current_app.config["MAKERS"].base_url
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{base}#{key}")


def _entry(event: Event, item: ProgrammeItem, parts: list[Part]) -> Entry:
    mine = [part for part in parts if part.item_id == item.id]
    return Entry(
        id=name_of(f"item-{item.id}"),
        item=item,
        place=item.place or event.place,
        persons=() if item.kind is ItemKind.BREAK else names_in(item.who),
        parts=tuple((name_of(part.key), part) for part in mine),
    )
