"""When a row is booked, and by whom."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from makers.core.database import db
from makers.talks import arranging, booking, opening, queries
from makers.talks import row as rows
from makers.talks.booking import Pitch
from makers.talks.row import RowDetails
from tests import build
from tests.conftest import NOON
from tests.talks.conftest import BY, Row, place_of

OPENS, CLOSES = NOON - timedelta(days=10), NOON - timedelta(days=2)


def arranged(row: Row, **values: object) -> None:
    """Set the row up like this."""
    details = RowDetails(len(row.slots), **values)  # type: ignore[arg-type]
    rows.arrange(row.item, details, version=1, now=OPENS, by=BY)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (OPENS - timedelta(seconds=1), False),
        (OPENS, True),
        (CLOSES - timedelta(seconds=1), True),
        (CLOSES, False),
    ],
)
def test_a_row_is_booked_between_its_moments(row: Row, moment: datetime, is_open: bool) -> None:
    arranged(row, opens_at=OPENS, closes_at=CLOSES)
    for number, slot_id in enumerate((row.slots[0].id, None)):
        who = (row.first, row.second)[number]
        pitch = Pitch(slot_id, "Titel")
        if is_open:
            talk = booking.book(who, pitch, key=uuid.uuid4(), now=moment, by=BY)
            assert place_of(talk) == number + 1
        else:
            with pytest.raises(booking.BookingClosed):
                booking.book(who, pitch, key=uuid.uuid4(), now=moment, by=BY)


def test_without_moments_it_is_booked_until_it_begins(row: Row) -> None:
    starts = row.item.starts_at
    the_row = queries.row(row.event)[0].row
    assert opening.is_open(the_row, starts - timedelta(seconds=1))
    assert not opening.is_open(the_row, starts)


def test_words_may_change_when_the_row_is_closed_and_the_slot_may_not(row: Row) -> None:
    talk = row.booked(row.first, 1)
    arranged(row, closes_at=CLOSES)
    after = CLOSES + timedelta(hours=1)
    booking.change(talk, Pitch(talk.slot_id, "Beter"), version=1, now=after, by=BY)
    with pytest.raises(booking.BookingClosed):
        booking.change(talk, Pitch(row.slots[1].id, "Beter"), version=2, now=after, by=BY)
    assert (talk.title, place_of(talk)) == ("Beter", 1)


def test_who_stands_fast_stays_and_may_change_the_words(row: Row) -> None:
    talk = row.booked(row.first, 1)
    arranging.lock(talk.slot or row.slots[0], True, now=OPENS, by=BY)
    with pytest.raises(booking.SlotLocked):
        booking.change(talk, Pitch(row.slots[1].id, talk.title), version=1, now=OPENS, by=BY)
    with pytest.raises(booking.SlotLocked):
        arranging.move(talk, row.slots[1].id, now=OPENS, by=BY)
    booking.change(talk, Pitch(talk.slot_id, "Beter"), version=1, now=OPENS, by=BY)
    assert (talk.title, place_of(talk)) == ("Beter", 1)


def test_only_the_named_roles_book(row: Row) -> None:
    roles = {role.name: role.id for role in row.event.roles}
    arranged(row, role_ids=frozenset({roles["ambtenaar"]}))
    official = build.signup(row.event, role="ambtenaar")
    assert place_of(row.booked(official, 1)) == 1
    with pytest.raises(booking.MayNotBook):
        row.booked(row.first, 2)


def test_an_ignite_row_takes_less_time(row: Row) -> None:
    arranged(row, slides=20, slide_seconds=15, change_over_seconds=60)
    first, second, _ = queries.row(row.event)
    assert (first.ends_at - first.starts_at).total_seconds() == 300
    assert (second.starts_at - first.ends_at).total_seconds() == 60


def test_the_same_again_changes_nothing_and_an_old_form_overwrites_nothing(row: Row) -> None:
    details = RowDetails(3, change_over_seconds=60)
    rows.arrange(row.item, details, version=1, now=OPENS, by=BY)
    rows.arrange(row.item, details, version=1, now=OPENS, by=BY)
    with pytest.raises(rows.RowChanged):
        rows.arrange(row.item, RowDetails(3), version=1, now=OPENS, by=BY)
    db.session.expire_all()
    assert queries.row(row.event)[0].row.change_over_seconds == 60
