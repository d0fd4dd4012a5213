"""Parts change places, are put in between, take longer; what is locked keeps its start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events import arranging, items
from makers.events.arranging import (
    ItemLocked,
    NothingThere,
    ProgrammeChanged,
    TooManyMinutes,
    version_of,
)
from makers.events.concerns import ConcernKind
from makers.events.details import ItemDetails
from makers.events.models import Event, ItemKind, ProgrammeItem
from tests import build
from tests.conftest import empty_tables
from tests.events.conftest import BY


def day(*parts: tuple[str, int, int]) -> Event:
    """An event of four hours with these parts: name, minutes after the start, length."""
    event = build.event()
    for name, after, minutes in parts:
        starts_at = event.starts_at + timedelta(minutes=after)
        build.item(event, ItemKind.OTHER, title=name, starts_at=starts_at, minutes=minutes)
    return event


def named(event: Event, name: str) -> ProgrammeItem:
    return next(item for item in event.programme if item.title == name)


def stands(event: Event) -> list[tuple[str, int, int]]:
    """The programme as ``day`` takes it."""
    db.session.expire_all()
    return [
        (item.title, (item.starts_at - event.starts_at) // timedelta(minutes=1), item.minutes)
        for item in event.programme
    ]


def lock(event: Event, name: str) -> None:
    named(event, name).locked = True
    db.session.commit()


@pytest.fixture
def event(app: Flask) -> Event:
    """A quarter of an hour lies between b and c."""
    return day(("a", 0, 30), ("b", 30, 45), ("c", 90, 60))


def seen(event: Event) -> str:
    return version_of(event.id)


# --- changing places ------------------------------------------------------------------------------


def test_two_that_touch_change_places(event: Event) -> None:
    arranging.later(named(event, "a"), version=seen(event), by=BY)
    assert stands(event) == [("b", 0, 45), ("a", 45, 30), ("c", 90, 60)]


def test_the_gap_between_two_stays_between_them(event: Event) -> None:
    arranging.earlier(named(event, "c"), version=seen(event), by=BY)
    assert stands(event) == [("a", 0, 30), ("c", 30, 60), ("b", 105, 45)]


def test_earlier_and_later_undo_each_other(event: Event) -> None:
    before = stands(event)
    arranging.later(named(event, "b"), version=seen(event), by=BY)
    arranging.earlier(named(event, "b"), version=seen(event), by=BY)
    assert stands(event) == before


def test_what_overlapped_comes_one_after_the_other(app: Flask) -> None:
    event = day(("long", 0, 120), ("short", 15, 15))
    arranging.earlier(named(event, "short"), version=seen(event), by=BY)
    assert stands(event) == [("short", 0, 15), ("long", 15, 120)]


@pytest.mark.parametrize("locked", ["a", "b"])
def test_a_locked_one_changes_places_with_nobody(event: Event, locked: str) -> None:
    before = stands(event)
    lock(event, locked)
    with pytest.raises(ItemLocked):
        arranging.later(named(event, "a"), version=seen(event), by=BY)
    assert stands(event) == before


def test_the_first_cannot_be_earlier_nor_the_last_later(event: Event) -> None:
    with pytest.raises(NothingThere):
        arranging.earlier(named(event, "a"), version=seen(event), by=BY)
    with pytest.raises(NothingThere):
        arranging.later(named(event, "c"), version=seen(event), by=BY)


# --- taking longer --------------------------------------------------------------------------------


def test_what_takes_longer_moves_what_comes_after_it(event: Event) -> None:
    assert arranging.shift(named(event, "a"), 10, version=seen(event), by=BY) == []
    assert stands(event) == [("a", 0, 40), ("b", 40, 45), ("c", 100, 60)]


def test_what_takes_shorter_brings_it_forward(event: Event) -> None:
    arranging.shift(named(event, "b"), -15, version=seen(event), by=BY)
    assert stands(event) == [("a", 0, 30), ("b", 30, 30), ("c", 75, 60)]


def test_what_is_locked_stays_and_what_no_longer_fits_is_told(event: Event) -> None:
    lock(event, "b")
    (found,) = arranging.shift(named(event, "a"), 5, version=seen(event), by=BY)
    assert (found.kind, found.item.title) == (ConcernKind.OVERLAP, "b")
    assert stands(event) == [("a", 0, 35), ("b", 30, 45), ("c", 95, 60)]


def test_what_runs_out_of_the_event_is_told_each_time_it_grows(app: Flask) -> None:
    event = day(("a", 0, 30), ("z", 210, 30))
    for _ in range(2):
        (found,) = arranging.shift(named(event, "a"), 5, version=seen(event), by=BY)
        assert (found.kind, found.item.title) == (ConcernKind.LATE, "z")


def test_what_did_not_fit_before_is_not_told_again(app: Flask) -> None:
    event = day(("a", 0, 30), ("x", 100, 30), ("y", 110, 30))
    assert arranging.shift(named(event, "a"), 5, version=seen(event), by=BY) == []


def test_what_runs_beside_it_stays(app: Flask) -> None:
    event = day(("a", 0, 60), ("beside", 30, 60), ("after", 90, 30))
    arranging.shift(named(event, "a"), 10, version=seen(event), by=BY)
    assert stands(event) == [("a", 0, 70), ("beside", 30, 60), ("after", 100, 30)]


@pytest.mark.parametrize("minutes", [61, -61, -30])
def test_an_hour_at_most_and_something_stays(event: Event, minutes: int) -> None:
    with pytest.raises(TooManyMinutes):
        arranging.shift(named(event, "a"), minutes, version=seen(event), by=BY)


def test_slots_follow_their_item(event: Event) -> None:
    (slot,) = build.slots(named(event, "b"), 1)
    before = slot.starts_at
    arranging.shift(named(event, "a"), 10, version=seen(event), by=BY)
    assert slot.starts_at - before == timedelta(minutes=10)


# --- in between -----------------------------------------------------------------------------------


@pytest.fixture
def new(item_details: Callable[..., ItemDetails], event: Event) -> ItemDetails:
    """Twenty minutes that begin with b."""
    starts_at = event.starts_at + timedelta(minutes=30)
    return item_details(title="new", starts_at=starts_at, minutes=20)


def test_what_is_put_in_between_moves_what_comes_after(event: Event, new: ItemDetails) -> None:
    lock(event, "c")
    items.add(event, new, insert_at=seen(event), by=BY)
    assert sorted(stands(event)) == [("a", 0, 30), ("b", 50, 45), ("c", 90, 60), ("new", 30, 20)]


def test_the_same_form_again_moves_nothing(event: Event, new: ItemDetails) -> None:
    version = seen(event)
    items.add(event, new, insert_at=version, by=BY)
    before = stands(event)
    items.add(event, new, insert_at=version, by=BY)
    assert stands(event) == before


def test_in_between_is_for_the_programme_that_was_seen(event: Event, new: ItemDetails) -> None:
    version = seen(event)
    arranging.later(named(event, "a"), version=version, by=BY)
    with pytest.raises(ProgrammeChanged):
        items.add(event, new, insert_at=version, by=BY)
    assert len(stands(event)) == 3


def test_without_it_nothing_moves(event: Event, new: ItemDetails) -> None:
    items.add(event, new, by=BY)
    assert ("b", 30, 45) in stands(event)


# --- once -----------------------------------------------------------------------------------------


def test_a_second_tap_moves_nothing(event: Event) -> None:
    version = seen(event)
    arranging.shift(named(event, "a"), 5, version=version, by=BY)
    with pytest.raises(ProgrammeChanged):
        arranging.shift(named(event, "a"), 5, version=version, by=BY)
    assert stands(event)[0] == ("a", 0, 35)


def test_an_old_form_stays_old_when_the_programme_is_as_it_was(event: Event) -> None:
    version = seen(event)
    arranging.later(named(event, "a"), version=version, by=BY)
    arranging.earlier(named(event, "a"), version=seen(event), by=BY)
    with pytest.raises(ProgrammeChanged):
        arranging.later(named(event, "a"), version=version, by=BY)


def test_every_open_screen_hears_it(event: Event) -> None:
    arranging.shift(named(event, "a"), 5, version=seen(event), by=BY)
    newest = select(JournalEntry.topic, JournalEntry.what).order_by(JournalEntry.id.desc())
    assert tuple(db.session.execute(newest.limit(1)).one()) == ("programme", "programme.arranged")


MOVES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(("earlier", "later", "shift"))), max_size=6
)


@settings(deadline=None)  # a busy machine is no reason to fail
@given(MOVES, st.sets(st.integers(0, 3)), st.integers(-20, 60))
def test_whatever_is_moved_locked_ones_keep_their_start_and_a_row_stays_a_row(
    sqlite_app: Flask, moves: list[tuple[int, str]], locked: set[int], minutes: int
) -> None:
    with sqlite_app.app_context():
        empty_tables()
        event = day(*((str(number), number * 40, 30 + number) for number in range(4)))
        for number in locked:
            lock(event, str(number))
        starts = {item.id: item.starts_at for item in event.programme if item.locked}
        for number, move in moves:
            item, version = named(event, str(number)), seen(event)
            try:
                if move == "shift":
                    arranging.shift(item, minutes, version=version, by=BY)
                else:
                    getattr(arranging, move)(item, version=version, by=BY)
            except (ItemLocked, NothingThere, TooManyMinutes):
                db.session.rollback()
        for item in event.programme:
            assert item.starts_at == starts.get(item.id, item.starts_at)
        if not locked and minutes >= 0:
            pairs = zip(event.programme, event.programme[1:], strict=False)
            assert all(one.ends_at <= other.starts_at for one, other in pairs)
