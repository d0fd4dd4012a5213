"""The speaker's page of the own talk, and the organiser's page of the row."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.signups import queries as signups
from makers.signups.models import Signup
from makers.talks import booking, queries
from makers.talks import row as arranging
from makers.talks.forms import AcceptanceForm, MoveForm, SlotsForm, TalkForm
from makers.talks.models import Slot, Talk

bp = Blueprint("talks", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/me/<int:signup_id>/talk")
@enter(access.personal)
def mine(signup_id: int) -> Page:
    """The form to book a slot with, or to change the talk that did."""
    signup = _signup(signup_id)
    talk = queries.of_signup(signup)
    if talk is None and not booking.may_book(signup):
        return web.see("attend.personal", signup_id=signup_id)
    return _form_page(signup, TalkForm.of(talk) if talk else TalkForm(), talk)


@bp.post("/me/<int:signup_id>/talk")
@enter(access.personal)
def book(signup_id: int) -> Page:
    """Book or change; the form again, with all that was typed, when that cannot be."""
    signup, form = _signup(signup_id), TalkForm()
    if not form.validate():
        return _form_page(signup, form, queries.of_signup(signup)), 422
    try:
        _keep(signup, form)
    except Refusal as refusal:
        return _form_again(_signup(signup_id), form, refusal), refusal.status
    flash(_("Je pecha kucha is bewaard."), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/talk/return")
@enter(access.personal)
def give_back(signup_id: int) -> Page:
    """Free the slot for somebody else."""
    talk = queries.of_signup(_signup(signup_id))
    if talk is not None:
        booking.give_back(talk, now=clock.now(), by=access.actor())
        flash(_("Je plek in de rij is weer vrij voor een ander."), "success")
    return web.see("attend.personal", signup_id=signup_id)


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


def _keep(signup: Signup, form: TalkForm) -> None:
    """Book, or change the talk of the version the form was opened with."""
    if form.opened_with is None:
        booking.book(signup, form.pitch, key=form.uuid, now=clock.now(), by=access.actor())
        return
    talk = queries.of_signup(signup)
    if talk is None:
        raise booking.GivenBack
    booking.change(talk, form.pitch, version=form.opened_with, by=access.actor())


def _form_again(signup: Signup, form: TalkForm, refusal: Refusal) -> str:
    """The refused form: what was typed, from what stands now, with the next free slot chosen."""
    talk = queries.of_signup(signup)
    stored = talk if isinstance(refusal, booking.Overtaken | booking.HasTalk) else None
    if talk is None:
        form.version.data = ""
        form.key.data = str(uuid.uuid4())
    elif stored is not None:
        form.version.data = str(stored.version)
    if isinstance(refusal, booking.SlotTaken):
        form.slot.data = refusal.offered_id
    return _form_page(signup, form, talk, refusal, stored)


def _form_page(
    signup: Signup,
    form: TalkForm,
    talk: Talk | None,
    refusal: Refusal | None = None,
    stored: Talk | None = None,
) -> str:
    free = _open_to(signup, talk)
    form.offer(free)
    return render_template(
        "talks/mine.html",
        signup=signup,
        form=form,
        talk=talk,
        stored=stored,
        free_slots=free,
        refusal=refusal.sentence if refusal else None,
    )


def _open_to(signup: Signup, talk: Talk | None) -> list[Slot]:
    """The slots this speaker may choose: the free ones and their own."""
    return [slot for slot in queries.row(signup.event) if slot.talk is None or slot.talk is talk]


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


def _signup(signup_id: int) -> Signup:
    signup = signups.signup(signup_id)
    if signup is None:
        abort(404)
    return signup


def _event(event_id: int) -> Event:
    return db.get_or_404(Event, event_id)


def _talk(event_id: int, talk_id: int) -> Talk:
    talk = queries.talk(talk_id, event_id)
    if talk is None:
        abort(404)
    return talk
