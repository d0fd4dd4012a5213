"""The table page: clock, notes, people and agreements of one table on one screen."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from makers.core import access, live
from makers.core.access import enter
from makers.followups.forms import AgreementForm
from makers.followups.queries import at_table as agreements_at
from makers.intervision import joining
from makers.intervision.views import at_table
from makers.intervision.views.clock import clock_context
from makers.intervision.views.notes import notes_context, write_context
from makers.seating.cards import qr_of

bp = Blueprint("facilitate", __name__)


@bp.get("/table/<int:table_id>")
@enter(access.table)
def table(table_id: int) -> str:
    """One table, for who sits at it: a laptop in the middle, phones around it."""
    since = live.cursor()
    found, present = at_table(table_id)
    context = clock_context(found, present)
    seats = joining.seats(found)
    return render_template(
        "doors/table.html",
        since=since,
        seats=seats,
        qr=qr_of(found) if present.leads else None,
        follow_ups=agreements_at(table_id),
        agreement_form=AgreementForm(seats),
        **{
            **context,
            **notes_context(found, present, context["clock"]),
            **write_context(found, present, context["clock"]),
        },
    )


@bp.get("/table/<int:table_id>/stream")
@enter(access.table)
def stream(table_id: int) -> Response:
    """What changes at this table."""
    found, _present = at_table(table_id)
    topics = [f"table-{table_id}-{part}" for part in ("clock", "notes", "people", "followups")]
    return live.stream(found.event_id, [*topics, "seating", "checkin"])
