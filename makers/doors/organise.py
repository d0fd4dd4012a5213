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
from makers.events.models import Event
from makers.intervision.recovery import queries as recovery
from makers.intervision.views.rounds import round_context

bp = Blueprint("organise", __name__)

OVERVIEW_TOPICS = ("event", "programme", "places", "checkin", "slots", "cases", "seating")


@bp.get("/organise/")
@enter(access.organiser)
def desk() -> str:
    """Every event with what needs attention: those to come, the nearest first, then the past."""
    now, standings = clock.now(), attention.of_all()
    return render_template(
        "doors/desk.html",
        coming=[one for one in reversed(standings) if one.event.ends_at > now],
        past=[one for one in standings if one.event.ends_at <= now],
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
        here="wall",
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
        "recoveries": recovery.recent(event_id, now),
        "agreements": sum(one.agreements for one in shown),
        "notes": sum(one.state.notes for one in shown),
        "asking": sum(one.asks(now) for one in shown),
    }
