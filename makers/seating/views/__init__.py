"""The routes of seating: one's own case, and the organiser's cases, tables and board."""

from __future__ import annotations

from flask import Blueprint

from makers.core import web
from makers.events.models import Event
from makers.seating import queries

bp = Blueprint("seating", __name__)


def event_or_404(event_id: int) -> Event:
    """The event with its programme, published or not; 404 without one."""
    return web.found(queries.event(event_id))


from makers.seating.views import (  # noqa: E402, F401 - they add routes
    board,
    cases,
    choices,
    company,
    facilitation,
    facilitators,
    guide,
    mine,
    my_walk,
    tables,
    walks,
    weighing,
)
