"""The programme in calendars, and as JSON for who makes something of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from makers.core.database import db
from makers.events import arranging
from makers.events.models import Event
from tests import build
from tests.events.conftest import BY


def appointments(answer: Any) -> list[Any]:
    return list(Calendar.from_ical(answer.text).walk("VEVENT"))


def test_a_calendar_has_an_appointment_for_every_item(fetch: Callable[..., Any]) -> None:
    answer = fetch("programme.ics")
    first, walk = appointments(answer)
    assert answer.mimetype == "text/calendar"
    assert str(walk["SUMMARY"]) == "Wandeling"
    assert walk["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert walk.decoded("DTSTART").astimezone(UTC) == datetime(2026, 11, 27, 13, tzinfo=UTC)
    assert "Neem een jas mee.\nHet waait." in str(walk["DESCRIPTION"])
    assert str(first["LOCATION"]) == "Grote zaal, Leeszaal, Rijnhoutplein 3"
    assert "BEGIN:VTIMEZONE" in answer.text


def test_an_appointment_keeps_its_name_and_its_number_grows(
    fetch: Callable[..., Any], event: Event
) -> None:
    before = appointments(fetch("programme.ics"))
    arranging.shift(event.programme[0], 5, version=arranging.version_of(event.id), by=BY)
    after = appointments(fetch("programme.ics"))
    assert [one["UID"] for one in after] == [one["UID"] for one in before]
    assert after[0]["SEQUENCE"] > before[0]["SEQUENCE"]


def test_what_is_called_off_is_struck_out(fetch: Callable[..., Any], event: Event) -> None:
    event.cancelled_at = event.made_at
    db.session.commit()
    assert {str(one["STATUS"]) for one in appointments(fetch("programme.ics"))} == {"CANCELLED"}


def test_talks_stand_in_the_appointment_of_their_row(
    with_talk: None, fetch: Callable[..., Any]
) -> None:
    first, _walk = appointments(fetch("programme.ics"))
    assert "13.00 Een buurthuis, Cor Visser, Dilan Kaya" in str(first["DESCRIPTION"])


def test_a_night_in_which_the_clock_changes(client: FlaskClient, app: Flask) -> None:
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # 01.30, half an hour before the clock jumps
    late = build.event(starts_at=night, ends_at=night + timedelta(hours=2))
    build.item(late, starts_at=night, minutes=60)
    (one,) = appointments(client.get(f"/e/{late.slug}/programme.ics"))
    assert one.decoded("DTEND") - one.decoded("DTSTART").astimezone(UTC) == timedelta(hours=1)
    (item,) = client.get(f"/e/{late.slug}/programme.json").get_json()["items"]
    assert item["starts_at"] == "2027-03-28T01:30:00+01:00"
    assert item["ends_at"] == "2027-03-28T03:30:00+02:00"
    root = ElementTree.fromstring(client.get(f"/e/{late.slug}/programme.xml").text)
    assert root.findtext(".//event/duration") == "01:00"


def test_json_has_one_shape(with_talk: None, fetch: Callable[..., Any], event: Event) -> None:
    told = fetch("programme.json").get_json()
    assert told["shape"] == 1
    assert told["event"] == {
        "title": "De makers & co",
        "url": f"http://127.0.0.1:8000/e/{event.slug}",
        "starts_at": "2026-11-27T13:00:00+01:00",
        "ends_at": "2026-11-27T17:00:00+01:00",
        "time_zone": "Europe/Amsterdam",
        "place": "Leeszaal",
        "address": "Rijnhoutplein 3",
        "cancelled": False,
    }
    row, walk = told["items"]
    assert uuid.UUID(walk.pop("id"))
    assert walk == {
        "title": "Wandeling",
        "description": "Neem een jas mee.\nHet waait.",
        "persons": ["Anna", "Ben"],
        "starts_at": "2026-11-27T14:00:00+01:00",
        "ends_at": "2026-11-27T14:45:00+01:00",
        "kind": "walk",
        "place": "",
        "parts": [],
    }
    (part,) = row["parts"]
    assert uuid.UUID(part.pop("id"))
    assert part == {
        "title": "Een buurthuis",
        "description": "Hoe het begon.",
        "persons": ["Cor Visser", "Dilan Kaya"],
        "starts_at": "2026-11-27T13:00:00+01:00",
        "ends_at": "2026-11-27T13:06:40+01:00",
    }
