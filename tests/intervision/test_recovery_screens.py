"""Screens that are open while tables are mended are led on; nobody becomes somebody else by it."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db
from makers.core.links import Grant
from makers.intervision.models import Latecomer, Note
from makers.intervision.recovery import undoing
from makers.intervision.recovery.dissolving import dissolve
from makers.intervision.recovery.merging import merge
from makers.intervision.recovery.splitting import split
from makers.seating.models import Table
from makers.seating.tables import lead as hand_over
from tests import build
from tests.conftest import NOON
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.recovering import BY, LATER, Room, lying, merged, wrote
from tests.intervision.test_notes import in_silence

pytestmark = pytest.mark.usefixtures("noon")

HTMX = {"HX-Request": "true"}


def test_a_page_of_the_old_table_leads_to_the_new_one(app: Flask, made: Room) -> None:
    first, second, _third = made.tables
    who = made.people[0][2]
    phone = seated(app, first, who)
    merged(made)
    answer = phone.get(f"/table/{first.id}")
    assert (answer.status_code, answer.location) == (303, f"/table/{second.id}")
    page = phone.get(f"/table/{second.id}").text
    assert f"Jij bent: {who.name}" in page
    assert "van tafel 1" in page


def test_an_open_page_is_told_to_load_again(app: Flask, made: Room) -> None:
    phone = seated(app, made.tables[0], made.people[0][2])
    merged(made)
    for part in ("clock", "notes", "people", "kinds", "followups"):
        answer = phone.get(f"/table/{made.tables[0].id}/{part}", headers=HTMX)
        assert (answer.status_code, answer.headers["HX-Trigger"]) == (204, "reload")
    assert phone.get(f"/table/{made.tables[0].id}/stream").status_code == 401


def test_what_was_typed_meanwhile_arrives_at_the_new_table(app: Flask, made: Room) -> None:
    first, second, _third = made.tables
    phone = seated(app, first, made.people[0][2])
    merged(made)
    data = {"key": str(uuid.uuid4()), "kind": "question", "text": "Net op tijd?"}
    answer = phone.post(f"/table/{first.id}/notes", data=data)
    assert (answer.status_code, answer.location) == (307, f"/table/{second.id}/notes")
    assert phone.post(answer.location, data=data).status_code == 303
    assert ("Net op tijd?", None) in lying(second)


def test_undone_screens_are_led_back(app: Flask, made: Room) -> None:
    first, second, _third = made.tables
    phone = seated(app, first, made.people[0][2])
    recovery = merged(made)
    phone.get(f"/table/{first.id}")
    undoing.undo(recovery, now=LATER, by=BY)
    assert phone.get(f"/table/{second.id}").location == f"/table/{first.id}"
    assert phone.get(f"/table/{first.id}").status_code == 200


@pytest.mark.parametrize(("into", "leads"), [(1, False), (2, True)])
def test_who_led_the_old_table_leads_the_new_one_only_where_nobody_did(
    app: Flask, made: Room, into: int, leads: bool
) -> None:
    first, there = made.tables[0], made.tables[into]
    grant = Grant("facilitator", first.event_id, first.id, first.facilitator_id)
    laptop = browser(app, grant)
    recovery = merged(made, into)
    assert laptop.get(f"/table/{first.id}").location == f"/table/{there.id}"
    page = laptop.get(f"/table/{there.id}").text
    assert ("(begeleider)" in page, "Begin" in page) == (leads, leads)
    undoing.undo(recovery, now=LATER, by=BY)
    assert laptop.get(f"/table/{there.id}").location == f"/table/{first.id}"
    assert "(begeleider)" in laptop.get(f"/table/{first.id}").text


def test_who_goes_to_a_new_table_is_led_there_and_back(app: Flask, made: Room) -> None:
    first, who = made.tables[0], made.people[0][-1]
    phone, stays = seated(app, first, who), seated(app, first, made.people[0][2])
    recovery = split(first, [who.id], [], key=uuid.uuid4(), now=NOON, by=BY)
    new_id = recovery.to_table_id
    assert phone.get(f"/table/{first.id}").location == f"/table/{new_id}"
    assert stays.get(f"/table/{first.id}").status_code == 200
    undoing.undo(recovery, now=LATER, by=BY)
    assert phone.get(f"/table/{new_id}").location == f"/table/{first.id}"


def test_the_organiser_still_sees_a_table_that_is_gone(app: Flask, made: Room) -> None:
    merged(made)
    organiser = browser(app, Grant("organiser", None, 1))
    assert organiser.get(f"/table/{made.tables[0].id}").status_code == 200


def test_who_has_no_seat_anywhere_is_not_led(app: Flask, made: Room) -> None:
    other = build.signup(made.tables[0].item.event)
    assert seated(app, made.tables[0], other).get(f"/table/{made.tables[0].id}").status_code == 404


# --- codes ----------------------------------------------------------------------------------------


def test_the_old_code_and_qr_lead_to_the_new_table(app: Flask, made: Room) -> None:
    first, second, _third = made.tables
    merged(made)
    guest = app.test_client()
    page = guest.get(f"/join/{first.join_code}").text
    assert "samengevoegd met tafel 2" in page
    assert "Mens 1a" in page
    answer = guest.post("/join", data={"code": first.join_code})
    assert answer.location == f"/join/{second.join_code}"
    assert "samengevoegd" not in guest.get(answer.location).text
    data = {"signup_id": made.people[0][2].id}
    assert guest.post(f"/join/{first.join_code}", data=data).location == f"/table/{second.id}"


def test_codes_lead_on_as_far_as_tables_went(app: Flask, made: Room) -> None:
    merged(made)
    merge(made.tables[1], made.tables[2].id, key=uuid.uuid4(), now=NOON, by=BY)
    page = app.test_client().get(f"/join/{made.tables[0].join_code}").text
    assert "samengevoegd met tafel 3" in page


def gone(made: Room) -> Table:
    """The third table does not go on: its people sit at the first now."""
    first, _second, third = made.tables
    places = {one.id: first.id for one in made.people[2]}
    dissolve(third, places, notes_to=None, key=uuid.uuid4(), now=NOON, by=BY)
    return third


@pytest.mark.parametrize("kind", ["table", "personal"])
def test_the_card_of_a_dissolved_table_leads_who_is_known_to_where_they_sit_now(
    app: Flask, made: Room, kind: str
) -> None:
    who, third = made.people[2][0], made.tables[2]
    subject = third.id if kind == "table" else who.id
    phone = browser(app, Grant(kind, third.event_id, subject, who.id))
    gone(made)
    answer = phone.get(f"/join/{third.join_code}")
    assert (answer.status_code, answer.location) == (303, f"/table/{made.tables[0].id}")
    typed = phone.post("/join", data={"code": third.join_code})
    assert (typed.status_code, typed.location) == (303, f"/table/{made.tables[0].id}")
    assert f"Jij bent: {who.name}" in phone.get(answer.location).text


def test_a_latecomer_who_was_given_another_place_is_led_there(app: Flask, made: Room) -> None:
    first, _second, third = made.tables
    phone = app.test_client()
    form = {"key": str(uuid.uuid4()), "name": "Late Lien", "organisation": ""}
    phone.post(f"/join/{third.join_code}/latecomers", data=form)
    db.session.rollback()
    lien = db.session.scalars(select(Latecomer)).one()
    places = {one.id: first.id for one in made.people[2]} | {lien.signup_id: first.id}
    dissolve(third, places, notes_to=None, key=uuid.uuid4(), now=NOON, by=BY)
    answer = phone.get(f"/join/{third.join_code}")
    assert (answer.status_code, answer.location) == (303, f"/table/{first.id}")
    assert "Jij bent: Late Lien" in phone.get(answer.location).text


def test_who_is_known_from_another_round_says_at_their_new_table_who_they_are(
    app: Flask, made: Room
) -> None:
    who, first = made.people[2][0], made.tables[0]
    other = build.table(build.item(first.item.event, title="Ronde 2"), 9)
    phone = seated(app, other, who)
    third = gone(made)
    answer = phone.get(f"/join/{third.join_code}")
    assert (answer.status_code, answer.location) == (303, f"/join/{first.join_code}")
    assert f"Ga aan tafel als {who.name}" in phone.get(answer.location).text


def test_the_card_of_a_dissolved_table_tells_a_stranger_which_tables_are_open(
    app: Flask, made: Room
) -> None:
    first, second, _third = made.tables
    first.place = "bij het raam"
    db.session.commit()
    third, guest = gone(made), app.test_client()
    form = {"key": str(uuid.uuid4()), "name": "Late Lien", "organisation": ""}
    for answer in (
        guest.get(f"/join/{third.join_code}"),
        guest.post("/join", data={"code": third.join_code}),
        guest.post(f"/join/{third.join_code}", data={"signup_id": made.people[2][0].id}),
        guest.post(f"/join/{third.join_code}/latecomers", data=form),
    ):
        assert answer.status_code == 409
        assert "Tafel 3 gaat niet door" in answer.text
        assert "Tafel 1 · bij het raam" in answer.text
        assert "Tafel 2" in answer.text
        assert 'name="code"' in answer.text
        for secret in (first.join_code, second.join_code, made.people[2][0].name):
            assert secret not in answer.text


def test_without_any_open_table_the_card_leads_to_the_organisers(app: Flask, made: Room) -> None:
    third = gone(made)
    for table in made.tables[:2]:
        table.closed_at = NOON
    db.session.commit()
    page = app.test_client().get(f"/join/{third.join_code}").text
    assert "Er is nu geen andere tafel open" in page
    assert "Vraag het de organisatie" in page


def test_notes_of_a_table_that_is_gone_are_read_by_nobody_else(app: Flask, made: Room) -> None:
    merged(made)
    stranger = seated(app, made.tables[2], made.people[2][0])
    assert stranger.get(f"/table/{made.tables[1].id}").status_code == 404
    assert db.session.scalars(select(Note)).first() is not None


def test_who_led_once_is_nobody_elses_self(app: Flask, made: Room) -> None:
    """After a merge led them on, and the table was given to somebody else."""
    first, there = made.tables[0], made.tables[2]
    laptop = browser(app, Grant("facilitator", first.event_id, first.id, first.facilitator_id))
    merged(made, 2)
    laptop.get(f"/table/{first.id}")
    assert "(begeleider)" in laptop.get(f"/table/{there.id}").text
    other = made.people[2][0]
    db.session.rollback()
    hand_over(there, other.id, seen=there.facilitator_id, now=NOON, by=BY)
    page = laptop.get(f"/table/{there.id}").text
    assert other.name not in page.split("<main", 1)[0]
    assert "Begin" not in page
    note = {"text": "Als een ander", "kind": "question", "key": str(uuid.uuid4())}
    laptop.post(f"/table/{there.id}/notes", data=note)
    db.session.rollback()
    authors = db.session.scalars(select(Note.author_id).where(Note.text == note["text"])).all()
    assert other.id not in authors


def test_a_link_that_names_nobody_makes_nobody_of_who_holds_it(app: Flask, made: Room) -> None:
    """Made while the table had no facilitator; one came along in a merge."""
    there = made.tables[2]
    laptop = browser(app, Grant("facilitator", there.event_id, there.id))
    merged(made, 2)
    db.session.rollback()
    note = {"text": "Van de laptop", "kind": "question", "key": str(uuid.uuid4())}
    assert laptop.post(f"/table/{there.id}/notes", data=note).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Note.author_id).where(Note.text == note["text"])).one() is None


def test_a_note_that_moves_on_is_kept_with_the_table_where_it_lies(app: Flask, made: Room) -> None:
    _first, second, third = made.tables
    merged(made, 1)
    reader = seated(app, second, made.people[1][-1])
    assert f"/table/{second.id}/notes/" in reader.get(f"/table/{second.id}/notes").text
    merge(second, third.id, key=uuid.uuid4(), now=NOON, by=BY)
    lines = seated(app, third, made.people[2][-1]).get(f"/table/{third.id}/notes").text
    assert "Vraag van tafel 1" in lines
    assert f"/table/{second.id}/" not in lines


def test_what_one_wrote_in_silence_stays_on_ones_own_screen_elsewhere(
    app: Flask, made: Room
) -> None:
    (first, second, _third), author = made.tables, made.people[0][-1]
    in_silence(Round(first, *made.people[0][:4]), NOON)
    wrote(made, first, author, "Nog niet getoond")
    merged(made, 1)
    mine, other = seated(app, second, author), seated(app, second, made.people[1][-1])
    path = f"/table/{second.id}/notes"
    for reader, reads in ((other, False), (mine, True), (other, False)):
        assert ("Nog niet getoond" in reader.get(path).text) is reads
