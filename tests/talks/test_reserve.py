"""The reserve list: first come, first served, whatever makes a slot come free."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db
from makers.core.mail import OutboxMail
from makers.events.models import ItemKind
from makers.signups import service as signups
from makers.signups.models import Signup
from makers.talks import arranging, booking, queries
from makers.talks import row as rows
from makers.talks.booking import Pitch
from makers.talks.models import Slot, Talk
from makers.talks.reserve import place_in_line
from tests import build
from tests.conftest import NOON
from tests.talks.conftest import BY, Row, place_of

BEFORE = NOON - timedelta(days=7)


def speaker(row: Row, name: str = "") -> Signup:
    """Somebody else who may give a talk."""
    return build.signup(row.event, name, role="sociaal ondernemer")


def full(row: Row) -> list[Talk]:
    """All slots taken."""
    return [row.booked(speaker(row), number) for number in (1, 2, 3)]


def waits(who: Signup, title: str = "Straks misschien") -> Talk:
    """A talk on the reserve list."""
    return booking.book(who, Pitch(None, title), key=uuid.uuid4(), now=BEFORE, by=BY)


def letters() -> list[tuple[str, str]]:
    """Which letters stand in the outbox, and to whom."""
    rows = db.session.execute(select(OutboxMail.what, OutboxMail.to).order_by(OutboxMail.id))
    return [(what, to) for what, to in rows if what.startswith("talk.")]


def test_without_a_choice_one_gets_the_first_free_slot(row: Row) -> None:
    row.booked(row.first, 1)
    assert place_of(waits(row.second)) == 2


def test_when_all_are_taken_one_waits_in_order(row: Row) -> None:
    full(row)
    first, second = waits(row.first), waits(row.second)
    assert (first.slot_id, second.slot_id) == (None, None)
    assert [place_in_line(db.session(), one) for one in (first, second)] == [1, 2]


def test_what_is_given_back_goes_to_who_came_first(row: Row) -> None:
    taken = full(row)
    first, second = waits(row.first), waits(row.second)
    booking.give_back(taken[1], now=BEFORE, by=BY)
    assert (place_of(first), second.slot_id) == (2, None)
    assert letters() == [("talk.promoted", row.first.person.email)]
    booking.give_back(taken[0], now=BEFORE, by=BY)
    assert place_of(second) == 1


def gives_back(row: Row, taken: list[Talk]) -> None:
    booking.give_back(taken[2], now=BEFORE, by=BY)


def cancels(row: Row, taken: list[Talk]) -> None:
    signups.cancel(taken[2].signup, now=BEFORE, by=BY)


def is_released(row: Row, taken: list[Talk]) -> None:
    arranging.release(taken[2], now=BEFORE, by=BY)


def becomes_a_duo(row: Row, taken: list[Talk]) -> None:
    arranging.merge(taken[0], taken[2], now=BEFORE, by=BY)


def one_more_slot(row: Row, taken: list[Talk]) -> None:
    rows.set_slots(row.item, 4, now=BEFORE, by=BY)


@pytest.mark.parametrize(
    "happens", [gives_back, cancels, is_released, becomes_a_duo, one_more_slot]
)
def test_whatever_frees_a_slot_fills_it(
    row: Row, happens: Callable[[Row, list[Talk]], None]
) -> None:
    taken = full(row)
    mine = waits(row.first)
    happens(row, taken)
    assert mine.slot is not None
    assert ("talk.promoted", row.first.person.email) in letters()


def test_who_moves_to_a_free_slot_leaves_theirs_to_who_waits(row: Row) -> None:
    taken = full(row)
    later = build.slots(build.item(row.event, ItemKind.PECHA_KUCHA), 1)[0]
    arranging.lock(later, True, now=BEFORE, by=BY)
    mine = waits(row.first)
    assert mine.slot_id is None
    arranging.move(taken[0], later.id, now=BEFORE, by=BY)
    assert place_of(mine) == 1


def test_a_locked_slot_is_given_by_the_organiser_only(row: Row) -> None:
    row.booked(speaker(row), 1)
    for slot in row.slots[1:]:
        arranging.lock(slot, True, now=BEFORE, by=BY)
    mine = waits(row.first)
    assert mine.slot_id is None
    arranging.move(mine, row.slots[2].id, now=BEFORE, by=BY)
    assert place_of(mine) == 3
    other = waits(row.second)
    arranging.lock(row.slots[1], False, now=BEFORE, by=BY)
    assert place_of(other) == 2


def test_nobody_is_put_into_a_row_that_began(row: Row) -> None:
    taken = full(row)
    mine = waits(row.first)
    booking.give_back(taken[0], now=row.item.starts_at, by=BY)
    assert mine.slot_id is None


def test_who_leaves_the_list_is_passed_over(row: Row) -> None:
    taken = full(row)
    first, second = waits(row.first), waits(row.second)
    booking.give_back(first, now=BEFORE, by=BY)
    booking.give_back(taken[0], now=BEFORE, by=BY)
    assert (first.slot_id, place_of(second)) == (None, 1)


def test_a_role_the_row_does_not_take_waits_for_another(row: Row) -> None:
    roles = {role.name: role for role in row.event.roles}
    official = build.signup(row.event, role="ambtenaar")
    details = rows.RowDetails(3, role_ids=frozenset({roles["ambtenaar"].id}))
    rows.arrange(row.item, details, version=1, now=BEFORE, by=BY)
    later = build.item(row.event, ItemKind.PECHA_KUCHA)
    build.slots(later, 0)
    with pytest.raises(booking.MayNotBook):
        booking.book(row.first, Pitch(row.slots[0].id, "T"), key=uuid.uuid4(), now=BEFORE, by=BY)
    mine = waits(row.first)
    assert mine.slot_id is None
    assert place_of(waits(official)) == 1
    rows.set_slots(later, 1, now=BEFORE, by=BY)
    assert mine.slot is not None
    assert mine.slot.item_id == later.id


def test_the_letter_tells_the_slot_it_has_when_it_is_sent(row: Row, now: datetime) -> None:
    taken = full(row)
    waits(row.first)
    booking.give_back(taken[1], now=BEFORE, by=BY)
    row_of_mail = db.session.scalars(
        select(OutboxMail).where(OutboxMail.what == "talk.promoted")
    ).one()
    arranging.move(taken[0], row.slots[1].id, now=BEFORE, by=BY)
    letter = mail.compose(row_of_mail)
    assert letter is not None
    assert "Je hebt plek 1 in de rij" in letter.text
    mine = queries.of_signup(row.first)
    assert mine is not None
    booking.give_back(mine, now=BEFORE, by=BY)
    assert mail.compose(row_of_mail) is None


def test_nobody_gets_two_slots_by_waiting_and_booking(row: Row) -> None:
    full(row)
    waits(row.first)
    rows.set_slots(row.item, 5, now=BEFORE, by=BY)
    last = db.session.scalars(select(Slot).where(Slot.number == 5)).one()
    with pytest.raises(booking.HasTalk):
        booking.book(row.first, Pitch(last.id, "T"), key=uuid.uuid4(), now=BEFORE, by=BY)
    assert last.talk is None
