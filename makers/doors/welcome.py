"""The door: who comes in, found by a few letters of the name or by the code in their mail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.doors import attention
from makers.events.models import Event
from makers.seating import queries as seating
from makers.signups import desk_queries as desk
from makers.signups import door
from makers.signups import queries as signups
from makers.signups.models import Signup

bp = Blueprint("welcome", __name__)

LEAST_LETTERS = 2
TOPICS = ("checkin", "places")


@bp.get("/door/<int:event_id>")
@enter(access.door)
def checkin(event_id: int) -> str:
    """The search, with how many are in. Nobody's name shows before somebody searched."""
    since = live.cursor()
    return render_template("doors/checkin.html", here="checkin", since=since, **_found(event_id))


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
def ticket(ticket: str) -> str:
    """Who comes with this code, for who stands at the door; nothing about them for anybody else."""
    signup = signups.by_ticket(ticket.upper())
    if signup is None:
        abort(404)
    if not access.door({"event_id": signup.event_id}):
        return render_template("doors/ticket.html", signup=None, event=signup.event)
    _only_on_the_day(signup.event)
    return render_template(
        "doors/ticket.html",
        signup=signup,
        event=signup.event,
        seat=seating.seat_of(signup),
        here="checkin",
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
    """Who was found; accents and capitals do not count."""
    standing = attention.of(event_id)
    if standing is None:
        abort(404)
    _only_on_the_day(standing.event)
    letters = request.args.get("q", "").strip()
    searched = len(signups.folded(letters)) >= LEAST_LETTERS
    people = desk.people(event_id, desk.Asked(q=letters)) if searched else []
    return {
        "event": standing.event,
        "standing": standing,
        "letters": letters,
        "searched": searched,
        "people": _nearest(people, letters),
    }


def _only_on_the_day(event: Event) -> None:
    """Whoever stands at the door has nothing to look for here on another day."""
    if not access.is_organiser() and not door.is_open(event, clock.now()):
        abort(404)


def _nearest(people: list[Signup], letters: str) -> list[Signup]:
    """Whose name begins so first, then whose name holds it, then by organisation and the rest."""
    wanted = signups.folded(letters)

    def distance(one: Signup) -> int:
        name = signups.folded(one.name)
        if any(part.startswith(wanted) for part in (name, *name.split())):
            return 0
        return 1 if wanted in name else 2

    return sorted(people, key=distance)
