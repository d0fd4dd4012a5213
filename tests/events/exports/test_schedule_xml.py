"""The programme for conference apps."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from makers.core.database import db
from makers.events.models import Event

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
