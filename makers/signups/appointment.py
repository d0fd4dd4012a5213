"""The calendar's part of a mail: the afternoon as an appointment, or its cancellation (RFC 5545).

It carries no personal link: calendars are shared.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from makers.core.calendars import made, someone, written
from makers.signups.models import Signup


def appointment(signup: Signup, *, sequence: int, at: datetime) -> str:
    """The iCalendar object of this sign-up: a request to come, or its cancellation (RFC 5546).

    The UID is that of the sign-up and never changes; a calendar that gets a higher ``sequence``
    replaces the appointment it has. ``at`` is when it was made.
    """
    cancelled = not is_on(signup)
    event = signup.event
    entry = made(
        f"{uuid.uuid5(signup.key, 'calendar')}@makers",
        event.title,
        event.starts_at,
        event.ends_at,
        where=", ".join(filter(None, (event.place, event.address))),
        status="CANCELLED" if cancelled else "CONFIRMED",
        sequence=sequence,
        at=at,
    )
    guest = someone(signup.name, signup.person.email or "")
    guest.params["partstat"] = "DECLINED" if signup.cancelled_at else "ACCEPTED"
    entry.add("attendee", guest)
    return written([entry], method="CANCEL" if cancelled else "REQUEST")


def is_on(signup: Signup) -> bool:
    """Whether the event goes on, with them."""
    return signup.cancelled_at is None and signup.event.cancelled_at is None
