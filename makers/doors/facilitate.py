"""The table page: clock, notes, people and agreements of one table on one screen."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from makers.core import access, live
from makers.core.access import enter
from makers.followups.forms import AgreementForm
from makers.followups.queries import at_table as agreements_at
from makers.intervision import joining
from makers.intervision.entry import open_page
from makers.intervision.views import at_table
from makers.intervision.views.clock import clock_context
from makers.intervision.views.notes import notes_context, write_context
from makers.seating.cards import qr_of

bp = Blueprint("facilitate", __name__)


@bp.get("/table/<int:table_id>")
@enter(access.table)
def table(table_id: int) -> str:
    """One table, for who sits at it: a laptop in the middle, phones around it."""
    arrival = open_page(table_id, *_topics(table_id))
    found, present = arrival.table, arrival.present
    context = clock_context(found, present)
    seats = joining.seats(found)
    return render_template(
        "doors/table.html",
        since=arrival.version,
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
    return live.stream(found.event_id, _topics(table_id))


def _topics(table_id: int) -> list[str]:
    """What the page of a table shows."""
    parts = ("clock", "silence", "notes", "people", "followups")
    own = [f"table-{table_id}-{part}" for part in parts]
    return [*own, "seating", "checkin"]
