"""The time of one phase as every screen counts it: from its start moment, by the server's clock.

Nothing here reads a clock: ``now`` is passed in. Moments are aware, in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ROUND_OFF_SECONDS = 60  # what is left to a phase that is made shorter than it has


@dataclass(frozen=True)
class PhaseState:
    """A phase that was begun.

    ``phase`` counts from 0. ``seconds`` is what the phase got, extra time included;
    ``paused_seconds`` is how long it stood still, a running pause (since ``paused_at``) not
    counted yet. Raises ``ValueError`` for a moment that is not in UTC.
    """

    phase: int
    started_at: datetime
    seconds: int
    paused_at: datetime | None = None
    paused_seconds: int = 0

    def __post_init__(self) -> None:
        for moment in (self.started_at, self.paused_at):
            if moment is not None and moment.utcoffset() != timedelta():
                raise ValueError(f"{moment!r} is not in UTC")

    def remaining(self, now: datetime) -> timedelta:
        """The time that is left at ``now``, below zero when the phase runs over."""
        gone = (self.paused_at or now) - self.started_at - timedelta(seconds=self.paused_seconds)
        return timedelta(seconds=self.seconds) - gone


def pause(state: PhaseState, now: datetime) -> PhaseState:
    """The clock standing still from ``now``; one that stands still keeps its own moment."""
    return state if state.paused_at is not None else replace(state, paused_at=now)


def resume(state: PhaseState, now: datetime) -> PhaseState:
    """The clock running on with what it had left, to the second; one that runs stays as it is."""
    if state.paused_at is None:
        return state
    stood = max(0, round((now - state.paused_at).total_seconds()))
    return replace(state, paused_at=None, paused_seconds=state.paused_seconds + stood)


def extend(state: PhaseState, seconds: int) -> PhaseState:
    """The same phase with ``seconds`` more."""
    return replace(state, seconds=state.seconds + seconds)


def shift(state: PhaseState, seconds: int, now: datetime) -> PhaseState:
    """The same phase ``seconds`` longer, or shorter where that is below zero.

    A phase is not cut short within a minute of its end, nor to less than that minute.
    """
    spare = int(state.remaining(now).total_seconds()) - ROUND_OFF_SECONDS
    return extend(state, max(seconds, -max(0, spare)))


def on_screen(state: PhaseState) -> dict[str, int | None]:
    """What a screen is sent, to count on from by itself; moments in milliseconds since 1970."""
    return {
        "phase": state.phase,
        "started_at": _milliseconds(state.started_at),
        "seconds": state.seconds,
        "paused_at": None if state.paused_at is None else _milliseconds(state.paused_at),
        "paused_seconds": state.paused_seconds,
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
