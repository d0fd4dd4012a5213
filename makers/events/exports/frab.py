"""The programme as schedule XML, first made by Pentabarf and frab: what conference apps read.

The elements and their order are those that pretalx writes, and what its schema and that of the VOC
ask of them: https://github.com/voc/schedule/tree/master/validator/xsd
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flask import current_app
from flask_babel import force_locale

from makers.core import clock
from makers.core.web import LANGUAGES
from makers.events.exports import Entry, Part, Whole, name_of

LANGUAGE = "nl"  # of what people typed, so that everybody gets the same file
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def schedule(whole: Whole) -> str:
    """The file. A programme that was called off has a day without rooms: nothing takes place."""
    with force_locale(LANGUAGES[LANGUAGE]):
        root = Element("schedule")
        SubElement(root, "generator", name="makers", version="1")
        _text(root, "version", str(whole.number))
        _conference(root, whole)
        _day(root, whole)
        indent(root)
        return tostring(root, encoding="unicode", xml_declaration=False).join(
            ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
        )


def _conference(root: Element, whole: Whole) -> None:
    event = whole.event
    conference = SubElement(root, "conference")
    _text(conference, "acronym", _acronym(whole))
    _text(conference, "title", event.title)
    day = clock.amsterdam(event.starts_at).date().isoformat()
    _text(conference, "start", day)
    _text(conference, "end", day)
    _text(conference, "days", "1")
    _text(conference, "timeslot_duration", "00:05")
    _text(conference, "base_url", current_app.config["MAKERS"].base_url)
    _text(conference, "time_zone_name", clock.AMSTERDAM.key)


def _day(root: Element, whole: Whole) -> None:
    event = whole.event
    entries = whole.entries if event.cancelled_at is None else []
    starts_at = min([event.starts_at, *(entry.item.starts_at for entry in entries)])
    ends_at = max([event.ends_at, *(entry.item.ends_at for entry in entries)])
    day = SubElement(
        root,
        "day",
        index="1",
        date=clock.amsterdam(starts_at).date().isoformat(),
        start=_moment(starts_at),
        end=_moment(ends_at),
    )
    rooms: dict[str, Element] = {}
    for entry in entries:
        name = entry.place or event.title
        key = name.casefold()
        if key not in rooms:
            guid = str(name_of(f"room {event.id} {key}"))
            rooms[key] = SubElement(day, "room", name=_clean(name), guid=guid)
        _add(rooms[key], whole, entry)


def _add(room: Element, whole: Whole, entry: Entry) -> None:
    """An item, and after it each of its parts as an event of its own."""
    item, kind = entry.item, str(entry.item.kind.label)
    whole_item = Part(
        item_id=item.id,
        key="",
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        summary=item.description,
        persons=entry.persons,
    )
    _event(room, whole, entry.id, whole_item, track=kind, kind=kind)
    for number, part in entry.parts:
        _event(room, whole, number, part, track=item.title, kind=kind)


def _event(
    room: Element, whole: Whole, number: uuid.UUID, part: Part, *, track: str, kind: str
) -> None:
    small, acronym = _small(number), _acronym(whole).replace("-", "_")
    event = SubElement(room, "event", guid=str(number), id=str(small))
    _text(event, "date", _moment(part.starts_at))
    _text(event, "start", clock.amsterdam(part.starts_at).strftime("%H:%M"))
    _text(event, "duration", _duration(part.ends_at - part.starts_at))
    _text(event, "room", room.get("name") or "")
    _text(event, "slug", f"{acronym}-{small}-{_slug(part.title)}")
    _text(event, "url", whole.page)
    recording = SubElement(event, "recording")
    _text(recording, "license", "")
    _text(recording, "optout", "true")
    _text(event, "title", part.title)
    _text(event, "subtitle", "")
    _text(event, "track", track)
    _text(event, "type", kind)
    _text(event, "language", LANGUAGE)
    _text(event, "abstract", part.summary)
    _text(event, "description", "")
    _text(event, "logo", "")
    persons = SubElement(event, "persons")
    for person in part.persons:
        name = name_of(f"person {whole.event.id} {person.casefold()}")
        SubElement(persons, "person", id=str(_small(name)), guid=str(name)).text = _clean(person)
    SubElement(event, "links")
    SubElement(event, "attachments")


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """The text without the signs that no XML may hold."""
    return _NOT_IN_XML.sub("", text)


def _slug(text: str) -> str:
    return _NOT_IN_SLUG.sub("-", text.casefold()).strip("-")[:60] or "item"


def _acronym(whole: Whole) -> str:
    """The event's short name: at least four of a-z, 0-9, - and _."""
    return f"{whole.event.slug:-<4}"


def _small(number: uuid.UUID) -> int:
    """A number that fits where apps keep one: from 1 to 2³¹ - 1."""
    return (number.int >> 97) or 1


def _moment(value: datetime) -> str:
    return clock.amsterdam(value).isoformat(timespec="seconds")


def _duration(length: timedelta) -> str:
    """Hours and minutes; a minute that began counts."""
    minutes = -(-length // timedelta(minutes=1))
    return f"{minutes // 60:02}:{minutes % 60:02}"
