"""The programme for calendars, conference apps and other websites."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from makers.core.database import db, writing
from makers.core.journal import record
from makers.events import arranging
from makers.events.exports import Part
from makers.events.models import Event, ItemKind
from makers.events.signals import programme_wanted
from tests import build
from tests.counting import statements
from tests.events.conftest import BY

FORMATS = ("programme.ics", "programme.json", "programme.xml", "programme/embed")
FILES = FORMATS[:3]


@pytest.fixture
def event(app: Flask) -> Event:
    """A row of pecha kuchas at 13.00 in the hall, then a walk for twelve people."""
    event = build.event(title="De makers & co", address="Rijnhoutplein 3")
    build.item(event, ItemKind.PECHA_KUCHA, title="Zes keer <pecha kucha>", place="Grote zaal")
    build.item(
        event,
        ItemKind.WALK,
        title="Wandeling",
        who="Anna en Ben",
        description="Neem een jas mee.\nHet waait.",
        starts_at=event.starts_at + timedelta(hours=1),
        minutes=45,
    )
    return event


@pytest.fixture
def fetch(client: FlaskClient, event: Event) -> Callable[[str], Any]:
    """An export of the event as a stranger gets it."""
    page = f"/e/{event.slug}"
    return lambda name, **more: client.get(f"{page}/{name}", **more)


def talk(event: Event) -> Part:
    row = event.programme[0]
    return Part(
        item_id=row.id,
        key="talk-1",
        title="Een buurthuis",
        starts_at=row.starts_at,
        ends_at=row.starts_at + timedelta(minutes=6, seconds=40),
        summary="Hoe het begon.",
        persons=("Cor Visser", "Dilan Kaya"),
    )


@pytest.fixture
def with_talk(event: Event) -> Any:
    """A later slice answers with one talk."""

    def parts(sender: Event, **about: object) -> list[Part]:
        return [talk(sender)]

    with programme_wanted.connected_to(parts):
        yield


# --- what all have in common ----------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_anybody_may_fetch_it_and_caches_may_keep_it(fetch: Callable[..., Any], name: str) -> None:
    answer = fetch(name)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    again = fetch(name, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_made_once_for_every_version(
    fetch: Callable[..., Any], event: Event, name: str
) -> None:
    first = fetch(name)
    with statements(db.engine) as seen:
        fetch(name)
    assert len(seen) == 2
    arranging.shift(event.programme[0], 5, version=arranging.version_of(event.id), by=BY)
    with statements(db.engine) as seen:
        changed = fetch(name)
    assert len(seen) <= 6
    assert changed.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("name", FILES)
def test_a_sign_up_changes_no_file(fetch: Callable[..., Any], event: Event, name: str) -> None:
    first = fetch(name)
    with writing(event.id):
        record("signup.made", event_id=event.id, topic="places")
    assert fetch(name).headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_same_in_every_language(fetch: Callable[..., Any], name: str) -> None:
    english = fetch(name, headers={"Accept-Language": "en"})
    assert english.data == fetch(name, headers={"Accept-Language": "nl"}).data


@pytest.mark.parametrize("name", FORMATS)
def test_an_event_that_is_not_published_is_there_for_organisers(
    client: FlaskClient, desk: FlaskClient, app: Flask, name: str
) -> None:
    hidden = build.event(published=False)
    build.item(hidden)
    assert app.test_client().get(f"/e/{hidden.slug}/{name}").status_code == 404
    answer = desk.get(f"/e/{hidden.slug}/{name}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_there_is_answered_as_any_other_page(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/e/nowhere/{name}")
    assert answer.status_code == 404
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", FORMATS)
def test_signs_that_a_format_cannot_hold_break_nothing(
    fetch: Callable[..., Any], event: Event, name: str
) -> None:
    event.programme[0].title = "Een\x0bregel\x1b met\ufffe tekens & <haken>"
    db.session.commit()
    answer = fetch(name)
    if name.endswith("xml"):
        ElementTree.fromstring(answer.text)
    elif name.endswith("json"):
        json.loads(answer.text)
    elif name.endswith("ics"):
        Calendar.from_ical(answer.text)
    else:
        assert "&lt;haken&gt;" in answer.text


# --- a calendar -----------------------------------------------------------------------------------


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


# --- JSON -----------------------------------------------------------------------------------------


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


# --- schedule XML ---------------------------------------------------------------------------------

# what the schema asks that pretalx holds its own export against
UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
ASKED = ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug")
MATCHES = {
    "date": MOMENT,
    "start": r"[0-2][0-9]:[0-5][0-9]",
    "duration": r"[0-9]{2}:[0-9]{2}",
    "slug": r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}",
    "url": r"https?://.*",
}


def test_schedule_xml_keeps_to_its_schema(with_talk: None, fetch: Callable[..., Any]) -> None:
    answer = fetch("programme.xml")
    assert answer.mimetype == "application/xml"
    root = ElementTree.fromstring(answer.text)
    assert [one.tag for one in root] == ["generator", "version", "conference", "day"]
    assert re.fullmatch(r"[a-z0-9_-]{4,}", root.findtext("conference/acronym") or "")
    assert root.findtext("conference/time_zone_name") == "Europe/Amsterdam"
    (day,) = root.findall("day")
    assert (day.get("index"), day.get("date")) == ("1", "2026-11-27")
    assert re.fullmatch(MOMENT, day.get("start") or "")
    for room in day.findall("room"):
        assert room.get("name")
        assert re.fullmatch(UUID, room.get("guid") or "")
    events = root.findall("day/room/event")
    for one in events:
        assert re.fullmatch(UUID, one.get("guid") or "")
        assert 0 < int(one.get("id") or 0) < 2**31
        for name in (*ASKED, "track"):
            assert len(one.findall(name)) == 1, name
        for name, pattern in MATCHES.items():
            assert re.fullmatch(pattern, one.findtext(name) or ""), name
        for person in one.findall("persons/person"):
            assert int(person.get("id") or 0) > 0
    for kind in (lambda one: one.get("id"), lambda one: one.findtext("slug")):
        assert len({kind(one) for one in events}) == len(events)


def test_schedule_xml_tells_rooms_people_and_talks(
    with_talk: None, fetch: Callable[..., Any]
) -> None:
    root = ElementTree.fromstring(fetch("programme.xml").text)
    rooms = {
        room.get("name"): [one.findtext("title") for one in room.findall("event")]
        for room in root.findall("day/room")
    }
    assert rooms == {
        "Grote zaal": ["Zes keer <pecha kucha>", "Een buurthuis"],
        "Leeszaal": ["Wandeling"],
    }
    talk = root.findall("day/room/event")[1]
    assert talk.findtext("duration") == "00:07"
    assert talk.findtext("track") == "Zes keer <pecha kucha>"
    assert [one.text for one in talk.findall("persons/person")] == ["Cor Visser", "Dilan Kaya"]


def test_schedule_xml_of_what_is_called_off_holds_nothing(
    fetch: Callable[..., Any], event: Event
) -> None:
    event.cancelled_at = event.made_at
    db.session.commit()
    root = ElementTree.fromstring(fetch("programme.xml").text)
    assert root.findall("day/room") == []


# --- in another website's page --------------------------------------------------------------------


def test_another_website_may_show_it(fetch: Callable[..., Any]) -> None:
    answer = fetch("programme/embed")
    assert "X-Frame-Options" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert re.search(r"<(script|form|input|button)", answer.text) is None
    again = fetch("programme/embed", headers={"If-None-Match": answer.headers["ETag"]})
    assert "X-Frame-Options" not in again.headers


def test_no_other_page_may_be_shown_elsewhere(fetch: Callable[..., Any], event: Event) -> None:
    for name in (*FILES, ""):
        answer = fetch(name)
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], name


def test_it_knows_nobody_and_sets_nothing(desk: FlaskClient, event: Event) -> None:
    answer = desk.get(f"/e/{event.slug}/programme/embed?lang=en")
    assert "Set-Cookie" not in answer.headers
    assert 'lang="en"' in answer.text


def test_it_shows_the_programme_with_its_talks(with_talk: None, fetch: Callable[..., Any]) -> None:
    page = fetch("programme/embed").text
    assert "Zes keer &lt;pecha kucha&gt;" in page
    assert "<strong>Een buurthuis</strong>, Cor Visser, Dilan Kaya" in page


def test_an_empty_programme_says_so(client: FlaskClient, app: Flask) -> None:
    page = client.get(f"/e/{build.event().slug}/programme/embed").text
    assert "Het programma volgt nog." in page
