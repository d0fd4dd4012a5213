"""The organiser's page to mend a table, and the screens that are led on to where people sit now."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import clock as house_clock
from makers.core.database import db
from makers.core.links import Grant
from makers.intervision.models import Note, Recovery
from makers.intervision.recovery import undoing
from makers.intervision.recovery.dissolving import dissolve
from makers.intervision.recovery.merging import merge
from makers.intervision.recovery.splitting import split
from makers.seating.models import Table
from makers.seating.tables import lead as hand_over
from tests import build
from tests.conftest import NOON, Browser
from tests.counting import statements
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.recovering import BY, LATER, Room, lying, room, wrote
from tests.intervision.recovering import seated as names_at
from tests.intervision.test_notes import in_silence

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(house_clock, "now", lambda: now)


@pytest.fixture
def made(app: Flask) -> Room:
    """The room of these tests."""
    return room()


@pytest.fixture
def organiser(app: Flask) -> Browser:
    """A browser that is logged in at the desk."""
    return browser(app, Grant("organiser", None, 1))


def path(table: Table, what: str = "") -> str:
    page = f"/organise/events/{table.event_id}/tables/{table.id}/recovery"
    return f"{page}/{what}" if what else page


def sent(what: str, **values: object) -> dict[str, object]:
    """A form of the page as a browser sends it."""
    return {f"{what}-{name}": value for name, value in {"key": uuid.uuid4(), **values}.items()}


def merged(made: Room, into: int = 1) -> Recovery:
    return merge(made.tables[0], made.tables[into].id, key=uuid.uuid4(), now=NOON, by=BY)


# --- the page -------------------------------------------------------------------------------------


def test_the_page_says_beforehand_what_happens(made: Room, organiser: Browser) -> None:
    page = organiser.get(path(made.tables[0])).text
    for words in (
        "Leg een reservecasus op tafel",
        "Reservecasus – Reserve Anna (nog niet binnen)",
        "Ga leren van successen",
        "Voeg deze tafel samen met een andere",
        "Notities gaan mee en zeggen dat ze van tafel 1 komen",
        "Wat er na het samenvoegen is opgeschreven, blijft bij de andere tafel",
        "Tafel 2: Casus 2 (6 mensen)",
        "Splits deze tafel in twee",
        "Hef deze tafel op",
    ):
        assert words in page
    assert "Vraag van tafel 1" not in page


def test_the_page_costs_the_same_for_any_table(made: Room, organiser: Browser) -> None:
    for table in made.tables:
        with statements(db.engine) as seen:
            assert organiser.get(path(table)).status_code == 200
        assert len(seen) <= 12, "\n".join(seen)


def test_merged_by_the_form_and_undone_from_the_wall(made: Room, organiser: Browser) -> None:
    first, second, _third = made.tables
    wall = f"/organise/events/{first.event_id}/wall"
    answer = organiser.post(path(first, "merger"), data=sent("merger", into=second.id))
    assert (answer.status_code, answer.location) == (303, wall)
    page = organiser.get(wall).text
    assert "Tafel 1 is samengevoegd met tafel 2. Terugdraaien kan tot 12.10." in page
    assert f'id="wall-table-{first.id}"' not in page
    recovery = db.session.scalars(select(Recovery)).one()
    undo = f"/organise/events/{first.event_id}/recoveries/{recovery.id}/undoing"
    assert undo in page
    assert organiser.post(undo).location == wall
    page = organiser.get(wall).text
    assert "Teruggedraaid" in page, page[page.index("flashes") :][:400]
    assert "Mens 1a" in names_at(first)


@pytest.mark.parametrize(
    ("what", "values", "told"),
    [
        ("reserve", {"case": "reserve"}, "Op tafel 1 ligt een reservecasus."),
        ("successes", {}, "Tafel 1 gaat leren van successen."),
        ("written-case", {}, "Tafel 1 gaat verder zonder inbrenger."),
        ("moves", {"people": "some", "to": "other"}, "Mensen van tafel 1 zitten nu aan tafel 2."),
        ("split", {"people": "some"}, "Een deel van tafel 1 zit nu aan tafel 4."),
        ("name", {"name": "De tuin"}, "Tafel 1 heeft een andere naam."),
    ],
)
def test_each_form_does_what_it_says(
    made: Room, organiser: Browser, what: str, values: dict[str, object], told: str
) -> None:
    some = [one.id for one in made.people[0][2:4]]
    means = {"reserve": made.reserve.id, "some": some, "other": made.tables[1].id}
    values = {name: means.get(str(value), value) for name, value in values.items()}
    answer = organiser.post(path(made.tables[0], what), data=sent(what, **values))
    assert answer.status_code == 303
    assert told in organiser.get(answer.location).text


def test_dissolved_by_the_form(made: Room, organiser: Browser) -> None:
    places = {f"place-{one.id}": made.tables[0].id for one in made.people[2]}
    data = sent("dissolution", notes_to=made.tables[0].id, **places)
    assert organiser.post(path(made.tables[2], "dissolution"), data=data).status_code == 303
    assert {"Mens 3a", "Mens 3d"} <= names_at(made.tables[0])
    assert ("Vraag van tafel 3", 3) in lying(made.tables[0])


def test_what_cannot_be_done_says_why_and_keeps_what_was_chosen(
    made: Room, organiser: Browser
) -> None:
    everybody = [one.id for one in made.people[2]]
    data = sent("split", place="bij de trap", people=everybody)
    answer = organiser.post(path(made.tables[2], "split"), data=data)
    assert answer.status_code == 422
    assert "Aan beide tafels blijft minstens één mens" in answer.text
    assert "bij de trap" in answer.text


@pytest.mark.parametrize("what", ["moves", "split"])
def test_who_goes_must_be_chosen(made: Room, organiser: Browser, what: str) -> None:
    data = sent(what, to=made.tables[1].id)
    answer = organiser.post(path(made.tables[0], what), data=data)
    assert (answer.status_code, "Vink aan wie er gaat." in answer.text) == (422, True)


def test_another_organiser_was_first(made: Room, organiser: Browser) -> None:
    merged(made)
    data = sent("merger", into=made.tables[2].id)
    answer = organiser.post(path(made.tables[0], "merger"), data=data)
    assert answer.location == f"/organise/events/{made.tables[0].event_id}/wall"
    assert len(db.session.scalars(select(Recovery)).all()) == 1


def test_too_late_to_undo_says_so(
    made: Room, organiser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery = merged(made)
    monkeypatch.setattr(house_clock, "now", lambda: NOON + timedelta(minutes=11))
    wall = f"/organise/events/{recovery.event_id}/wall"
    assert "Draai terug" not in organiser.get(wall).text
    organiser.post(f"/organise/events/{recovery.event_id}/recoveries/{recovery.id}/undoing")
    assert "Terugdraaien kan tot tien minuten erna" in organiser.get(wall).text


def test_only_organisers_mend_their_own_tables(app: Flask, made: Room, organiser: Browser) -> None:
    table, recovery = made.tables[0], merged(made)
    guest = seated(app, table, made.people[0][2])
    assert guest.get(path(made.tables[1])).status_code == 404
    assert guest.post(path(made.tables[1], "name"), data=sent("name")).status_code == 404
    other = build.event().id
    assert organiser.get(f"/organise/events/{other}/tables/{table.id}/recovery").status_code == 404
    undo = f"/organise/events/{other}/recoveries/{recovery.id}/undoing"
    assert organiser.post(undo).status_code == 404


# --- screens are led on ---------------------------------------------------------------------------


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


def test_the_organiser_still_sees_a_table_that_is_gone(made: Room, organiser: Browser) -> None:
    merged(made)
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


def test_the_code_of_a_dissolved_table_says_what_to_do(app: Flask, made: Room) -> None:
    places = {one.id: made.tables[0].id for one in made.people[2]}
    dissolve(made.tables[2], places, notes_to=None, key=uuid.uuid4(), now=NOON, by=BY)
    answer = app.test_client().get(f"/join/{made.tables[2].join_code}")
    assert answer.status_code == 409
    assert "Op je eigen pagina staat aan welke tafel je nu zit" in answer.text


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
