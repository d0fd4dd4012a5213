"""One's own programme as a calendar that stays up to date, and the public event as a file.

A subscription is a link of its own kind: it shows when and where, opens nothing, and holds no
word of what is said at a table.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Event as Appointment
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from makers.core import journal, limits, links
from makers.core.calendars import made, written
from makers.core.database import db, writing
from makers.core.journal import Actor, JournalEntry
from makers.core.links import Grant, Link
from makers.core.web import LANGUAGES
from makers.events.models import Event
from makers.signups.appointment import is_on
from makers.signups.models import Signup
from makers.signups.service import NoLongerComing
from makers.signups.signals import calendar_wanted

ASKED_AN_HOUR = 60
MADE_A_DAY = 10
TOPICS = ("event", "programme", "slots", "cases", "seating", "followups")


@dataclass(frozen=True)
class Entry:
    """A part of somebody's own programme; ``key`` names it for good. Moments are UTC.

    ``place``: ``None`` is where the event is, empty is nowhere in particular.
    """

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str | None = None


@dataclass(frozen=True)
class File:
    """A calendar as it is sent: its text, and when what it tells changed last (UTC)."""

    text: str
    changed_at: datetime


def subscribe(signup: Signup, *, now: datetime, by: Actor) -> str:
    """The token of a new subscription to one's own programme; those there are go on.

    Raises ``NoLongerComing``, and ``limits.TooMany`` for the eleventh in a day.
    """
    with writing(signup.event_id) as session:
        if signup.cancelled_at is not None:
            raise NoLongerComing
        key = f"subscribe:{signup.id}"
        limits.count(session, key, most=MADE_A_DAY, minutes=24 * 60, now=now)
        _record("calendar.made", signup, by)
        grant = Grant("calendar", signup.event_id, signup.id, signup.id)
        return links.issue(session, grant, now=now)


def unsubscribe(signup: Signup, *, now: datetime, by: Actor) -> None:
    """End every subscription to this programme; without one it does nothing."""
    with writing(signup.event_id) as session:
        if subscribed_since(signup) is not None:
            links.revoke(session, "calendar", signup.id, now=now)
            _record("calendar.ended", signup, by)


def subscribed_since(signup: Signup) -> datetime | None:
    """Since when somebody has a subscription (UTC), ``None`` without one; one statement."""
    mine = (Link.kind == "calendar", Link.subject_id == signup.id, Link.revoked_at.is_(None))
    return db.session.scalar(select(func.min(Link.made_at)).where(*mine))


def feed(token: str, *, now: datetime) -> File | None:
    """The programme behind a subscription; ``None`` where the token is none, or was ended.

    The event itself, and the parts that later slices know of. Who cancelled, and who is signed up
    for what is called off, sees the event struck out. Four statements and those of the slices that
    answer. Raises ``limits.TooMany`` for a calendar that asks more than once a minute.
    """
    grant = links.behind(token, "calendar", now=now)
    if grant is None:
        return None
    with writing() as session:
        key = f"calendar:{links.digest(token)[:40]}"
        limits.count(session, key, most=ASKED_AN_HOUR, minutes=60, now=now)
    signup = db.session.scalar(
        select(Signup)
        .where(Signup.id == grant.signup_id)
        .options(joinedload(Signup.event, innerjoin=True))
    )
    if signup is None:
        return None
    with force_locale(LANGUAGES[signup.language]):
        return _programme(signup)


def public(event: Event) -> File:
    """The event as anybody may keep it: no attendee, no invitation; one statement."""
    number, changed_at = _changed(event, JournalEntry.topic == "event")
    page = current_app.config["MAKERS"].base_url + url_for("attend.event", slug=event.slug)
    entry = made(
        f"event-{event.id}@{urlsplit(page).hostname}",
        event.title,
        event.starts_at,
        event.ends_at,
        where=_where(event),
        status="CONFIRMED" if event.cancelled_at is None else "CANCELLED",
        sequence=number,
        at=changed_at,
    )
    entry.add("url", page)
    return File(written([entry], method="PUBLISH"), changed_at)


def _programme(signup: Signup) -> File:
    own = (JournalEntry.what.startswith("signup.")) & (JournalEntry.subject_id == signup.id)
    stamp = _changed(signup.event, JournalEntry.topic.in_(TOPICS) | own)
    entries = [_whole(signup, stamp)]
    if is_on(signup) and signup.confirmed_at is not None:
        answers = calendar_wanted.send(signup)
        parts = [part for _receiver, answer in answers for part in answer]
        parts.sort(key=lambda part: (part.starts_at, part.key))
        entries += [_part(signup, part, stamp) for part in parts]
    head = [("x-wr-calname", signup.event.title), ("name", signup.event.title)]
    text = written(entries, method="PUBLISH", head=head)
    hourly = "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
    return File(text.replace("BEGIN:VTIMEZONE", f"{hourly}BEGIN:VTIMEZONE", 1), stamp[1])


def _whole(signup: Signup, stamp: tuple[int, datetime]) -> Appointment:
    event, waits = signup.event, signup.confirmed_at is None
    status = "CANCELLED" if not is_on(signup) else "TENTATIVE" if waits else "CONFIRMED"
    on_the_list = is_on(signup) and waits
    title = _("Wachtlijst: %(title)s", title=event.title) if on_the_list else event.title
    entry = made(
        _uid(signup, "event"),
        str(title),
        event.starts_at,
        event.ends_at,
        where=_where(event),
        status=status,
        sequence=stamp[0],
        at=stamp[1],
    )
    entry.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    return entry


def _part(signup: Signup, part: Entry, stamp: tuple[int, datetime]) -> Appointment:
    return made(
        _uid(signup, part.key),
        part.title,
        part.starts_at,
        part.ends_at,
        where=_where(signup.event) if part.place is None else part.place,
        status="CONFIRMED",
        sequence=stamp[0],
        at=stamp[1],
    )


def _uid(signup: Signup, key: str) -> str:
    """Not that of the appointment in the mail: whoever takes both may throw one away."""
    return f"{uuid.uuid5(signup.key, f'subscription {key}')}@makers"


def _where(event: Event) -> str:
    return ", ".join(filter(None, (event.place, event.address)))


def _changed(event: Event, which: ColumnElement[bool]) -> tuple[int, datetime]:
    """The number and the moment of the newest change among these."""
    row = db.session.execute(
        select(func.max(JournalEntry.id), func.max(JournalEntry.at)).where(
            JournalEntry.event_id == event.id, which
        )
    ).one()
    return row[0] or 0, row[1] or event.made_at


def _record(what: str, signup: Signup, by: Actor) -> None:
    journal.record(what, event_id=signup.event_id, topic="calendar", subject_id=signup.id, by=by)
