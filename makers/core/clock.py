"""Time: UTC in the database, Europe/Amsterdam on screen, and one place that reads the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment, aware, in UTC. Views call it once and pass it on; services take it."""
    return datetime.now(UTC)


def amsterdam(moment: datetime) -> datetime:
    """The same moment on the wall clock of Rotterdam."""
    return moment.astimezone(AMSTERDAM)


def from_wall_clock(local: datetime) -> datetime:
    """The UTC moment of a naive date and time as typed in Rotterdam.

    The hour that exists twice (end of October) means the first of the two; an hour that does
    not exist (end of March) means the moment the clock jumps over it, as PEP 495 counts it.
    """
    return local.replace(tzinfo=AMSTERDAM).astimezone(UTC)


def days_before(moment: datetime, days: int) -> datetime:
    """The same wall-clock time ``days`` earlier, also across a change of the clock."""
    local = amsterdam(moment)
    wall = datetime.combine(local.date() - timedelta(days=days), local.time())
    return from_wall_clock(wall)


def at_wall_time(day: datetime, wall: time) -> datetime:
    """The UTC moment of ``wall`` on the Rotterdam day in which ``day`` falls."""
    return from_wall_clock(datetime.combine(amsterdam(day).date(), wall))
