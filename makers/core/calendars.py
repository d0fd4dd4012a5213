"""Calendar files (RFC 5545): entries in Rotterdam's time, and the file that holds them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from flask import current_app
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress
from icalendar import Event as Appointment

from makers.core import clock


def made(
    uid: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    where: str,
    status: str,
    sequence: int,
    at: datetime,
) -> Appointment:
    """One entry of a calendar, in Rotterdam's time, organised by who sends our mail."""
    entry = Appointment()
    entry.add("uid", uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", at)
    entry.add("dtstart", clock.amsterdam(starts_at))
    entry.add("dtend", clock.amsterdam(ends_at))
    entry.add("summary", printable(title))
    if where:
        entry.add("location", printable(where))
    entry.add("status", status)
    organiser, address = parseaddr(current_app.config["MAKERS"].mail_from)
    entry.add("organizer", someone(organiser, address))
    return entry


def written(
    entries: Iterable[Appointment], *, method: str, head: Iterable[tuple[str, str]] = ()
) -> str:
    """These entries as a file, with the zone they are in; ``head`` are properties of the whole."""
    calendar = Calendar()
    calendar.add("prodid", "-//Makers//makers//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for name, value in head:
        calendar.add(name, printable(value))
    for entry in entries:
        calendar.add_component(entry)
    text = str(calendar.to_ical().decode())
    return text.replace("BEGIN:VEVENT", f"{AMSTERDAM}BEGIN:VEVENT", 1)


def someone(name: str, address: str) -> vCalAddress:
    """A person as a calendar names them."""
    one = vCalAddress(f"mailto:{address}")
    if name:
        one.params["cn"] = " ".join(printable(name).split()).replace('"', "'")
    return one


def printable(text: str) -> str:
    """The text without the signs that no calendar may hold; line breaks stay."""
    return "".join(sign for sign in text if sign >= " " or sign == "\n").replace("\x7f", "")


def _amsterdam() -> str:
    """The zone by its rule since 1996: the library's own list of dates is two kilobytes a mail.

    It is the same in every mail, so it is written out once.
    """
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    to_summer = datetime(1996, 3, 31, 2)  # noqa: DTZ001 - RFC 5545 wants the wall clock's time here
    to_winter = datetime(1996, 10, 27, 3)  # noqa: DTZ001
    zone = Timezone()
    zone.add("tzid", clock.AMSTERDAM.key)
    for part, name, start, month, before, after in (
        (TimezoneDaylight(), "CEST", to_summer, 3, winter, summer),
        (TimezoneStandard(), "CET", to_winter, 10, summer, winter),
    ):
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return str(zone.to_ical().decode())


AMSTERDAM = _amsterdam()
