"""What an organiser should look at twice in a programme: warnings, never blocks."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from makers.core.web import wall_clock
from makers.events.models import Event, ProgrammeItem
from makers.events.programme import in_order
from makers.events.rooms import capacities

_BETWEEN_NAMES = re.compile(r"[,&·]|\s(?:en|and)\s", re.IGNORECASE)


class ConcernKind(enum.StrEnum):
    """Why an item deserves a second look."""

    PERSON = "person"
    PLACE = "place"
    OVERLAP = "overlap"
    GROUP = "group"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True)
class Concern:
    """A warning about ``item``, and ``other`` which began before it and is not over.

    ``who`` is in two places at once; ``people`` are more than ``fits`` in the room. ``over`` is
    how long it is too early or too late, or both last at once.
    """

    kind: ConcernKind
    item: ProgrammeItem
    other: ProgrammeItem | None = None
    who: str = ""
    people: int = 0
    fits: int = 0
    over: timedelta = timedelta(0)

    @property
    def about(self) -> tuple[object, ...]:
        """What it is about, however bad."""
        return self.kind, self.item.id, self.other.id if self.other else None, self.who.casefold()


def concerns(event: Event, items: Sequence[ProgrammeItem]) -> list[Concern]:
    """What an organiser should look at twice, in the order of the day.

    Touching at the same minute is fine, and so is what happens at once in two places.
    """
    rooms = capacities(event)
    found: list[Concern] = []
    ordered = in_order(items)
    for number, item in enumerate(ordered):
        if item.starts_at < event.starts_at:
            over = event.starts_at - item.starts_at
            found.append(Concern(ConcernKind.EARLY, item, over=over))
        if item.ends_at > event.ends_at:
            found.append(Concern(ConcernKind.LATE, item, over=item.ends_at - event.ends_at))
        room = rooms.get(item.place.casefold())
        people = item.group_size or event.capacity
        if room is not None and people > room.people:
            found.append(Concern(ConcernKind.GROUP, item, people=people, fits=room.people))
        for earlier in ordered[:number]:
            if earlier.ends_at > item.starts_at:
                found += _at_once(earlier, item)
    return found


def worse(now: Sequence[Concern], before: Sequence[Concern]) -> list[Concern]:
    """The concerns that are new, or grew."""
    known = {one.about: one.over for one in before}
    return [one for one in now if one.about not in known or one.over > known[one.about]]


def names_in(who: str) -> tuple[str, ...]:
    """The names in what was typed, as typed; commas, &, · and "en" or "and" stand between them."""
    return tuple(name.strip() for name in _BETWEEN_NAMES.split(who) if name.strip())


def in_words(concern: Concern, event: Event) -> str:
    """A warning as a sentence in the reader's language."""
    item, other = concern.item, concern.other
    words = {
        "title": item.title,
        "start": wall_clock(item.starts_at),
        "end": wall_clock(item.ends_at),
        "earlier": other.title if other else "",
        "until": wall_clock(other.ends_at) if other else "",
        "open": wall_clock(event.starts_at),
        "close": wall_clock(event.ends_at),
        "who": concern.who,
        "place": item.place,
        "people": concern.people,
        "fits": concern.fits,
    }
    sentence = {
        ConcernKind.PERSON: _(
            "%(who)s staat om %(start)s bij ‘%(title)s’, maar is tot %(until)s bij ‘%(earlier)s’.",
            **words,
        ),
        ConcernKind.PLACE: _(
            "‘%(title)s’ is om %(start)s in %(place)s, maar ‘%(earlier)s’ is daar tot %(until)s.",
            **words,
        ),
        ConcernKind.OVERLAP: _(
            "‘%(title)s’ begint om %(start)s, maar ‘%(earlier)s’ duurt tot %(until)s.", **words
        ),
        ConcernKind.GROUP: _(
            "‘%(title)s’ is voor %(people)d mensen, maar in %(place)s passen er %(fits)d.", **words
        ),
        ConcernKind.EARLY: _(
            "‘%(title)s’ begint om %(start)s, voor de bijeenkomst om %(open)s begint.", **words
        ),
        ConcernKind.LATE: _(
            "‘%(title)s’ duurt tot %(end)s, maar de bijeenkomst eindigt om %(close)s.", **words
        ),
    }
    return str(sentence[concern.kind])


def _at_once(earlier: ProgrammeItem, item: ProgrammeItem) -> Iterator[Concern]:
    """What is wrong with two that happen at once."""
    before = {name.casefold() for name in names_in(earlier.who)}
    twice = [name for name in names_in(item.who) if name.casefold() in before]
    places = earlier.place.casefold(), item.place.casefold()
    over = min(earlier.ends_at, item.ends_at) - item.starts_at
    for name in dict.fromkeys(twice):
        yield Concern(ConcernKind.PERSON, item, earlier, who=name, over=over)
    if all(places) and places[0] == places[1]:
        yield Concern(ConcernKind.PLACE, item, earlier, over=over)
    elif not all(places) and not twice:
        yield Concern(ConcernKind.OVERLAP, item, earlier, over=over)
