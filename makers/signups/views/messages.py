"""Writing to a group of people, and what became of every mail."""

from __future__ import annotations

from makers.core import access, web
from makers.core.access import enter
from makers.signups.views import Page, bp


@bp.get("/organise/events/<int:event_id>/messages")
@enter(access.organiser)
def messages(event_id: int) -> Page:
    """What was written, and what did not arrive."""
    return web.see("organise.event", event_id=event_id)
