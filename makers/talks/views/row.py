"""The organiser's page of the row: how many slots, who stands where, what is public."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.talks import booking, queries
from makers.talks import row as arranging
from makers.talks.forms import AcceptanceForm, MoveForm, SlotsForm
from makers.talks.models import Talk
from makers.talks.views import Page, bp


@bp.get("/organise/events/<int:event_id>/talks")
@enter(access.organiser)
def row(event_id: int) -> Page:
    """The row: how many slots, who stands where, what is public."""
    return _row_page(_event(event_id))


@bp.post("/organise/events/<int:event_id>/talks/slots")
@enter(access.organiser)
def slots(event_id: int) -> Page:
    """Set the number of slots of one part of the programme."""
    event, form = _event(event_id), SlotsForm()
    item = next((one for one in queries.items(event_id) if one.id == form.item.data), None)
    if item is None:
        abort(404)
    if not form.validate():
        return _row_page(event, form), 422
    try:
        arranging.set_slots(item, form.count.data, by=access.actor())
    except Refusal as refusal:
        return _row_page(event, form, refusal), refusal.status
    flash(_("Het aantal plekken is bewaard."), "success")
    return web.see("talks.row", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/acceptance")
@enter(access.organiser)
def accept(event_id: int, talk_id: int) -> Page:
    """Show a talk's words on the public page, or take them off."""
    event, talk, form = _event(event_id), _talk(event_id, talk_id), AcceptanceForm()
    try:
        arranging.accept(
            talk,
            form.accepted.data != "no",
            version=form.version.data,
            now=clock.now(),
            by=access.actor(),
        )
    except Refusal as refusal:
        return _row_page(event, refusal=refusal), refusal.status
    return web.see("talks.row", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/slot")
@enter(access.organiser)
def move(event_id: int, talk_id: int) -> Page:
    """Put a talk on another slot, or let two change places."""
    event, talk, form = _event(event_id), _talk(event_id, talk_id), MoveForm()
    try:
        arranging.move(talk, form.slot.data, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _row_page(event, refusal=refusal), refusal.status
    flash(_("De pecha kucha is verplaatst."), "success")
    return web.see("talks.row", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/return")
@enter(access.organiser)
def release(event_id: int, talk_id: int) -> Page:
    """Free the slot of a speaker."""
    booking.give_back(_talk(event_id, talk_id), now=clock.now(), by=access.actor())
    flash(_("De plek is weer vrij."), "success")
    return web.see("talks.row", event_id=event_id)


def _row_page(event: Event, form: SlotsForm | None = None, refusal: Refusal | None = None) -> str:
    found = queries.row(event)
    rows = [
        (item, [slot for slot in found if slot.item_id == item.id])
        for item in queries.items(event.id)
    ]
    return render_template(
        "talks/row.html",
        event=event,
        here="talks",
        rows=[(item, its_slots, arranging.ends_at(its_slots)) for item, its_slots in rows],
        slots=found,
        form=form,
        refusal=refusal.sentence if refusal else None,
    )


def _event(event_id: int) -> Event:
    return db.get_or_404(Event, event_id)


def _talk(event_id: int, talk_id: int) -> Talk:
    talk = queries.talk(talk_id, event_id)
    if talk is None:
        abort(404)
    return talk
