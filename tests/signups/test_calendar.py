"""The subscription shows one's own programme and nothing more; the public event is a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import Actor
from makers.core.links import Link
from makers.events import calling_off
from makers.events.models import Event, ItemKind
from makers.seating.models import Table
from makers.signups import calendar_feed, service
from makers.signups.models import Signup
from makers.talks.models import Talk
from tests import build
from tests.counting import statements
from tests.signups.people import BEFORE, VISITOR, join, link, mails, of

pytestmark = pytest.mark.usefixtures("before")
Person = Callable[[Signup], FlaskClient]
ANNA = "anna@example.org"
DESK = Actor("organiser", 1)


def subscribed(browser: FlaskClient, signup: Signup) -> str:
    """The path of a new subscription, made on one's own page."""
    page = browser.post(f"/me/{signup.id}/calendar").text
    found = re.search(r'value="https?://[^/]+(/calendar/\S+\.ics)"', page)
    assert found, page
    return found[1]


def entries(text: str) -> list[Any]:
    """What stands in a calendar."""
    calendar: Any = Calendar.from_ical(text)
    return list(calendar.walk("VEVENT"))


@pytest.fixture
def anna(app: Flask) -> Signup:
    """She has a place."""
    join(build.event(address="Rijnhoutplein 3"), ANNA)
    return of(ANNA)


def test_whoever_has_the_address_reads_it_without_a_cookie(
    app: Flask, anna: Signup, as_person: Person
) -> None:
    path = subscribed(as_person(anna), anna)
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    (event,) = entries(answer.text)
    assert str(event["SUMMARY"]) == anna.event.title
    assert str(event["LOCATION"]) == "Leeszaal, Rijnhoutplein 3"
    assert event["DTSTART"].dt == anna.event.starts_at
    assert event["STATUS"] == "CONFIRMED"
    assert "METHOD:PUBLISH" in answer.text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.text
    assert "TZID:Europe/Amsterdam" in answer.text
    assert "ATTENDEE" not in answer.text


def test_the_page_offers_it_to_a_phone_and_shows_it_once(anna: Signup, as_person: Person) -> None:
    browser = as_person(anna)
    assert f"/me/{anna.id}/calendar" in browser.get(f"/me/{anna.id}").text
    page = browser.get(f"/me/{anna.id}/calendar").text
    assert "Tik op “Maak een abonnement” en daarna op “Open in mijn agenda”." in page
    page = browser.post(f"/me/{anna.id}/calendar").text
    assert 'href="webcal://' in page
    later = browser.get(f"/me/{anna.id}/calendar").text
    assert "calendar_" not in later
    assert "Stop dit abonnement" in later


def test_ones_own_slot_and_tables_come_along_without_a_word_of_the_case(
    app: Flask, as_person: Person
) -> None:
    event = build.event()
    row = build.item(event, ItemKind.PECHA_KUCHA, place="Podium")
    talk = build.signup(event, "Anna", role="sociaal ondernemer")
    slot = build.slots(row)[1]
    given = {"title": "Taalwerkplaats", "booked_at": BEFORE}
    db.session.add(
        Talk(event_id=event.id, slot_id=slot.id, signup_id=talk.id, key=talk.key, **given)
    )
    db.session.commit()
    table = seated(event, talk, number=4, case="Geheime casus")
    browser = as_person(talk)
    path = subscribed(browser, talk)
    text = app.test_client().get(path).text
    shown = {str(one["SUMMARY"]): one for one in entries(text)}
    assert list(shown) == [event.title, "Jouw pecha kucha: Taalwerkplaats", "Tafel 4: Intervisie"]
    mine = shown["Jouw pecha kucha: Taalwerkplaats"]
    assert mine["DTSTART"].dt == slot.starts_at
    assert str(mine["LOCATION"]) == "Podium"
    assert shown["Tafel 4: Intervisie"]["DTSTART"].dt == table.item.starts_at
    assert "Geheime" not in text
    assert len({str(one["UID"]) for one in shown.values()}) == 3


def seated(event: Event, signup: Signup, *, number: int, case: str) -> Table:
    """A round in which they sit at this table."""
    item = build.item(event, title="Intervisie", starts_at=event.starts_at + timedelta(hours=2))
    brought = build.case(build.signup(event, role="sociaal ondernemer"), case)
    table = build.table(item, number, case_id=brought.id)
    build.published_plan(item, {table: [signup]})
    return table


def test_another_table_is_the_same_entry(app: Flask, as_person: Person) -> None:
    event = build.event()
    signup = build.signup(event)
    item = build.item(event, title="Ronde")
    one, two = build.table(item, 1), build.table(item, 2)
    plan = build.published_plan(item, {one: [signup]})
    path = subscribed(as_person(signup), signup)
    before = entries(app.test_client().get(path).text)[1]
    plan.superseded_at = BEFORE
    db.session.commit()
    build.published_plan(item, {two: [signup]})
    after = entries(app.test_client().get(path).text)[1]
    assert (str(before["SUMMARY"]), str(after["SUMMARY"])) == ("Tafel 1: Ronde", "Tafel 2: Ronde")
    assert before["UID"] == after["UID"]


def test_who_waits_sees_so(app: Flask, as_person: Person) -> None:
    join(build.event(capacity=0), ANNA)
    path = subscribed(as_person(of(ANNA)), of(ANNA))
    (event,) = entries(app.test_client().get(path).text)
    assert str(event["SUMMARY"]).startswith("Wachtlijst: ")
    assert (event["STATUS"], event["TRANSP"]) == ("TENTATIVE", "TRANSPARENT")


def test_it_is_in_the_language_one_chose(app: Flask, as_person: Person) -> None:
    join(build.event(capacity=0), ANNA)
    of(ANNA).language = "en"
    db.session.commit()
    path = subscribed(as_person(of(ANNA)), of(ANNA))
    (event,) = entries(app.test_client().get(path).text)
    assert str(event["SUMMARY"]).startswith("Waiting list: ")


def test_who_cancels_sees_it_struck_out_and_makes_no_new_one(
    app: Flask, anna: Signup, as_person: Person
) -> None:
    browser = as_person(anna)
    path = subscribed(browser, anna)
    (before,) = entries(app.test_client().get(path).text)
    service.cancel(anna, now=BEFORE, by=VISITOR)
    (after,) = entries(app.test_client().get(path).text)
    assert after["STATUS"] == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert browser.post(f"/me/{anna.id}/calendar").status_code == 409
    assert "Maak" not in browser.get(f"/me/{anna.id}/calendar").text.split("<main")[1]


def test_what_is_called_off_is_struck_out(app: Flask, anna: Signup, as_person: Person) -> None:
    path = subscribed(as_person(anna), anna)
    calling_off.call_off(anna.event, because="Dicht.", now=BEFORE, by=DESK)
    (event,) = entries(app.test_client().get(path).text)
    assert event["STATUS"] == "CANCELLED"


def test_stopping_ends_every_address_at_once(app: Flask, anna: Signup, as_person: Person) -> None:
    browser = as_person(anna)
    paths = [subscribed(browser, anna), subscribed(browser, anna)]
    assert [app.test_client().get(path).status_code for path in paths] == [200, 200]
    page = browser.post(f"/me/{anna.id}/calendar/end", follow_redirects=True).text
    assert "Het abonnement is gestopt" in page
    assert [app.test_client().get(path).status_code for path in paths] == [404, 404]
    assert browser.get(f"/me/{anna.id}").status_code == 200, "the personal link goes on"


def test_what_did_not_change_is_not_sent_again(app: Flask, anna: Signup, as_person: Person) -> None:
    path, calendar = subscribed(as_person(anna), anna), app.test_client()
    first = calendar.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    for asked in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = calendar.get(path, headers=asked)
        assert (again.status_code, again.text) == (304, "")
    anna.event.title = "Een andere naam"
    db.session.commit()
    changed = calendar.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "Een andere naam" in changed.text


def test_it_opens_no_door_and_no_other_link_opens_it(
    app: Flask, anna: Signup, as_person: Person
) -> None:
    token = subscribed(as_person(anna), anna).removeprefix("/calendar/").removesuffix(".ics")
    stranger = app.test_client()
    assert stranger.get(f"/l/{token}").status_code == 404
    assert stranger.get(f"/me/{anna.id}").status_code == 401
    personal = link(mails(ANNA)[0]).removeprefix("/l/")
    assert stranger.get(f"/calendar/{personal}.ics").status_code == 404
    assert stranger.get("/calendar/calendar_invented.ics").status_code == 404
    assert stranger.post(f"/me/{anna.id}/calendar").status_code == 401


def test_only_its_digest_is_kept(app: Flask, anna: Signup, as_person: Person) -> None:
    path = subscribed(as_person(anna), anna)
    kept = db.session.scalars(select(Link).where(Link.kind == "calendar")).one()
    assert kept.digest not in path
    assert kept.signup_id == anna.id


def test_a_calendar_may_ask_once_a_minute(
    app: Flask, anna: Signup, as_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_feed, "ASKED_AN_HOUR", 3)
    browser = as_person(anna)
    path, other = subscribed(browser, anna), subscribed(browser, anna)
    calendar = app.test_client()
    assert [calendar.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert calendar.get(other).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: BEFORE + timedelta(minutes=61))
    assert calendar.get(path).status_code == 200


def test_not_more_than_ten_addresses_a_day(anna: Signup, as_person: Person) -> None:
    browser = as_person(anna)
    answers = [browser.post(f"/me/{anna.id}/calendar").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_it_asks_the_database_eight_things(app: Flask, anna: Signup, as_person: Person) -> None:
    browser = as_person(anna)
    path = subscribed(browser, anna)
    for asked in (path, f"/me/{anna.id}/calendar", f"/e/{anna.event.slug}/event.ics"):
        with statements(db.engine) as seen:
            assert browser.get(asked).status_code == 200
        assert len(seen) <= 8, seen


def test_anybody_may_keep_the_public_event(app: Flask, client: FlaskClient) -> None:
    event = build.event(address="Rijnhoutplein 3")
    join(event, ANNA)
    page = client.get(f"/e/{event.slug}")
    assert f"/e/{event.slug}/event.ics" in page.text
    answer = client.get(f"/e/{event.slug}/event.ics")
    assert answer.mimetype == "text/calendar"
    (entry,) = entries(answer.text)
    assert "METHOD:PUBLISH" in answer.text
    assert "ATTENDEE" not in answer.text
    assert str(entry["ORGANIZER"]).startswith("mailto:")
    assert str(entry["URL"]).endswith(f"/e/{event.slug}")
    assert entry["DTSTART"].dt == event.starts_at
    again = client.get(
        f"/e/{event.slug}/event.ics", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_the_public_file_says_when_it_is_off(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    (before,) = entries(client.get(f"/e/{event.slug}/event.ics").text)
    calling_off.call_off(event, because="Dicht.", now=BEFORE, by=DESK)
    (after,) = entries(client.get(f"/e/{event.slug}/event.ics").text)
    assert after["STATUS"] == "CANCELLED"
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)


def test_what_is_not_public_is_no_file(
    app: Flask, client: FlaskClient, organiser: FlaskClient
) -> None:
    event = build.event(published=False)
    assert client.get(f"/e/{event.slug}/event.ics").status_code == 404
    assert organiser.get(f"/e/{event.slug}/event.ics").status_code == 200
    assert client.get("/e/nowhere/event.ics").status_code == 404
