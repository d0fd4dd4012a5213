"""The list of people as a file."""

from __future__ import annotations

from flask import Response, abort, request
from flask_babel import gettext as _

from makers.core import access, sheets
from makers.core.access import enter
from makers.core.database import db
from makers.core.fresh import fresh
from makers.events.models import Event
from makers.signups import desk_queries, exporting
from makers.signups.views import bp


@bp.get("/organise/events/<int:event_id>/people.<kind>")
@enter(access.in_charge)
@fresh(download=True)
def export(event_id: int, kind: str) -> Response:
    """Everybody, or whom the list's own filters leave; that it was made stands in the journal."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    event = db.get_or_404(Event, event_id)
    name = f"{event.slug}-" + _("mensen")
    found = desk_queries.people(event_id, desk_queries.Asked.of(request.args))
    rows = exporting.rows(event_id, found)
    exporting.note(event_id, kind, by=access.actor())
    made = sheets.as_csv(rows) if kind == "csv" else sheets.as_xlsx(rows, _("Mensen"))
    return Response(
        made,
        mimetype=sheets.CSV if kind == "csv" else sheets.XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )
