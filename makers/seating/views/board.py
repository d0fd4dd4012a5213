"""The board: a round as a picture, made by the solver, mended by hand, published."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event, ProgrammeItem
from makers.seating import board_queries, plans, queries
from makers.seating.forms import MoveForm
from makers.seating.views import bp, event_or_404
from makers.signups import queries as signups
from makers.signups.models import Signup

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/seating")
@enter(access.organiser)
def board(event_id: int) -> Page:
    """The room of one round: the draft where there is one, else the plan in force."""
    return _page(*_event_and_round(event_id))


@bp.post("/organise/events/<int:event_id>/seating/plan")
@enter(access.organiser)
def match(event_id: int) -> Page:
    """Have the round seated."""
    item = _round(event_id)
    try:
        plans.match(item, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _again(event_id, refusal)
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/moves")
@enter(access.organiser)
def move(event_id: int) -> Page:
    """Put one person at another table."""
    item, form = _round(event_id), MoveForm()
    if not form.validate():
        abort(404)
    signup, table = _signup(event_id, form.signup.data), queries.table(event_id, form.table.data)
    if table is None or table.item_id != item.id:
        abort(404)
    try:
        plans.move(item, signup, table, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _again(event_id, refusal)
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/moves/<int:signup_id>/release")
@enter(access.organiser)
def release(event_id: int, signup_id: int) -> Page:
    """Let the solver choose again for someone who was moved by hand."""
    item, signup = _round(event_id), _signup(event_id, signup_id)
    plans.release(item, signup, now=clock.now(), by=access.actor())
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/publication")
@enter(access.organiser)
def publish(event_id: int) -> Page:
    """Tell everybody their table."""
    item = _round(event_id)
    try:
        plans.publish(item, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _again(event_id, refusal)
    flash(_("De indeling is bekend. Iedereen ziet nu de eigen tafel."), "success")
    return _after(event_id, item)


def _after(event_id: int, item: ProgrammeItem) -> Response:
    return web.see("seating.board", event_id=event_id, round=item.id)


def _again(event_id: int, refusal: Refusal) -> tuple[str, int]:
    return _page(*_event_and_round(event_id), refusal), refusal.status


def _round(event_id: int) -> ProgrammeItem:
    item = _event_and_round(event_id)[1]
    if item is None:
        abort(404)
    return item


def _event_and_round(event_id: int) -> tuple[Event, ProgrammeItem | None]:
    """The event and the round that is asked for, else its first; 404 for one that is not there."""
    event, wanted = event_or_404(event_id), request.values.get("round", type=int)
    rounds = queries.rounds(event)
    found = next((item for item in rounds if wanted in (None, item.id)), None)
    if found is None and wanted is not None:
        abort(404)
    return event, found


def _signup(event_id: int, signup_id: int) -> Signup:
    signup = signups.signup(signup_id)
    if signup is None or signup.event_id != event_id:
        abort(404)
    return signup


def _page(event: Event, item: ProgrammeItem | None, refusal: Refusal | None = None) -> str:
    return render_template(
        "seating/board.html",
        event=event,
        rounds=queries.rounds(event),
        item=item,
        board=board_queries.board(item) if item is not None else None,
        refusal=refusal.sentence if refusal else None,
    )
