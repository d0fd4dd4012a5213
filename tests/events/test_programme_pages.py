"""Arranging the day at the desk and on the moderator’s phone; rooms; what pages say of it."""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import clock, links
from makers.core.database import db
from makers.core.links import Grant
from makers.events import arranging
from makers.events.arranging import ProgrammeChanged, version_of
from makers.events.models import Event, ItemKind, ProgrammeItem, Room
from tests import build
from tests.counting import statements
from tests.events.conftest import BY

HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Event:
    """An afternoon that has begun: a welcome of half an hour is on, then a lecture and a walk."""
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=5))
    event = build.event(starts_at=now, ends_at=now + timedelta(hours=2))
    for title, after, minutes in (("Welkom", 0, 30), ("Lezing", 30, 30), ("Wandeling", 60, 60)):
        starts_at = now + timedelta(minutes=after)
        build.item(event, ItemKind.OTHER, title=title, starts_at=starts_at, minutes=minutes)
    return event


@pytest.fixture
def phone(app: Flask, event: Event, now: datetime) -> FlaskClient:
    """A moderator's phone."""
    made = app.test_client()
    with made.session_transaction() as session:
        session["visit"] = links.give(Grant("moderator", event.id, event.id), None, now=now)
    return made


def named(event: Event, title: str) -> ProgrammeItem:
    return next(item for item in event.programme if item.title == title)


def hours(event: Event) -> list[str]:
    """The day as people read it, in Rotterdam's time of the fixed moment."""
    db.session.expire_all()
    start = event.starts_at
    return [
        f"{item.title} {(item.starts_at - start) // timedelta(minutes=1)}"
        for item in sorted(event.programme, key=lambda item: item.starts_at)
    ]


def at_desk(event: Event, title: str, what: str) -> str:
    return f"/organise/events/{event.id}/programme/{named(event, title).id}/{what}"


def lock(event: Event, title: str) -> None:
    named(event, title).locked = True
    db.session.commit()


# --- at the desk ----------------------------------------------------------------------------------


def test_a_part_changes_places_with_its_neighbour(desk: FlaskClient, event: Event) -> None:
    form = {"version": version_of(event.id), "direction": "earlier"}
    answer = desk.post(at_desk(event, "Wandeling", "order"), data=form, follow_redirects=True)
    assert "‘Wandeling’ begint nu om" in answer.text
    assert hours(event) == ["Welkom 0", "Wandeling 30", "Lezing 90"]


def test_with_htmx_the_day_alone_comes_back(desk: FlaskClient, event: Event) -> None:
    form = {"version": version_of(event.id), "direction": "later"}
    answer = desk.post(at_desk(event, "Welkom", "order"), data=form, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "‘Welkom’ begint nu om" in answer.text
    assert f'value="{version_of(event.id)}"' in answer.text


def test_what_no_longer_fits_is_told(desk: FlaskClient, event: Event) -> None:
    lock(event, "Wandeling")
    form = {"version": version_of(event.id), "minutes": "10"}
    answer = desk.post(at_desk(event, "Welkom", "shift"), data=form, follow_redirects=True)
    assert "‘Welkom’ duurt nu 40 minuten" in answer.text
    assert "maar ‘Lezing’ duurt tot" in answer.text
    assert hours(event) == ["Welkom 0", "Lezing 40", "Wandeling 60"]


def test_more_that_does_not_fit_than_a_cookie_holds_is_summed_up(
    desk: FlaskClient, event: Event
) -> None:
    late = event.ends_at - timedelta(minutes=2)
    for number in range(6):
        build.item(event, ItemKind.OTHER, title=f"Groep {number}", starts_at=late, minutes=2)
    form = {"version": version_of(event.id), "minutes": "5"}
    answer = desk.post(at_desk(event, "Welkom", "shift"), data=form, headers=HTMX)
    assert "Er past nog meer niet. Kijk het programma na." in answer.text


@pytest.mark.parametrize("minutes", ["", "veel", "61", "-30"])
def test_minutes_that_cannot_be_change_nothing(
    desk: FlaskClient, event: Event, minutes: str
) -> None:
    before, form = hours(event), {"version": version_of(event.id), "minutes": minutes}
    answer = desk.post(at_desk(event, "Welkom", "shift"), data=form)
    assert answer.status_code == 409
    assert "Kies hooguit 60 minuten" in answer.text
    assert hours(event) == before


def test_an_old_page_moves_nothing_and_shows_the_day_as_it_is(
    desk: FlaskClient, event: Event
) -> None:
    form = {"version": version_of(event.id), "minutes": "5"}
    path = at_desk(event, "Welkom", "shift")
    assert desk.post(path, data=form).status_code == 303
    again = desk.post(path, data=form)
    assert again.status_code == 409
    assert "Het programma is intussen veranderd" in again.text
    assert hours(event) == ["Welkom 0", "Lezing 35", "Wandeling 65"]


def test_two_taps_at_once_move_it_once(app: Flask, event: Event) -> None:
    """Both saw the same programme; the one that comes second is told that it changed."""
    item_id, version = named(event, "Welkom").id, version_of(event.id)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def tap() -> None:
        with app.app_context():
            item = db.session.get_one(ProgrammeItem, item_id)
            ready.wait(timeout=30)
            try:
                arranging.shift(item, 5, version=version, by=BY)
                outcomes.append("moved")
            except ProgrammeChanged:
                outcomes.append("told")
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert Counter(outcomes) == {"moved": 1, "told": 1}
    event = db.session.get_one(ProgrammeItem, item_id).event
    assert hours(event) == ["Welkom 0", "Lezing 35", "Wandeling 65"]


def test_what_is_put_in_between_moves_the_rest(desk: FlaskClient, event: Event) -> None:
    page = f"/organise/events/{event.id}/programme"
    begins = named(event, "Lezing").starts_at
    form = {
        "version": version_of(event.id),
        "kind": "break",
        "title": "Koffie",
        "starts": f"{clock.amsterdam(begins):%H:%M}",
        "minutes": "15",
        "insert": "y",
    }
    assert desk.post(page, data=form).status_code == 303
    assert hours(event) == ["Welkom 0", "Koffie 30", "Lezing 45", "Wandeling 75"]
    late = desk.post(page, data={**form, "title": "Thee"})
    assert late.status_code == 409
    assert 'value="Thee"' in late.text


def test_the_page_takes_a_known_number_of_statements(desk: FlaskClient, event: Event) -> None:
    desk.get(f"/organise/events/{event.id}/programme")
    with statements(db.engine) as few:
        desk.get(f"/organise/events/{event.id}/programme")
    for number in range(10):
        build.item(event, ItemKind.OTHER, title=f"Groep {number}")
    with statements(db.engine) as many:
        desk.get(f"/organise/events/{event.id}/programme")
    assert len(many) == len(few)


# --- rooms ----------------------------------------------------------------------------------------


def rooms_form(desk: FlaskClient, event: Event) -> str:
    page = desk.get(f"/organise/events/{event.id}/programme").text
    return version_in(page)


def version_in(page: str) -> str:
    """The version that the form of the rooms carries."""
    found = re.search(r'id="places".*?name="version"[^>]*value="(\w+)"', page, re.DOTALL)
    assert found
    return found.group(1)


def test_rooms_are_kept_and_a_group_too_large_is_told(desk: FlaskClient, event: Event) -> None:
    item = named(event, "Lezing")
    item.place, item.group_size = "Zolder", 30
    db.session.commit()
    form = {
        "version": rooms_form(desk, event),
        "room-0-name": "Zolder",
        "room-0-people": "12",
        "room-1-name": "",
        "room-1-people": "",
    }
    path = f"/organise/events/{event.id}/rooms"
    page = desk.post(path, data=form, follow_redirects=True).text
    assert "De ruimtes zijn bewaard." in page
    assert "‘Lezing’ is voor 30 mensen, maar in Zolder passen er 12." in page


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("Zolder", "")], "Vul bij elke ruimte in hoeveel mensen erin passen."),
        ([("Zolder", "veel")], "Vul hier een heel getal in"),
        ([("Zolder", "0")], "Vul een getal in tussen 1 en 2000."),
        ([("Zolder", "3"), ("zolder", "4")], "Twee ruimtes heten hetzelfde."),
    ],
)
def test_a_wrong_room_is_told_and_what_was_typed_stays(
    desk: FlaskClient, event: Event, rows: list[tuple[str, str]], sentence: str
) -> None:
    form = {"version": rooms_form(desk, event)}
    for number, (name, people) in enumerate(rows):
        form |= {f"room-{number}-name": name, f"room-{number}-people": people}
    answer = desk.post(f"/organise/events/{event.id}/rooms", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Zolder"' in answer.text
    assert db.session.query(Room).count() == 0


def test_rooms_from_an_old_page_show_both(desk: FlaskClient, event: Event) -> None:
    version, path = rooms_form(desk, event), f"/organise/events/{event.id}/rooms"
    row = {"version": version, "room-0-name": "Zolder", "room-0-people": "12"}
    assert desk.post(path, data=row).status_code == 303
    late = desk.post(path, data={**row, "room-0-name": "Kelder"})
    assert late.status_code == 409
    assert 'value="Kelder"' in late.text
    assert "Zolder: 12" in late.text
    again = {**row, "version": version_in(late.text)}
    assert desk.post(path, data=again).status_code == 303


# --- the moderator's phone ------------------------------------------------------------------------


def test_the_moderator_sees_what_is_on_and_lets_it_take_longer(
    phone: FlaskClient, event: Event
) -> None:
    page = phone.get(f"/operate/{event.id}/programme").text
    assert "Nu: Welkom" in page
    path = f"/operate/{event.id}/programme/{named(event, 'Welkom').id}/shift"
    form = {"version": version_of(event.id), "minutes": "10"}
    answer = phone.post(path, data=form, follow_redirects=True)
    assert "‘Welkom’ duurt nu 40 minuten" in answer.text
    assert hours(event) == ["Welkom 0", "Lezing 40", "Wandeling 70"]
    again = phone.post(path, data=form, headers=HTMX)
    assert again.status_code == 409
    assert "Het programma is intussen veranderd" in again.text


def test_the_moderator_of_another_event_may_not(
    phone: FlaskClient, event: Event, app: Flask, now: datetime
) -> None:
    other = build.event(starts_at=now)
    item = build.item(other, title="Elders")
    assert phone.get(f"/operate/{other.id}/programme").status_code in (401, 404)
    path = f"/operate/{event.id}/programme/{item.id}/shift"
    assert phone.post(path, data={"minutes": "5"}).status_code == 404


def test_an_empty_programme_says_what_to_do(phone: FlaskClient, event: Event) -> None:
    for item in list(event.programme):
        db.session.delete(item)
    db.session.commit()
    assert "Er komt niets meer." in phone.get(f"/operate/{event.id}/programme").text
