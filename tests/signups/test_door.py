"""The door: in once, also over a bad line; walk-ins in one form; a link that can do only this."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import access, clock
from makers.core.database import db
from makers.core.journal import Actor, JournalEntry
from makers.events.models import Event
from makers.signups import door, service
from makers.signups.door import KnownAlready
from makers.signups.models import Origin, Override, Signup, SignupState
from tests import build
from tests.signups.people import VISITOR, join, link, mails, of, role, told

DOOR = Actor("door")
ANNA = "anna@example.org"


@pytest.fixture
def event(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Event:
    """An afternoon that begins in an hour, with one place."""
    event = build.event(capacity=1)
    moment = event.starts_at - timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return event


def guard(app: Flask, event: Event) -> FlaskClient:
    """The phone of who stands at the door."""
    token = door.make_link(event, now=clock.now(), by=VISITOR)
    phone = app.test_client()
    with app.test_request_context():
        path = access.link_to(token).partition("://")[2].partition("/")[2]
    assert phone.get(f"/{path}").location == f"/door/{event.id}"
    return phone


def test_a_tap_that_arrives_twice_and_late_is_once(app: Flask, event: Event) -> None:
    join(event, ANNA)
    first, back = uuid.uuid4(), uuid.uuid4()
    door.check_in(of(ANNA), now=clock.now(), by=DOOR, key=first)
    door.undo(of(ANNA), now=clock.now(), by=DOOR, key=back)
    door.check_in(of(ANNA), now=clock.now(), by=DOOR, key=first)
    assert of(ANNA).check_in is None, "the first tap was undone; sent again it changes nothing"


def test_who_waits_is_let_in_with_an_override(app: Flask, event: Event) -> None:
    join(event, "first@example.org")
    join(event, ANNA)
    for _ in range(2):
        door.let_in(of(ANNA), now=clock.now(), by=DOOR)
    (row,) = db.session.scalars(select(Override))
    anna = of(ANNA)
    assert (anna.state, anna.check_in is not None) == (SignupState.CONFIRMED, True)
    assert (row.reason, row.by) == (door.AT_THE_DOOR, "door")
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.what == "override.made")
    ).one()
    assert entry.subject_id == row.id


def test_who_cancelled_and_signed_up_again_comes_in_on_what_they_have_now(
    app: Flask, event: Event
) -> None:
    join(event, ANNA)
    gone = of(ANNA)
    service.cancel(gone, now=clock.now() - timedelta(days=1), by=VISITOR)
    join(event, ANNA)
    door.let_in(gone, now=clock.now(), by=DOOR)
    again = of(ANNA)
    assert again.id != gone.id
    assert again.check_in is not None
    assert (gone.state, gone.check_in) == (SignupState.CANCELLED, None)


def test_one_key_brings_in_one_person(app: Flask, event: Event) -> None:
    join(event, ANNA)
    door.walk_in(event, "Bo", role(event).id, "", key=uuid.uuid4(), now=clock.now(), by=DOOR)
    key, bo = uuid.uuid4(), db.session.scalars(select(Signup).where(Signup.name == "Bo")).one()
    door.undo(bo, now=clock.now(), by=DOOR, key=key)
    door.check_in(of(ANNA), now=clock.now(), by=DOOR, key=key)
    assert of(ANNA).check_in is not None


def test_a_walk_in_is_a_change_of_places(app: Flask, event: Event) -> None:
    door.walk_in(event, "Bo", role(event).id, "", key=uuid.uuid4(), now=clock.now(), by=DOOR)
    told = db.session.execute(select(JournalEntry.what, JournalEntry.topic)).all()
    assert ("signup.made", "places") in told
    assert ("signup.checked_in", "checkin") in told


def test_somebody_walks_in_and_the_same_form_twice_is_once(app: Flask, event: Event) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        fits = door.walk_in(
            event, "Ineens Daar", role(event).id, "", key=key, now=clock.now(), by=DOOR
        )
        assert fits
    (one,) = db.session.scalars(select(Signup))
    assert (one.origin, one.person.email, one.check_in is not None) == (Origin.DOOR, None, True)
    over = door.walk_in(
        event, "Nog Een", role(event).id, "", key=uuid.uuid4(), now=clock.now(), by=DOOR
    )
    assert over is False
    assert db.session.scalars(select(Override.reason)).all() == [door.AT_THE_DOOR]


def test_with_an_address_they_get_their_link(app: Flask, event: Event) -> None:
    here = {"key": uuid.uuid4(), "now": clock.now(), "by": DOOR}
    door.walk_in(event, "Anna", role(event).id, " ANNA@example.org", **here)  # type: ignore[arg-type]
    assert told(ANNA) == ["signup.confirmed"]
    assert app.test_client().get(link(mails(ANNA)[0])).status_code == 303
    with pytest.raises(KnownAlready) as known:
        here["key"] = uuid.uuid4()
        door.walk_in(event, "Anna", role(event).id, ANNA, **here)  # type: ignore[arg-type]
    assert known.value.signup.id == of(ANNA).id


def test_the_link_of_the_door_can_do_this_and_nothing_else(app: Flask, event: Event) -> None:
    join(event, ANNA)
    phone, anna = guard(app, event), of(ANNA)
    page = phone.get(f"/door/{event.id}?q=anna").text
    assert "anna" in page
    assert ANNA not in page
    assert "/organise/" not in page
    assert phone.post(f"/door/{event.id}/checkins/{anna.id}").status_code == 303
    assert phone.get(f"/i/{anna.ticket}").status_code == 200
    for path in ("people", f"people/{anna.id}", "print/list", "people.csv", "needs"):
        assert phone.get(f"/organise/events/{event.id}/{path}").status_code == 404
    assert phone.get(f"/me/{anna.id}").status_code == 404
    other = build.event()
    assert phone.get(f"/door/{other.id}").status_code == 404
    assert db.session.scalars(select(JournalEntry.actor_kind)).all().count("door") == 1


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (timedelta(hours=-4), False),
        (timedelta(hours=-3), True),
        (timedelta(hours=10), True),
        (timedelta(hours=12), False),
    ],
)
def test_it_works_that_day_only(
    app: Flask, event: Event, monkeypatch: pytest.MonkeyPatch, moment: timedelta, opens: bool
) -> None:
    anna = build.signup(event, "Anna")
    phone, begins = guard(app, event), event.starts_at
    monkeypatch.setattr(clock, "now", lambda: begins + moment)
    at = f"/door/{event.id}"
    walks_in = {"key": str(uuid.uuid4()), "name": "Bo", "role": role(event).id}
    for answer in (
        phone.get(at),
        phone.get(f"{at}/people?q=an"),
        phone.get(f"{at}/walkins/new"),
        phone.post(f"{at}/checkins/{anna.id}"),
        phone.post(f"{at}/checkins/{anna.id}/undo"),
        phone.post(f"{at}/checkins/{anna.id}/anyway"),
        phone.post(f"{at}/walkins", data=walks_in),
    ):
        assert answer.status_code in ((200, 303) if opens else (401, 403)), answer.request.path
    assert ("Anna" in phone.get(f"/i/{anna.ticket}").text) is opens
    db.session.expire_all()
    assert (
        db.session.scalars(select(Signup).where(Signup.name == "Bo")).first() is not None
    ) is opens
    assert (anna.check_in is not None) is opens


def test_it_is_closed_in_every_browser(app: Flask, event: Event, organiser: FlaskClient) -> None:
    phone = guard(app, event)
    made = organiser.post(f"/organise/events/{event.id}/door")
    assert "/l/door_" in made.text
    organiser.post(f"/organise/events/{event.id}/door/revocation")
    assert phone.get(f"/door/{event.id}").status_code == 401


def test_walking_in_by_the_form(app: Flask, event: Event) -> None:
    phone = guard(app, event)
    at = f"/door/{event.id}/walkins"
    assert 'value="Ineens"' in phone.get(f"{at}/new?name=Ineens").text
    empty = phone.post(at, data={"key": str(uuid.uuid4())})
    assert (empty.status_code, "Vul de naam in." in empty.text) == (422, True)
    typed = {"key": str(uuid.uuid4()), "name": "Ineens Daar", "role": role(event).id}
    assert phone.post(at, data=typed).status_code == 303
    assert "Ineens Daar is binnen." in phone.get(f"/door/{event.id}").text
    join(event, ANNA)
    part = phone.post(at, data={**typed, "key": str(uuid.uuid4())}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "Let op: er zijn nu meer mensen dan plekken." in part.text
    assert 'value="Ineens Daar"' not in part.text
    known = phone.post(at, data={**typed, "key": str(uuid.uuid4()), "email": ANNA})
    assert known.status_code == 409
    assert "Toch toelaten" in known.text
    assert ANNA.partition("@")[0] in known.text


def test_who_stands_at_the_door_acts_as_the_door_also_for_themselves(
    app: Flask, event: Event
) -> None:
    join(event, ANNA)
    phone = guard(app, event)
    phone.get(link(mails(ANNA)[0]))
    phone.post(f"/door/{event.id}/checkins/{of(ANNA).id}")
    came = db.session.scalars(
        select(JournalEntry).where(JournalEntry.what == "signup.checked_in")
    ).one()
    assert (came.actor_kind, of(ANNA).check_in.by) == ("door", "door")  # type: ignore[union-attr]


def test_midnight_is_that_of_rotterdam(app: Flask) -> None:
    day = datetime(2027, 10, 30, 12, tzinfo=clock.now().tzinfo)
    event = build.event(starts_at=day, ends_at=day + timedelta(hours=4))
    assert clock.amsterdam(door.closes_at(event)).strftime("%d %H:%M") == "31 00:00"
