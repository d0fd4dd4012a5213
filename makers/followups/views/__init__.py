"""Agreements at the table, on one's own page, and at the desk."""

from __future__ import annotations

from flask import Blueprint, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from makers.core import access, clock
from makers.core.forms import as_number
from makers.followups import service
from makers.followups.models import FollowUp

bp = Blueprint("followups", __name__)
Page = str | Response | FlaskResponse | tuple[str, int]


def consent_as_read(follow_up: FollowUp) -> None:
    """Its owner lets it go on, in the version that they read."""
    service.consent(follow_up, version_read(), now=clock.now(), by=access.actor())


def version_read() -> int:
    """The version of an agreement that stood on the page with the button; 0 when it is none."""
    return as_number(request.form.get("version", ""))


from makers.followups.views import (  # noqa: E402 - they add their routes
    address,
    desk,
    meeting,
    mine,
    table,
)

__all__ = ["address", "desk", "meeting", "mine", "table"]
