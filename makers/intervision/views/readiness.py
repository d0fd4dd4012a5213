"""The projector says that it is open; the rehearsal is set up and removed."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.events import queries as events
from makers.events.models import Event
from makers.intervision import hall, rehearsal
from makers.intervision.views import bp


@bp.post("/show/<int:event_id>/presence")
@enter(access.projector)
def projector_seen(event_id: int) -> tuple[str, int]:
    """The projector's page is open."""
    hall.seen(_event(event_id).id, now=clock.now(), by=access.actor())
    return "", 204


@bp.post("/organise/events/<int:event_id>/rehearsal")
@enter(access.organiser)
def rehearse(event_id: int) -> Response:
    """Made-up tables, that begin now."""
    rehearsal.make(_event(event_id), now=clock.now(), by=access.actor())
    flash(_("De oefentafels staan klaar. Ze tellen nergens mee."), "success")
    return web.see("organise.ready", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/rehearsal/removal")
@enter(access.organiser)
def end_rehearsal(event_id: int) -> Response:
    """Away with them, and with all that was written there."""
    rehearsal.remove(_event(event_id), by=access.actor())
    flash(_("De oefentafels zijn weg, met alles wat erop lag."), "success")
    return web.see("organise.ready", event_id=event_id)


def _event(event_id: int) -> Event:
    return web.found(events.by_id(event_id))
