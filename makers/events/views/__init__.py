"""The routes of the event: its details, its programme, and the pages about the house."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from makers.core import web
from makers.events import queries
from makers.events.models import Event

Page = str | Response | tuple[str, int]

bp = Blueprint("events", __name__)


def event_or_404(event_id: int) -> Event:
    """The event with its roles, domains and programme; 404 when there is none."""
    return web.found(queries.by_id(event_id))


from makers.events.views import (  # noqa: E402 - they add their routes
    arranging,  # noqa: F401
    details,  # noqa: F401
    exports,  # noqa: F401
    house,  # noqa: F401
    programme,  # noqa: F401
)
