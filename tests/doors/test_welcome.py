"""At the door: found by two letters, in by one tap."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import Event
from makers.signups import door
from tests import build
from tests.conftest import NOON
from tests.counting import statements


@pytest.fixture
def event(app: Flask) -> Event:
    """An afternoon with five people."""
    event = build.event()
    build.signup(event, "Zoë Jansen", organisation="Taalnomaden")
    build.signup(event, "Ömer Yıldız")
    build.signup(event, "Tom Vos")
    build.signup(event, "Wim Wacht", state="waiting")
    build.signup(event, "Anja Afgemeld", state="cancelled")
    return event


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def found(desk: FlaskClient, event: Event, letters: str) -> str:
    return text(desk.get(f"/door/{event.id}", query_string={"q": letters}))


@pytest.mark.parametrize("letters", ["", "z", " z "])
def test_nobody_shows_before_somebody_searched(
    desk: FlaskClient, event: Event, letters: str
) -> None:
    page = found(desk, event, letters)
    assert "Typ twee letters" in page
    assert "Jansen" not in page


@pytest.mark.parametrize("letters", ["zoe", "ZOË", "jan", "nomaden"])
def test_two_letters_find_someone_whatever_their_accents(
    desk: FlaskClient, event: Event, letters: str
) -> None:
    page = found(desk, event, letters)
    assert "Zoë Jansen" in page
    assert "Tom Vos" not in page


def test_whose_name_begins_so_comes_first(desk: FlaskClient, event: Event) -> None:
    page = found(desk, event, "om")
    assert page.index("Ömer") < page.index("Tom Vos") < page.index("Zoë")


def test_nobody_found_says_what_to_try(desk: FlaskClient, event: Event) -> None:
    assert "Niemand gevonden." in found(desk, event, "qq")


def test_who_has_no_place_shows_why_and_can_be_let_in_anyway(
    desk: FlaskClient, event: Event
) -> None:
    page = found(desk, event, "wim")
    assert "op de wachtlijst" in page
    assert "Toch toelaten" in page
    assert "afgemeld" in found(desk, event, "anja")


def test_one_tap_brings_someone_in_and_the_count_follows(desk: FlaskClient, event: Event) -> None:
    one = build.signup(event, "Eva Smit")
    assert desk.post(f"/door/{event.id}/checkins/{one.id}").status_code == 303
    page = found(desk, event, "eva")
    assert "binnen sinds" in page
    assert "<b>1</b> binnen, van de 4 die komen" in page


def test_the_list_keeps_what_was_searched_when_it_is_fetched_anew(
    desk: FlaskClient, event: Event
) -> None:
    url = f"/door/{event.id}/people"
    part = text(desk.get(url, query_string={"q": "zoë"}))
    assert "<html" not in part
    assert f'hx-get="{url}?q=zo%C3%AB"' in part
    assert "checkin from:#stream" in part


@pytest.mark.parametrize("page", ["", "/people"])
def test_only_organisers_come_here(client: FlaskClient, event: Event, page: str) -> None:
    assert client.get(f"/door/{event.id}{page}?q=zoe").status_code == 401


@pytest.mark.parametrize("page", ["", "/people"])
def test_an_event_that_is_not_there_is_not_there(desk: FlaskClient, page: str) -> None:
    assert desk.get(f"/door/99{page}").status_code == 404


def test_the_search_asks_the_database_little(desk: FlaskClient, event: Event) -> None:
    for _ in range(5):
        door.check_in(build.signup(event, "Zoë"), now=NOON, by=SYSTEM)
    url = f"/door/{event.id}?q=zoe"
    with statements(db.engine) as seen:
        assert desk.get(url).status_code == 200
    assert len(seen) <= 6


def test_the_pages_on_paper_have_what_they_are_for(desk: FlaskClient, event: Event) -> None:
    at = f"/organise/events/{event.id}/print"
    listed, badges, poster = (
        text(desk.get(f"{at}/{what}")) for what in ("list", "badges", "poster")
    )
    assert listed.index("Ömer") < listed.index("Tom Vos") < listed.index("Zoë Jansen")
    assert "Wim Wacht" not in listed
    assert badges.count('class="badge-card"') == 3
    assert "data:image/svg+xml" in poster
    assert desk.get(f"{at}/menu").status_code == 404


def test_a_code_shows_who_comes_to_who_stands_at_the_door_only(
    app: Flask, desk: FlaskClient, event: Event
) -> None:
    one = build.signup(event, "Eva Smit")
    at = f"/i/{one.ticket}"
    page = text(desk.get(at.lower()))
    assert "Eva Smit" in page
    stranger = app.test_client().get(at)
    assert (stranger.status_code, "Eva Smit" in text(stranger)) == (200, False)
    assert "Laat dit zien bij de deur" in text(stranger)
    assert app.test_client().get("/i/NOBODY").status_code == 404
    assert (
        desk.post(f"/door/{event.id}/checkins/{one.id}", data={"ticket": one.ticket}).location == at
    )
    assert "Al binnen sinds" in text(desk.get(at))


def test_scanning_changes_nothing(desk: FlaskClient, event: Event) -> None:
    one = build.signup(event, "Eva Smit")
    for _ in range(3):
        desk.head(f"/i/{one.ticket}")
        desk.get(f"/i/{one.ticket}")
    db.session.expire_all()
    assert one.check_in is None
