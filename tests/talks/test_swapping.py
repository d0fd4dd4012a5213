"""Changing places: asked, answered, and both or neither move."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.mail import OutboxMail
from makers.talks import arranging, booking, swapping
from makers.talks.models import SwapOffer, Talk
from tests.talks.conftest import BY, Row, phone, place_of
from tests.talks.test_reserve import letters, waits


@pytest.fixture
def pair(row: Row) -> tuple[Talk, Talk]:
    """Two talks on slots 1 and 2."""
    return row.booked(row.first, 1), row.booked(row.second, 2)


def test_yes_moves_both(pair: tuple[Talk, Talk], row: Row, now: datetime) -> None:
    mine, theirs = pair
    offer = swapping.offer(mine, theirs, now=now, by=BY)
    assert (place_of(mine), place_of(theirs)) == (1, 2)
    swapping.accept(offer, now=now, by=BY)
    swapping.accept(offer, now=now, by=BY)
    assert (place_of(mine), place_of(theirs)) == (2, 1)
    assert letters() == [
        ("talk.swap_offered", row.second.person.email),
        ("talk.moved", row.first.person.email),
    ]


def test_asking_twice_is_once(pair: tuple[Talk, Talk], now: datetime) -> None:
    offers = [swapping.offer(*pair, now=now, by=BY).id for _ in range(2)]
    assert offers[0] == offers[1]
    assert len(letters()) == 1


def test_no_is_no(pair: tuple[Talk, Talk], row: Row, now: datetime) -> None:
    mine, theirs = pair
    offer = swapping.offer(mine, theirs, now=now, by=BY)
    swapping.decline(offer, now=now, by=BY)
    swapping.decline(offer, now=now, by=BY)
    assert letters()[1:] == [("talk.swap_declined", row.first.person.email)]
    with pytest.raises(swapping.SaidNo):
        swapping.offer(mine, theirs, now=now, by=BY)
    with pytest.raises(swapping.Overtaken):
        swapping.accept(offer, now=now, by=BY)
    assert (place_of(mine), place_of(theirs)) == (1, 2)


def test_an_offer_ends_when_one_of_the_two_moves_or_leaves(
    pair: tuple[Talk, Talk], row: Row, now: datetime
) -> None:
    mine, theirs = pair
    offer = swapping.offer(mine, theirs, now=now, by=BY)
    row_of_mail = db.session.scalars(
        select(OutboxMail).where(OutboxMail.what == "talk.swap_offered")
    ).one()
    assert mail.compose(row_of_mail) is not None
    arranging.move(mine, row.slots[2].id, now=now, by=BY)
    assert mail.compose(row_of_mail) is None
    with pytest.raises(swapping.Overtaken):
        swapping.accept(offer, now=now, by=BY)
    again = swapping.offer(mine, theirs, now=now, by=BY)
    booking.give_back(mine, now=now, by=BY)
    with pytest.raises(swapping.Overtaken):
        swapping.accept(again, now=now, by=BY)
    assert place_of(theirs) == 2


def test_locked_and_waiting_talks_do_not_swap(
    pair: tuple[Talk, Talk], row: Row, now: datetime
) -> None:
    mine, theirs = pair
    arranging.lock(row.slots[1], True, now=now, by=BY)
    with pytest.raises(swapping.CannotSwap):
        swapping.offer(mine, theirs, now=now, by=BY)
    with pytest.raises(swapping.CannotSwap):
        swapping.offer(mine, mine, now=now, by=BY)


def test_two_offers_over_cross_end_in_one_swap(
    app: Flask, pair: tuple[Talk, Talk], now: datetime
) -> None:
    mine, theirs = pair
    ids = [
        swapping.offer(mine, theirs, now=now, by=BY).id,
        swapping.offer(theirs, mine, now=now, by=BY).id,
    ]
    db.session.rollback()
    outcomes = list[str]()

    def answer(offer_id: int) -> None:
        with app.app_context():
            try:
                swapping.accept(db.session.get_one(SwapOffer, offer_id), now=now, by=BY)
                outcomes.append("swapped")
            except Refusal as refusal:
                outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=answer, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert Counter(outcomes) == {"swapped": 1, "Overtaken": 1}
    db.session.expire_all()
    assert (place_of(mine), place_of(theirs)) == (2, 1)


def test_a_speaker_asks_and_the_other_answers_on_the_phone(
    app: Flask, pair: tuple[Talk, Talk], row: Row
) -> None:
    mine, theirs = pair
    asks, answers = phone(app, row.first), phone(app, row.second)
    first, second = row.first.id, row.second.id
    assert asks.post(f"/me/{first}/talk/swaps", data={"other": theirs.id}).status_code == 303
    assert "Je vroeg Sam om te ruilen" in asks.get(f"/me/{first}/talk").text
    assert "Wil je ruilen met Noor?" in answers.get(f"/me/{second}/talk").text
    (offer,) = db.session.scalars(select(SwapOffer)).all()
    path = f"/me/{second}/talk/swaps/{offer.id}"
    assert asks.post(f"/me/{first}/talk/swaps/{offer.id}").status_code == 404
    assert answers.post(path, data={"accepted": "yes"}).status_code == 303
    db.session.expire_all()
    assert (place_of(mine), place_of(theirs)) == (2, 1)
    late = answers.post(path, data={"accepted": "no"}, follow_redirects=True)
    assert late.status_code == 200
    assert (place_of(mine), place_of(theirs)) == (2, 1)


def test_who_waits_is_not_asked(row: Row, now: datetime) -> None:
    for slot in row.slots:
        arranging.lock(slot, True, now=now, by=BY)
    waiting = waits(row.first)
    with pytest.raises(swapping.CannotSwap):
        swapping.offer(waiting, waits(row.second), now=now, by=BY)
