"""The organiser's row: slots, acceptance, moving and swapping."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db
from makers.events import copying, items
from makers.events.copying import EVERYTHING, Choice
from makers.events.models import ItemKind
from makers.events.service import StillNeeded
from makers.talks import arranging, booking, queries
from makers.talks import row as rows
from makers.talks.models import Slot
from tests import build
from tests.conftest import NOON
from tests.talks.conftest import BY, Row, place_of
from tests.talks.test_booking import written


def numbers(row: Row) -> list[int]:
    """The slots of the item as they are now."""
    return list(
        db.session.scalars(
            select(Slot.number).where(Slot.item_id == row.item.id).order_by(Slot.number)
        )
    )


def test_slots_are_added_at_the_end_and_taken_from_it(row: Row) -> None:
    row.booked(row.first, 2)
    rows.set_slots(row.item, 5, now=NOON, by=BY)
    assert numbers(row) == [1, 2, 3, 4, 5]
    rows.set_slots(row.item, 2, now=NOON, by=BY)
    rows.set_slots(row.item, 2, now=NOON, by=BY)
    assert numbers(row) == [1, 2]
    assert written() == ["talk.booked", "slots.set", "slots.set"]


def test_a_slot_with_a_talk_stays(row: Row) -> None:
    talk = row.booked(row.first, 2)
    with pytest.raises(rows.SlotInUse):
        rows.set_slots(row.item, 1, now=NOON, by=BY)
    assert numbers(row) == [1, 2, 3]
    assert talk.given_back_at is None


def test_only_a_pecha_kucha_has_slots(row: Row) -> None:
    with pytest.raises(rows.NoRow):
        rows.set_slots(build.item(row.event, ItemKind.LECTURE), 3, now=NOON, by=BY)
    with pytest.raises(ValueError, match="41"):
        rows.set_slots(row.item, 41, now=NOON, by=BY)


def test_each_slot_begins_after_the_one_before_and_the_change_over(row: Row) -> None:
    first, second = row.slots[0].starts_at, row.slots[1].starts_at
    assert first == row.item.starts_at
    assert (second - first).total_seconds() == 400 + 120
    ends = rows.ends_at(row.slots)
    assert ends is not None
    assert (ends - first).total_seconds() == 2 * 520 + 400


def test_a_talk_is_public_as_it_was_read(row: Row, now: datetime) -> None:
    talk = row.booked(row.first, 1)
    booking.change(talk, booking.Pitch(talk.slot_id, "Anders"), version=1, now=NOON, by=BY)
    with pytest.raises(arranging.ReadAgain):
        arranging.accept(talk, True, version=1, now=now, by=BY)
    arranging.accept(talk, True, version=2, now=now, by=BY)
    arranging.accept(talk, True, version=2, now=now, by=BY)
    assert queries.row(row.event)[0].talk is talk
    assert talk.accepted_at == now
    arranging.accept(talk, False, version=1, now=now, by=BY)
    assert [slot.talk.accepted_at for slot in queries.row(row.event) if slot.talk] == [None]
    assert written()[2:] == ["talk.accepted", "talk.taken_off"]


def test_a_talk_moves_to_a_free_slot(row: Row, now: datetime) -> None:
    talk = row.booked(row.first, 1)
    arranging.move(talk, row.slots[2].id, now=now, by=BY)
    assert (place_of(talk), talk.version) == (3, 2)


def test_two_talks_change_places(row: Row, now: datetime) -> None:
    first, second = row.booked(row.first, 1), row.booked(row.second, 2)
    arranging.move(first, second.slot_id, now=now, by=BY)
    assert (place_of(first), place_of(second)) == (2, 1)
    assert (first.given_back_at, second.given_back_at) == (None, None)
    assert written()[2:] == ["talk.moved", "talk.moved"]


def test_a_swap_that_fails_moves_nobody(
    row: Row, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = row.booked(row.first, 1), row.booked(row.second, 2)

    def fails(*args: object) -> None:
        raise LookupError

    with monkeypatch.context() as broken:
        broken.setattr(arranging, "record", fails)
        with pytest.raises(LookupError):
            arranging.move(first, second.slot_id, now=now, by=BY)
    assert (place_of(first), place_of(second)) == (1, 2)
    assert first.given_back_at is None


def test_a_talk_that_left_is_neither_moved_nor_accepted(row: Row, now: datetime) -> None:
    talk = row.booked(row.first, 1)
    booking.give_back(talk, now=now, by=BY)
    with pytest.raises(arranging.TalkGone):
        arranging.move(talk, row.slots[1].id, now=now, by=BY)
    with pytest.raises(arranging.TalkGone):
        arranging.accept(talk, True, version=1, now=now, by=BY)


def test_a_talk_moves_to_slots_of_its_own_event_only(row: Row, now: datetime) -> None:
    elsewhere = build.slots(build.item(build.event(), ItemKind.PECHA_KUCHA), 1)[0]
    with pytest.raises(arranging.NoSlot):
        arranging.move(row.booked(row.first, 1), elsewhere.id, now=now, by=BY)


def test_an_item_with_slots_stays_in_the_programme(app: Flask, row: Row) -> None:
    with app.test_request_context(), pytest.raises(StillNeeded, match="StillNeeded") as refused:
        items.remove(row.item, by=BY)
    with app.test_request_context():
        assert "op 0" in str(refused.value.sentence)
    rows.set_slots(row.item, 0, now=NOON, by=BY)
    items.remove(row.item, by=BY)
    assert queries.items(row.event.id) == []


def test_a_copy_of_the_event_has_as_many_free_slots(row: Row, now: datetime) -> None:
    row.booked(row.first, 1)
    made = copying.copy(row.event, title="Vervolg", day=date(2026, 12, 11), now=now, by=BY)
    assert [(slot.number, slot.talk) for slot in queries.row(made)] == [
        (1, None),
        (2, None),
        (3, None),
    ]
    bare = EVERYTHING - {Choice.PROGRAMME}
    made = copying.copy(
        row.event, title="Kaal", day=date(2026, 12, 11), chosen=bare, now=now, by=BY
    )
    assert queries.row(made) == []
