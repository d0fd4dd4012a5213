"""Reminders: a week before, a day before and on the morning, to who has a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, String, cast, exists, literal, select
from sqlalchemy.orm import joinedload

from makers.core import clock, mail
from makers.core.database import db, writing
from makers.core.mail import Letter, OutboxMail
from makers.events.models import Event
from makers.signups import letters
from makers.signups.letters import Words
from makers.signups.models import Person, Signup, SignupState

MORNING = time(8)
AHEAD = timedelta(days=8)
WEEK = 7


@dataclass(frozen=True)
class Reminder:
    """A reminder: which letter, from when it is due, and from when it makes no sense any more."""

    what: str
    due: Callable[[Event], datetime]
    until: Callable[[Event], datetime]


def morning(event: Event) -> datetime:
    """Eight o'clock on the day itself, or the start of what begins before eight."""
    return min(clock.at_wall_time(event.starts_at, MORNING), event.starts_at)


def day_before(event: Event) -> datetime:
    """The same time on the clock, one day earlier."""
    return clock.days_before(event.starts_at, 1)


def week_before(event: Event) -> datetime:
    """The same time on the clock, a week earlier."""
    return clock.days_before(event.starts_at, WEEK)


REMINDERS = (
    Reminder("reminder.week", due=week_before, until=day_before),
    Reminder("reminder.day", due=day_before, until=morning),
    Reminder("reminder.morning", due=morning, until=lambda event: event.starts_at),
)


def remind(now: datetime) -> None:
    """Put the reminders that are due in the outbox, once each; a job of the worker.

    Who got a place after the moment of a reminder was told then, and gets none. After a time of
    standing still it catches up, but no reminder goes out once the next one is due, or the event
    began. Called off is not reminded of. One statement, and one for each event that comes soon.
    """
    coming = select(Event).where(
        Event.cancelled_at.is_(None), Event.starts_at > now, Event.starts_at <= now + AHEAD
    )
    due = [
        (event.id, reminder)
        for event in db.session.scalars(coming)
        for reminder in REMINDERS
        if reminder.due(event) <= now < reminder.until(event)
        and db.session.scalar(_wanting(event, reminder).limit(1)) is not None
    ]
    db.session.rollback()
    for event_id, reminder in due:
        _remind_of(event_id, reminder, now)


def _remind_of(event_id: int, reminder: Reminder, now: datetime) -> None:
    with writing(event_id) as session:
        event = session.get_one(Event, event_id)
        if event.cancelled_at or not reminder.due(event) <= now < reminder.until(event):
            return
        wanting = _wanting(event, reminder).options(joinedload(Signup.person, innerjoin=True))
        for signup in session.scalars(wanting).all():
            once = f"{_mark(event, reminder)}{signup.id}"
            until = reminder.until(event)
            letters.send(session, reminder.what, signup, now=now, once=once, until=until)


def _wanting(event: Event, reminder: Reminder) -> Select[Signup]:
    """Who has had a place since before this reminder was due and did not get it for this day."""
    once = literal(_mark(event, reminder)) + cast(Signup.id, String)
    return (
        select(Signup)
        .join(Signup.person)
        .where(
            Signup.event_id == event.id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at <= reminder.due(event),
            Person.email.is_not(None),
            ~exists().where(OutboxMail.once == once),
        )
        .order_by(Signup.id)
    )


def _mark(event: Event, reminder: Reminder) -> str:
    """What a reminder is known by: an event on another day is reminded of again."""
    return f"{reminder.what} {clock.amsterdam(event.starts_at).date()} "


def _compose(reminder: Reminder) -> Callable[[OutboxMail], Letter | None]:
    def compose(row: OutboxMail) -> Letter | None:
        signup = letters.reader(row, SignupState.CONFIRMED)
        if signup is None:
            return None
        if not reminder.due(signup.event) <= row.made_at < reminder.until(signup.event):
            return None  # the event moved since
        return letters.letter(_words(signup, row.due_at), signup, row)

    return compose


def _words(signup: Signup, at: datetime) -> Words:
    """What a reminder that is sent ``at`` this moment says."""
    return Words(
        _how_soon(signup.event, at),
        [
            _("Je hebt een plek als %(role)s. Fijn dat je komt.", role=signup.role.name),
            _("Kun je toch niet? Meld je dan af. Dan kan iemand anders komen."),
        ],
        own=signup.event.mail_reminder,
        may_cancel=True,
    )


def _how_soon(event: Event, at: datetime) -> str:
    days = (clock.amsterdam(event.starts_at).date() - clock.amsterdam(at).date()).days
    if days <= 0:
        return str(_("Vandaag: %(title)s", title=event.title))
    if days == 1:
        return str(_("Morgen: %(title)s", title=event.title))
    if days == WEEK:
        return str(_("Over een week: %(title)s", title=event.title))
    return str(
        ngettext(
            "Over %(num)d dag: %(title)s", "Over %(num)d dagen: %(title)s", days, title=event.title
        )
    )


for _reminder in REMINDERS:
    mail.composes(_reminder.what)(_compose(_reminder))
