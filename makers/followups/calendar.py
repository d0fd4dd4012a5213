"""One's own promises on their day, for the calendar one subscribed to."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask_babel import gettext as _

from makers.core import clock
from makers.followups import queries
from makers.signups.calendar_feed import Entry
from makers.signups.models import Signup

BEGINS, LASTS = time(9), timedelta(minutes=15)


def entries(signup: Signup) -> list[Entry]:
    """Receiver of ``calendar_wanted``: open promises with a day, at nine, without their words.

    One statement.
    """
    return [
        Entry(
            key=f"followup-{one.id}",
            title=str(_("Afspraak van tafel %(number)d", number=one.table.number)),
            starts_at=(begins := clock.from_wall_clock(datetime.combine(one.due_on, BEGINS))),
            ends_at=begins + LASTS,
            place="",
        )
        for one in queries.of_person(signup)
        if one.is_open and one.owner_id == signup.id and one.due_on is not None
    ]
