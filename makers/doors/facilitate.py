"""The table page: clock, notes, people and agreements of one table on one screen."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from makers.core import access, clock, live
from makers.core.access import enter
from makers.followups.forms import AgreementForm
from makers.followups.queries import at_table as agreements_at
from makers.followups.queries import meeting_of
from makers.followups.views.table import on_page as agreements_on
from makers.intervision.coming.entry import open_page
from makers.intervision.phases import beginning, speaking
from makers.intervision.views import at_table
from makers.intervision.views.clock import clock_context
from makers.intervision.views.closing import closing_context
from makers.intervision.views.coming import coming_context, people_context, people_topics
from makers.intervision.views.notes import notes_context, write_context
from makers.intervision.views.phases import around_context
from makers.intervision.views.plenary.pages import ways_in

bp = Blueprint("facilitate", __name__)


@bp.get("/table/<int:table_id>")
@enter(access.table)
def table(table_id: int) -> str:
    """One table, for who sits at it: a laptop in the middle, phones around it."""
    arrival = open_page(table_id, *_topics(table_id))
    found, present = arrival.table, arrival.present
    start = beginning.opening(table_id, present.signup_id)
    context = clock_context(found, present, start.clock, arrival.version)
    people = people_context(arrival, clock.now())
    return render_template(
        "doors/table.html",
        since=arrival.version,
        people_topics=people_topics(table_id),
        agreements=agreements_on(arrival),
        agreement_form=AgreementForm(people["seats"]),
        **{
            **people,
            **coming_context(arrival),
            **context,
            **notes_context(table_id, present, context["clock"]),
            **write_context(found, present, context["clock"]),
            **around_context(found, present, start, people["seats"]),
            **ways_in(found.item.event, present, people["seats"], clock.now()),
        },
    )


@bp.get("/table/<int:table_id>/closing")
@enter(access.table)
def closing(table_id: int) -> str:
    """The end of a table: what may leave it, and whose agreements go on."""
    arrival = open_page(table_id, *_topics(table_id))
    return render_template(
        "doors/closing.html",
        since=arrival.version,
        follow_ups=agreements_at(table_id),
        meeting=meeting_of(table_id),
        **closing_context(arrival.table, arrival.present),
    )


@bp.get("/table/<int:table_id>/stream")
@enter(access.table)
def stream(table_id: int) -> Response:
    """What changes at this table."""
    found, present = at_table(table_id)
    own = [f"table-{table_id}-speaking"] if speaking.keeps(present) else []
    return live.stream(found.event_id, [*_topics(table_id), *own])


def _topics(table_id: int) -> list[str]:
    """What the page of a table shows."""
    parts = ("clock", "time", "silence", "notes", "followups", "ready", "hand")
    own = [f"table-{table_id}-{part}" for part in parts]
    return [*own, "broadcasts", "programme", *people_topics(table_id)]
