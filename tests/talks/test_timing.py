"""Which slide is on, by one rule: a table of cases, and what holds for every moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makers.talks.timing import Part, Run, Stage, at, ends_at
from tests.conftest import NOON

# seconds after the start, stopped since, stops before: what is on, of 20 slides of 20 seconds
CASES = [
    (-3.0, None, 0.0, "countdown", 3),
    (-2.001, None, 0.0, "countdown", 3),
    (-0.5, None, 0.0, "countdown", 1),
    (0.0, None, 0.0, "slide", 1),
    (19.999, None, 0.0, "slide", 1),
    (20.0, None, 0.0, "slide", 2),
    (399.999, None, 0.0, "slide", 20),
    (400.0, None, 0.0, "over", 0),
    (1000.0, 45.0, 0.0, "slide", 3),
    (60.0, None, 25.0, "slide", 2),
    (410.0, None, 30.0, "slide", 20),
    (430.0, None, 30.0, "over", 0),
]


def run(paused: float | None = None, before: float = 0.0) -> Run:
    """A pecha kucha that starts at noon."""
    stopped = NOON + timedelta(seconds=paused) if paused is not None else None
    return Run(NOON, 20, 20, stopped, before)


@pytest.mark.parametrize(("after", "paused", "before", "part", "number"), CASES)
def test_what_is_on(
    after: float, paused: float | None, before: float, part: str, number: int
) -> None:
    stage = at(run(paused, before), NOON + timedelta(seconds=after))
    assert (stage.part, stage.number) == (part, number)


seconds = st.floats(-10, 500, allow_nan=False)


@given(seconds, st.integers(1, 60), st.integers(1, 300))
def test_each_slide_is_on_for_its_seconds_and_no_longer(
    after: float, slides: int, each: int
) -> None:
    moment = NOON + timedelta(seconds=after)
    the_run = Run(NOON, slides, each)
    stage = at(the_run, moment)
    if stage.part is Part.SLIDE:
        assert 1 <= stage.number <= slides
        assert 0 < stage.left <= each
        assert at(the_run, moment + timedelta(seconds=stage.left + 1e-3)) != stage
    assert (stage.part is Part.OVER) == (moment >= ends_at(the_run))


@given(seconds, st.floats(0, 3600))
def test_a_stop_keeps_the_slide_and_the_seconds_it_had_left(after: float, stop: float) -> None:
    stopped = at(run(paused=after), NOON + timedelta(seconds=after + stop))
    on = at(run(), NOON + timedelta(seconds=after))
    gone_on = at(run(before=stop), NOON + timedelta(seconds=after + stop))
    assert stopped == on
    if abs(after % 20) > 1e-3 and abs(after % 20 - 20) > 1e-3 and abs(after - round(after)) > 1e-3:
        assert (gone_on.part, gone_on.number) == (on.part, on.number)
        assert abs(gone_on.left - on.left) < 1e-3


def test_before_the_start_it_counts_down() -> None:
    assert at(run(), NOON - timedelta(seconds=0.2)) == Stage(Part.COUNTDOWN, 1)
