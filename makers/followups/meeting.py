"""Meeting again: when and where those of a table see each other after the afternoon.

Whoever sits at the table sets it, for all of them; it stands in their calendars, and in no report.
Each function that changes it is one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from makers.core import calendars, clock, journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.followups.models import FollowUpMeeting
from makers.followups.service import WrongDay, check_day
from makers.seating.models import Table


class MomentIsOver(WrongDay):
    """Nobody can meet at a moment that is over."""

    sentence = _l("Dit moment is al voorbij. Kies een later moment.")


class SetMeanwhile(Refusal):
    """Somebody else of the table set it while this one was typed; both are shown."""

    sentence = _l(
        "Iemand anders van de tafel was je net voor. Hieronder staat wat er nu staat, en wat jij "
        "koos. Kies wat klopt en bewaar opnieuw, of laat staan wat er staat."
    )


class CalledOffMeanwhile(Refusal):
    """Somebody else of the table called it off while this one was typed."""

    sentence = _l(
        "Iemand anders van de tafel heeft het gesprek net afgezegd. Zien jullie elkaar toch? "
        "Bewaar dan opnieuw wat je koos."
    )


@dataclass(frozen=True)
class Moment:
    """When and where: the day and the time on Rotterdam's clock, how long, and a place."""

    day: date
    at: time
    minutes: int
    place: str = ""

    @classmethod
    def of(cls, meeting: FollowUpMeeting) -> Moment:
        """What stands now."""
        local = clock.amsterdam(meeting.starts_at)
        return cls(local.date(), local.time(), meeting.minutes, meeting.place)

    @property
    def starts_at(self) -> datetime:
        """The moment itself (UTC)."""
        return clock.from_wall_clock(datetime.combine(self.day, self.at))


def plan(table: Table, moment: Moment, *, version: int, now: datetime, by: Actor) -> None:
    """Set when those of a table meet again; ``version`` is the one they read, 0 for none yet.

    The same once more changes nothing. Raises ``SetMeanwhile`` and ``CalledOffMeanwhile``, and
    ``WrongDay`` for a moment that is over or more than ten years away.
    """
    with writing(table.event_id) as session:
        stored = session.scalar(select(FollowUpMeeting).where(FollowUpMeeting.table_id == table.id))
        if stored is not None and stored.called_off_at is None and Moment.of(stored) == moment:
            return
        if version != (stored.version if stored is not None else 0):
            is_off = stored is not None and stored.called_off_at is not None
            raise CalledOffMeanwhile if is_off else SetMeanwhile
        check_day(moment.day, now)
        if moment.starts_at <= now:
            raise MomentIsOver
        if stored is None:
            stored = FollowUpMeeting(event_id=table.event_id, table_id=table.id, version=0)
            session.add(stored)
        stored.starts_at, stored.minutes = moment.starts_at, moment.minutes
        stored.place, stored.set_at, stored.called_off_at = moment.place, now, None
        stored.version += 1
        session.flush()
        _record("followup_meeting.set", stored, by)


def call_off(meeting: FollowUpMeeting, *, now: datetime, by: Actor) -> None:
    """It is not to be; twice is once."""
    with writing(meeting.event_id):
        if meeting.called_off_at is None:
            meeting.called_off_at = now
            meeting.version += 1
            _record("followup_meeting.called_off", meeting, by)


def title(meeting: FollowUpMeeting) -> str:
    """What a calendar calls it."""
    case = meeting.table.case
    if case is not None:
        return str(_("Vervolggesprek: %(case)s", case=case.title))
    return str(_("Vervolggesprek van tafel %(number)d", number=meeting.table.number))


def as_file(meeting: FollowUpMeeting) -> str:
    """It as a calendar file, which a later one replaces in the calendar that took it."""
    entry = calendars.made(
        f"follow-up-meeting-{meeting.id}@makers",
        title(meeting),
        meeting.starts_at,
        meeting.ends_at,
        where=meeting.place,
        status="CONFIRMED",
        sequence=meeting.version,
        at=meeting.set_at,
    )
    return calendars.written([entry], method="PUBLISH")


def _record(what: str, meeting: FollowUpMeeting, by: Actor) -> None:
    for topic in (f"table-{meeting.table_id}-followups", "followups"):
        journal.record(what, event_id=meeting.event_id, topic=topic, subject_id=meeting.id, by=by)
