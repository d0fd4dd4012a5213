"""One's own promises on their day, and meeting again, for the calendar one subscribed to."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask_babel import gettext as _

from makers.core import clock
from makers.followups import queries
from makers.signups.calendar_feed import Entry
from makers.signups.models import Signup

BEGINS, LASTS = time(9), timedelta(minutes=15)


def entries(signup: Signup) -> list[Entry]:
    """Receiver of ``calendar_wanted``: open promises with a day, at nine, without their words, and
    when the tables one sat at meet again.

    Two statements.
    """
    return [*_promises(signup), *_meetings(signup)]


def _promises(signup: Signup) -> list[Entry]:
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


def _meetings(signup: Signup) -> list[Entry]:
    return [
        Entry(
            key=f"meeting-{one.id}",
            title=str(_("Vervolggesprek van tafel %(number)d", number=one.table.number)),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            place=one.place,
        )
        for one in queries.meetings_of(signup, clock.now())
    ]
