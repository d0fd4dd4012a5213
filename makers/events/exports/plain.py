"""The programme as JSON, in one shape that docs/programme.md describes and that stays."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makers.core import clock
from makers.events.exports import Entry, Part, Whole

SHAPE = 1


def plain(whole: Whole) -> str:
    """The file. Moments carry Rotterdam's offset; a text that was not given is empty."""
    event = whole.event
    told = {
        "shape": SHAPE,
        "version": whole.number,
        "event": {
            "title": event.title,
            "url": whole.page,
            "starts_at": _moment(event.starts_at),
            "ends_at": _moment(event.ends_at),
            "time_zone": clock.AMSTERDAM.key,
            "place": event.place,
            "address": event.address,
            "cancelled": event.cancelled_at is not None,
        },
        "items": [_item(entry) for entry in whole.entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _item(entry: Entry) -> dict[str, Any]:
    item = entry.item
    return {
        **_told(entry.id, item.title, item.description, entry.persons),
        **_hours(item.starts_at, item.ends_at),
        "kind": str(item.kind),
        "place": item.place,
        "parts": [_part(number, part) for number, part in entry.parts],
    }


def _part(number: uuid.UUID, part: Part) -> dict[str, Any]:
    return {
        **_told(number, part.title, part.summary, part.persons),
        **_hours(part.starts_at, part.ends_at),
    }


def _told(
    number: uuid.UUID, title: str, description: str, persons: Sequence[str]
) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": title,
        "description": description,
        "persons": list(persons),
    }


def _hours(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    return {"starts_at": _moment(starts_at), "ends_at": _moment(ends_at)}


def _moment(value: datetime) -> str:
    return clock.amsterdam(value).isoformat(timespec="seconds")
