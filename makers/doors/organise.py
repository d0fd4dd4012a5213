"""The organiser's door: the desk, one event at a glance, all tables at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template
from sqlalchemy import func, select

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.doors import attention, readiness, tables
from makers.doors.attention import Standing
from makers.events.models import Event
from makers.events.programme import picture
from makers.followups import overview_queries as followups
from makers.intervision.recovery import queries as recovery
from makers.intervision.views.rounds import round_context

bp = Blueprint("organise", __name__)

OVERVIEW_TOPICS = ("event", "programme", "places", "checkin", "slots", "cases", "seating")


@bp.get("/organise/")
@enter(access.organiser)
def desk() -> str:
    """The next event with its day and what needs attention, the others, and open agreements."""
    now, standings = clock.now(), attention.of_all()
    coming = [one for one in reversed(standings) if one.event.ends_at > now]
    going_on = [one for one in coming if one.event.cancelled_at is None]
    first = next(iter(going_on or coming), None)
    return render_template(
        "doors/desk.html",
        first=first,
        unled_tables=_unled(first),
        picture=picture(first.event, first.event.programme, now) if first else None,
        later=[one for one in coming if one is not first],
        past=[one for one in standings if one.event.ends_at <= now],
        promises=followups.open_now(clock.amsterdam(now).date()),
    )


@bp.get("/organise/events/<int:event_id>")
@enter(access.organiser)
def event(event_id: int) -> str:
    """One event at a glance: how it stands, what to do, the day."""
    since, standing = live.cursor(), attention.of(event_id)
    if standing is None:
        abort(404)
    template = "_event_overview.html" if web.wants_fragment() else "event_overview.html"
    return render_template(
        f"doors/{template}",
        event=standing.event,
        here="overview",
        standing=standing,
        unled_tables=_unled(standing),
        over=clock.now() >= standing.event.ends_at,
        since=since,
        topics=OVERVIEW_TOPICS,
    )


@bp.get("/organise/events/<int:event_id>/wall")
@enter(access.organiser)
def wall(event_id: int) -> str:
    """All tables, live."""
    found, since = _event_since(event_id)
    shown = _wall(event_id)
    rounds = list(dict.fromkeys(one.table.item for one in shown["tables"]))
    return render_template(
        "doors/wall.html",
        event=found,
        here="wall",
        since=since,
        topics=tables.topics(shown["tables"]),
        **{**shown, **round_context(found, rounds, clock.now())},
    )


@bp.get("/organise/events/<int:event_id>/wall/tables")
@enter(access.organiser)
def wall_tables(event_id: int) -> str:
    """The tables alone, for the open wall."""
    found, since = _event_since(event_id)
    return render_template("doors/_wall_tables.html", event=found, since=since, **_wall(event_id))


@bp.get("/organise/events/<int:event_id>/readiness")
@enter(access.organiser)
def ready(event_id: int) -> str:
    """Whether everything stands ready for the tables, and the rehearsal."""
    found, since = _event_since(event_id)
    template = "_readiness.html" if web.wants_fragment() else "readiness.html"
    return render_template(
        f"doors/{template}",
        event=found,
        here="readiness",
        since=since,
        topics=readiness.TOPICS,
        standing=readiness.of(found, clock.now()),
    )


@bp.get("/organise/events/<int:event_id>/stream")
@enter(access.organiser)
def stream(event_id: int) -> Response:
    """Everything that changes at this event."""
    found, _since = _event_since(event_id)
    return live.stream(found.id, None)


def _unled(standing: Standing | None) -> str:
    """The tables without a facilitator, as they are read aloud: 1–4, 7."""
    if standing is None or not standing.unled:
        return ""
    return readiness.listed(attention.unled_tables(standing.event.id))


def _event_since(event_id: int) -> tuple[Event, int]:
    """The event and the journal's last id before it was read, in one statement; 404 without."""
    newest = select(func.coalesce(func.max(JournalEntry.id), 0)).scalar_subquery()
    row = web.found(
        db.session.execute(select(Event, newest).where(Event.id == event_id)).one_or_none()
    )
    return row[0], row[1]


def _wall(event_id: int) -> dict[str, Any]:
    now = clock.now()
    shown = tables.of(event_id, now)
    return {
        "tables": shown,
        "rounds": tables.in_order(shown, now),
        "waiting": tables.waiting(shown, now),
        "recoveries": recovery.recent(event_id, now),
        "agreements": sum(one.agreements for one in shown),
        "notes": sum(one.state.notes for one in shown),
        "asking": sum(one.asks(now) for one in shown),
    }
