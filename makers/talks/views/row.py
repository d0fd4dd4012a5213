"""The organiser's page of the row: how it is set up, who stands where, what is public."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event, ProgrammeItem
from makers.talks import arranging, booking, queries, reserve
from makers.talks import row as rows
from makers.talks.booking import Pitch
from makers.talks.forms import (
    AcceptanceForm,
    LockForm,
    MoveForm,
    OtherForm,
    PlaceForm,
    RowForm,
    StepForm,
)
from makers.talks.models import Row, Slot, Talk
from makers.talks.views import Page, bp, signup_or_404


@bp.get("/organise/events/<int:event_id>/talks")
@enter(access.organiser)
def row(event_id: int) -> Page:
    """The row: how it is set up, who stands where, who waits, what is public."""
    return _row_page(_event(event_id))


@bp.post("/organise/events/<int:event_id>/talks/rows/<int:item_id>")
@enter(access.organiser)
def arrange(event_id: int, item_id: int) -> Page:
    """Set up the row of one part of the programme."""
    event = _event(event_id)
    item = web.found(next((one for one in queries.items(event_id) if one.id == item_id), None))
    form = RowForm.sent(item)
    if not form.validate():
        return _row_page(event, (item, form)), 422
    try:
        rows.arrange(
            item, form.details, version=form.version.data, now=clock.now(), by=access.actor()
        )
    except rows.RowChanged as refusal:
        form.version.data = db.session.get_one(Row, item_id).version
        return _row_page(event, (item, form), refusal), refusal.status
    except Refusal as refusal:
        return _row_page(event, (item, form), refusal), refusal.status
    flash(_("De rij is bewaard."), "success")
    return web.see("talks.row", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/talks")
@enter(access.organiser)
def place(event_id: int) -> Page:
    """Put somebody in the row."""
    event, form = _event(event_id), PlaceForm()
    if not form.validate():
        return _row_page(event, place=form), 422
    signup = signup_or_404(form.signup.data)
    if signup.event_id != event_id:
        abort(404)
    pitch = Pitch(form.slot.data, form.title.data)
    try:
        arranging.place(signup, pitch, key=form.uuid, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _row_page(event, refusal=refusal, place=form), refusal.status
    flash(_("%(name)s staat in de rij.", name=signup.name), "success")
    return web.see("talks.row", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/acceptance")
@enter(access.organiser)
def accept(event_id: int, talk_id: int) -> Page:
    """Show a talk's words on the public page, or take them off."""
    talk, form = _talk(event_id, talk_id), AcceptanceForm()
    yes, version = form.accepted.data != "no", form.version.data
    return _done(
        event_id,
        lambda: arranging.accept(talk, yes, version=version, now=clock.now(), by=access.actor()),
    )


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/slot")
@enter(access.organiser)
def move(event_id: int, talk_id: int) -> Page:
    """Put a talk on another slot, or let two change places."""
    talk, form = _talk(event_id, talk_id), MoveForm()
    return _done(
        event_id,
        lambda: arranging.move(talk, form.slot.data, now=clock.now(), by=access.actor()),
        _("De pecha kucha is verplaatst."),
    )


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/order")
@enter(access.organiser)
def step(event_id: int, talk_id: int) -> Page:
    """Send a talk one place forward or back."""
    talk, form = _talk(event_id, talk_id), StepForm()
    send = arranging.earlier if form.step.data == "earlier" else arranging.later
    return _done(
        event_id,
        lambda: send(talk, version=form.version.data, now=clock.now(), by=access.actor()),
    )


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/partner")
@enter(access.organiser)
def merge(event_id: int, talk_id: int) -> Page:
    """Make a duo of two talks."""
    talk, other = _talk(event_id, talk_id), _talk(event_id, OtherForm().other.data)
    return _done(
        event_id,
        lambda: arranging.merge(talk, other, now=clock.now(), by=access.actor()),
        _("Ze vertellen samen. Beide sprekers krijgen een mail."),
    )


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/partner/return")
@enter(access.organiser)
def part(event_id: int, talk_id: int) -> Page:
    """Take the second speaker off a duo."""
    talk = _talk(event_id, talk_id)
    who = talk.partner_id or 0
    return _done(
        event_id,
        lambda: booking.give_back(talk, now=clock.now(), by=access.actor(), who=who),
        _("De eerste spreker gaat alleen verder."),
    )


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/return")
@enter(access.organiser)
def release(event_id: int, talk_id: int) -> Page:
    """Free the slot of a talk."""
    talk = _talk(event_id, talk_id)
    return _done(
        event_id,
        lambda: arranging.release(talk, now=clock.now(), by=access.actor()),
        _("De plek is weer vrij. De spreker krijgt een mail."),
    )


@bp.post("/organise/events/<int:event_id>/talks/slots/<int:slot_id>/lock")
@enter(access.organiser)
def lock(event_id: int, slot_id: int) -> Page:
    """Lock a slot, or open it again."""
    slot, locked = db.session.get(Slot, slot_id), LockForm().locked.data != "no"
    if slot is None or slot.event_id != event_id:
        abort(404)
    return _done(event_id, lambda: arranging.lock(slot, locked, now=clock.now(), by=access.actor()))


def _done(event_id: int, act: Callable[[], None], said: str = "") -> Page:
    """Do it and go back to the row; the row with the sentence when that cannot be."""
    try:
        act()
    except Refusal as refusal:
        return _row_page(_event(event_id), refusal=refusal), refusal.status
    if said:
        flash(said, "success")
    return web.see("talks.row", event_id=event_id)


def _row_page(
    event: Event,
    wrong: tuple[ProgrammeItem, RowForm] | None = None,
    refusal: Refusal | None = None,
    place: PlaceForm | None = None,
) -> str:
    found = queries.row(event)
    empty = [slot for slot in found if slot.talk is None]
    people = queries.without_talk(event.id) if empty else []
    return render_template(
        "talks/row.html",
        event=event,
        here="talks",
        rows=[_part(*one, found, wrong) for one in queries.set_up(event.id)],
        slots=found,
        waiting=reserve.waiting_in(db.session(), event.id),
        place=(place or PlaceForm()).offering(empty, people),
        placing=place is not None,
        wrong=wrong[1] if wrong else place,
        refusal=refusal.sentence if refusal else None,
    )


def _part(
    item: ProgrammeItem,
    row: Row | None,
    found: list[Slot],
    wrong: tuple[ProgrammeItem, RowForm] | None,
) -> tuple[ProgrammeItem, list[Slot], object, RowForm, bool]:
    """An item with its slots, when its row ends, its form, and whether that is to be mended."""
    its_slots = [slot for slot in found if slot.item_id == item.id]
    if wrong is not None and wrong[0].id == item.id:
        return item, its_slots, rows.ends_at(its_slots), wrong[1], True
    form = RowForm.of(item, row, len(its_slots))
    return item, its_slots, rows.ends_at(its_slots), form, False


def _event(event_id: int) -> Event:
    return web.found(queries.event_with_roles(event_id))


def _talk(event_id: int, talk_id: int) -> Talk:
    return web.found(queries.talk(talk_id, event_id))
