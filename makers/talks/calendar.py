"""One's own pecha kucha, for the calendar one subscribed to."""

from __future__ import annotations

from flask_babel import gettext as _

from makers.signups.calendar_feed import Entry
from makers.signups.models import Signup
from makers.talks import queries


def entries(signup: Signup) -> list[Entry]:
    """Receiver of ``calendar_wanted``: the slot somebody booked. One statement."""
    talk = queries.of_signup(signup)
    if talk is None or talk.slot is None:
        return []
    return [
        Entry(
            key="talk",
            title=str(_("Jouw pecha kucha: %(title)s", title=talk.title)),
            starts_at=talk.slot.starts_at,
            ends_at=talk.slot.ends_at,
            place=talk.slot.item.place or None,
        )
    ]
