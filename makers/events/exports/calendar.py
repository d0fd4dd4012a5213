"""The programme as a calendar (RFC 5545): one appointment an item, talks in its description."""

from __future__ import annotations

from icalendar import Event as Appointment

from makers.core.calendars import made, printable, written
from makers.core.web import wall_clock
from makers.events.exports import Entry, Whole


def calendar(whole: Whole) -> str:
    """The file; what is called off is struck out, so that calendars that have it strike it too."""
    head = [("x-wr-calname", whole.event.title), ("name", whole.event.title)]
    appointments = [_appointment(whole, entry) for entry in whole.entries]
    return written(appointments, method="PUBLISH", head=head)


def _appointment(whole: Whole, entry: Entry) -> Appointment:
    event, item = whole.event, entry.item
    place = ", ".join(dict.fromkeys(filter(None, (item.place, event.place, event.address))))
    appointment = made(
        f"{entry.id}@makers",
        item.title,
        item.starts_at,
        item.ends_at,
        where=place,
        status="CONFIRMED" if event.cancelled_at is None else "CANCELLED",
        sequence=whole.number,
        at=whole.changed_at or event.made_at,
    )
    told = "\n\n".join(filter(None, (item.who, item.description, _talks(entry))))
    if told:
        appointment.add("description", printable(told))
    appointment.add("url", whole.page)
    return appointment


def _talks(entry: Entry) -> str:
    return "\n".join(
        f"{wall_clock(part.starts_at)} {', '.join((part.title, *part.persons))}"
        for _id, part in entry.parts
    )
