"""Called off: nobody can join, everybody hears why, calendars let go; and it can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from makers.core import clock
from makers.core.database import db
from makers.core.journal import Actor
from makers.events import calling_off
from makers.events.models import Event
from makers.signups import service
from makers.signups.service import CalledOff
from tests import build
from tests.counting import statements
from tests.signups.people import BEFORE, VISITOR, join, mails, of, told

DESK = Actor("organiser", 1)
WHY = "De zaal is <onder water> gelopen."


@pytest.fixture
def event(app: Flask) -> Event:
    """An afternoon with one who comes and one who waits."""
    event = build.event(capacity=1)
    for name in ("anna", "ben"):
        join(event, f"{name}@example.org")
    return event


def call_off(event: Event) -> None:
    """Call it off three days before."""
    calling_off.call_off(event, because=WHY, now=BEFORE, by=DESK)


def entry(calendar: str) -> Any:
    """The one appointment of a calendar."""
    return Calendar.from_ical(calendar).walk("VEVENT")[0]


def test_everybody_hears_it_once_with_the_reason(event: Event) -> None:
    call_off(event)
    call_off(event)
    assert told("anna@example.org") == ["signup.confirmed", "event.called_off"]
    assert told("ben@example.org") == ["signup.waiting", "event.called_off"]
    (letter,) = mails("ben@example.org")
    assert letter.subject == "Gaat niet door: Een middag van de makers"
    assert WHY in letter.text
    assert "De zaal is &lt;onder water&gt; gelopen." in letter.html


def test_calendars_let_the_appointment_go(event: Event) -> None:
    (confirmed,) = mails("anna@example.org")
    call_off(event)
    (letter,) = mails("anna@example.org")
    assert "METHOD:CANCEL" in letter.calendar
    assert entry(letter.calendar)["STATUS"] == "CANCELLED"
    assert entry(letter.calendar)["UID"] == entry(confirmed.calendar)["UID"]
    assert entry(letter.calendar)["SEQUENCE"] > entry(confirmed.calendar)["SEQUENCE"]
    assert mails("ben@example.org")[0].calendar == ""  # who waits has none


def test_nobody_can_join_and_nobody_is_promoted(event: Event, client: FlaskClient) -> None:
    call_off(event)
    with pytest.raises(CalledOff):
        join(event, "dirk@example.org")
    service.cancel(of("anna@example.org"), now=BEFORE, by=VISITOR)
    assert of("ben@example.org").confirmed_at is None
    assert client.get(f"/e/{event.slug}/signups/new").status_code == 409


def test_the_public_pages_say_so(event: Event, client: FlaskClient) -> None:
    call_off(event)
    page = client.get(f"/e/{event.slug}").text
    assert "Deze bijeenkomst gaat niet door." in page
    assert "De zaal is &lt;onder water&gt; gelopen." in page
    assert f"/e/{event.slug}/signups/new" not in page


def test_mails_that_were_on_their_way_are_overtaken(event: Event) -> None:
    call_off(event)
    assert [letter.what for letter in mails("anna@example.org")] == ["event.called_off"]


def test_what_began_is_not_called_off(event: Event) -> None:
    with pytest.raises(calling_off.AlreadyBegun):
        calling_off.call_off(event, because=WHY, now=event.starts_at, by=DESK)


def test_it_can_take_place_after_all_until_the_day(event: Event) -> None:
    call_off(event)
    service.cancel(of("anna@example.org"), now=BEFORE, by=VISITOR)
    calling_off.reinstate(event, now=BEFORE, by=DESK)
    calling_off.reinstate(event, now=BEFORE, by=DESK)
    assert told("anna@example.org")[-1] == "signup.cancelled"
    assert told("ben@example.org")[-2:] == ["event.reinstated", "signup.promoted"]
    letter = next(one for one in mails("ben@example.org") if one.what == "event.reinstated")
    assert "METHOD:REQUEST" in letter.calendar
    assert join(event, "dirk@example.org").place == 1


def test_calling_off_twice_mails_twice(event: Event) -> None:
    call_off(event)
    calling_off.reinstate(event, now=BEFORE, by=DESK)
    call_off(event)
    assert told("anna@example.org").count("event.called_off") == 2
    assert [letter.what for letter in mails("anna@example.org")] == ["event.called_off"] * 2


def test_on_the_day_it_stays_off(event: Event) -> None:
    call_off(event)
    morning = clock.from_wall_clock(clock.amsterdam(event.starts_at).replace(hour=0, tzinfo=None))
    with pytest.raises(calling_off.TooLateToGoOn):
        calling_off.reinstate(event, now=morning, by=DESK)
    calling_off.reinstate(event, now=morning - timedelta(seconds=1), by=DESK)
    assert event.cancelled_at is None


def test_a_calling_off_asks_shows_and_then_does(
    event: Event, organiser: FlaskClient, before: object
) -> None:
    page = f"/organise/events/{event.id}/cancellation"
    assert page in organiser.get(f"/organise/events/{event.id}/details").text
    assert "2 mensen krijgen dan een mail" in organiser.get(page).text
    assert organiser.post(f"{page}/preview").status_code == 422
    assert organiser.post(page).status_code == 422
    with statements(db.engine) as seen:
        shown = organiser.post(f"{page}/preview", data={"reason": WHY}).text
    assert len(seen) <= 6
    assert "2 mensen krijgen deze mail" in shown
    for said in ("Gaat niet door: Een middag", "Cancelled: Een middag", "&lt;onder water&gt;"):
        assert said in shown
    db.session.expire_all()
    assert (event.cancelled_at, told("anna@example.org")) == (None, ["signup.confirmed"])
    assert organiser.post(page, data={"reason": WHY}).status_code == 303
    db.session.expire_all()
    assert (event.cancelled_at, event.cancelled_because) == (BEFORE, WHY)
    assert "gaat niet door" in organiser.get(f"/organise/events/{event.id}").text


def test_the_page_of_what_is_off_takes_it_back(
    event: Event, organiser: FlaskClient, before: object
) -> None:
    call_off(event)
    with statements(db.engine) as seen:
        shown = organiser.get(f"/organise/events/{event.id}/cancellation").text
    assert len(seen) <= 6
    assert "Gaat toch door: Een middag van de makers" in shown
    assert organiser.post(f"/organise/events/{event.id}/reinstatement").status_code == 303
    db.session.expire_all()
    assert event.cancelled_at is None


def test_ones_own_page_says_so_and_still_opens(event: Event, client: FlaskClient) -> None:
    call_off(event)
    (letter,) = mails("anna@example.org")
    way = next(part for part in letter.text.split() if "/l/" in part).partition("/l/")[2]
    page = client.get(f"/l/{way}", follow_redirects=True).text
    assert "Deze bijeenkomst gaat niet door" in page
    assert "Je hebt een plek" not in page
