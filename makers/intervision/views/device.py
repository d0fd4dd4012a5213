"""What a table's page needs to keep things on a device: as whom, a fresh token, a receipt, leaving.

A device holds what was typed until it is sent. On a shared laptop someone else may sit there by
then, so what it sends says as whom it was written, and is refused when that is not who sits there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response as FlaskResponse
from flask import flash, jsonify, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, web
from makers.core.access import enter
from makers.core.tokens import csrf_token
from makers.events.models import Event
from makers.intervision.views import at_table, bp

KEPT_AFTER = timedelta(days=1)
AS_WHOM, RECEIPT = "Makers-As", "Makers-Kept"
STAYS, NEXT = "Makers-Stays", "Makers-Next"


def as_whom(table_id: int) -> str:
    """As whom this browser is at a table: the right that let it in, and whose it is."""
    for kind in ("facilitator", "table"):
        grant = access.as_whom(kind, table_id)
        if grant is not None:
            return f"{kind}-{grant.signup_id or 0}"
    return "desk"


def kept_until(event: Event) -> datetime:
    """Until when a device may keep what its own person wrote and did not send: a day more."""
    return event.ends_at + KEPT_AFTER


def shelved_until(event: Event) -> datetime:
    """Until when a device may keep the table's page, with what others wrote: the event's end."""
    return event.ends_at


def refuse_for_another() -> FlaskResponse | None:
    """412 for what was written as somebody else than who this browser is by now; no page."""
    said, table_id = request.headers.get(AS_WHOM), (request.view_args or {}).get("table_id")
    if said is not None and table_id is not None and said != as_whom(table_id):
        return FlaskResponse(status=412)
    return None


def give_receipt(response: FlaskResponse) -> FlaskResponse:
    """Tell the device that it was us who kept this, not a hotspot that answers for everybody."""
    if request.method == "POST" and AS_WHOM in request.headers and response.status_code < 400:
        response.headers[RECEIPT] = request.form.get("key", "")
    return response


def tell_where_next(response: FlaskResponse) -> FlaskResponse:
    """204 and an address, for a page that stays until this was kept and then goes on itself."""
    if STAYS in request.headers and response.status_code == 303:
        return FlaskResponse(status=204, headers={NEXT: response.headers["Location"]})
    return response


@bp.get("/table/<int:table_id>/device")
@enter(access.table)
def device(table_id: int) -> FlaskResponse:
    """As whom a device would send something now, and the token to send it with."""
    return jsonify({"who": as_whom(table_id), "token": csrf_token()})


@bp.post("/table/<int:table_id>/departure")
@enter(access.table)
def depart(table_id: int) -> Response:
    """Leave a shared laptop: its rights to the event end, and it forgets what it kept."""
    table, _present = at_table(table_id)
    access.leave_event(table.event_id)
    flash(_("Je hebt dit apparaat verlaten. Met je eigen link of de code kom je terug."), "success")
    response = web.see("intervision.join")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
