"""Around the phases at one table: the hand, who is ready, who spoke, what all tables are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, render_template
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import db
from makers.intervision.coming import entry, joining
from makers.intervision.coming.entry import Present
from makers.intervision.coming.joining import Company
from makers.intervision.forms import TurnForm
from makers.intervision.models import Broadcast
from makers.intervision.phases import ready, speaking
from makers.intervision.phases.beginning import Opening
from makers.intervision.queries import TableClock
from makers.intervision.rounds import broadcasts, hands
from makers.intervision.rounds import queries as round_queries
from makers.intervision.views import at_table, bp, leading
from makers.intervision.views.clock import table_clock
from makers.seating.models import Table

Answer = str | Response | FlaskResponse


def around_context(
    table: Table, present: Present, opening: Opening, seats: Sequence[Company]
) -> dict[str, Any]:
    """What the page shows around the clock; only the facilitator's asks who spoke."""
    keeps, runs = speaking.keeps(present), isinstance(opening.clock, TableClock)
    return {
        "broadcast": opening.broadcast,
        "hand": opening.hand,
        "keeps_speaking": keeps,
        "turns": speaking.turns(table.id, seats) if keeps and runs else None,
    }


@bp.get("/table/<int:table_id>/broadcast")
@enter(entry.looking_in("broadcasts"))
def told(table_id: int) -> FlaskResponse:
    """What the organiser tells all tables, as a fragment."""
    arrival = entry.look_in(table_id, "broadcasts")
    present = arrival.present
    return live.shared(
        f"broadcast-{table_id}-{present.at_table}",
        arrival.version,
        lambda: render_template(
            "intervision/_broadcast.html",
            table=arrival.table,
            present=present,
            broadcast=round_queries.shown_at(arrival.table.item_id),
        ),
    )


@bp.post("/table/<int:table_id>/broadcasts/<int:broadcast_id>/sighting")
@enter(access.table)
def see(table_id: int, broadcast_id: int) -> Answer:
    """The page showed it to somebody."""
    table, present = at_table(table_id)
    found = db.session.get(Broadcast, broadcast_id)
    if found is None or found.item_id != table.item_id:
        abort(404)
    broadcasts.see(found, table, by=present, now=clock.now())
    if web.wants_fragment():
        return Response(status=204)
    return web.see("facilitate.table", table_id=table_id)


@bp.post("/table/<int:table_id>/readiness")
@enter(access.table)
def say_ready(table_id: int) -> Answer:
    """I am ready."""
    return _say(table_id, True)


@bp.post("/table/<int:table_id>/readiness/withdrawal")
@enter(access.table)
def say_not_ready(table_id: int) -> Answer:
    """Not ready after all."""
    return _say(table_id, False)


@bp.get("/table/<int:table_id>/hand")
@enter(entry.looking_in("table-{}-hand"))
def hand(table_id: int) -> FlaskResponse:
    """Whether the table asks for the organiser and who comes, as a fragment."""
    arrival = entry.look_in(table_id, "table-{}-hand")
    present = arrival.present
    return live.shared(
        f"hand-{table_id}-{present.leads}-{present.at_table}",
        arrival.version,
        lambda: render_template(
            "intervision/_hand.html",
            table=arrival.table,
            present=present,
            hand=round_queries.hand_of(table_id),
        ),
    )


@bp.post("/table/<int:table_id>/hand")
@enter(access.table)
def raise_hand(table_id: int) -> Answer:
    """Ask for the organiser."""
    table, present = leading(table_id)
    if not present.at_table:
        abort(404)
    hands.raise_hand(table, by=present, now=clock.now())
    return (
        hand(table_id) if web.wants_fragment() else web.see("facilitate.table", table_id=table_id)
    )


@bp.post("/table/<int:table_id>/hand/lowering")
@enter(access.table)
def lower_hand(table_id: int) -> Answer:
    """It is solved, or not needed any more."""
    table, present = leading(table_id)
    hands.lower(table, by=present.actor, now=clock.now())
    return (
        hand(table_id) if web.wants_fragment() else web.see("facilitate.table", table_id=table_id)
    )


@bp.get("/table/<int:table_id>/speaking")
@enter(access.table)
def who_spoke(table_id: int) -> str:
    """Who has not spoken yet, for the facilitator, as a fragment."""
    return _turns(_keeping(table_id)[0])


@bp.post("/table/<int:table_id>/speaking/<int:signup_id>")
@enter(access.table)
def tick(table_id: int, signup_id: int) -> Answer:
    """This one has spoken."""
    return _tick(table_id, signup_id, True)


@bp.post("/table/<int:table_id>/speaking/<int:signup_id>/withdrawal")
@enter(access.table)
def untick(table_id: int, signup_id: int) -> Answer:
    """This one has not spoken yet after all."""
    return _tick(table_id, signup_id, False)


def _say(table_id: int, is_ready: bool) -> Answer:
    table, present = at_table(table_id)
    form = TurnForm()
    if form.validate():
        ready.say(table, form.turn.data, is_ready, by=present, now=clock.now())
    if web.wants_fragment():
        return table_clock(table_id)
    return web.see("facilitate.table", table_id=table_id)


def _tick(table_id: int, signup_id: int, has_spoken: bool) -> Answer:
    table, present = _keeping(table_id)
    form = TurnForm()
    if form.validate():
        turn = form.turn.data
        speaking.tick(table, turn, signup_id, has_spoken, by=present, now=clock.now())
    return _turns(table) if web.wants_fragment() else web.see("facilitate.table", table_id=table_id)


def _keeping(table_id: int) -> tuple[Table, Present]:
    """The table of its facilitator; 404 for everybody else."""
    table, present = at_table(table_id)
    if not speaking.keeps(present):
        abort(404)
    return table, present


def _turns(table: Table) -> str:
    turns = speaking.turns(table.id, joining.seats(table))
    return render_template("intervision/_speaking.html", table=table, turns=turns)
