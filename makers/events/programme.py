"""The programme: what is on now and what comes next, what deserves a second look, its picture."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from makers.core import clock
from makers.events.models import Event, ProgrammeItem

HOUR = timedelta(hours=1)


def now_and_next(
    items: Sequence[ProgrammeItem], now: datetime
) -> tuple[ProgrammeItem | None, ProgrammeItem | None]:
    """What is on at ``now`` (aware, any zone) and what starts after it.

    A part is on from its start up to, not at, its end. Of two at once the one that began last is
    on. In a gap and before the first part nothing is on; during and after the last nothing comes.
    """
    on = [item for item in items if item.starts_at <= now < item.ends_at]
    coming = [item for item in items if item.starts_at > now]
    current = max(on, key=lambda item: (item.starts_at, item.id or 0), default=None)
    following = min(coming, key=lambda item: (item.starts_at, item.id or 0), default=None)
    return current, following


class ConcernKind(enum.StrEnum):
    """Why an item deserves a second look."""

    OVERLAP = "overlap"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True)
class Concern:
    """A warning, never a block: ``item`` begins before ``other`` ends, or is outside the hours."""

    kind: ConcernKind
    item: ProgrammeItem
    other: ProgrammeItem | None = None


def concerns(event: Event, items: Sequence[ProgrammeItem]) -> list[Concern]:
    """What an organiser should look at twice, in the order of the day.

    Touching at the same minute is fine.
    """
    found = []
    ordered = sorted(items, key=lambda item: (item.starts_at, item.id or 0))
    for place, item in enumerate(ordered):
        if item.starts_at < event.starts_at:
            found.append(Concern(ConcernKind.EARLY, item))
        if item.ends_at > event.ends_at:
            found.append(Concern(ConcernKind.LATE, item))
        found += [
            Concern(ConcernKind.OVERLAP, item, earlier)
            for earlier in ordered[:place]
            if earlier.ends_at > item.starts_at
        ]
    return found


@dataclass(frozen=True)
class Bar:
    """An item in the picture: where it begins and how wide it is, in percent, and on which row."""

    item: ProgrammeItem
    left: float
    width: float
    row: int


@dataclass(frozen=True)
class Picture:
    """The day to scale: bars, the event's hours (left, width) and whole hours with their moment."""

    bars: list[Bar]
    rows: int
    open: tuple[float, float]
    hours: list[tuple[float, datetime]]


def picture(event: Event, items: Sequence[ProgrammeItem]) -> Picture:
    """The programme to scale, from the whole hour before the first thing to the one after the last.

    What overlaps stands on a row below.
    """
    first = min([event.starts_at, *(item.starts_at for item in items)])
    last = max([event.ends_at, *(item.ends_at for item in items)])
    start = clock.amsterdam(first).replace(minute=0, second=0, microsecond=0)
    whole = max(HOUR, -((first.replace(minute=0) - last) // HOUR) * HOUR)

    def percent(moment: datetime) -> float:
        return round((moment - start) / whole * 100, 2)

    bars, ends = list[Bar](), list[datetime]()
    for item in sorted(items, key=lambda item: (item.starts_at, item.id or 0)):
        free = (row for row, end in enumerate(ends) if end <= item.starts_at)
        row = next(free, len(ends))
        ends[row : row + 1] = [item.ends_at]
        left = percent(item.starts_at)
        bars.append(Bar(item, left, round(percent(item.ends_at) - left, 2), row))
    opening = percent(event.starts_at)
    return Picture(
        bars=bars,
        rows=len(ends),
        open=(opening, round(percent(event.ends_at) - opening, 2)),
        hours=[(percent(start + n * HOUR), start + n * HOUR) for n in range(whole // HOUR + 1)],
    )
