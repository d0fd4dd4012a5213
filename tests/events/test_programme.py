"""Now and next, and the picture of the day: no database needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makers.core import clock
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.events.programme import moment, now_and_next, picture

START = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def part(title: str, after: int, minutes: int, start: datetime = START) -> ProgrammeItem:
    return ProgrammeItem(
        title=title,
        kind=ItemKind.OTHER,
        starts_at=start + timedelta(minutes=after),
        minutes=minutes,
    )


ROW, LECTURE, WALK = part("row", 0, 60), part("lecture", 60, 45), part("walk", 120, 60)
DAY = [ROW, LECTURE, WALK]  # fifteen minutes lie between the lecture and the walk


def at(minutes: float) -> tuple[ProgrammeItem | None, ProgrammeItem | None]:
    return now_and_next(DAY, START + timedelta(minutes=minutes))


def test_before_the_first_part_nothing_is_on_and_the_first_comes() -> None:
    assert at(-1) == (None, ROW)


def test_a_part_is_on_from_its_first_moment() -> None:
    assert at(0) == (ROW, LECTURE)


def test_where_two_touch_the_second_is_on() -> None:
    assert at(60) == (LECTURE, WALK)


def test_in_a_gap_nothing_is_on_and_the_next_comes() -> None:
    assert at(110) == (None, WALK)


def test_during_the_last_part_nothing_comes() -> None:
    assert at(150) == (WALK, None)


def test_at_the_end_of_the_last_part_it_is_over() -> None:
    assert at(180) == (None, None)


def test_an_empty_programme_has_nothing_on() -> None:
    assert now_and_next([], START) == (None, None)


def test_the_order_in_which_parts_are_given_does_not_matter() -> None:
    assert now_and_next([WALK, LECTURE, ROW], START) == (ROW, LECTURE)


def test_of_two_at_once_the_one_that_began_last_is_on() -> None:
    late = part("late", 30, 60)
    assert now_and_next([ROW, late], START + timedelta(minutes=40)) == (late, None)


def test_two_that_start_together_follow_in_the_order_in_which_they_were_made() -> None:
    first, second = part("first", 60, 30), part("second", 60, 30)
    first.id, second.id = 1, 2
    assert now_and_next([second, first], START) == (None, first)


def wall(typed: str) -> datetime:
    """The moment of a date and time as typed in Rotterdam."""
    return clock.from_wall_clock(datetime.fromisoformat(typed))


def test_across_the_night_the_clock_goes_forward() -> None:
    night = wall("2027-03-28 01:30")
    before, after = part("before", 0, 30, night), part("after", 30, 60, night)
    half_past_three = wall("2027-03-28 03:30")
    assert half_past_three - night == timedelta(hours=1)
    assert now_and_next([before, after], half_past_three) == (after, None)


def test_across_the_night_the_clock_goes_back() -> None:
    night = wall("2026-10-25 02:30")
    first, second = part("first", 0, 60, night), part("second", 60, 60, night)
    same_wall_time = night + timedelta(hours=1)
    assert clock.amsterdam(same_wall_time).hour == clock.amsterdam(night).hour
    assert now_and_next([first, second], night) == (first, second)
    assert now_and_next([first, second], same_wall_time) == (second, None)


def test_any_time_zone_means_the_same_moment() -> None:
    assert now_and_next(DAY, clock.amsterdam(START)) == (ROW, LECTURE)


@pytest.mark.parametrize(
    ("minutes", "changes"),
    [(-1, 0), (0, 60), (59, 60), (60, 105), (105, 120), (110, 120), (120, 180), (179, 180)],
)
def test_it_says_when_that_changes(minutes: int, changes: int) -> None:
    found = moment(DAY, START + timedelta(minutes=minutes))
    assert found.changes_at == START + timedelta(minutes=changes)


def test_after_the_last_part_nothing_changes_any_more() -> None:
    assert moment(DAY, START + timedelta(minutes=180)).changes_at is None


def test_what_is_on_at_once_is_all_told() -> None:
    other = part("other", 30, 60)
    found = moment([other, ROW], START + timedelta(minutes=40))
    assert found.on == (ROW, other)


def test_what_starts_together_comes_together() -> None:
    first, second = part("first", 60, 30), part("second", 60, 30)
    assert moment([first, second], START).coming == (first, second)


@pytest.mark.parametrize("night", ["2027-03-28 01:30", "2026-10-25 02:30"])
def test_a_change_of_the_clock_moves_no_change_of_the_programme(night: str) -> None:
    begins = wall(night)
    found = moment([part("night", 0, 90, begins)], begins + timedelta(minutes=89))
    assert found.changes_at == begins + timedelta(minutes=90)


PARTS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 120)), max_size=8)


@given(PARTS, st.integers(-10, 450))
def test_between_two_changes_nothing_changes(parts: list[tuple[int, int]], minutes: int) -> None:
    """Whatever the programme: what is shown stays right until ``changes_at``, and not longer."""
    day = [part(str(number), after, long) for number, (after, long) in enumerate(parts)]
    now = START + timedelta(minutes=minutes)
    found = moment(day, now)
    until = found.changes_at or now + timedelta(days=1)
    just_before = moment(day, until - timedelta(seconds=1))
    assert (just_before.on, just_before.coming) == (found.on, found.coming)
    if found.changes_at is not None:
        after = moment(day, until)
        assert (after.on, after.coming) != (found.on, found.coming)


def afternoon(hours: float = 4) -> Event:
    return Event(starts_at=START, ends_at=START + timedelta(hours=hours))


def test_the_picture_is_to_scale() -> None:
    drawn = picture(afternoon(), DAY)
    assert [(bar.left, bar.width, bar.row) for bar in drawn.bars] == [
        (0, 25, 0),
        (25, 18.75, 0),
        (50, 25, 0),
    ]
    assert drawn.open == (0.0, 100.0)
    assert [f"{moment:%H.%M}" for _left, moment in drawn.hours] == [
        "13.00",
        "14.00",
        "15.00",
        "16.00",
        "17.00",
    ]


def test_the_picture_begins_and_ends_at_a_whole_hour() -> None:
    drawn = picture(afternoon(3.5), [part("early", -30, 30)])
    assert [f"{moment:%H.%M}" for _left, moment in drawn.hours][::5] == ["12.00", "17.00"]
    assert drawn.open == (20, 70)


def test_what_overlaps_stands_on_a_row_below_and_the_row_is_used_again() -> None:
    drawn = picture(afternoon(), [ROW, part("late", 30, 60), part("third", 100, 20)])
    assert [bar.row for bar in drawn.bars] == [0, 1, 0]
    assert drawn.rows == 2


def test_an_empty_programme_still_shows_the_hours() -> None:
    drawn = picture(afternoon(), [])
    assert (drawn.bars, drawn.rows, len(drawn.hours)) == ([], 0, 5)


def test_now_stands_in_the_picture_while_it_lasts() -> None:
    assert picture(afternoon(), DAY, START + timedelta(hours=1)).now == 25
    assert picture(afternoon(), DAY, START - timedelta(minutes=1)).now is None
    assert picture(afternoon(), DAY).now is None
