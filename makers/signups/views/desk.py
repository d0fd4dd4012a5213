"""The organiser's list of people."""

from __future__ import annotations

from flask import render_template, request

from makers.core import access
from makers.core.access import enter
from makers.core.database import db
from makers.events.models import Event
from makers.signups import queries
from makers.signups.models import SignupState
from makers.signups.views import Page, bp


@bp.get("/organise/events/<int:event_id>/people")
@enter(access.organiser)
def people(event_id: int) -> Page:
    """Who signed up, by name; searched and narrowed down."""
    event = db.get_or_404(Event, event_id)
    text = request.args.get("q", "")
    role_id = request.args.get("role", type=int)
    state = request.args.get("state", type=SignupState)
    found = queries.people(event_id, text=text, role_id=role_id, state=state)
    return render_template(
        "signups/people.html",
        event=event,
        here="people",
        people=found,
        tally=queries.tally(event),
        asked={"q": text, "role": role_id, "state": state},
        states=SignupState,
    )
