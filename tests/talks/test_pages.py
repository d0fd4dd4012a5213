"""The speaker's phone, the organiser's row and the public row, without JavaScript."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

import pytest
from flask import Flask, render_template

from makers.core.database import db
from makers.talks import arranging, booking, queries
from tests import build
from tests.counting import statements
from tests.talks.conftest import BY, Row, desk, phone, place_of


def form(row: Row, number: int, title: str = "Onze tuin", **values: object) -> dict[str, object]:
    """A booking as the form sends it."""
    slot_id = row.slots[number - 1].id
    return {"key": str(uuid.uuid4()), "slot": slot_id, "title": title, "summary": "", **values}


def chosen(page: str) -> str | None:
    """The slot that stands chosen on a page."""
    found = re.search(r'name="slot" value="(\d+)" checked', page)
    return found.group(1) if found else None


def test_booking_changing_and_giving_back_on_a_phone(app: Flask, row: Row) -> None:
    path, mine = f"/me/{row.first.id}/talk", phone(app, row.first)
    page = mine.get(path).text
    assert chosen(page) == str(row.slots[0].id)
    answer = mine.post(path, data=form(row, 2, summary="Regel een\r\nRegel twee"))
    assert (answer.status_code, answer.location) == (303, f"/me/{row.first.id}")
    page = mine.get(path).text
    assert chosen(page) == str(row.slots[1].id)
    assert "Regel een\nRegel twee" in page
    answer = mine.post(path, data=form(row, 3, "Nog beter", version="1"))
    assert answer.status_code == 303
    talk = queries.of_signup(row.first)
    assert talk is not None
    assert (place_of(talk), talk.title, talk.version) == (3, "Nog beter", 2)
    assert mine.post(f"{path}/return").status_code == 303
    assert queries.of_signup(row.first) is None
    assert mine.post(f"{path}/return").status_code == 303


def test_the_second_keeps_what_was_typed_and_gets_the_next_slot(app: Flask, row: Row) -> None:
    both = [phone(app, who) for who in (row.first, row.second)]
    assert both[0].post(f"/me/{row.first.id}/talk", data=form(row, 1)).status_code == 303
    data = form(row, 1, "Mijn titel", summary="Wat ik al typte")
    answer = both[1].post(f"/me/{row.second.id}/talk", data=data)
    assert answer.status_code == 409
    assert "aan iemand anders gegeven" in answer.text
    assert "Mijn titel" in answer.text
    assert "Wat ik al typte" in answer.text
    assert chosen(answer.text) == str(row.slots[1].id)
    assert (
        both[1]
        .post(f"/me/{row.second.id}/talk", data={**data, "slot": row.slots[1].id})
        .status_code
        == 303
    )


def test_a_full_row_keeps_the_text_too(app: Flask, row: Row) -> None:
    for number in (1, 2, 3):
        row.booked(build.signup(row.event, role="sociaal ondernemer"), number)
    mine = phone(app, row.first)
    assert "Alle plekken zijn vergeven" in mine.get(f"/me/{row.first.id}/talk").text
    answer = mine.post(f"/me/{row.first.id}/talk", data=form(row, 1, "Mijn titel"))
    assert answer.status_code == 409
    assert "Mijn titel" in answer.text


def test_what_is_missing_is_said_and_the_rest_stays(app: Flask, row: Row) -> None:
    data = form(row, 2, "", summary="Staat er nog")
    answer = phone(app, row.first).post(f"/me/{row.first.id}/talk", data=data)
    assert answer.status_code == 422
    assert "Geef je pecha kucha een titel." in answer.text
    assert "Staat er nog" in answer.text
    assert chosen(answer.text) == str(row.slots[1].id)


def test_a_conflict_shows_both_texts(app: Flask, row: Row) -> None:
    path, mine = f"/me/{row.first.id}/talk", phone(app, row.first)
    row.booked(row.first, 1, "Eerst")
    assert mine.post(path, data=form(row, 1, "Van de laptop", version="1")).status_code == 303
    answer = mine.post(path, data=form(row, 1, "Van de telefoon", version="1"))
    assert answer.status_code == 409
    assert "Van de laptop" in answer.text
    assert 'value="Van de telefoon"' in answer.text
    assert mine.post(path, data=form(row, 1, "Van de telefoon", version="2")).status_code == 303


def test_two_open_booking_forms_end_in_one_talk(app: Flask, row: Row) -> None:
    path, mine = f"/me/{row.first.id}/talk", phone(app, row.first)
    mine.post(path, data=form(row, 1, "Uit het ene scherm"))
    answer = mine.post(path, data=form(row, 2, "Uit het andere"))
    assert answer.status_code == 409
    assert "Uit het ene scherm" in answer.text
    assert 'name="version" type="hidden" value="1"' in answer.text


def test_a_form_whose_talk_was_given_back_books_anew(app: Flask, row: Row, now: datetime) -> None:
    path, mine = f"/me/{row.first.id}/talk", phone(app, row.first)
    booking.give_back(row.booked(row.first, 1), now=now, by=BY)
    answer = mine.post(path, data=form(row, 2, "Toch wel", version="1"))
    assert answer.status_code == 409
    assert "Toch wel" in answer.text
    assert 'name="version" type="hidden" value=""' in answer.text


def test_others_do_not_get_there(app: Flask, row: Row) -> None:
    civil_servant = build.signup(row.event)
    theirs = phone(app, civil_servant)
    assert theirs.get(f"/me/{civil_servant.id}/talk").status_code == 303
    assert theirs.post(f"/me/{civil_servant.id}/talk", data=form(row, 1)).status_code == 409
    assert theirs.get(f"/me/{row.first.id}/talk").status_code == 404
    assert theirs.post(f"/me/{row.first.id}/talk", data=form(row, 1)).status_code == 404
    assert theirs.get(f"/organise/events/{row.event.id}/talks").status_code == 404
    assert app.test_client().get(f"/me/{row.first.id}/talk").status_code == 401


def set_up(row: Row, count: str, **values: str) -> dict[str, str]:
    """The form of the row as a browser sends it."""
    given = {
        "version": "1",
        "count": count,
        "slides": "20",
        "slide_seconds": "20",
        "change_over_seconds": "120",
        **values,
    }
    return {f"row-{row.item.id}-{name}": value for name, value in given.items()}


def test_the_organiser_arranges_the_row(app: Flask, row: Row) -> None:
    first, second = row.booked(row.first, 1, "Een"), row.booked(row.second, 2, "Twee")
    path, office = f"/organise/events/{row.event.id}/talks", desk(app)
    assert "Twee" in office.get(path).text
    ids = (first.id, second.id)
    first_slot, second_slot = first.slot_id, second.slot_id
    accepted = {"accepted": "yes", "version": "1"}
    assert office.post(f"{path}/{ids[0]}/acceptance", data=accepted).status_code == 303
    assert office.post(f"{path}/{ids[0]}/slot", data={"slot": second_slot}).status_code == 303
    assert office.post(f"{path}/{ids[1]}/return").status_code == 303
    assert office.post(f"{path}/rows/{row.item.id}", data=set_up(row, "6")).status_code == 303
    found = {slot.number: slot for slot in queries.row(row.event)}
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert found[2].talk is not None
    assert (found[2].talk.title, found[1].talk) == ("Een", None)
    assert found[2].talk.accepted_at is not None
    assert first_slot == found[1].id


@pytest.mark.parametrize(
    ("count", "status", "sentence"),
    [
        ("1", 409, "Op een plek die zou verdwijnen"),
        ("41", 422, "van 0 tot en met 40"),
        ("veel", 422, "Vul een heel getal in"),
        ("", 422, "Vul "),
    ],
)
def test_a_wrong_number_of_slots_is_told(
    app: Flask, row: Row, count: str, status: int, sentence: str
) -> None:
    row.booked(row.first, 2)
    path = f"/organise/events/{row.event.id}/talks"
    answer = desk(app).post(f"{path}/rows/{row.item.id}", data=set_up(row, count))
    assert answer.status_code == status
    assert sentence in answer.text


def test_what_belongs_to_another_event_is_not_there(app: Flask, row: Row) -> None:
    other, talk = build.event(), row.booked(row.first, 1)
    office, path = desk(app), f"/organise/events/{other.id}/talks"
    for noun in ("acceptance", "slot", "return"):
        assert office.post(f"{path}/{talk.id}/{noun}").status_code == 404
    assert office.post(f"{path}/rows/{row.item.id}", data=set_up(row, "1")).status_code == 404


def test_the_public_row_shows_words_only_when_accepted(app: Flask, row: Row, now: datetime) -> None:
    accepted = row.booked(row.first, 1, "Openbare titel")
    row.booked(row.second, 2, "Nog geheim")
    arranging.accept(accepted, True, version=1, now=now, by=BY)
    with app.test_request_context():
        shown = render_template("talks/_row.html", slots=queries.row(row.event))
    assert "Openbare titel" in shown
    assert "Nog geheim" not in shown
    assert "Sam" not in shown
    assert shown.count("gereserveerd") == shown.count("vrij") == 1


def test_the_pages_ask_little(app: Flask, row: Row) -> None:
    for number, who in ((1, row.first), (2, row.second)):
        row.booked(who, number)
    reads = (
        (phone(app, row.first), f"/me/{row.first.id}/talk"),
        (desk(app), f"/organise/events/{row.event.id}/talks"),
    )
    for browser, path in reads:
        with statements(db.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) <= 6, seen


def test_the_parts_ask_nothing_of_their_own(app: Flask, row: Row) -> None:
    row.booked(row.first, 1)
    db.session.rollback()
    with app.test_request_context():
        slots = queries.row(row.event)
        talk, signup = slots[0].talk, row.first
        assert signup.confirmed_at
        with statements(db.engine) as seen:
            render_template("talks/_row.html", slots=slots)
            render_template("talks/_mine.html", signup=signup, talk=talk, free_slots=slots[1:])
        assert seen == []
