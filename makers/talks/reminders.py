"""Reminders to hand in slides: a week and a day before they are asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import clock, web
from makers.core.database import db, writing
from makers.signups.letters import Words, post
from makers.talks import deck_queries
from makers.talks.letters import says
from makers.talks.models import Row, Talk

DAYS_BEFORE = (7, 1)
AHEAD = timedelta(days=8)


def remind(now: datetime) -> None:
    """Put the reminders that are due in the outbox, once each; a job of the worker.

    They go to who stands in a slot without slides that were approved. A reminder whose moment
    passed while the next one is due is left out. One statement, and four for each row that is due.
    """
    due = select(Row).where(Row.slides_due_at > now, Row.slides_due_at <= now + AHEAD)
    found = [
        (row.event_id, row.item_id, row.slides_due_at)
        for row in db.session.scalars(due)
        if row.slides_due_at is not None
    ]
    db.session.rollback()
    for event_id, item_id, due_at in found:
        days = next((one for one in reversed(DAYS_BEFORE) if _from(due_at, one) <= now), None)
        if days is not None:
            with writing(event_id) as session:
                _remind_of(session, event_id, item_id, f"{days} {due_at.isoformat()}", now)


def _remind_of(session: Session, event_id: int, item_id: int, mark: str, now: datetime) -> None:
    decks = deck_queries.newest_of_event(event_id)
    for talk in deck_queries.talks_in_slots(event_id):
        deck = decks.get(talk.id)
        if talk.slot is None or talk.slot.item_id != item_id or (deck and deck.approved_at):
            continue
        for speaker in talk.speakers:
            once = f"slides.reminder {talk.id} {speaker.id} {mark}"
            until = talk.slot.row.slides_due_at
            post(session, "slides.reminder", speaker, now=now, once=once, until=until)


def _from(due_at: datetime, days: int) -> datetime:
    """The same time on the clock, so many days earlier."""
    return clock.days_before(due_at, days)


@says("slides.reminder")
def missing(talk: Talk) -> Words | None:
    """Your slides are asked for; not sent when they came meanwhile."""
    deck = deck_queries.newest(db.session(), talk.id)
    row = deck_queries.measure(db.session(), talk)
    if (deck is not None and deck.approved_at) or row.slides_due_at is None:
        return None
    what = (
        _("Je dia’s zijn binnen, maar je keurde de proef nog niet goed.")
        if deck is not None
        else _("We hebben je dia’s nog niet.")
    )
    return Words(
        _("Je dia’s voor %(title)s", title=talk.signup.event.title),
        [
            what,
            _(
                "Lever %(slides)d dia’s in voor %(moment)s uur, op je eigen pagina. Dat kan ook op "
                "je telefoon.",
                slides=row.slides,
                moment=web.moment(row.slides_due_at),
            ),
        ],
    )
