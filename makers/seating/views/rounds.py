"""Which round a page of the desk is about: ``?round=``, else the first."""

from __future__ import annotations

from flask import request

from makers.core import web
from makers.events.models import Event, ProgrammeItem
from makers.seating import queries


def round_of(event_id: int) -> ProgrammeItem:
    """The round that is asked for; 404 without one."""
    return web.found(event_and_round(event_id)[1])


def event_and_round(event_id: int) -> tuple[Event, ProgrammeItem | None, int]:
    """The event, the round that is asked for, else its first, and the journal's last id before.

    404 for one that is not there.
    """
    found_event = web.found(queries.event_since(event_id))
    (event, since), wanted = found_event, request.values.get("round", type=int)
    if wanted is None:
        first = next(iter(queries.rounds(event) or queries.seated_items(event)), None)
        return event, first, since
    found = web.found(
        next((item for item in queries.seated_items(event) if item.id == wanted), None)
    )
    return event, found, since
