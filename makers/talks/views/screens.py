"""Links for the screens of the afternoon: the projector, and who operates it."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.events.models import Event
from makers.talks import screens as service
from makers.talks.views import Page, bp


@bp.get("/organise/events/<int:event_id>/screens")
@enter(access.organiser)
def screens(event_id: int) -> Page:
    """Which links there are, and where the screens are."""
    return _page(_event(event_id))


@bp.post("/organise/events/<int:event_id>/screens/<kind>")
@enter(access.organiser)
def screen_link(event_id: int, kind: str) -> Page:
    """A link to a screen; shown this once."""
    event = _event(event_id)
    if kind not in service.KINDS:
        abort(404)
    token = service.make_link(event, kind, now=clock.now(), by=access.actor())
    return _page(_event(event_id), kind, access.link_to(token))


@bp.post("/organise/events/<int:event_id>/screens/<kind>/revocation")
@enter(access.organiser)
def revoke_screen_links(event_id: int, kind: str) -> Page:
    """Close the links to a screen."""
    if kind not in service.KINDS:
        abort(404)
    service.revoke_links(_event(event_id), kind, now=clock.now(), by=access.actor())
    flash(_("Deze links werken niet meer."), "success")
    return web.see("talks.screens", event_id=event_id)


def _page(event: Event, kind: str = "", link: str = "") -> str:
    return render_template(
        "talks/screens.html",
        event=event,
        here="talks",
        kind=kind,
        link=link,
        qr=web.qr(link) if link else "",
        counts=service.open_links(event.id, clock.now()),
        closes=service.closes_at(event),
    )


def _event(event_id: int) -> Event:
    return db.get_or_404(Event, event_id)
