"""The board: a round as a picture, made by the solver, mended by hand, published."""

from __future__ import annotations

import uuid

from flask import abort, flash, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event, ProgrammeItem
from makers.seating import board_queries, matchings, moving, plans, prices, queries, reasons, tables
from makers.seating.company_forms import NAMES
from makers.seating.forms import MatchForm, MoveForm
from makers.seating.models import Table, Way
from makers.seating.views import bp
from makers.seating.views.rounds import event_and_round, round_of
from makers.seating.ways_on import ways_on
from makers.signups import queries as signups
from makers.signups.models import Signup

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/seating")
@enter(access.organiser)
def board(event_id: int) -> Page:
    """The room of one round: the draft where there is one, else the plan in force."""
    return _page(*event_and_round(event_id))


@bp.post("/organise/events/<int:event_id>/seating/plan")
@enter(access.organiser)
def match(event_id: int) -> Page:
    """Have the round seated; the board shows how far it is."""
    item, form = round_of(event_id), MatchForm()
    key = form.uuid if form.validate() else uuid.uuid4()
    if form.way.errors:
        abort(404)
    try:
        matchings.begin(
            item,
            key=key,
            present_only=bool(form.present_only.data),
            way=Way(form.way.data),
            now=clock.now(),
            by=access.actor(),
        )
    except Refusal as refusal:
        return _again(event_id, refusal)
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/plan/stop")
@enter(access.organiser)
def stop_matching(event_id: int) -> Page:
    """Keep the best that was found by now."""
    item = round_of(event_id)
    newest = matchings.newest(item)
    if newest is not None:
        matchings.stop(newest, now=clock.now(), by=access.actor())
    return _after(event_id, item)


@bp.get("/organise/events/<int:event_id>/seating/people/<int:signup_id>")
@enter(access.organiser)
def person(event_id: int, signup_id: int) -> Page:
    """Why somebody sits where they sit, and what every other table would cost."""
    event, item, _since = event_and_round(event_id)
    signup = _signup(event_id, signup_id)
    if item is None:
        abort(404)
    shown = board_queries.board(item)
    seats = shown.plan.seats if shown.plan is not None else []
    seat = next((one for one in seats if one.signup_id == signup_id), None)
    return render_template(
        f"seating/{'_person' if web.wants_fragment() else 'person'}.html",
        event=event,
        item=item,
        signup=signup,
        seat=seat,
        why=reasons.of_them(seat) if seat is not None else [],
        prices=prices.of(item, shown, signup),
    )


@bp.get("/organise/events/<int:event_id>/seating/people/<int:signup_id>/prices")
@enter(access.organiser)
def prices_of(event_id: int, signup_id: int) -> Response:
    """What every other table would cost, for who drags somebody there."""
    item, signup = round_of(event_id), _signup(event_id, signup_id)
    found = prices.of(item, board_queries.board(item), signup)
    return jsonify(
        {
            one.table.table.id: {
                "words": one.words,
                "allowed": one.allowed,
                "other": one.swap_with.id if one.swap_with is not None else None,
            }
            for one in found
        }
    )


@bp.post("/organise/events/<int:event_id>/seating/moves")
@enter(access.organiser)
def move(event_id: int) -> Page:
    """Put one person at another table, or let two change places."""
    item, form = round_of(event_id), MoveForm()
    if not form.validate():
        abort(404)
    signup, table = _signup(event_id, form.signup.data), _table(event_id, item, form.table.data)
    try:
        if form.other.data:
            other = _signup(event_id, form.other.data)
            moving.exchange(item, signup, other, now=clock.now(), by=access.actor())
        else:
            moving.move(item, signup, table, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _again(event_id, refusal)
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/moves/undo")
@enter(access.organiser)
def undo(event_id: int) -> Page:
    """Take the newest change by hand back."""
    item = round_of(event_id)
    try:
        moving.undo(item, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _again(event_id, refusal)
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/moves/<int:signup_id>/release")
@enter(access.organiser)
def release(event_id: int, signup_id: int) -> Page:
    """Let the solver choose again for someone who was moved by hand."""
    item, signup = round_of(event_id), _signup(event_id, signup_id)
    moving.release(item, signup, now=clock.now(), by=access.actor())
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/tables/<int:table_id>/lock")
@enter(access.organiser)
def lock_table(event_id: int, table_id: int) -> Page:
    """Let a table keep its people when the draft is made again, or no longer."""
    item = round_of(event_id)
    table = _table(event_id, item, table_id)
    tables.lock(table, locked=request.form.get("locked") == "yes", by=access.actor())
    return _after(event_id, item)


@bp.post("/organise/events/<int:event_id>/seating/publication")
@enter(access.organiser)
def publish(event_id: int) -> Page:
    """Tell everybody their table, on their page and by mail if wished."""
    item, mailed = round_of(event_id), request.form.get("mailed") == "yes"
    try:
        plans.publish(item, mailed=mailed, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _again(event_id, refusal)
    flash(_("De indeling is bekend. Iedereen ziet nu de eigen tafel."), "success")
    if mailed:
        flash(_("Wie een nieuwe tafel heeft, krijgt een mail."), "success")
    return _after(event_id, item)


def _after(event_id: int, item: ProgrammeItem) -> Page:
    if web.wants_fragment():
        return _page(*event_and_round(event_id))
    return web.see("seating.board", event_id=event_id, round=item.id)


def _again(event_id: int, refusal: Refusal) -> tuple[str, int]:
    return _page(*event_and_round(event_id), refusal), refusal.status


def _signup(event_id: int, signup_id: int) -> Signup:
    signup = signups.signup(signup_id)
    if signup is None or signup.event_id != event_id:
        abort(404)
    return signup


def _table(event_id: int, item: ProgrammeItem, table_id: int) -> Table:
    table = queries.table(event_id, table_id)
    if table is None or table.item_id != item.id:
        abort(404)
    return table


def _page(
    event: Event, item: ProgrammeItem | None, since: int, refusal: Refusal | None = None
) -> str:
    now = clock.now()
    newest = matchings.newest(item) if item is not None else None
    failed = newest.failed if newest is not None else ""
    shown = board_queries.board(item) if item is not None else None
    return render_template(
        f"seating/{'_board' if web.wants_fragment() else 'board'}.html",
        event=event,
        rounds=queries.seated_items(event),
        item=item,
        since=since,
        board=shown,
        form=MatchForm(formdata=None),
        newest=newest,
        matching=newest if newest is not None and newest.ended_at is None else None,
        ways=ways_on(newest, shown) if shown is not None else [],
        wish_names=NAMES,
        silent=newest is not None and matchings.is_silent(newest, now),
        failed=failed,
        warnings=board_queries.warnings(item, shown, now) if item and shown else [],
        gap=prices.gap_words(shown.plan.points, shown.plan.bound)
        if shown and shown.plan and shown.plan.problem_digest
        else "",
        refusal=refusal.sentence if refusal else None,
    )
