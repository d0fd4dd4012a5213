"""The entrance: opening a link, logging out, whether we are open. Logging in: ``organisers``."""

from __future__ import annotations

from flask import Blueprint, request
from sqlalchemy import text
from werkzeug.wrappers import Response

from makers.core import access, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.links import Grant

bp = Blueprint("access", __name__)

FURTHER = {"cancellation": "signups.cancellation", "followups": "followups.mine"}


@bp.get("/l/<token>")
@enter(access.public)
def opening(token: str) -> Response:
    """Exchange a link for a right of this browser and go on to a clean address.

    A personal link may say where it leads: ``?to=cancellation`` to the page that asks whether one
    is sure, ``?to=followups`` to what one agreed. Raises ``access.DeadLink``.
    """
    grant = access.open_link(token)
    if grant is None:
        raise access.DeadLink
    endpoint, values = _behind(grant)
    if grant.kind == "personal":
        endpoint = FURTHER.get(request.args.get("to", ""), endpoint)
    return web.see(endpoint, **values)


@bp.post("/logout")
@enter(access.public)
def logging_out() -> Response:
    """End this browser's visit and have it forget what it kept."""
    access.close_visit()
    response = web.see("attend.home")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/healthz")
@enter(access.public)
def health() -> tuple[str, int, dict[str, str]]:
    """Whether the process serves and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return "ok\n", 200, {"Content-Type": "text/plain"}


def _behind(grant: Grant) -> tuple[str, dict[str, int | None]]:
    """The page behind a link of this kind."""
    invited = {"event_id": grant.event_id, "invitation_id": grant.subject_id}
    return {
        "personal": ("attend.personal", {"signup_id": grant.subject_id}),
        "table": ("facilitate.table", {"table_id": grant.subject_id}),
        "asked": ("seating.asked", {"request_id": grant.subject_id}),
        "address": ("signups.address_asked", {"proof_id": grant.subject_id}),
        "guide": ("seating.group", {"table_id": grant.subject_id}),
        "facilitator": ("facilitate.table", {"table_id": grant.subject_id}),
        "organiser": ("organise.desk", {}),
        "helper": ("organise.desk", {}),
        "welcome": ("organisers.welcome", {"welcome_id": grant.subject_id}),
        "invitation": ("signups.invited", invited),
        "door": ("welcome.checkin", {"event_id": grant.subject_id}),
        "projector": ("show.projector", {"event_id": grant.subject_id}),
        "moderator": ("talks.operate", {"event_id": grant.subject_id}),
    }[grant.kind]
