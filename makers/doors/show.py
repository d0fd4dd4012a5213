"""The projector: what is on, how long it still takes, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import segno
from flask import Blueprint, Response, current_app, render_template, url_for

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.events import queries
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.events.programme import moment, now_and_next
from makers.intervision import hall
from makers.intervision.hall import Hall
from makers.intervision.plenary import queries as plenary
from makers.seating import queries as seating

bp = Blueprint("show", __name__)

TOPICS = ("event", "programme", "recovery")
LONGEST = timedelta(minutes=100)  # two digits of minutes fit beside the QR code


@bp.get("/show/<int:event_id>")
@enter(access.projector)
def projector(event_id: int) -> str:
    """The page on the wall of the hall."""
    asked = web.found(seating.event_since(event_id))
    found, since = asked
    tables = hall.of(event_id)
    return render_template(
        "doors/show.html",
        event=found,
        since=since,
        topics=_topics(found, tables),
        **_standing(found, tables),
    )


@bp.get("/show/<int:event_id>/now")
@enter(access.projector)
def now(event_id: int) -> str:
    """What is on and what comes next, for the open page."""
    found, tables = _event(event_id), hall.of(event_id)
    return render_template("doors/_show_now.html", event=found, **_standing(found, tables))


@bp.get("/show/<int:event_id>/stream")
@enter(access.projector)
def stream(event_id: int) -> Response:
    """What changes on the projector."""
    found = _event(event_id)
    return live.stream(found.id, _topics(found, hall.of(event_id)))


@dataclass(frozen=True)
class Stretch:
    """The time that is counted down: from a moment, for so many seconds."""

    starts_at: datetime
    seconds: int


def stretch(
    current: ProgrammeItem | None, following: ProgrammeItem | None, now: datetime
) -> Stretch | None:
    """What the big clock counts down: the part that is on, else the wait for the next one.

    Nothing while more than 99 minutes are left, and after the last part.
    """
    if current is not None and current.ends_at - now < LONGEST:
        return Stretch(current.starts_at, current.minutes * 60)
    if current is None and following is not None and following.starts_at - now < LONGEST:
        return Stretch(now, int((following.starts_at - now).total_seconds()))
    return None


def changes_at(event: Event, now: datetime) -> datetime | None:
    """When the screen shows something else: a part begins or ends, the big clock begins to count,
    the event is over.
    """
    current, following = now_and_next(event.programme, now)
    counted = current.ends_at if current else following.starts_at if following else None
    edges = [moment(event.programme, now).changes_at, event.ends_at]
    if counted is not None and stretch(current, following, now) is None:
        edges.append(counted - LONGEST + timedelta(seconds=1))
    return min((edge for edge in edges if edge is not None and edge > now), default=None)


def _event(event_id: int) -> Event:
    return web.found(queries.by_id(event_id))


def _topics(event: Event, tables: Hall) -> tuple[str, ...]:
    return (*TOPICS, *plenary.screen_topics(event.programme), *tables.topics())


def _standing(event: Event, tables: Hall) -> dict[str, Any]:
    now = clock.now()
    current, following = now_and_next(event.programme, now)
    at_tables = current is not None and current.kind is ItemKind.INTERVISION
    address = _address("intervision.join") if at_tables else _address("attend.event", event.slug)
    return {
        "screen": plenary.on_screen(event.programme),
        "current": current,
        "following": following,
        "stretch": stretch(current, following, now),
        "changes_at": changes_at(event, now),
        "over": now >= event.ends_at and current is None,
        "at_tables": at_tables,
        "together": tables.together(current.id) if current is not None and at_tables else None,
        "address": address.split("://", 1)[-1],
        "qr": segno.make(address, error="m").svg_data_uri(border=0),
    }


def _address(endpoint: str, slug: str | None = None) -> str:
    """A public page's whole address, for phones in the hall."""
    base: str = current_app.config["MAKERS"].base_url
    return base + (url_for(endpoint) if slug is None else url_for(endpoint, slug=slug))
