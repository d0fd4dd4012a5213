"""The door: who comes in, found by a few letters of the name."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request

from makers.core import access, live
from makers.core.access import enter
from makers.doors import attention
from makers.signups import desk_queries as desk
from makers.signups import queries as signups
from makers.signups.models import Signup

bp = Blueprint("welcome", __name__)

LEAST_LETTERS = 2


@bp.get("/organise/events/<int:event_id>/checkin")
@enter(access.organiser)
def checkin(event_id: int) -> str:
    """The search, with how many are in. Nobody's name shows before somebody searched."""
    since = live.cursor()
    return render_template("doors/checkin.html", here="checkin", since=since, **_found(event_id))


@bp.get("/organise/events/<int:event_id>/checkin/people")
@enter(access.organiser)
def search(event_id: int) -> str:
    """Who is meant by these letters, for the open page."""
    return render_template("doors/_checkin_people.html", **_found(event_id))


def _found(event_id: int) -> dict[str, Any]:
    """Who was found; accents and capitals do not count."""
    standing = attention.of(event_id)
    if standing is None:
        abort(404)
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


def _nearest(people: list[Signup], letters: str) -> list[Signup]:
    """Whose name begins so first, then whose name holds it, then by organisation and the rest."""
    wanted = signups.folded(letters)

    def distance(one: Signup) -> int:
        name = signups.folded(one.name)
        if any(part.startswith(wanted) for part in (name, *name.split())):
            return 0
        return 1 if wanted in name else 2

    return sorted(people, key=distance)
