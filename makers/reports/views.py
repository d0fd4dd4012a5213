"""The report as a page and as downloads: of the event for the desk, of a table for its people."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from makers.core import access, clock, house, journal, web
from makers.core.access import enter
from makers.core.database import writing
from makers.core.fresh import fresh
from makers.events.models import Event
from makers.intervision.views import at_table
from makers.reports import queries, workshop
from makers.reports.content import ReportContent
from makers.reports.queries import Reported
from makers.seating.models import Table

bp = Blueprint("reports", __name__)
ALL = "zip"


@bp.get("/organise/events/<int:event_id>/report")
@enter(access.organiser)
def event_report(event_id: int) -> str:
    """The event's report as it stands now, with its downloads."""
    event = _event(event_id)
    names = _with_names()
    return render_template(
        "reports/event.html",
        event=event,
        here="report",
        report=_content(event, names=names),
        names=names,
    )


@bp.get("/organise/events/<int:event_id>/report.<kind>")
@enter(access.organiser)
@fresh(download=True, when=lambda: _with_names())
def event_download(event_id: int, kind: str) -> Response:
    """The event's report as a document."""
    event = _event(event_id)
    names = _with_names()
    return _document(_content(event, names=names), kind, event.id, None, names=names)


@bp.get("/table/<int:table_id>/report")
@enter(access.table)
def table_report(table_id: int) -> str:
    """One table's report: what leaves it, for who sits there."""
    reported, event = _table(table_id)
    report = _content(event, table=reported)
    return render_template("reports/table.html", table=reported.table, report=report)


@bp.get("/table/<int:table_id>/report.<kind>")
@enter(access.table)
def table_download(table_id: int, kind: str) -> Response:
    """One table's report as a document."""
    reported, event = _table(table_id)
    return _document(_content(event, table=reported), kind, event.id, reported.table)


def _with_names() -> bool:
    """Whether people are named; who helps gets the report that names nobody."""
    return request.args.get("names") == "yes" and access.is_in_charge()


def _event(event_id: int) -> Event:
    return web.found(queries.event_of(event_id))


def _table(table_id: int) -> tuple[Reported, Event]:
    at_table(table_id)
    reported = web.found(queries.table_of(table_id))
    return reported, reported.table.item.event


def _content(event: Event, *, table: Reported | None = None, names: bool = False) -> ReportContent:
    organisation = house.current().organisation
    return queries.content_of(
        event, organisation=organisation, now=clock.now(), table=table, names=names
    )


def _document(
    content: ReportContent,
    kind: str,
    event_id: int,
    table: Table | None,
    *,
    names: bool = False,
) -> Response:
    """The document as a download; that it was made is written in the journal."""
    if kind not in workshop.FORMATS and kind != ALL:
        abort(404)
    number = f"-{table.number}" if table is not None else ""
    subject_id = table.id if table is not None else None
    by = access.actor()
    with writing(event_id):
        what = "report.named" if names else f"report.downloaded.{kind}"
        journal.record(what, event_id=event_id, topic="reports", subject_id=subject_id, by=by)
    name = f"{content.slug}{number}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    if kind == ALL:
        pack = workshop.packed(content, name)
        return Response(pack, mimetype="application/zip", headers=headers)
    document = workshop.make(content, kind)
    return Response(document, mimetype=workshop.FORMATS[kind], headers=headers)
