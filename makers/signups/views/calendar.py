"""The event in one's calendar: as a file for anybody, as a subscription for who signed up."""

from __future__ import annotations

import hashlib

from flask import Response, abort, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.signups import calendar_feed, queries
from makers.signups.calendar_feed import File
from makers.signups.views import Page, bp, signup_or_404


@bp.get("/e/<slug>/event.ics")
@enter(access.public)
def event_file(slug: str) -> Response:
    """The public event, to put into a calendar once."""
    event = queries.event_at(slug)
    if event is None or (event.published_at is None and not access.is_organiser()):
        abort(404)
    return _sent(calendar_feed.public(event))


@bp.get("/calendar/<token>.ics")
@enter(access.public)
def feed(token: str) -> Response:
    """What a subscription shows; the token is the right, for calendars keep no cookies."""
    found = web.found(calendar_feed.feed(token, now=clock.now()))
    return _sent(found)


@bp.get("/me/<int:signup_id>/calendar")
@enter(access.personal)
def calendar(signup_id: int) -> Page:
    """What a subscription is, and whether one has it."""
    return _page(signup_id)


@bp.post("/me/<int:signup_id>/calendar")
@enter(access.personal)
def subscribe(signup_id: int) -> Page:
    """Make an address to subscribe to; it is shown this once."""
    token = calendar_feed.subscribe(signup_or_404(signup_id), now=clock.now(), by=access.actor())
    path = url_for("signups.feed", token=token)
    return _page(signup_id, address=current_app.config["MAKERS"].base_url + path)


@bp.post("/me/<int:signup_id>/calendar/end")
@enter(access.personal)
def unsubscribe(signup_id: int) -> Page:
    """Stop: every calendar that has an address gets nothing more."""
    calendar_feed.unsubscribe(signup_or_404(signup_id), now=clock.now(), by=access.actor())
    flash(_("Het abonnement is gestopt. Haal de agenda zelf uit je telefoon of computer."))
    return web.see("signups.calendar", signup_id=signup_id)


def _page(signup_id: int, address: str = "") -> str:
    signup = signup_or_404(signup_id)
    _scheme, _colon, rest = address.partition(":")
    return render_template(
        "signups/calendar.html",
        signup=signup,
        since=calendar_feed.subscribed_since(signup),
        address=address,
        webcal=f"webcal:{rest}" if address else "",
    )


def _sent(file: File) -> Response:
    """A calendar file; nothing but its mark where the reader has it already."""
    response = Response(file.text, mimetype="text/calendar")
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.last_modified = file.changed_at
    response.set_etag(hashlib.sha256(file.text.encode()).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response
