"""The board: a round as a picture, made by the solver, mended by hand, published."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import ProgrammeItem
from makers.seating import plans, queries
from makers.seating.forms import MoveForm
from makers.seating.views import bp, event_or_404
from makers.signups import queries as signups

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/seating")
@enter(access.organiser)
def board(event_id: int) -> Page:
    """The room of one round: the draft where there is one, else the plan in force."""
    return _page(event_id)


@bp.post("/organise/events/<int:event_id>/seating/plan")
@enter(access.organiser)
def match(event_id: int) -> Page:
    """Have the round seated."""
    item = _round(event_id)
    try:
        plans.match(item, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/moves")
@enter(access.organiser)
def move(event_id: int) -> Page:
    """Put one person at another table."""
    item, form = _round(event_id), MoveForm()
    signup = signups.signup(form.signup.data) if form.validate() else None
    table = queries.table(event_id, form.table.data) if signup is not None else None
    if signup is None or table is None or signup.event_id != event_id:
        abort(404)
    try:
        plans.move(item, signup, table, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/publication")
@enter(access.organiser)
def publish(event_id: int) -> Page:
    """Tell everybody their table."""
    item = _round(event_id)
    try:
        plans.publish(item, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    flash(_("De indeling is bekend. Iedereen ziet nu de eigen tafel."), "success")
    return _after(event_id, item)


def _after(event_id: int, item: ProgrammeItem) -> Response:
    return web.see("seating.board", event_id=event_id, round=item.id)


def _round(event_id: int) -> ProgrammeItem:
    """The round that is asked for, else the first; 404 without one."""
    wanted, rounds = request.values.get("round", type=int), queries.rounds(event_id)
    for item in rounds:
        if wanted in (None, item.id):
            return item
    abort(404)


def _page(event_id: int, refusal: Refusal | None = None) -> str:
    event, rounds = event_or_404(event_id), queries.rounds(event_id)
    item = _round(event_id) if rounds else None
    return render_template(
        "seating/board.html",
        event=event,
        rounds=rounds,
        item=item,
        board=queries.board(item) if item is not None else None,
        people={one.id: one for one in queries.with_a_place(event_id)},
        refusal=refusal.sentence if refusal else None,
    )
