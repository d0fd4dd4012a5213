"""Coming to a table: type its code (or scan its QR), say who you are, sit down."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.limits import count
from makers.intervision import entry, joining
from makers.intervision.forms import CodeForm
from makers.intervision.views import bp
from makers.seating.models import Seat, SeatPart, Table

Answer = str | Response | tuple[str, int]


@bp.get("/join")
@enter(access.public)
def join() -> str:
    """A field for the code."""
    return render_template("intervision/join.html", form=CodeForm())


@bp.post("/join")
@enter(access.public)
def find_table() -> Answer:
    """On to the table with this code."""
    form = CodeForm()
    if not form.validate():
        return render_template("intervision/join.html", form=form), 422
    try:
        table = _table_by_code(form.code.data)
    except Refusal as refusal:
        page = render_template("intervision/join.html", form=form, refusal=refusal.sentence)
        return page, refusal.status
    return web.see("intervision.claim", code=table.join_code)


@bp.get("/join/<code>")
@enter(access.public)
def claim(code: str) -> Answer:
    """Who sits at this table: which one are you?"""
    table = _table_by_code(code)
    return render_template("intervision/claim.html", table=table, seats=_to_claim(table))


@bp.post("/join/<code>")
@enter(access.public)
def sit_down(code: str) -> Answer:
    """Claim the seat of one of those who are seated here."""
    table = _table_by_code(code)
    chosen = request.form.get("signup_id", "")
    seat = next((one for one in _to_claim(table) if str(one.signup_id) == chosen), None)
    if seat is None:
        abort(404)
    table_id, event_id, signup_id = table.id, table.event_id, seat.signup_id
    access.give("table", event_id=event_id, subject_id=table_id, signup_id=signup_id)
    return web.see("facilitate.table", table_id=table_id)


@bp.get("/table/<int:table_id>/people")
@enter(access.table)
def people(table_id: int) -> Response:
    """Who sits at the table, as a fragment."""
    arrival = entry.arrive(table_id, "seating", "checkin")
    return live.shared(
        f"people-{table_id}",
        arrival.version,
        lambda: render_template("intervision/_people.html", seats=joining.seats(arrival.table)),
    )


def _table_by_code(code: str) -> Table:
    """The table, after counting the try. A venue is one address and comes in all at once, so the
    limit is high: a code has 36 bits, at this pace it takes years to meet one.
    """
    now = clock.now()
    with writing() as session:
        count(session, f"join:{request.remote_addr}", most=3000, minutes=10, now=now)
    return joining.table_by_code(code, now=now)


def _to_claim(table: Table) -> list[Seat]:
    """Every seat but the facilitator's, which leads and so wants a link of its own."""
    return [seat for seat in joining.seats(table) if seat.part is not SeatPart.FACILITATOR]
