"""The researchers' export at the desk: what goes along, what has to be read first, the key."""

from __future__ import annotations

from flask import Response, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.fresh import fresh
from makers.events.models import Event
from makers.reports.research import pack, passages, pseudonyms
from makers.reports.research.reading import FEWEST, material
from makers.reports.views import bp
from makers.signups import queries as signups

PATH = "/organise/events/<int:event_id>/research"


@bp.get(PATH)
@enter(access.in_charge)
@fresh()
def research(event_id: int) -> str:
    """What is in the export and what is not, and the texts that seem to name somebody."""
    event, found = _event(event_id), material(event_id)
    return render_template(
        "reports/research.html",
        event=event,
        here="report",
        found=found,
        to_read=passages.to_read(found),
        key=pseudonyms.key_of(event_id),
        fewest=FEWEST,
    )


@bp.post(f"{PATH}.zip")
@enter(access.in_charge)
@fresh()
def research_download(event_id: int) -> Response:
    """The pack, with the texts that were ticked; it answers with the file itself.

    A form and not a link, because it says what was read and may make the event's key.
    """
    event = _event(event_id)
    names = pseudonyms.for_export(event.id, now=clock.now(), by=access.actor())
    found = material(event_id)
    stays = passages.held_back(passages.to_read(found), request.form.getlist("read"))
    day = clock.amsterdam(_event(event_id).starts_at).date()
    headers = {"Content-Disposition": f'attachment; filename="research-{day.isoformat()}.zip"'}
    return Response(pack.packed(found, names, stays), mimetype="application/zip", headers=headers)


@bp.post(f"{PATH}/key/removal")
@enter(access.in_charge)
@fresh()
def forget_research_key(event_id: int) -> Redirect:
    """Throw the key of the pseudonyms away."""
    pseudonyms.forget(_event(event_id).id, by=access.actor())
    flash(_("De sleutel is weg. Een volgende download heeft andere pseudoniemen."), "success")
    return web.see("reports.research", event_id=event_id)


def _event(event_id: int) -> Event:
    return web.found(signups.event(event_id))
