"""The methods of one event's own: made from another, changed, taken away while no table uses them.

What a table started with stays as it was: a run holds its own phases.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.copying import Choice
from makers.events.models import Event
from makers.intervision.methods import Method, Text
from makers.intervision.methods.rules import wrongs
from makers.intervision.models import EventMethod, Run, TableMethod
from makers.seating.models import Table

MOST = 50


class TooMany(Refusal):
    """An event has more methods of its own than anybody could choose from."""

    sentence = _l("Deze bijeenkomst heeft al 50 eigen werkvormen. Haal er eerst een weg.")


class Unsound(Refusal):
    """A method was to be kept that could not be followed; its form says why."""

    sentence = _l("Zo kan een tafel deze werkvorm nog niet volgen. Hieronder staat wat er mist.")
    status = 422


class Overtaken(Refusal):
    """The method was changed while this edit was typed; both are kept and shown."""

    sentence = _l(
        "Iemand anders bewaarde deze werkvorm terwijl jij typte. Hieronder staat eerst hoe ze nu "
        "is, daarna wat jij invulde. Maak er samen één van en bewaar opnieuw."
    )


class Gone(Refusal):
    """The method was taken away while this edit was typed; what was typed can be kept as new."""

    sentence = _l(
        "Iemand haalde deze werkvorm weg terwijl jij typte. Wat je invulde staat hieronder. "
        "Bewaar opnieuw, dan komt hij terug als nieuwe werkvorm."
    )


class InUse(Refusal):
    """A table that has not started yet will follow this method."""


def copy(event: Event, method: Method, *, now: datetime, by: Actor) -> EventMethod:
    """Make a method of the event's own from another one. Raises ``TooMany``."""
    name = Text(f"{method.name.nl[:90]} (eigen)", f"{method.name('en')[:90]} (own)")
    return add(event, replace(method, name=name), now=now, by=by)


def add(event: Event, method: Method, *, now: datetime, by: Actor) -> EventMethod:
    """Keep a method as one of the event's own. Raises ``Unsound`` and ``TooMany``."""
    if wrongs(method):
        raise Unsound
    with writing(event.id) as session:
        known = select(EventMethod.id).where(EventMethod.event_id == event.id)
        if len(session.scalars(known).all()) >= MOST:
            raise TooMany
        own = EventMethod(event_id=event.id, content=method.to_json(), changed_at=now)
        session.add(own)
        session.flush()
        _record("method.added", own, by)
        return own


def change(own: EventMethod, method: Method, *, version: int, now: datetime, by: Actor) -> None:
    """Keep a method as it was changed from ``version``; the same again changes nothing.

    Raises ``Unsound``, and ``Overtaken`` or ``Gone`` when somebody else was first.
    """
    if wrongs(method):
        raise Unsound
    with writing(own.event_id) as session:
        if session.get(EventMethod, own.id) is None:
            raise Gone
        if Method.from_json(own.content) == method:
            return
        if own.version != version:
            raise Overtaken
        own.content = method.to_json()
        own.version += 1
        own.changed_at = now
        _record("method.changed", own, by)


def remove(own: EventMethod, *, by: Actor) -> None:
    """Take a method away. Raises ``InUse`` while a table that has not started would follow it."""
    with writing(own.event_id) as session:
        if session.get(EventMethod, own.id) is None:
            return
        users = session.scalars(
            select(Table.number)
            .join(TableMethod, TableMethod.table_id == Table.id)
            .outerjoin(Run, Run.table_id == Table.id)
            .where(TableMethod.own_id == own.id, Run.id.is_(None))
            .order_by(Table.number)
        ).all()
        if users:
            raise InUse(_in_use([str(number) for number in users]))
        _record("method.removed", own, by)
        session.delete(own)


def copy_along(
    copied: Event,
    *,
    source: Event,
    chosen: frozenset[Choice],
    session: Session,
    now: datetime,
    **_others: Any,
) -> None:
    """Receiver of ``event_copied``: an event's own methods come along with its programme."""
    if Choice.PROGRAMME not in chosen:
        return
    known = select(EventMethod).where(EventMethod.event_id == source.id).order_by(EventMethod.id)
    for one in session.scalars(known):
        session.add(EventMethod(event_id=copied.id, content=one.content, changed_at=now))


def _in_use(numbers: list[str]) -> LazyString:
    return _l(
        "Deze werkvorm is gekozen voor tafel %(tables)s. "
        "Kies daar eerst een andere, dan kan hij weg.",
        tables=", ".join(numbers),
    )


def _record(what: str, own: EventMethod, by: Actor) -> None:
    journal.record(what, event_id=own.event_id, topic="methods", subject_id=own.id, by=by)
