"""Telling everybody of a change, calling an event off; each is looked at before it is sent."""

from __future__ import annotations

from flask import flash, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events import calling_off as events
from makers.events.models import Event
from makers.signups import announcements
from makers.signups.message_forms import CallingOffForm
from makers.signups.views import Page, bp


@bp.get("/organise/events/<int:event_id>/announcement")
@enter(access.organiser)
def announcement(event_id: int) -> Page:
    """Who has not heard of the last change of moment and place, and the mail they would get."""
    event = db.get_or_404(Event, event_id)
    audience = announcements.who_does_not_know(event)
    if not audience.count and not audience.silent:
        return web.see("events.details", event_id=event_id)
    example = audience.example
    return render_template(
        "signups/announcement.html",
        event=event,
        here="details",
        audience=audience,
        letters=announcements.previews(announcements.moved, example) if example else {},
    )


@bp.post("/organise/events/<int:event_id>/announcement")
@enter(access.organiser)
def announce(event_id: int) -> Page:
    """Tell them."""
    event = db.get_or_404(Event, event_id)
    told = announcements.announce_move(event, now=clock.now(), by=access.actor())
    flash(ngettext("%(num)d mens krijgt deze mail.", "%(num)d mensen krijgen deze mail.", told))
    return web.see("organise.event", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/announcement/dismissal")
@enter(access.organiser)
def dismiss_announcement(event_id: int) -> Page:
    """Nobody needs to hear of it."""
    announcements.let_rest(db.get_or_404(Event, event_id), by=access.actor())
    return web.see("organise.event", event_id=event_id)


@bp.get("/organise/events/<int:event_id>/cancellation")
@enter(access.organiser)
def calling_off(event_id: int) -> Page:
    """Ask why it is called off; or, when it is, whether it takes place after all."""
    return _page(db.get_or_404(Event, event_id), CallingOffForm(formdata=None))


@bp.post("/organise/events/<int:event_id>/cancellation/preview")
@enter(access.organiser)
def preview_calling_off(event_id: int) -> Page:
    """How the mail will read, and how many get it. Nothing is sent or changed."""
    event, form = db.get_or_404(Event, event_id), CallingOffForm()
    return _page(event, form, looked_at=True) if form.validate() else (_page(event, form), 422)


@bp.post("/organise/events/<int:event_id>/cancellation")
@enter(access.organiser)
def call_off(event_id: int) -> Page:
    """Call it off and tell everybody."""
    event, form = db.get_or_404(Event, event_id), CallingOffForm()
    if not form.validate():
        return _page(event, form), 422
    try:
        events.call_off(event, because=form.reason.data, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(db.get_or_404(Event, event_id), form, refusal), refusal.status
    flash(_("De bijeenkomst gaat niet door. Iedereen die zich aanmeldde krijgt een mail."))
    return web.see("organise.event", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/reinstatement")
@enter(access.organiser)
def reinstate(event_id: int) -> Page:
    """It takes place after all; tell everybody."""
    event = db.get_or_404(Event, event_id)
    try:
        events.reinstate(event, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        event = db.get_or_404(Event, event_id)
        return _page(event, CallingOffForm(formdata=None), refusal), refusal.status
    flash(_("De bijeenkomst gaat toch door. Iedereen die zich aanmeldde krijgt een mail."))
    return web.see("organise.event", event_id=event_id)


def _page(
    event: Event,
    form: CallingOffForm,
    refusal: Refusal | None = None,
    *,
    looked_at: bool = False,
) -> str:
    audience = announcements.everybody(event)
    wording = announcements.off_because(form.reason.data or "")
    if event.cancelled_at is not None:
        wording, looked_at = announcements.reinstated, True
    example = audience.example if looked_at else None
    return render_template(
        "signups/calling_off.html",
        event=event,
        here="details",
        form=form,
        refusal=refusal.sentence if refusal else None,
        audience=audience,
        looked_at=looked_at,
        letters=announcements.previews(wording, example) if example else {},
    )
