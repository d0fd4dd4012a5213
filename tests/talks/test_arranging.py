"""The organiser places, sends forward and back, locks, and makes a duo of two."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.signups import service as signups
from makers.talks import arranging, booking, queries
from makers.talks.booking import Pitch
from tests import build
from tests.talks.conftest import BY, Row, desk, phone, place_of
from tests.talks.test_reserve import letters


def order(row: Row) -> list[str | None]:
    """The titles in the row, in order."""
    db.session.expire_all()
    return [slot.talk.title if slot.talk else None for slot in queries.row(row.event)]


def test_a_talk_goes_forward_and_back_once_a_tap(row: Row, now: datetime) -> None:
    row.booked(row.first, 1, "Een")
    talk = row.booked(row.second, 2, "Twee")
    arranging.earlier(talk, version=1, now=now, by=BY)
    arranging.earlier(talk, version=1, now=now, by=BY)  # the same tap
    assert order(row) == ["Twee", "Een", None]
    with pytest.raises(arranging.AtTheEnd):
        arranging.earlier(talk, version=talk.version, now=now, by=BY)
    for _ in range(2):
        arranging.later(talk, version=talk.version, now=now, by=BY)
    assert order(row) == ["Een", None, "Twee"]


def test_it_goes_past_a_locked_slot(row: Row, now: datetime) -> None:
    row.booked(row.first, 2, "Vast")
    talk = row.booked(row.second, 3, "Los")
    arranging.lock(row.slots[1], True, now=now, by=BY)
    arranging.earlier(talk, version=1, now=now, by=BY)
    assert order(row) == ["Los", "Vast", None]
    fast = queries.of_signup(row.first)
    assert fast is not None
    with pytest.raises(booking.SlotLocked):
        arranging.later(fast, version=fast.version, now=now, by=BY)
    with pytest.raises(booking.SlotLocked):
        arranging.move(talk, row.slots[1].id, now=now, by=BY)


def test_a_duo_has_one_slot_and_both_speak_for_it(row: Row, now: datetime) -> None:
    talk, other = row.booked(row.first, 1, "Een"), row.booked(row.second, 2, "Twee")
    arranging.accept(talk, True, version=1, now=now, by=BY)
    arranging.merge(talk, other, now=now, by=BY)
    arranging.merge(talk, other, now=now, by=BY)
    assert order(row) == ["Een", None, None]
    assert [one.name for one in talk.speakers] == ["Noor", "Sam"]
    assert (talk.accepted_at, talk.summary) == (None, "Wat wij doen.\n\nWat wij doen.")
    assert queries.of_signup(row.second) is talk
    with pytest.raises(booking.HasTalk):
        row.booked(row.second, 3)
    assert letters() == [
        ("talk.duo", row.first.person.email),
        ("talk.duo", row.second.person.email),
    ]


def test_three_is_no_duo(row: Row, now: datetime) -> None:
    talk, other = row.booked(row.first, 1), row.booked(row.second, 2)
    third = row.booked(build.signup(row.event, role="sociaal ondernemer"), 3)
    arranging.merge(talk, other, now=now, by=BY)
    with pytest.raises(arranging.IsDuo):
        arranging.merge(third, talk, now=now, by=BY)


@pytest.mark.parametrize("leaves", ["Noor", "Sam"])
def test_when_one_of_a_duo_leaves_the_other_goes_on(row: Row, now: datetime, leaves: str) -> None:
    talk, other = row.booked(row.first, 1), row.booked(row.second, 2)
    arranging.merge(talk, other, now=now, by=BY)
    stays = row.second if leaves == "Noor" else row.first
    signups.cancel(row.first if leaves == "Noor" else row.second, now=now, by=BY)
    assert [one.id for one in talk.speakers] == [stays.id]
    assert (place_of(talk), talk.given_back_at) == (1, None)


def test_the_organiser_places_somebody_also_on_a_locked_slot(row: Row, now: datetime) -> None:
    official, key = build.signup(row.event, role="ambtenaar"), uuid.uuid4()
    arranging.lock(row.slots[0], True, now=now, by=BY)
    pitch = Pitch(row.slots[0].id, "De wethouder opent")
    talk = arranging.place(official, pitch, key=key, now=now, by=BY)
    assert arranging.place(official, pitch, key=key, now=now, by=BY).id == talk.id
    assert place_of(talk) == 1
    with pytest.raises(booking.HasTalk):
        arranging.place(official, pitch, key=uuid.uuid4(), now=now, by=BY)
    with pytest.raises(arranging.NoSlot):
        arranging.place(row.first, pitch, key=uuid.uuid4(), now=now, by=BY)
    waiting = build.signup(row.event, role="ambtenaar", state="waiting")
    with pytest.raises(arranging.NotComing):
        arranging.place(waiting, Pitch(row.slots[1].id, "T"), key=uuid.uuid4(), now=now, by=BY)


def test_who_is_released_is_told(row: Row, now: datetime) -> None:
    talk = row.booked(row.first, 1)
    arranging.release(talk, now=now, by=BY)
    arranging.release(talk, now=now, by=BY)
    assert letters() == [("talk.released", row.first.person.email)]
    assert order(row) == [None, None, None]


def test_the_desk_does_it_all_with_buttons(app: Flask, row: Row) -> None:
    talk, other = row.booked(row.first, 1, "Een"), row.booked(row.second, 2, "Twee")
    path, office = f"/organise/events/{row.event.id}/talks", desk(app)
    talk_id, other_id, slot_id = talk.id, other.id, row.slots[2].id
    official = build.signup(row.event, "Ambtenaar Drie", role="ambtenaar")

    def post(where: str, **data: object) -> None:
        assert office.post(f"{path}/{where}", data=data).status_code == 303, where

    post(f"{talk_id}/order", step="later", version=1)
    assert order(row) == ["Twee", "Een", None]
    post(f"slots/{slot_id}/lock", locked="yes")
    form = {"key": str(uuid.uuid4()), "signup": official.id, "slot": slot_id, "title": "Drie"}
    assert office.post(path, data=form).status_code == 303
    assert order(row) == ["Twee", "Een", "Drie"]
    refused = office.post(f"{path}/{talk_id}/order", data={"step": "later", "version": 2})
    assert refused.status_code == 409
    post(f"slots/{slot_id}/lock", locked="no")
    post(f"{talk_id}/partner", other=other_id)
    assert order(row) == [None, "Een", "Drie"]
    assert "Noor" in office.get(path).text
    post(f"{talk_id}/partner/return")
    assert queries.of_signup(row.second) is None
    assert office.post(path, data={"key": "x"}).status_code == 422


def test_who_comes_too_late_joins_the_reserve_list_on_the_phone(app: Flask, row: Row) -> None:
    for number in (1, 2, 3):
        row.booked(build.signup(row.event, role="sociaal ondernemer"), number)
    mine, path = phone(app, row.first), f"/me/{row.first.id}/talk"
    page = mine.get(path).text
    assert "Zet me op de reservelijst" in page
    form = {"key": str(uuid.uuid4()), "slot": "-1", "title": "Misschien", "summary": ""}
    assert mine.post(path, data=form).status_code == 303
    assert "nummer 1 op de reservelijst" in mine.get(path).text
    assert "Je staat op de reservelijst" in mine.get(f"/me/{row.first.id}").text
    assert "Misschien" in desk(app).get(f"/organise/events/{row.event.id}/talks").text
