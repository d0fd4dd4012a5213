"""Coming in: check-in and its undoing."""

from __future__ import annotations

from flask import render_template, request

from makers.core import access, clock, web
from makers.core.access import enter
from makers.signups import door
from makers.signups.views import Page, bp, signup_or_404


@bp.post("/organise/events/<int:event_id>/checkin/<int:signup_id>")
@enter(access.organiser)
def check_in(event_id: int, signup_id: int) -> Page:
    """Someone is in."""
    signup = signup_or_404(signup_id, event_id)
    door.check_in(signup, now=clock.now(), by=access.actor())
    return _after_check_in(event_id, signup_id)


@bp.post("/organise/events/<int:event_id>/checkin/<int:signup_id>/undo")
@enter(access.organiser)
def undo_check_in(event_id: int, signup_id: int) -> Page:
    """They are not in after all."""
    door.undo(signup_or_404(signup_id, event_id), by=access.actor())
    return _after_check_in(event_id, signup_id)


def _after_check_in(event_id: int, signup_id: int) -> Page:
    if web.wants_fragment():
        return render_template(
            "signups/_at_the_door.html", signup=signup_or_404(signup_id, event_id)
        )
    return web.see("welcome.checkin", event_id=event_id, q=request.form.get("q") or None)
