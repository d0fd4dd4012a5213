"""Which slide is on: from the start, the stops and the moment, and nothing else.

``runner.js`` has the same rule for screens; tests/talks/test_timing.py holds both to one table.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from datetime import datetime, timedelta


class Part(enum.StrEnum):
    """What the screen shows."""

    COUNTDOWN = "countdown"
    SLIDE = "slide"
    OVER = "over"


@dataclass(frozen=True)
class Run:
    """A talk as it was started: ``slides`` of ``slide_seconds`` from ``starts_at`` (UTC) on.

    A stop lasts since ``paused_at``; the stops before took ``paused_seconds``.
    """

    starts_at: datetime
    slides: int
    slide_seconds: int
    paused_at: datetime | None = None
    paused_seconds: float = 0.0


@dataclass(frozen=True)
class Stage:
    """A part; the number of the slide, or of the countdown; the seconds the slide has left."""

    part: Part
    number: int = 0
    left: float = 0.0


def ends_at(run: Run) -> datetime:
    """When its last slide goes, if nothing stops it any more."""
    return run.starts_at + timedelta(seconds=run.slides * run.slide_seconds + run.paused_seconds)


def at(run: Run, moment: datetime) -> Stage:
    """What is on at ``moment`` (aware): counting down before the start, a slide, or it is over.

    A slide is on from its first moment up to, not at, that of the next one.
    """
    gone = ((run.paused_at or moment) - run.starts_at).total_seconds() - run.paused_seconds
    if gone < 0:
        return Stage(Part.COUNTDOWN, math.ceil(-gone))
    number = math.floor(gone / run.slide_seconds) + 1
    if number > run.slides:
        return Stage(Part.OVER)
    return Stage(Part.SLIDE, number, number * run.slide_seconds - gone)
