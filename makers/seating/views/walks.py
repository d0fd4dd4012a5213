"""The organiser's page of a walk: its groups, whether people choose, and each group's route."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import ProgrammeItem
from makers.seating import tables
from makers.seating.models import Stop, Table
from makers.seating.views import bp
from makers.seating.walks import choosing, queries, routes
from makers.seating.walks.forms import GroupsForm, StopForm

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/walks/<int:item_id>")
@enter(access.organiser)
def walk(event_id: int, item_id: int) -> Page:
    """The groups of a walk."""
    return _page(_walk(event_id, item_id))


@bp.post("/organise/events/<int:event_id>/walks/<int:item_id>/groups")
@enter(access.organiser)
def add_groups(event_id: int, item_id: int) -> Page:
    """Add groups to a walk."""
    item, form = _walk(event_id, item_id), GroupsForm()
    if not form.validate():
        return _page(item, form), 422
    try:
        tables.add(item, form.count.data, by=access.actor())
    except Refusal as refusal:
        return _page(item, form, refusal), refusal.status
    return web.see("seating.walk", event_id=event_id, item_id=item_id)


@bp.post("/organise/events/<int:event_id>/walks/<int:item_id>/choice")
@enter(access.organiser)
def open_choice(event_id: int, item_id: int) -> Page:
    """Let people choose their group."""
    item = _walk(event_id, item_id)
    try:
        choosing.open_choice(item, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(item, refusal=refusal), refusal.status
    flash(_("Iedereen kan nu op de eigen pagina een groep kiezen."), "success")
    return web.see("seating.walk", event_id=event_id, item_id=item_id)


@bp.post("/organise/events/<int:event_id>/walks/<int:item_id>/choice/end")
@enter(access.organiser)
def close_choice(event_id: int, item_id: int) -> Page:
    """Nobody chooses any more."""
    choosing.close_choice(_walk(event_id, item_id), now=clock.now(), by=access.actor())
    flash(
        _("De keuze is gesloten. Wie nog geen groep heeft, deel je in bij ‘Indeling’."), "success"
    )
    return web.see("seating.walk", event_id=event_id, item_id=item_id)


@bp.get("/organise/events/<int:event_id>/groups/<int:table_id>/route")
@enter(access.organiser)
def route(event_id: int, table_id: int) -> Page:
    """A group's route, stop by stop."""
    return _route(_group(event_id, table_id))


@bp.post("/organise/events/<int:event_id>/groups/<int:table_id>/stops")
@enter(access.organiser)
def add_stop(event_id: int, table_id: int) -> Page:
    """A stop at the end."""
    table, form = _group(event_id, table_id), StopForm()
    if not form.validate():
        return _route(table, form), 422
    routes.add(table, *form.words, by=access.actor())
    return web.see("seating.route", event_id=event_id, table_id=table_id)


@bp.get("/organise/events/<int:event_id>/groups/<int:table_id>/stops/<int:stop_id>")
@enter(access.organiser)
def stop(event_id: int, table_id: int, stop_id: int) -> Page:
    """One stop to change."""
    found = _stop(event_id, table_id, stop_id)
    return _stop_page(found, StopForm.of(found))


@bp.post("/organise/events/<int:event_id>/groups/<int:table_id>/stops/<int:stop_id>")
@enter(access.organiser)
def change_stop(event_id: int, table_id: int, stop_id: int) -> Page:
    """Keep what was typed about a stop."""
    found, form = _stop(event_id, table_id, stop_id), StopForm()
    if not form.validate():
        return _stop_page(found, form), 422
    routes.change(found, *form.words, by=access.actor())
    return web.see("seating.route", event_id=event_id, table_id=table_id)


@bp.post("/organise/events/<int:event_id>/groups/<int:table_id>/stops/<int:stop_id>/earlier")
@enter(access.organiser)
def stop_earlier(event_id: int, table_id: int, stop_id: int) -> Page:
    """Put a stop before the one above it."""
    routes.put_earlier(_stop(event_id, table_id, stop_id), by=access.actor())
    return web.see("seating.route", event_id=event_id, table_id=table_id)


@bp.post("/organise/events/<int:event_id>/groups/<int:table_id>/stops/<int:stop_id>/removal")
@enter(access.organiser)
def remove_stop(event_id: int, table_id: int, stop_id: int) -> Page:
    """Leave a stop out."""
    routes.remove(_stop(event_id, table_id, stop_id), by=access.actor())
    return web.see("seating.route", event_id=event_id, table_id=table_id)


def _walk(event_id: int, item_id: int) -> ProgrammeItem:
    return web.found(queries.walk(event_id, item_id))


def _group(event_id: int, table_id: int) -> Table:
    table = queries.group(table_id)
    if table is None or table.event_id != event_id:
        abort(404)
    return table


def _stop(event_id: int, table_id: int, stop_id: int) -> Stop:
    return web.found(queries.stop(_group(event_id, table_id).id, stop_id))


def _page(
    item: ProgrammeItem, form: GroupsForm | None = None, refusal: Refusal | None = None
) -> str:
    choice = queries.free_choice(item)
    return render_template(
        "seating/walk.html",
        event=item.event,
        item=item,
        groups=queries.groups(item),
        choosing=choice is not None and choice.closed_at is None,
        form=form or GroupsForm(formdata=None),
        refusal=refusal.sentence if refusal else None,
    )


def _route(table: Table, form: StopForm | None = None) -> str:
    return render_template(
        "seating/route.html",
        event=table.item.event,
        table=table,
        stops=queries.stops(table),
        form=form or StopForm(formdata=None),
    )


def _stop_page(found: Stop, form: StopForm) -> str:
    table = found.table
    return render_template(
        "seating/stop.html", event=table.item.event, table=table, stop=found, form=form
    )
