"""The rooms of an afternoon and how many people fit in each; a programme item names its room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.details import mark
from makers.events.models import Event, Room


@dataclass(frozen=True)
class RoomDetails:
    """A room as typed."""

    name: str
    people: int


class RoomsChanged(Refusal):
    """The rooms were changed elsewhere since this form was opened."""

    sentence = _l(
        "De ruimtes zijn intussen door iemand anders veranderd. Hieronder staat wat jij invulde, "
        "met wat er nu staat. Kies wat klopt en bewaar opnieuw."
    )


def change(event: Event, rooms: Sequence[RoomDetails], *, version: str, by: Actor) -> None:
    """Put these rooms, each with a name of its own, in place of those of ``version``.

    The same again changes nothing. Raises ``RoomsChanged`` when the rooms are not those of
    ``version`` any more.
    """
    with writing(event.id) as session:
        if set(details_of(event)) == set(rooms):
            return
        if version_of(event) != version:
            raise RoomsChanged
        wanted = {one.name: one.people for one in rooms}
        for room in [room for room in event.rooms if room.name not in wanted]:
            event.rooms.remove(room)
        session.flush()
        known = {room.name: room for room in event.rooms}
        for name, people in wanted.items():
            if name in known:
                known[name].people = people
            else:
                event.rooms.append(Room(name=name, people=people))
        journal.record("rooms.changed", event_id=event.id, topic="programme", by=by)


def details_of(event: Event) -> tuple[RoomDetails, ...]:
    """The rooms that stand now."""
    return tuple(RoomDetails(room.name, room.people) for room in event.rooms)


def version_of(event: Event) -> str:
    """A short mark of exactly these rooms: an edit says which ones it started from."""
    return mark((details_of(event),))


def capacities(event: Event) -> dict[str, Room]:
    """The rooms by their name, whatever its capitals."""
    return {room.name.casefold(): room for room in event.rooms}
