"""Choosing a group for the walk, from the personal page."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import ProgrammeItem
from makers.seating.views import bp
from makers.seating.walks import choosing, queries
from makers.seating.walks.forms import GroupForm
from makers.seating.walks.queries import MyWalk
from makers.signups import queries as signups
from makers.signups.models import Signup

Page = str | Response | tuple[str, int]


@bp.get("/me/<int:signup_id>/walks/<int:item_id>")
@enter(access.personal)
def my_walk(signup_id: int, item_id: int) -> Page:
    """The groups with what is free, their routes, and which one is mine."""
    signup, mine = _mine(signup_id, item_id)
    return _page(signup, mine)


@bp.post("/me/<int:signup_id>/walks/<int:item_id>/group")
@enter(access.personal)
def choose_group(signup_id: int, item_id: int) -> Page:
    """Walk with a group; the page again with what is free now when that cannot be."""
    signup, mine = _mine(signup_id, item_id)
    form = GroupForm()
    table = queries.group(form.group.data) if form.validate() else None
    if table is None or table.item_id != item_id:
        return _page(signup, mine, _("Kies een groep uit de lijst.")), 422
    try:
        choosing.choose(signup, table, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(*_mine(signup_id, item_id), str(refusal.sentence)), refusal.status
    flash(_("Je loopt mee met groep %(number)d.", number=table.number), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/walks/<int:item_id>/group/return")
@enter(access.personal)
def leave_group(signup_id: int, item_id: int) -> Page:
    """Give the place in a group back."""
    signup, mine = _mine(signup_id, item_id)
    try:
        choosing.give_up(signup, mine.item, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(signup, mine, str(refusal.sentence)), refusal.status
    flash(_("Je plek in de groep is weer vrij."), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.get("/me/<int:signup_id>/group/<int:table_id>")
@enter(access.personal)
def to_group(signup_id: int, table_id: int) -> Response:
    """Who guides a group goes on to its list; this browser may then enter it."""
    table = queries.group(table_id)
    if table is None or table.facilitator_id != signup_id:
        abort(404)
    access.give("guide", event_id=table.event_id, subject_id=table.id, signup_id=signup_id)
    return web.see("seating.group", table_id=table.id)


def _mine(signup_id: int, item_id: int) -> tuple[Signup, MyWalk]:
    signup = signups.signup(signup_id)
    item = queries.walk(signup.event_id, item_id) if signup is not None else None
    if signup is None or item is None:
        abort(404)
    found = queries.of_signup(signup, [item], clock.now())
    return signup, found[0] if found else nothing(item)


def nothing(item: ProgrammeItem) -> MyWalk:
    """A walk in which somebody has no group, and chooses none."""
    return MyWalk(item, None, [], chosen=False, leads=False, may_choose=False)


def _page(signup: Signup, mine: MyWalk, refusal: str | None = None) -> str:
    return render_template(
        "seating/my_walk.html",
        signup=signup,
        mine=mine,
        groups=queries.groups(mine.item),
        refusal=refusal,
    )
