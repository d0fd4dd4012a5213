"""One's own data: as a file, and erased; and at the desk how long things are kept."""

from __future__ import annotations

import json

from flask import Response, render_template

from makers.core import access, clock, web
from makers.core.access import enter
from makers.signups import erasing, my_data, retention
from makers.signups.views import Page, bp, signup_or_404


@bp.get("/me/<int:signup_id>/data.json")
@enter(access.personal)
def data(signup_id: int) -> Response:
    """Everything that is held about this person."""
    held = json.dumps(my_data.about(signup_or_404(signup_id)), ensure_ascii=False, indent=2)
    return Response(
        held,
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="mijn-gegevens.json"'},
    )


@bp.get("/me/<int:signup_id>/erasure")
@enter(access.personal)
def erasure(signup_id: int) -> Page:
    """What goes and what stays, and whether one is sure."""
    return render_template("signups/erase.html", signup=signup_or_404(signup_id))


@bp.post("/me/<int:signup_id>/erasure")
@enter(access.personal)
def erase(signup_id: int) -> Page:
    """Erase everything; from here on this browser holds nothing."""
    signup = signup_or_404(signup_id)
    erasing.erase(signup.person, now=clock.now(), by=access.actor())
    return web.see("signups.erased")


@bp.get("/erased")
@enter(access.public)
def erased() -> Page:
    """Goodbye."""
    return render_template("signups/erased.html")


@bp.post("/organise/events/<int:event_id>/people/<int:signup_id>/erasure")
@enter(access.in_charge)
def erase_for(event_id: int, signup_id: int) -> Page:
    """Erase somebody who asked for it."""
    signup = signup_or_404(signup_id, event_id)
    erasing.erase(signup.person, now=clock.now(), by=access.actor())
    return web.see("signups.people", event_id=event_id)


@bp.get("/organise/retention")
@enter(access.in_charge)
def kept() -> Page:
    """How long everything is kept, and what would go tonight."""
    return render_template("signups/retention.html", going=retention.going(clock.now()))
