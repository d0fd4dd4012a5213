"""The guide's phone: who walks along, counted out and back in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from flask import Response as FlaskResponse
from flask import abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.seating.models import Leg, Table
from makers.seating.views import bp
from makers.seating.walks import counting, queries
from makers.signups import queries as signups

Page = str | Response | tuple[str, int]


@bp.get("/group/<int:table_id>")
@enter(access.guide)
def group(table_id: int) -> Page:
    """The group's list, with who is out and who is back."""
    return _page(_table(table_id))


@bp.get("/group/<int:table_id>/stream")
@enter(access.guide)
def group_stream(table_id: int) -> FlaskResponse:
    """What changes in the group."""
    return live.stream(_table(table_id).event_id, ("seating",))


@bp.post("/group/<int:table_id>/people/<int:signup_id>/<any(out, back):leg>")
@enter(access.guide)
def count(table_id: int, signup_id: int, leg: str) -> Page:
    """Somebody set out, or is back."""
    return _done(table_id, signup_id, partial(counting.count, leg=Leg(leg), key=_key()))


@bp.post("/group/<int:table_id>/people/<int:signup_id>/<any(out, back):leg>/undo")
@enter(access.guide)
def uncount(table_id: int, signup_id: int, leg: str) -> Page:
    """It was somebody else."""
    return _done(table_id, signup_id, partial(counting.undo, leg=Leg(leg)))


@bp.post("/group/<int:table_id>/people/<int:signup_id>")
@enter(access.guide)
def walk_along(table_id: int, signup_id: int) -> Page:
    """Somebody joins at the meeting point."""
    return _done(table_id, signup_id, partial(counting.join, key=_key()))


def _done(table_id: int, signup_id: int, what: Callable[..., None]) -> Page:
    table, signup = _table(table_id), signups.signup(signup_id)
    if signup is None or signup.event_id != table.event_id:
        abort(404)
    try:
        what(table, signup, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(_table(table_id), refusal), refusal.status
    if web.wants_fragment():
        return _page(_table(table_id))
    return web.see("seating.group", table_id=table_id)


def _key() -> uuid.UUID:
    """The key of the tap, so that one that is sent again counts once."""
    try:
        return uuid.UUID(request.form.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _table(table_id: int) -> Table:
    return web.found(queries.group(table_id))


def _page(table: Table, refusal: Refusal | None = None) -> str:
    letters = request.args.get("q", "")
    since, walkers = live.cursor(), queries.walkers(table)
    out = [one for one in walkers if Leg.OUT in one.at]
    return render_template(
        f"seating/{'_group' if web.wants_fragment() else 'group'}.html",
        table=table,
        item=table.item,
        walkers=walkers,
        out=out,
        missing=[one for one in out if Leg.BACK not in one.at],
        stops=queries.stops(table),
        letters=letters,
        found=queries.others(table, letters),
        since=since,
        refusal=refusal.sentence if refusal else None,
    )
