"""What is erased is gone, to the byte; what a table wrote together stays, without the name."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from makers.core import mail
from makers.core.database import Model, db
from makers.core.house import changing
from makers.core.journal import SYSTEM
from makers.followups.models import FollowUp
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.seating.models import Case
from makers.signups import erasing, my_data, retention
from makers.signups.answers import Needs
from makers.signups.models import ConsentKind, Person, Signup, SignupState, Tombstone
from makers.talks.models import Talk
from tests import build
from tests.conftest import made_app
from tests.signups.people import BEFORE, VISITOR, join, link, mails, of, role

AsPerson = Callable[[Signup], FlaskClient]
ANNA, BEN = "anna.geheim@example.org", "ben@example.org"
SECRETS = ("anna.geheim", "Zonderling", "Waarom ik niet slaap", "Geen schaaldieren", "Mijn titel")


@pytest.fixture
def own(either: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An installation of its own, so that its files can be read byte by byte."""
    url = f"sqlite:///{tmp_path / 'makers.db'}"
    if either == "postgres":
        url = request.getfixturevalue("postgres_server").create_database("erasing")
    app = made_app(tmp_path, url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def life_of_anna() -> int:
    """She signs up, brings a talk and a case, writes a note and agrees to something."""
    event = build.event(capacity=1)
    join(
        event,
        ANNA,
        organisation="Zonderling",
        question="Waarom ik niet slaap",
        needs=Needs("Geen schaaldieren"),
        consents=(ConsentKind.NAME,),
    )
    join(event, BEN)
    anna = of(ANNA)
    item = build.item(event)
    table = build.table(item)
    (slot,) = build.slots(build.item(event), 1)
    talk = Talk(
        event_id=event.id,
        slot_id=slot.id,
        signup_id=anna.id,
        key=uuid.uuid4(),
        title="Mijn titel",
        booked_at=BEFORE,
    )
    note = Note(
        event_id=event.id,
        table_id=table.id,
        key=uuid.uuid4(),
        kind=NoteKind.ADVICE,
        text="Begin klein",
        author_id=anna.id,
        written_at=BEFORE,
    )
    agreed = FollowUp(
        event_id=event.id,
        table_id=table.id,
        key=uuid.uuid4(),
        action="Belt de wijkmanager",
        owner_id=anna.id,
        agreed_at=BEFORE,
    )
    db.session.add_all([talk, note, agreed])
    db.session.commit()
    build.case(anna, "Mijn titel van de casus")
    return anna.id


def gone(anna_id: int) -> None:
    """She is erased."""
    person = db.session.get_one(Signup, anna_id).person
    erasing.erase(person, now=BEFORE, by=VISITOR)


def test_the_person_goes_and_what_the_table_wrote_stays(own: Flask) -> None:
    anna_id = life_of_anna()
    gone(anna_id)
    anna = db.session.get_one(Signup, anna_id)
    assert (anna.name, anna.person.email, anna.organisation) == ("ambtenaar", None, "")
    assert (anna.need, anna.consents, anna.state) == (None, [], SignupState.CANCELLED)
    assert of(BEN).state is SignupState.CONFIRMED, "her place went to who was next"
    note = db.session.scalars(select(Note)).one()
    agreed = db.session.scalars(select(FollowUp)).one()
    assert note.author is not None
    assert agreed.owner is not None
    assert (note.text, note.author.name, agreed.owner.name) == (
        "Begin klein",
        "ambtenaar",
        "ambtenaar",
    )
    assert db.session.scalars(select(Talk)).all() == []
    assert db.session.scalars(select(Case)).all() == []


def bytes_of(folder: Path) -> bytes:
    """Every byte of an installation's files."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_no_byte_is_left_in_any_file(own: Flask, tmp_path: Path) -> None:
    anna_id = life_of_anna()
    mail.send_due(now=BEFORE)
    before = bytes_of(tmp_path)
    assert all(secret.encode() in before for secret in SECRETS)
    gone(anna_id)
    after = bytes_of(tmp_path)
    assert [secret for secret in SECRETS if secret.encode() in after] == []
    assert BEN.encode() in after


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_control_without_emptying_the_log_the_bytes_are_still_there(
    own: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "truncate_log", lambda: None)
    anna_id = life_of_anna()
    gone(anna_id)
    after = bytes_of(tmp_path)
    assert [secret for secret in SECRETS if secret.encode() in after]


@pytest.mark.parametrize("either", ["postgres"], indirect=True)
def test_no_row_holds_anything_on_postgresql(own: Flask) -> None:
    anna_id = life_of_anna()
    gone(anna_id)
    found = []
    for table in Model.metadata.sorted_tables:
        rows = db.session.execute(text(f'SELECT row_to_json(t)::text FROM "{table.name}" t'))
        found += [(table.name, row) for (row,) in rows if any(one in row for one in SECRETS)]
    assert found == []


def test_erasing_twice_is_once_and_leaves_a_random_key(own: Flask, tmp_path: Path) -> None:
    anna_id = life_of_anna()
    key = db.session.get_one(Signup, anna_id).person.key
    for _ in range(2):
        gone(anna_id)
    assert db.session.scalars(select(Tombstone.key)).all() == [key]
    assert (tmp_path / erasing.ERASED).read_text() == f"{key}\n"


def test_by_ones_own_page(app: Flask, before: object, as_person: AsPerson) -> None:
    join(build.event(), ANNA)
    signup, address = of(ANNA), link(mails(ANNA)[0])
    signup_id, browser = signup.id, as_person(signup)
    assert "Wis alles" in browser.get(f"/me/{signup_id}/erasure").text
    answer = browser.post(f"/me/{signup_id}/erasure")
    assert "Je gegevens zijn gewist" in browser.get(answer.location).text
    assert browser.get(f"/me/{signup_id}").status_code == 401
    assert app.test_client().get(address).status_code == 404


def test_my_data_holds_every_kind(own: Flask) -> None:
    signup = db.session.get_one(Signup, life_of_anna())
    with own.test_request_context():
        held = json.dumps(my_data.about(signup), ensure_ascii=False)
    for told in (*SECRETS, ANNA, "Begin klein", "Belt de wijkmanager", "signup.confirmed"):
        assert told in held, told
    assert BEN not in held


def test_my_data_is_a_file_of_ones_own(app: Flask, before: object, as_person: AsPerson) -> None:
    event = build.event()
    for email in (ANNA, BEN):
        join(event, email)
    anna, ben = of(ANNA), of(BEN)
    answer = as_person(anna).get(f"/me/{anna.id}/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.text)["e-mailadres"] == ANNA
    assert as_person(ben).get(f"/me/{anna.id}/data.json").status_code == 404


# --- retention ------------------------------------------------------------------------------------


def test_needs_go_after_two_weeks(app: Flask) -> None:
    event = build.event()
    join(event, ANNA, needs=Needs("Geen schaaldieren"))
    for days, left in ((13, True), (14, False)):
        now = event.ends_at + timedelta(days=days)
        going = retention.going(now)[0].number
        assert going == (0 if left else 1)
        retention.tidy(now)
        db.session.expire_all()
        assert (of(ANNA).need is not None) is left


def test_names_go_after_a_year_and_an_open_agreement_keeps_them_to_two(own: Flask) -> None:
    anna_id = life_of_anna()
    ends_at = db.session.get_one(Signup, anna_id).event.ends_at
    for days, named in ((360, {ANNA, BEN}), (366, {ANNA}), (732, set())):
        retention.tidy(ends_at + timedelta(days=days))
        db.session.expire_all()
        emails = db.session.scalars(select(Person.email)).all()
        assert {email for email in emails if email} == named, days
    assert db.session.scalars(select(Talk)).all(), "what was brought is part of the afternoon"
    assert db.session.get_one(Signup, anna_id).confirmed_at is not None, "the counts stay"


def test_the_house_sets_how_long_names_are_kept(own: Flask) -> None:
    """Anna has an open agreement, Ben has none."""
    anna_id = life_of_anna()
    ends_at = db.session.get_one(Signup, anna_id).event.ends_at
    months = {"keep_months": 6, "keep_longest_months": 8}
    seen = changing.mark({"keep_months": 12, "keep_longest_months": 24})
    changing.change("house.retention_set", months, version=seen, by=SYSTEM)
    for days, named in ((181, {ANNA, BEN}), (183, {ANNA}), (244, set())):
        retention.tidy(ends_at + timedelta(days=days))
        db.session.expire_all()
        emails = db.session.scalars(select(Person.email)).all()
        assert {email for email in emails if email} == named, days
    assert "antwoorden 6 maanden na je laatste" in own.test_client().get("/privacy").text


def test_the_night_works_once_a_day_after_three(app: Flask) -> None:
    event = build.event()
    join(event, ANNA, needs=Needs("x"))
    late = event.ends_at + timedelta(days=20)
    early = late.replace(hour=1, minute=30)  # half past two in Rotterdam
    retention.every_night(early)
    assert of(ANNA).need is not None
    retention.every_night(late)
    db.session.expire_all()
    assert of(ANNA).need is None
    retention.every_night(late)


def test_the_desk_sees_what_would_go_and_nothing_goes(
    app: Flask, before: object, organiser: FlaskClient
) -> None:
    join(build.event(), ANNA, needs=Needs("x"))
    assert "Gaat vannacht weg" in organiser.get("/organise/retention").text
    assert of(ANNA).need is not None


def test_an_erased_person_can_sign_up_again(own: Flask) -> None:
    gone(life_of_anna())
    event = build.event()
    join(event, ANNA)
    assert of(ANNA).event_id == event.id
    assert role(event).name == of(ANNA).role.name


def test_files_of_others_stay(own: Flask, tmp_path: Path) -> None:
    anna_id = life_of_anna()
    mail.send_due(now=BEFORE)
    gone(anna_id)
    left = [file.read_text() for file in (tmp_path / "mail").glob("*.eml")]
    assert left
    assert all(BEN in one for one in left)
