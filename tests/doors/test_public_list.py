"""Everybody can see which meetings come and which there were; not who comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core.database import db
from makers.events.models import Event
from tests import build
from tests.conftest import NOON
from tests.counting import statements

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def at_noon(set_clock: SetClock) -> None:
    set_clock(NOON)


def meeting(title: str, starts_at: datetime, **values: Any) -> Event:
    """A published afternoon of four hours."""
    ends_at = starts_at + timedelta(hours=4)
    return build.event(title=title, starts_at=starts_at, ends_at=ends_at, **values)


def order(page: str, *titles: str) -> list[str]:
    """Those of these words that are on the page, in its order."""
    return sorted((one for one in titles if one in page), key=page.index)


def test_what_comes_stands_first_and_the_past_by_year(app: Flask, client: FlaskClient) -> None:
    meeting("Oud", datetime(2025, 6, 1, 12, tzinfo=UTC))
    meeting("Zomer", datetime(2026, 6, 1, 12, tzinfo=UTC))
    meeting("Herfst", datetime(2026, 10, 1, 12, tzinfo=UTC))
    meeting("Later", NOON + timedelta(days=60))
    meeting("Straks", NOON + timedelta(days=3), place="Gemaal op Zuid")
    page = client.get("/events").text
    titles = ("Straks", "Later", "Wat er was", ">2026<", "Herfst", "Zomer", ">2025<", "Oud")
    assert order(page, *titles) == list(titles)
    assert "maandag 30 november 2026" in page
    assert "Gemaal op Zuid" in page


def test_the_years_are_those_of_the_clock_on_the_wall(app: Flask, client: FlaskClient) -> None:
    meeting("Nieuwjaar", datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert order(client.get("/events").text, ">2026<", ">2025<") == [">2026<"]


def test_what_is_on_now_says_so_until_it_is_over(
    app: Flask, client: FlaskClient, set_clock: SetClock
) -> None:
    event = meeting("Vandaag", NOON + timedelta(hours=1))
    assert "nu bezig" not in client.get("/events").text
    set_clock(event.starts_at)
    assert "nu bezig" in client.get("/events").text
    set_clock(event.ends_at)
    page = client.get("/events").text
    assert "nu bezig" not in page
    assert order(page, "Er staat nu niets gepland", "Wat er was", "Vandaag") == [
        "Er staat nu niets gepland",
        "Wat er was",
        "Vandaag",
    ]


def test_a_meeting_that_is_called_off_never_was(
    app: Flask, client: FlaskClient, set_clock: SetClock
) -> None:
    event = meeting("Toch niet", NOON + timedelta(days=3), cancelled_at=NOON)
    assert "gaat niet door" in client.get("/events").text
    set_clock(event.ends_at)
    assert "Toch niet" not in client.get("/events").text


def test_what_is_not_published_and_who_comes_stay_out(app: Flask, client: FlaskClient) -> None:
    event = meeting("Openbaar", NOON + timedelta(days=3))
    build.signup(event, "Anna Zonderling")
    build.event(published=False, title="Geheim plan")
    page = client.get("/events").text
    assert order(page, "Openbaar", "Geheim plan", "Anna Zonderling") == ["Openbaar"]


def test_a_change_is_seen_at_once(app: Flask, client: FlaskClient) -> None:
    event = meeting("Straks", NOON + timedelta(days=3), place="Leeszaal")
    assert "Leeszaal" in client.get("/events").text
    event.place = "Gemaal"
    db.session.commit()
    page = client.get("/events").text
    assert order(page, "Leeszaal", "Gemaal") == ["Gemaal"]


def test_without_meetings_it_says_what_to_do(app: Flask, client: FlaskClient) -> None:
    page = client.get("/events").text
    assert "Er staat nu niets gepland" in page
    assert "Wat er was" not in page


def test_it_speaks_english_too(app: Flask, client: FlaskClient) -> None:
    meeting("Straks", NOON + timedelta(days=3))
    assert "Monday 30 November 2026" in client.get("/events?lang=en").text


def test_home_leads_to_it(app: Flask, client: FlaskClient) -> None:
    assert 'href="/events"' in client.get("/").text


def test_it_costs_one_statement(app: Flask, client: FlaskClient) -> None:
    for n in range(5):
        meeting(f"Nummer {n}", NOON + timedelta(days=n))
    db.session.rollback()
    with statements(db.engine) as seen:
        client.get("/events")
    assert len(seen) == 1
