"""The organiser's door to the journal: of everything, or of one event."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from sqlalchemy import select

from makers.core import access, journal, sheets, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.fresh import fresh
from makers.doors import journal_pages
from makers.doors.journal_pages import WHO, Asked
from makers.events.models import Event

bp = Blueprint("journal", __name__)
MOST_EVENTS = 200


@bp.get("/organise/journal")
@enter(access.in_charge)
def everything() -> str:
    """What changed anywhere, the newest first."""
    return _page(Asked.of(request.args), None)


@bp.get("/organise/events/<int:event_id>/journal")
@enter(access.in_charge)
def of_event(event_id: int) -> str:
    """What changed at one event, the newest first."""
    event = web.found(db.session.get(Event, event_id))
    return _page(Asked.of(request.args, event_id), event)


@bp.get("/organise/journal.csv")
@enter(access.in_charge)
@fresh(download=True)
def export() -> Response:
    """What was looked for, as a file for a spreadsheet."""
    return _file(Asked.of(request.args), "logboek")


@bp.get("/organise/events/<int:event_id>/journal.csv")
@enter(access.in_charge)
@fresh(download=True)
def export_event(event_id: int) -> Response:
    """The same of one event."""
    event = web.found(db.session.get(Event, event_id))
    return _file(Asked.of(request.args, event_id), f"{event.slug}-logboek")


def _page(asked: Asked, event: Event | None) -> str:
    lines, older = journal_pages.page(asked)
    return render_template(
        "doors/journal.html",
        event=event,
        here="journal",
        asked=asked,
        lines=lines,
        older=older,
        chapters=[(one.name, one.label) for one in journal.chapters.values()],
        who=[(name, label) for name, (label, _doors) in WHO.items()],
        events=[] if event is not None else _events(),
        most=journal_pages.MOST_EXPORTED,
    )


def _events() -> list[tuple[int, str]]:
    newest = select(Event.id, Event.title).order_by(Event.starts_at.desc()).limit(MOST_EVENTS)
    return [(row[0], row[1]) for row in db.session.execute(newest)]


def _file(asked: Asked, name: str) -> Response:
    made = sheets.as_csv(journal_pages.rows(asked))
    journal.note_export(event_id=asked.event, by=access.actor())
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(made, mimetype=sheets.CSV, headers=headers)
