"""The time of a phase: counted from start moments, whatever was paused and however often asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makers.core.web import milliseconds
from makers.intervision.phases import clock
from makers.intervision.phases.clock import PhaseState

START = datetime(2026, 11, 27, 13, 5, tzinfo=UTC)
ZERO = timedelta()

moments = st.timedeltas(timedelta(), timedelta(days=1500)).map(lambda since: START + since)
spans = st.integers(0, 10_800).map(lambda seconds: timedelta(seconds=seconds))
running = st.builds(
    PhaseState,
    phase=st.integers(0, 10),
    started_at=moments,
    seconds=st.integers(0, 5400),
    paused_seconds=st.integers(0, 3600),
)


def five_minutes() -> PhaseState:
    return PhaseState(0, START, 300)


@given(running, spans)
def test_a_running_clock_counts_down_second_by_second(state: PhaseState, span: timedelta) -> None:
    at = state.started_at
    assert state.remaining(at + span) == state.remaining(at) - span


@given(running, st.lists(spans, min_size=1, max_size=8))
def test_how_often_it_is_asked_changes_nothing(state: PhaseState, asked: list[timedelta]) -> None:
    last = state.started_at + asked[-1]
    once = state.remaining(last)
    for span in asked:
        state.remaining(state.started_at + span)
    assert state.remaining(last) == once


@given(running, spans, spans, spans)
def test_a_pause_adds_exactly_its_length(
    state: PhaseState, before: timedelta, length: timedelta, after: timedelta
) -> None:
    begun = state.started_at + before
    resumed = clock.resume(clock.pause(state, begun), begun + length)
    now = begun + length + after
    assert resumed.remaining(now) == state.remaining(now) + length


@given(running, st.lists(st.tuples(spans, spans), max_size=6))
def test_pauses_add_up(state: PhaseState, pauses: list[tuple[timedelta, timedelta]]) -> None:
    now, changed = state.started_at, state
    for before, length in pauses:
        changed = clock.pause(changed, now + before)
        now += before + length
        changed = clock.resume(changed, now)
    stood = sum((length for _, length in pauses), ZERO)
    assert changed.remaining(now) == state.remaining(now) + stood


@given(running, spans, spans)
def test_a_clock_that_stands_still_keeps_what_is_left(
    state: PhaseState, before: timedelta, later: timedelta
) -> None:
    begun = state.started_at + before
    paused = clock.pause(state, begun)
    assert paused.remaining(begun + later) == state.remaining(begun)


@given(running, spans, spans)
def test_two_who_press_pause_or_resume_do_it_once(
    state: PhaseState, before: timedelta, later: timedelta
) -> None:
    begun = state.started_at + before
    paused = clock.pause(state, begun)
    assert clock.pause(paused, begun + later) == paused
    resumed = clock.resume(paused, begun + later)
    assert clock.resume(resumed, begun + 2 * later) == resumed


@given(running, spans, st.integers(0, 600))
def test_more_time_adds_exactly_that(state: PhaseState, span: timedelta, seconds: int) -> None:
    now = state.started_at + span
    assert clock.extend(state, seconds).remaining(now) == state.remaining(now) + timedelta(
        seconds=seconds
    )


@given(running, spans, st.integers(1, 30), st.booleans())
def test_made_shorter_it_keeps_a_minute_or_what_it_had(
    state: PhaseState, span: timedelta, minutes: int, paused: bool
) -> None:
    now = state.started_at + span
    before = clock.pause(state, now) if paused else state
    after = clock.shift(before, -minutes * 60, now)
    had, has = before.remaining(now), after.remaining(now)
    assert has == max(had - timedelta(minutes=minutes), min(had, timedelta(minutes=1)))
    assert clock.shift(before, minutes * 60, now).remaining(now) == had + timedelta(minutes=minutes)


@given(running, spans, spans, st.booleans())
def test_a_screen_can_count_the_same_from_what_it_is_sent(
    state: PhaseState, before: timedelta, later: timedelta, paused: bool
) -> None:
    if paused:
        state = clock.pause(state, state.started_at + before)
    now = state.started_at + before + later
    sent = clock.on_screen(state)
    stopped = sent["paused_at"]
    until = milliseconds(now) if stopped is None else stopped
    stood, began, seconds = sent["paused_seconds"], sent["started_at"], sent["seconds"]
    assert stood is not None
    assert began is not None
    assert seconds is not None
    left = seconds * 1000 - (until - began) + stood * 1000
    assert abs(left - state.remaining(now) / timedelta(milliseconds=1)) <= 1


def test_what_is_sent_to_a_screen() -> None:
    state = clock.pause(PhaseState(2, START, 480, paused_seconds=45), START + timedelta(minutes=2))
    assert clock.on_screen(state) == {
        "phase": 2,
        "started_at": 1795784700000,
        "seconds": 480,
        "paused_at": 1795784820000,
        "paused_seconds": 45,
    }


def test_a_laptop_that_slept_twenty_minutes_is_right_at_once() -> None:
    state = five_minutes()
    assert state.remaining(START + timedelta(minutes=1)) == timedelta(minutes=4)
    assert state.remaining(START + timedelta(minutes=21)) == timedelta(minutes=-16)


def test_a_resume_from_before_the_pause_takes_no_time_away() -> None:
    paused = clock.pause(five_minutes(), START + timedelta(minutes=1))
    assert clock.resume(paused, START).paused_seconds == 0


@pytest.mark.parametrize(
    "moment", [START.replace(tzinfo=None), START.astimezone(timezone(timedelta(hours=1)))]
)
def test_moments_are_in_utc(moment: datetime) -> None:
    with pytest.raises(ValueError, match="not in UTC"):
        PhaseState(0, moment, 300)
    with pytest.raises(ValueError, match="not in UTC"):
        PhaseState(0, START, 300, paused_at=moment)
