"""The programme: what is on now and what comes next, and its picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from makers.core import clock
from makers.events.models import Event, ProgrammeItem

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Moment:
    """What is on, what starts next, and when that changes (``None``: it stays as it is).

    Of parts at once the one that began last stands last.
    """

    on: tuple[ProgrammeItem, ...]
    coming: tuple[ProgrammeItem, ...]
    changes_at: datetime | None

    @property
    def mark(self) -> str:
        """A short mark of what is on: another one is worth telling."""
        return " ".join(str(item.id) for item in self.on)


def moment(items: Iterable[ProgrammeItem], now: datetime) -> Moment:
    """How the programme stands at ``now`` (aware, any zone).

    A part is on from its start up to, not at, its end. In a gap and before the first part nothing
    is on; during and after the last nothing comes. Parts that start together come together.
    """
    ordered = in_order(items)
    later = [item for item in ordered if item.starts_at > now]
    edges = [edge for item in ordered for edge in (item.starts_at, item.ends_at) if edge > now]
    return Moment(
        on=tuple(item for item in ordered if item.starts_at <= now < item.ends_at),
        coming=tuple(item for item in later if item.starts_at == later[0].starts_at),
        changes_at=min(edges, default=None),
    )


def now_and_next(
    items: Iterable[ProgrammeItem], now: datetime
) -> tuple[ProgrammeItem | None, ProgrammeItem | None]:
    """The one part that is on, of two at once the one that began last, and the one after it."""
    found = moment(items, now)
    return (found.on[-1] if found.on else None), (found.coming[0] if found.coming else None)


def in_order(items: Iterable[ProgrammeItem]) -> list[ProgrammeItem]:
    """The parts in the order of the day; those that start together as they were made."""
    return sorted(items, key=lambda item: (item.starts_at, item.id or 0))


@dataclass(frozen=True)
class Bar:
    """An item in the picture: where it begins and how wide it is, in percent, and on which row."""

    item: ProgrammeItem
    left: float
    width: float
    row: int


@dataclass(frozen=True)
class Picture:
    """The day to scale: bars, the event's hours (left, width) and whole hours with their moment.

    ``now`` is where this moment stands, in percent, ``None`` outside what is drawn.
    """

    bars: list[Bar]
    rows: int
    open: tuple[float, float]
    hours: list[tuple[float, datetime]]
    now: float | None = None


def picture(event: Event, items: Sequence[ProgrammeItem], now: datetime | None = None) -> Picture:
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
    for item in in_order(items):
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
        now=percent(now) if now is not None and start <= now <= start + whole else None,
    )
