"""Rooms and how many people fit in each."""

from __future__ import annotations

import pytest
from flask import Flask

from makers.events import rooms
from makers.events.models import Event
from makers.events.rooms import RoomDetails, RoomsChanged
from tests import build
from tests.events.conftest import BY

HALL, LOFT = RoomDetails("Grote zaal", 80), RoomDetails("Zolder", 12)


@pytest.fixture
def event(app: Flask) -> Event:
    event = build.event()
    rooms.change(event, (HALL, LOFT), version=rooms.version_of(event), by=BY)
    return event


def test_rooms_are_kept(event: Event) -> None:
    assert rooms.details_of(event) == (HALL, LOFT)


def test_rooms_are_changed_added_and_taken_away(event: Event) -> None:
    wanted = RoomDetails("Zolder", 14), RoomDetails("Tuin", 30)
    rooms.change(event, wanted, version=rooms.version_of(event), by=BY)
    assert set(rooms.details_of(event)) == set(wanted)


def test_the_same_again_changes_nothing_whatever_its_version(event: Event) -> None:
    rooms.change(event, (LOFT, HALL), version="an old one", by=BY)
    assert rooms.details_of(event) == (HALL, LOFT)


def test_an_edit_from_an_old_version_overwrites_nothing(event: Event) -> None:
    old = rooms.version_of(event)
    rooms.change(event, (HALL,), version=old, by=BY)
    with pytest.raises(RoomsChanged):
        rooms.change(event, (LOFT,), version=old, by=BY)
    assert rooms.details_of(event) == (HALL,)
