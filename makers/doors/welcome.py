"""The door: who comes in, found by a few letters of the name or by the code in their mail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.doors import attention
from makers.seating import queries as seating
from makers.signups import desk_queries as desk
from makers.signups import door, door_queries
from makers.signups import queries as signups
from makers.signups.contact_forms import WalkInForm

bp = Blueprint("welcome", __name__)

TOPICS = ("checkin", "places")


@bp.get("/door/<int:event_id>")
@enter(access.door)
def checkin(event_id: int) -> str:
    """The search, with how many are in. Nobody's name shows before somebody searched."""
    since = live.cursor()
    found = _found(event_id)
    walk_in = WalkInForm(formdata=None)
    walk_in.offer(found["event"])
    return render_template(
        "doors/checkin.html",
        here="checkin",
        since=since,
        walk_in=walk_in,
        links=door_queries.open_links(event_id, clock.now()) if access.is_organiser() else 0,
        **found,
    )


@bp.get("/door/<int:event_id>/people")
@enter(access.door)
def search(event_id: int) -> str:
    """Who is meant by these letters, for the open page."""
    return render_template("doors/_checkin_people.html", **_found(event_id))


@bp.get("/door/<int:event_id>/stream")
@enter(access.door)
def stream(event_id: int) -> Response:
    """What changes at the door."""
    return live.stream(event_id, TOPICS)


@bp.get("/i/<ticket>")
@enter(access.public)
def ticket(ticket: str) -> str | tuple[str, int]:
    """Who comes with this code, for who stands at the door; nothing about them for anybody else."""
    signup = signups.by_ticket(ticket.upper())
    if signup is None:
        return render_template("doors/ticket_unknown.html"), 404
    event = signup.event
    if not access.door({"event_id": event.id}):
        return render_template("doors/ticket_to_show.html", event=event)
    door.be_open(event, now=clock.now(), by=access.actor())
    alone = web.wants_fragment()
    return render_template(
        "doors/_ticket.html" if alone else "doors/ticket.html",
        alone=alone,
        signup=signup,
        event=event,
        seat=seating.seat_now(signup, clock.now()),
    )


@bp.get("/organise/events/<int:event_id>/print/<what>")
@enter(access.organiser)
def printed(event_id: int, what: str) -> str:
    """On paper: the list to tick off, the badges, or the poster of the event."""
    event = signups.event(event_id)
    if event is None or what not in ("list", "badges", "poster"):
        abort(404)
    coming = [] if what == "poster" else desk.expected(event_id)
    return render_template(
        f"doors/print_{what}.html",
        event=event,
        people=coming,
        tables=seating.table_numbers(event_id) if what == "list" else {},
        qr=web.qr(web.address("attend.event", slug=event.slug)),
    )


def _found(event_id: int) -> dict[str, Any]:
    """Who was found, and how many are in."""
    standing = web.found(attention.of(event_id))
    door.be_open(standing.event, now=clock.now(), by=access.actor())
    letters = request.args.get("q", "").strip()
    return {
        "event": standing.event,
        "standing": standing,
        "letters": letters,
        "found": door_queries.find(event_id, letters),
    }
