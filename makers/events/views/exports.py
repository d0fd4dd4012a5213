"""The programme for calendars, conference apps and other websites. No cookie, the same for all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, abort, render_template, request

from makers.core import access, live, web
from makers.core.access import enter
from makers.events import exports, queries
from makers.events.exports import Whole, frab, plain
from makers.events.exports import calendar as calendars
from makers.events.models import Event
from makers.events.views import bp

# a name in an export changes with its sign-up, which tells of places
TOPICS = (*exports.TOPICS, "places")
KEPT_SECONDS = 60


@bp.get("/e/<slug>/programme.ics")
@web.anywhere()
@enter(access.public)
def programme_calendar(slug: str) -> Response:
    """The programme to put into a calendar, or to subscribe to."""
    return _export(slug, "text/calendar", calendars.calendar)


@bp.get("/e/<slug>/programme.json")
@web.anywhere()
@enter(access.public)
def programme_json(slug: str) -> Response:
    """The programme in the shape that docs/programme.md describes."""
    return _export(slug, "application/json", plain.plain)


@bp.get("/e/<slug>/programme.xml")
@web.anywhere()
@enter(access.public)
def programme_xml(slug: str) -> Response:
    """The programme as schedule XML, for conference apps."""
    return _export(slug, "application/xml", frab.schedule)


@bp.get("/e/<slug>/programme/embed")
@web.anywhere(framed=True)
@enter(access.public)
def programme_embed(slug: str) -> Response:
    """A plain page that another website may show in a frame."""
    response = _export(slug, "text/html", _page)
    response.vary.add("Accept-Language")
    response.vary.add("Cookie")  # the language that was chosen
    return response


def _page(whole: Whole) -> str:
    return render_template("events/embed.html", whole=whole, event=whole.event)


def _export(slug: str, mimetype: str, written: Callable[[Whole], str]) -> Response:
    """The file, made once per version; nothing but its mark where the reader has it already."""
    event = _event_or_404(slug)
    version = live.version(event.id, *TOPICS)
    name = f"export {mimetype} {event.slug}"
    text = str(live.shared_part(name, version, lambda: written(exports.gathered(event))))
    response = Response(text, mimetype=mimetype)
    if event.published_at is not None:
        response.cache_control.public = True
        response.cache_control.max_age = KEPT_SECONDS
    else:
        response.cache_control.no_store = True
    response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response


def _event_or_404(slug: str) -> Event:
    """The event at this address; one that is not published is there for organisers only."""
    found = queries.at(slug)
    if found is None or (found.published_at is None and not access.is_organiser()):
        abort(404)
    return found
