"""What an organiser should look at twice: no database needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from makers.events.concerns import ConcernKind, concerns, names_in
from makers.events.models import Event, ItemKind, ProgrammeItem, Room

START = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
PERSON, PLACE, OVERLAP = ConcernKind.PERSON, ConcernKind.PLACE, ConcernKind.OVERLAP


def part(after: int, minutes: int, **values: object) -> ProgrammeItem:
    start = START + timedelta(minutes=after)
    given = {"title": "part", "who": "", "place": "", **values}
    return ProgrammeItem(kind=ItemKind.OTHER, starts_at=start, minutes=minutes, **given)


def kinds(*parts: ProgrammeItem, rooms: dict[str, int] | None = None) -> list[ConcernKind]:
    event = Event(
        starts_at=START,
        ends_at=START + timedelta(hours=4),
        capacity=40,
        rooms=[Room(name=name, people=people) for name, people in (rooms or {}).items()],
    )
    return [one.kind for one in concerns(event, parts)]


def test_a_good_day_raises_no_concern() -> None:
    assert kinds(part(0, 60), part(60, 45), part(120, 60)) == []


def test_what_overlaps_is_named() -> None:
    assert kinds(part(0, 60), part(30, 20)) == [OVERLAP]


@pytest.mark.parametrize(
    "about", [{}, {"who": "Hans", "place": "Zaal"}, {"place": "Zaal"}, {"who": "Hans"}]
)
def test_touching_at_the_same_minute_is_fine(about: dict[str, str]) -> None:
    assert kinds(part(0, 60, **about), part(60, 30, **about)) == []


def test_what_lies_outside_the_hours_is_named() -> None:
    assert kinds(part(-10, 10), part(200, 60)) == [ConcernKind.EARLY, ConcernKind.LATE]


def test_two_places_may_be_used_at_once() -> None:
    assert kinds(part(0, 60, place="Zaal 1"), part(0, 60, place="Zaal 2")) == []


def test_one_place_may_not_whatever_its_capitals() -> None:
    assert kinds(part(0, 60, place="Zaal"), part(30, 60, place="zaal")) == [PLACE]


def test_one_person_in_two_places_at_once() -> None:
    here, there = part(0, 60, who="Hans en Anna", place="A"), part(0, 60, who="anna", place="B")
    assert kinds(here, there) == [PERSON]


def test_a_person_and_a_place_twice_are_both_told() -> None:
    twice = {"who": "Hans", "place": "Zaal"}
    assert kinds(part(0, 60, **twice), part(30, 60, **twice)) == [PERSON, PLACE]


def test_other_people_without_a_place_overlap() -> None:
    assert kinds(part(0, 60, who="Hans"), part(30, 60, who="Anna", place="Zaal")) == [OVERLAP]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("", ()),
        ("Hans Boutellier", ("Hans Boutellier",)),
        ("Hans, Anna & Ben", ("Hans", "Anna", "Ben")),
        ("Hans · Anna", ("Hans", "Anna")),
        ("Hans en Anna", ("Hans", "Anna")),
        ("Hans and Anna", ("Hans", "Anna")),
        ("Hendrien van den Andel", ("Hendrien van den Andel",)),
    ],
)
def test_names_stand_between_commas_and_words_that_join(who: str, names: tuple[str, ...]) -> None:
    assert names_in(who) == names


@pytest.mark.parametrize(
    ("size", "fits", "found"),
    [(None, 40, []), (None, 39, [ConcernKind.GROUP]), (12, 12, []), (13, 12, [ConcernKind.GROUP])],
)
def test_a_group_larger_than_its_room(
    size: int | None, fits: int, found: list[ConcernKind]
) -> None:
    walk = part(0, 60, place="ZAAL 1", group_size=size)
    assert kinds(walk, rooms={"Zaal 1": fits}) == found


def test_a_place_that_is_no_room_raises_no_concern() -> None:
    assert kinds(part(0, 60, place="buiten"), rooms={"Zaal 1": 1}) == []
