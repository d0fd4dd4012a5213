"""The calendar's part of a mail: the afternoon as an appointment, or its cancellation (RFC 5545).

It carries no personal link: calendars are shared.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr

from flask import current_app
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress
from icalendar import Event as Appointment

from makers.core import clock
from makers.signups.models import Signup


def appointment(signup: Signup, *, sequence: int, at: datetime) -> str:
    """The iCalendar object of this sign-up: a request to come, or its cancellation.

    The UID is that of the sign-up and never changes; a calendar that gets a higher ``sequence``
    replaces the appointment it has. ``at`` is when it was made.
    """
    cancelled = not is_on(signup)
    calendar = Calendar()
    calendar.add("prodid", "-//Makers//makers//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(_entry(signup, cancelled, sequence, at))
    text = str(calendar.to_ical().decode())
    return text.replace("BEGIN:VEVENT", f"{AMSTERDAM}BEGIN:VEVENT", 1)


def is_on(signup: Signup) -> bool:
    """Whether the event goes on, with them."""
    return signup.cancelled_at is None and signup.event.cancelled_at is None


def _entry(signup: Signup, cancelled: bool, sequence: int, at: datetime) -> Appointment:
    event = signup.event
    appointment = Appointment()
    appointment.add("uid", f"{uuid.uuid5(signup.key, 'calendar')}@makers")
    appointment.add("sequence", sequence)
    appointment.add("dtstamp", at)
    appointment.add("dtstart", clock.amsterdam(event.starts_at))
    appointment.add("dtend", clock.amsterdam(event.ends_at))
    appointment.add("summary", event.title)
    appointment.add("location", ", ".join(filter(None, (event.place, event.address))))
    appointment.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    organiser, address = parseaddr(current_app.config["MAKERS"].mail_from)
    appointment.add("organizer", _someone(organiser, address))
    guest = _someone(signup.name, signup.person.email or "")
    guest.params["partstat"] = "DECLINED" if signup.cancelled_at else "ACCEPTED"
    appointment.add("attendee", guest)
    return appointment


def _someone(name: str, address: str) -> vCalAddress:
    someone = vCalAddress(f"mailto:{address}")
    someone.params["cn"] = name.replace('"', "'")
    return someone


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
