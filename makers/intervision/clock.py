"""The time of one phase as every screen counts it: from its start moment, by the server's clock.

Nothing here reads a clock: ``now`` is passed in. Moments are aware, in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict


class OnScreen(TypedDict):
    """A phase's time as it travels to a screen; moments in milliseconds since 1970.

    The screen counts on from the moments itself; ``minutes_over`` is what holds when it is sent.
    """

    position: int
    started_at: int
    seconds: int
    paused_at: int | None
    paused_seconds: float
    minutes_over: int


@dataclass(frozen=True)
class PhaseState:
    """A phase that was begun.

    ``position`` counts from 0. ``seconds`` is what the phase got, extra time included;
    ``paused_seconds`` is how long it stood still, a running pause (since ``paused_at``) not
    counted yet. Raises ``ValueError`` for a moment that is not in UTC.
    """

    position: int
    started_at: datetime
    seconds: int
    paused_at: datetime | None = None
    paused_seconds: float = 0

    def __post_init__(self) -> None:
        for moment in (self.started_at, self.paused_at):
            if moment is not None and moment.utcoffset() != timedelta():
                raise ValueError(f"{moment!r} is not in UTC")

    def remaining(self, now: datetime) -> timedelta:
        """The time that is left at ``now``, below zero when the phase runs over."""
        gone = (self.paused_at or now) - self.started_at - timedelta(seconds=self.paused_seconds)
        return timedelta(seconds=self.seconds) - gone

    def is_over(self, now: datetime) -> bool:
        """Whether the time is up."""
        return self.remaining(now) <= timedelta()

    def ends_at(self, now: datetime) -> datetime:
        """When the time is up, or was; for a clock that stands still: if it went on at ``now``."""
        return now + self.remaining(now)


def pause(state: PhaseState, now: datetime) -> PhaseState:
    """The clock standing still from ``now``; one that stands still keeps its own moment."""
    return state if state.paused_at is not None else replace(state, paused_at=now)


def resume(state: PhaseState, now: datetime) -> PhaseState:
    """The clock running on with what it had left; one that runs stays as it is."""
    if state.paused_at is None:
        return state
    stood = max(timedelta(), now - state.paused_at).total_seconds()
    return replace(state, paused_at=None, paused_seconds=state.paused_seconds + stood)


def extend(state: PhaseState, seconds: int) -> PhaseState:
    """The same phase with ``seconds`` more."""
    return replace(state, seconds=state.seconds + seconds)


def minutes_over(state: PhaseState, now: datetime) -> int:
    """How many whole minutes the phase runs over; 0 while there is time left."""
    return max(timedelta(), -state.remaining(now)) // timedelta(minutes=1)


def on_screen(state: PhaseState, now: datetime) -> OnScreen:
    """What a screen is sent at ``now``."""
    return OnScreen(
        position=state.position,
        started_at=_milliseconds(state.started_at),
        seconds=state.seconds,
        paused_at=None if state.paused_at is None else _milliseconds(state.paused_at),
        paused_seconds=state.paused_seconds,
        minutes_over=minutes_over(state, now),
    )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
