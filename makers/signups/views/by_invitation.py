"""The way in to an event by invitation for who has no link at hand: it goes to their own mail."""

from __future__ import annotations

from flask import render_template, request, session

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Entrance, Event
from makers.signups import invitations, queries
from makers.signups.contact_forms import AddressForm
from makers.signups.views import Page, bp


@bp.post("/e/<slug>/signups/invitation")
@enter(access.public)
def ask_way_in(slug: str) -> Page:
    """Send the way in to this address, if it is invited; the answer is the same if not."""
    event, form = _event(slug), AddressForm()
    if event.entrance is Entrance.OPEN:
        return web.see("signups.new", slug=slug)
    if not form.validate():
        return _page(event, form), 422
    try:
        invitations.ask(
            event,
            form.email.data,
            now=clock.now(),
            language=web.language(),
            address=request.remote_addr,
        )
    except Refusal as refusal:
        return _page(_event(slug), form, refusal), refusal.status
    session["asked"] = [slug, form.email.data]
    return web.see("signups.way_in_asked", slug=slug)


@bp.get("/e/<slug>/signups/invitation")
@enter(access.public)
def way_in_asked(slug: str) -> Page:
    """Look in your mail."""
    asked_slug, address = session.get("asked", (None, None))
    if asked_slug != slug:
        return web.see("signups.new", slug=slug)
    return render_template("signups/way_in_asked.html", event=_event(slug), address=address)


def _event(slug: str) -> Event:
    return web.found(queries.event_to_join(slug))


def _page(event: Event, form: AddressForm, refusal: Refusal | None = None) -> str:
    said = refusal.sentence if refusal else None
    return render_template("signups/by_invitation.html", event=event, form=form, refusal=said)
