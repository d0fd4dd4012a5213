"""Coming in: check-in and its undoing, letting in, walking in, and the link of the door."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.signups import door, queries
from makers.signups.contact_forms import WalkInForm
from makers.signups.door import KnownAlready, NotExpected
from makers.signups.models import Signup
from makers.signups.views import Page, bp, signup_or_404


@bp.post("/door/<int:event_id>/checkins/<int:signup_id>")
@enter(access.door)
def check_in(event_id: int, signup_id: int) -> Page:
    """Someone is in."""
    return _done(door.check_in, event_id, signup_id)


@bp.post("/door/<int:event_id>/checkins/<int:signup_id>/undo")
@enter(access.door)
def undo_check_in(event_id: int, signup_id: int) -> Page:
    """They are not in after all."""
    return _done(door.undo, event_id, signup_id)


@bp.post("/door/<int:event_id>/checkins/<int:signup_id>/anyway")
@enter(access.door)
def let_in(event_id: int, signup_id: int) -> Page:
    """Somebody without a place comes in anyway."""
    return _done(door.let_in, event_id, signup_id)


@bp.post("/door/<int:event_id>/walkins")
@enter(access.door)
def walk_in(event_id: int) -> Page:
    """Somebody who is not on the list comes in."""
    event, form = _event(event_id), WalkInForm()
    door.be_open(event, now=clock.now(), by=access.actor())
    form.offer(event)
    if not form.validate():
        return _walk_in_page(event, form), 422
    try:
        fits = door.walk_in(
            event,
            form.name.data,
            form.role.data,
            form.email.data,
            key=form.uuid,
            now=clock.now(),
            by=access.actor(),
            language=web.language(),
        )
    except KnownAlready as known:
        page = _walk_in_page(_event(event_id), form, known, signup_or_404(known.signup.id))
        return page, known.status
    except Refusal as refusal:
        return _walk_in_page(_event(event_id), form, refusal), refusal.status
    came = _came(form.name.data, fits)
    if web.wants_fragment():
        return _walk_in_page(_event(event_id), WalkInForm(formdata=None), came=came, fits=fits)
    flash(came, "success" if fits else "message")
    return web.see("welcome.checkin", event_id=event_id)


@bp.get("/door/<int:event_id>/walkins/new")
@enter(access.door)
def new_walk_in(event_id: int) -> Page:
    """The short form for who is not on the list."""
    event = _event(event_id)
    door.be_open(event, now=clock.now(), by=access.actor())
    return _walk_in_page(event, WalkInForm(name=request.args.get("name", "")))


@bp.post("/organise/events/<int:event_id>/door")
@enter(access.organiser)
def door_link(event_id: int) -> Page:
    """A link for who stands at the door; shown this once."""
    event = _event(event_id)
    token = door.make_link(event, now=clock.now(), by=access.actor())
    link = access.link_to(token)
    return render_template(
        "signups/door_link.html",
        event=_event(event_id),
        here="checkin",
        link=link,
        qr=web.qr(link),
        opens=door.opens_at(event),
        closes=door.closes_at(event),
    )


@bp.post("/organise/events/<int:event_id>/door/revocation")
@enter(access.organiser)
def revoke_door_links(event_id: int) -> Response:
    """Close the links of the door."""
    door.revoke_links(_event(event_id), now=clock.now(), by=access.actor())
    flash(_("De links voor de deur werken niet meer."), "success")
    return web.see("welcome.checkin", event_id=event_id)


def _event(event_id: int) -> Event:
    return web.found(queries.event(event_id))


def _done(act: Callable[..., Signup | None], event_id: int, signup_id: int) -> Page:
    """Do this for someone and show them as they stand now: in the list or on their card."""
    signup = signup_or_404(signup_id, event_id)
    door.be_open(signup.event, now=clock.now(), by=access.actor())
    said, status = "", 200
    try:
        now = act(signup, now=clock.now(), by=access.actor(), key=_key()) or signup
    except NotExpected as refusal:
        now, said, status = signup, str(refusal.sentence), refusal.status
    on_card, letters = "ticket" in request.form, request.form.get("q", "")
    if web.wants_fragment() and not on_card:
        signup = signup_or_404(now.id)
        page = render_template(
            "signups/_at_the_door.html", signup=signup, letters=letters, tapped=True, said=said
        )
        return page, status
    if said:
        flash(said)
    if on_card:
        return web.see("welcome.ticket", ticket=now.ticket)
    return web.see("welcome.checkin", event_id=event_id, q=letters or None)


def _key() -> uuid.UUID | None:
    """The key of this press; without one every press counts."""
    try:
        return uuid.UUID(request.form.get("key", ""))
    except ValueError:
        return None


def _came(name: str, fits: bool) -> str:
    if fits:
        return str(_("%(name)s is binnen.", name=name))
    return str(_("%(name)s is binnen. Let op: er zijn nu meer mensen dan plekken.", name=name))


def _walk_in_page(
    event: Event,
    form: WalkInForm,
    refusal: Refusal | None = None,
    known: Signup | None = None,
    **came: object,
) -> str:
    """The form, alone or as a page of its own, with who came in or what is wrong."""
    form.offer(event)
    return render_template(
        "signups/_walk_in.html" if web.wants_fragment() else "signups/walk_in.html",
        event=event,
        walk_in=form,
        refusal=refusal.sentence if refusal else None,
        known=known,
        **came,
    )
