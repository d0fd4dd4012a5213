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
from makers.signups.erasing import erase
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


@pytest.mark.parametrize("letters", ["example", "p1@", "geheim", "beleid"])
def test_nobody_is_found_by_address_department_or_job(
    desk: FlaskClient, event: Event, letters: str
) -> None:
    build.signup(event, "Eva Smit", job="Geheim", department="Beleid")
    assert "Niemand gevonden." in found(desk, event, letters)


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
    assert "1 van 4 binnen" in page


def test_the_list_is_fetched_alone_and_anew_when_somebody_comes_in(
    desk: FlaskClient, event: Event
) -> None:
    part = text(desk.get(f"/door/{event.id}/people", query_string={"q": "zoë"}))
    assert "<html" not in part
    assert "Zoë Jansen" in part
    assert "checkin from:#stream" in found(desk, event, "zoë")


def test_a_long_list_asks_for_more_letters(desk: FlaskClient, event: Event) -> None:
    for number in range(32):
        build.signup(event, f"Kim {number}")
    page = found(desk, event, "kim")
    assert page.count('id="person-') == 30
    assert "En nog 2 anderen. Typ meer letters." in page


def test_a_code_read_aloud_is_found(desk: FlaskClient, event: Event) -> None:
    one = build.signup(event, "Eva Smit")
    assert "Eva Smit" in found(desk, event, f"{one.ticket[:5]} {one.ticket[5:]}".lower())


def test_who_signed_up_again_and_who_was_erased_stand_there_once_or_not(
    desk: FlaskClient, event: Event
) -> None:
    gone = build.signup(event, "Eva Smit", state="cancelled")
    build.signup(event, "Eva Smit", person=gone.person)
    assert found(desk, event, "eva").count('id="person-') == 1
    fien = build.signup(event, "Fien Weg")
    erase(fien.person, now=NOON, by=SYSTEM)
    assert "Niemand gevonden." in found(desk, event, fien.role.name)


@pytest.mark.parametrize("page", ["", "/people"])
def test_only_organisers_come_here(client: FlaskClient, event: Event, page: str) -> None:
    assert client.get(f"/door/{event.id}{page}?q=zoe").status_code == 401


@pytest.mark.parametrize("page", ["", "/people"])
def test_an_event_that_is_not_there_is_not_there(desk: FlaskClient, page: str) -> None:
    assert desk.get(f"/door/99{page}").status_code == 404


def test_the_pages_ask_the_database_little(desk: FlaskClient, event: Event) -> None:
    for _ in range(5):
        door.check_in(build.signup(event, "Zoë"), now=NOON, by=SYSTEM)
    one, paper = build.signup(event), f"/organise/events/{event.id}/print"
    pages = ("?q=zoe", "/people?q=zoe", "/walkins/new")
    for url in (
        *(f"/door/{event.id}{page}" for page in pages),
        *(f"{paper}/{what}" for what in ("list", "badges", "poster")),
        f"/i/{one.ticket}",
    ):
        with statements(db.engine) as seen:
            assert desk.get(url).status_code == 200
        assert len(seen) <= 6, url


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
    assert "Laat deze code zien bij de deur" in text(stranger)
    unknown = app.test_client().get("/i/NOBODY")
    assert (unknown.status_code, "Deze code kennen we niet" in text(unknown)) == (404, True)
    assert (
        desk.post(f"/door/{event.id}/checkins/{one.id}", data={"ticket": one.ticket}).location == at
    )
    assert "Al binnen sinds" in text(desk.get(at))


def test_a_tap_answers_with_that_person_alone(desk: FlaskClient, event: Event) -> None:
    one = build.signup(event, "Eva Smit")
    at, htmx = f"/door/{event.id}/checkins/{one.id}", {"HX-Request": "true"}
    page = text(desk.post(at, headers=htmx, data={"q": "eva"}))
    assert (page.strip().startswith("<li"), "binnen sinds" in page) == (True, True)
    assert 'value="eva"' in page
    card = desk.post(at, headers=htmx, data={"ticket": one.ticket}, follow_redirects=True)
    assert "Al binnen sinds" in text(card)


def test_who_lost_their_place_meanwhile_is_shown_as_they_are(
    desk: FlaskClient, event: Event
) -> None:
    wim = build.signup(event, "Wim Weg", state="waiting")
    at, htmx = f"/door/{event.id}/checkins/{wim.id}", {"HX-Request": "true"}
    answer = desk.post(at, headers=htmx)
    assert answer.status_code == 409
    assert "heeft geen plek" in text(answer)
    assert "Toch toelaten" in text(answer)
    card = desk.post(at, headers=htmx, data={"ticket": wim.ticket}, follow_redirects=True)
    assert text(card).count("heeft geen plek") == 1
    page = desk.post(at, data={"ticket": wim.ticket}, follow_redirects=True)
    assert text(page).count("heeft geen plek") == 1


def test_a_scan_says_which_table_by_the_plan_in_force(desk: FlaskClient, event: Event) -> None:
    one, item = build.signup(event, "Eva Smit"), build.item(event)
    assert "Tafel" not in text(desk.get(f"/i/{one.ticket}"))
    build.published_plan(item, {build.table(item, 7): [one]})
    assert "Tafel 7" in text(desk.get(f"/i/{one.ticket}"))
    assert "<td>7</td>" in text(desk.get(f"/organise/events/{event.id}/print/list"))


def test_in_english(app: Flask, desk: FlaskClient, event: Event) -> None:
    one = build.signup(event, "Eva Smit")
    assert "1 of" not in found(desk, event, "eva")
    assert "0 of 4 inside" in text(desk.get(f"/door/{event.id}?q=eva&lang=en"))
    assert "Show this code at the door" in text(app.test_client().get(f"/i/{one.ticket}?lang=en"))


def test_scanning_changes_nothing(desk: FlaskClient, event: Event) -> None:
    one = build.signup(event, "Eva Smit")
    for _ in range(3):
        desk.head(f"/i/{one.ticket}")
        desk.get(f"/i/{one.ticket}")
    db.session.expire_all()
    assert one.check_in is None
