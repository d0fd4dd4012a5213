"""A method on paper as a download: for the organiser, for every table of a round, at a table."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, request
from flask_babel import lazy_gettext as _l

from makers.core import access, clock, journal, web
from makers.core.access import enter
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.intervision import choosing, method_queries
from makers.intervision.coming import entry
from makers.intervision.methods import Method
from makers.intervision.phases import beginning
from makers.intervision.queries import TableClock
from makers.intervision.views import leading
from makers.reports.papers import sheets
from makers.reports.papers.sheets import SheetContent, SheetsContent
from makers.reports.views import bp
from makers.seating.models import Table
from makers.seating.views import event_or_404


class NoTablesHere(Refusal):
    """Sheets were asked for a round without tables."""

    sentence = _l("Deze ronde heeft nog geen tafels. Maak eerst tafels, dan zijn er werkbladen.")


@bp.get("/organise/events/<int:event_id>/methods/<choice>/sheet.pdf")
@enter(access.organiser)
def method_sheet(event_id: int, choice: str) -> Response:
    """A method of some length (the longest, unless it is asked for), for any table."""
    event = event_or_404(event_id)
    method = web.found(choosing.methods_of(event_id).get(choice))
    length = request.args.get("length", default=method.lengths[-1], type=int)
    if length not in method.lengths:
        abort(404)
    made = sheets.sheet_of(method, length, web.language())
    return _download(event, made.method, f"{choice}-{length}", [made])


@bp.get("/organise/events/<int:event_id>/rounds/<int:item_id>/sheets.pdf")
@enter(access.organiser)
def table_sheets(event_id: int, item_id: int) -> Response:
    """What each table of a round will follow, or runs, one after the other."""
    event = event_or_404(event_id)
    if item_id not in {item.id for item in event.programme}:
        abort(404)
    methods = choosing.methods_of(event_id)
    made = [
        _sheet(one.table, Method.from_json(one.run.method), one.run.length)
        if one.run is not None
        else _sheet(one.table, methods[one.choice])
        for one in method_queries.choices(event_id)
        if one.table.item_id == item_id
    ]
    if not made:
        raise NoTablesHere
    return _download(event, event.title, f"round-{item_id}", made)


@bp.get("/table/<int:table_id>/sheet.pdf")
@enter(access.table)
def table_sheet(table_id: int) -> Response:
    """What this table will follow, or runs."""
    leading(table_id)
    table, found = entry.open_page(table_id).table, beginning.clock_or_start(table_id)
    length = found.run.length if isinstance(found, TableClock) else None
    made = _sheet(table, found.method, length)
    return _download(table.item.event, made.method, f"table-{table.number}", [made])


def _sheet(table: Table, method: Method, length: int | None = None) -> SheetContent:
    """A table's sheet; without a length the longest that fits its round."""
    chosen = length or (method.fitting(table.item.minutes) or method.lengths)[-1]
    return sheets.sheet_of(method, chosen, web.language(), table)


def _download(event: Event, title: str, name: str, made: Sequence[SheetContent]) -> Response:
    """The sheets as a download; that they were made is written in the journal."""
    content = SheetsContent(
        title=title,
        slug=event.slug,
        generated_at=clock.now(),
        language="en" if web.language() == "en" else "nl",
        sheets=tuple(made),
    )
    by = access.actor()
    with writing(event.id):
        journal.record("paper.downloaded.sheet", event_id=event.id, topic="reports", by=by)
    headers = {"Content-Disposition": f'attachment; filename="{content.slug}-{name}.pdf"'}
    return Response(sheets.make(content), mimetype="application/pdf", headers=headers)
