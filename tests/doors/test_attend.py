"""The attendee's door: the public pages and one's own page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import clock, journal, links, mail
from makers.core.database import db, writing
from makers.core.links import Grant
from makers.events.models import Event, ItemKind
from makers.signups import door, service
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON
from tests.counting import statements
from tests.signups.people import VISITOR, join, of

AsPerson = Callable[[Signup], FlaskClient]
SetClock = Callable[[datetime], None]
BEFORE, DURING = NOON - timedelta(days=3), NOON + timedelta(hours=1, minutes=30)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the pages' clock."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(BEFORE)
    return set_clock


@pytest.fixture
def as_person(app: Flask, at: SetClock) -> AsPerson:
    """The browser of someone who opened their personal link."""

    def browser(signup: Signup) -> FlaskClient:
        client = app.test_client()
        grant = Grant("personal", signup.event_id, signup.id, signup.id)
        secret = links.give(grant, None, now=BEFORE)
        with client.session_transaction() as session:
            session["visit"] = secret
        return client

    return browser


def afternoon(**values: object) -> Event:
    """An event with a programme of two parts from 13.00."""
    event = build.event(**values)  # type: ignore[arg-type]
    build.item(event, ItemKind.PECHA_KUCHA, title="Zes keer pecha kucha", who="ondernemers")
    later = event.starts_at + timedelta(hours=1)
    build.item(event, ItemKind.INTERVISION, title="Intervisie aan tafels", starts_at=later)
    return event


def test_home_shows_what_comes_and_what_was(client: FlaskClient, at: SetClock) -> None:
    build.event(title="De volgende middag")
    day = NOON - timedelta(days=30)
    build.event(title="De vorige middag", starts_at=day, ends_at=day + timedelta(hours=4))
    build.event(title="Nog geheim", published=False)
    page = client.get("/").text
    assert (
        page.index("De volgende middag") < page.index("Wat er was") < page.index("De vorige middag")
    )
    assert "Nog geheim" not in page


def test_home_without_events_says_what_to_do(client: FlaskClient, at: SetClock) -> None:
    assert "Er staat nu niets gepland" in client.get("/").text


def test_the_event_page_tells_the_afternoon(client: FlaskClient, at: SetClock) -> None:
    event = afternoon(
        occasion="De Kanteling.",
        questions_government="Welke rol vraagt dit?\nWat is het waard?",
        questions_entrepreneurs="Wie moet ik spreken?",
        address="Rijnhoutplein 3",
        getting_there="Tram 4, halte Heemraadsplein.",
    )
    page = client.get(f"/e/{event.slug}").text
    for said in (
        "vrijdag 27 november 2026, 13.00 tot 17.00 uur",
        "Leeszaal, Rijnhoutplein 3",
        "Nog 20 plekken vrij",
        "De Kanteling.",
        "<li>Wat is het waard?</li>",
        "Wie moet ik spreken?",
        "Intervisie aan tafels",
        "Tram 4, halte Heemraadsplein.",
        f'href="/e/{event.slug}/signups/new"',
    ):
        assert said in page
    assert 'id="stream"' not in page, "no stream before the day"


def test_a_role_that_is_full_is_named_beside_the_places_that_are_free(
    client: FlaskClient, at: SetClock
) -> None:
    event = afternoon(capacity=4)
    path = f"/e/{event.slug}"
    assert "Wachtlijst voor" not in client.get(path).text
    event.roles[0].capacity = 1
    db.session.commit()
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    page = client.get(path).text
    assert "Nog 3 plekken vrij" in page
    assert "Nog plek voor sociaal ondernemer, gast. Wachtlijst voor ambtenaar." in page
    assert "Nog plek voor" in client.get(f"{path}/places").text
    with writing(event.id):
        for role in event.roles[1:]:
            role.capacity = 0
        journal.record("event.changed", event_id=event.id, topic="event", subject_id=event.id)
    page = client.get(path).text
    assert "plekken vrij" not in page
    assert "Wie zich nu aanmeldt, komt op de wachtlijst" in page
    assert "Zet me op de wachtlijst" in page


def test_a_page_that_is_kept_follows_every_change(client: FlaskClient, at: SetClock) -> None:
    event = afternoon(capacity=2)
    path = f"/e/{event.slug}"
    assert "Nog 2 plekken vrij" in client.get(path).text
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    assert "Alle plekken zijn bezet" in client.get(path).text
    service.cancel(of("anna@example.org"), now=BEFORE, by=VISITOR)
    assert "Nog 1 plek vrij" in client.get(path).text
    with writing(event.id):
        event.occasion = "Een andere aanleiding."
        journal.record("event.changed", event_id=event.id, topic="event", subject_id=event.id)
    assert "Een andere aanleiding." in client.get(path).text


def test_a_kept_page_carries_each_readers_own_nonce(app: Flask, at: SetClock) -> None:
    event = afternoon()
    at(DURING)
    pages = [app.test_client().get(f"/e/{event.slug}") for _ in range(2)]
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        nonce = re.findall(r"'nonce-([^']+)'", policy)[0]
        assert set(re.findall(r'nonce="([^"]+)"', page.text)) == {nonce}
    assert (
        pages[0].headers["Content-Security-Policy"] != pages[1].headers["Content-Security-Policy"]
    )


def test_each_language_has_its_own_kept_page(client: FlaskClient, at: SetClock) -> None:
    path = f"/e/{afternoon().slug}"
    assert "vrijdag 27 november" in client.get(path).text
    assert "Friday 27 November" in client.get(f"{path}?lang=en").text


def test_on_the_day_the_page_is_live_and_knows_what_is_on(
    client: FlaskClient, at: SetClock
) -> None:
    event = afternoon()
    path = f"/e/{event.slug}"
    at(DURING)
    page = client.get(path).text
    assert f'hx-sse:connect="{path}/stream?since=' in page
    for part in ("programme", "places"):
        assert f'hx-get="{path}/{part}"' in page
    first = on_now(client.get(f"{path}/programme").text)
    at(DURING + timedelta(hours=1))
    second = on_now(client.get(f"{path}/programme").text)
    assert (first, second) == ("Zes keer pecha kucha", "Intervisie aan tafels")
    assert "Nog 20 plekken vrij" in client.get(f"{path}/places").text


def on_now(page: str) -> str:
    """The title of the programme's part that is on."""
    found = re.search(r'aria-current="time".*?<h3>([^<]+?)\s*<', page, re.DOTALL)
    assert found, page
    return found[1]


def test_after_the_end_nobody_is_asked_to_sign_up(client: FlaskClient, at: SetClock) -> None:
    event = afternoon()
    at(event.ends_at)
    page = client.get(f"/e/{event.slug}").text
    assert "Deze bijeenkomst is voorbij." in page
    assert "signups/new" not in page


def test_an_unpublished_event_is_there_for_the_organiser_only(app: Flask, at: SetClock) -> None:
    event = afternoon(published=False)
    paths = [f"/e/{event.slug}{part}" for part in ("", "/programme", "/places", "/stream")]
    client = app.test_client()
    assert [client.get(path).status_code for path in paths] == [404] * 4
    secret = links.give(Grant("organiser", None, 1), None, now=BEFORE)
    with client.session_transaction() as session:
        session["visit"] = secret
    assert client.get(paths[0]).status_code == 200


def test_the_event_page_asks_at_most_six_times_and_then_twice(
    client: FlaskClient, at: SetClock
) -> None:
    path = f"/e/{afternoon().slug}"
    counts = []
    for _ in range(2):
        with statements(db.engine) as seen:
            client.get(path)
        counts.append(len(seen))
    assert counts[0] <= 6
    assert counts[1] == 2


def test_the_stream_is_an_event_stream(client: FlaskClient, at: SetClock) -> None:
    answer = client.get(f"/e/{afternoon().slug}/stream")
    assert answer.mimetype == "text/event-stream"
    first: Any = next(iter(answer.response))
    assert first.startswith(b"event: pulse")
    answer.close()


def test_ones_own_page_says_where_one_stands(as_person: AsPerson) -> None:
    event = afternoon(capacity=1)
    for name in ("anna", "ben", "cor"):
        join(event, f"{name}@example.org")
    service.cancel(of("ben@example.org"), now=BEFORE, by=VISITOR)

    def page(name: str) -> str:
        signup = of(f"{name}@example.org")
        return as_person(signup).get(f"/me/{signup.id}").text

    assert "Je hebt een plek" in page("anna")
    assert "Je bent nummer 1 in de rij voor ambtenaar" in page("cor")
    assert "Je bent afgemeld" in page("ben")
    assert "/cancellation" in page("anna")
    assert "/cancellation" not in page("ben")


def test_a_wish_for_another_role_is_shown_with_its_place(as_person: AsPerson) -> None:
    event = afternoon()
    event.roles[2].capacity = 0
    db.session.commit()
    signup = build.signup(event, wanted_role_id=event.roles[2].id)
    page = as_person(signup).get(f"/me/{signup.id}").text
    assert "Je wilt komen als gast. Daarvoor ben je nummer 1 in de rij." in page


def test_talk_and_case_are_for_entrepreneurs(as_person: AsPerson) -> None:
    event = afternoon()
    build.slots(event.programme[0])
    for role, theirs in (("sociaal ondernemer", True), ("ambtenaar", False)):
        signup = build.signup(event, role=role)
        page = as_person(signup).get(f"/me/{signup.id}").text
        assert (f"/me/{signup.id}/talk" in page) is theirs
        assert (f"/me/{signup.id}/case" in page) is theirs


def test_during_the_afternoon_it_says_what_is_on_and_comes(
    as_person: AsPerson, at: SetClock
) -> None:
    event = afternoon()
    signup = build.signup(event)
    browser = as_person(signup)
    at(DURING)
    page = browser.get(f"/me/{signup.id}").text
    assert "Nu: Zes keer pecha kucha" in page
    assert "Straks, om 14.00: Intervisie aan tafels" in page
    assert "/cancellation" not in page, "afmelden kan tot het begin"
    fragment = browser.get(f"/me/{signup.id}", headers={"HX-Request": "true"}).text
    assert "Nu: Zes keer pecha kucha" in fragment
    assert "<html" not in fragment


def test_my_table_and_the_way_to_it(app: Flask, as_person: AsPerson, at: SetClock) -> None:
    event = afternoon()
    signup, other = build.signup(event), build.signup(event)
    table = build.table(event.programme[1], 7)
    build.published_plan(event.programme[1], {table: [signup]})
    browser = as_person(signup)
    at(DURING)
    assert f"/me/{signup.id}/table" in browser.get(f"/me/{signup.id}").text
    answer = browser.get(f"/me/{signup.id}/table")
    assert (answer.status_code, answer.location) == (303, f"/table/{table.id}")
    assert browser.get(answer.location).status_code == 200
    stranger = as_person(other)
    assert stranger.get(f"/me/{other.id}/table").status_code == 404
    assert stranger.get(f"/table/{table.id}").status_code == 404


def test_the_code_of_my_table_is_there_for_another_device_when_it_works(
    as_person: AsPerson, at: SetClock
) -> None:
    event = afternoon()
    signup = build.signup(event)
    table = build.table(event.programme[1], 7)
    build.published_plan(event.programme[1], {table: [signup]})
    browser, path = as_person(signup), f"/me/{signup.id}"
    assert table.join_code not in browser.get(path).text
    at(DURING)
    assert table.join_code in browser.get(path).text
    at(event.ends_at + timedelta(hours=7))
    assert table.join_code not in browser.get(path).text


def test_the_code_for_the_door_is_there_on_the_day_until_one_is_in(
    as_person: AsPerson, at: SetClock
) -> None:
    event = afternoon(capacity=1)
    signup, waits = build.signup(event), build.signup(event, state="waiting")
    browser, path = as_person(signup), f"/me/{signup.id}"
    assert signup.ticket not in browser.get(path).text, "not three days before"
    at(NOON)
    page = browser.get(path).text
    assert f"Laat deze code zien bij de deur: {signup.ticket}" in page
    assert 'alt="QR-code voor de deur"' in page
    assert waits.ticket not in as_person(waits).get(f"/me/{waits.id}").text
    door.check_in(signup, now=NOON, by=VISITOR)
    assert signup.ticket not in browser.get(path).text


@pytest.mark.parametrize(("moment", "most"), [(BEFORE, 6), (DURING, 7)])
def test_ones_own_page_asks_six_times_and_once_more_when_it_has_begun(
    as_person: AsPerson, at: SetClock, moment: datetime, most: int
) -> None:
    event = afternoon()
    build.slots(event.programme[0])
    signup = build.signup(event, role="sociaal ondernemer")
    build.case(signup)
    table = build.table(event.programme[1], 7)
    build.published_plan(event.programme[1], {table: [signup]})
    browser, path = as_person(signup), f"/me/{signup.id}"
    at(moment)
    with statements(db.engine) as seen:
        assert browser.get(path).status_code == 200
    assert len(seen) <= most, "\n".join(seen)


def test_ones_own_page_is_ones_own(app: Flask, as_person: AsPerson) -> None:
    event = afternoon()
    anna, ben = build.signup(event), build.signup(event)
    for path in (f"/me/{ben.id}", f"/me/{ben.id}/stream", f"/me/{ben.id}/table"):
        assert as_person(anna).get(path).status_code == 404
        assert app.test_client().get(path).status_code == 401


def test_the_postbox_of_the_demo_shows_the_mail_and_is_not_there_otherwise(
    app: Flask, client: FlaskClient, at: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/mailbox").status_code == 404
    settings = replace(app.config["MAKERS"], demo=True, instance=tmp_path)
    monkeypatch.setitem(app.config, "MAKERS", settings)
    assert "Nog geen mail" in client.get("/mailbox").text
    join(afternoon(), "anna@example.org")
    mail.send_due(now=BEFORE)
    page = client.get("/mailbox").text
    assert "Je bent aangemeld" in page
    assert "anna@example.org" in page
    address = re.search(r'/l/personal_[\w-]+(?=")', page)
    assert address, "the personal link can be opened from here"
    assert client.get(address[0]).status_code == 303
