"""One's own pecha kucha, for the calendar one subscribed to."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from makers.signups.calendar_feed import Entry
from makers.signups.models import Signup
from makers.talks import queries
from makers.talks.models import TALK_SECONDS


def entries(signup: Signup) -> list[Entry]:
    """Receiver of ``calendar_wanted``: the slot somebody booked. One statement."""
    talk = queries.of_signup(signup)
    if talk is None:
        return []
    begins = talk.slot.starts_at
    return [
        Entry(
            key="talk",
            title=str(_("Jouw pecha kucha: %(title)s", title=talk.title)),
            starts_at=begins,
            ends_at=begins + timedelta(seconds=TALK_SECONDS),
            place=talk.slot.item.place,
        )
    ]
