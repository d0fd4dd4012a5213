"""What others see of me: each yes with a button to give it or take it back, and one's needs."""

from __future__ import annotations

from flask import abort, render_template

from makers.core import access, clock, web
from makers.core.access import enter
from makers.signups import consents as service
from makers.signups import needs, queries
from makers.signups.models import ConsentKind
from makers.signups.views import Page, bp, signup_or_404


@bp.get("/me/<int:signup_id>/consents")
@enter(access.personal)
def consents(signup_id: int) -> Page:
    """What one says yes to, and what is kept of one's needs."""
    signup = web.found(queries.with_answers(signup_id))
    given = {one.kind: one for one in signup.consents if one.withdrawn_at is None}
    return render_template(
        "signups/consents.html", signup=signup, kinds=list(ConsentKind), given=given
    )


@bp.post("/me/<int:signup_id>/consents/<kind>")
@enter(access.personal)
def give_consent(signup_id: int, kind: str) -> Page:
    """Say yes to one thing."""
    one = _kind(kind)
    service.give(signup_or_404(signup_id), one, now=clock.now(), by=access.actor())
    return web.see("signups.consents", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/consents/<kind>/withdrawal")
@enter(access.personal)
def withdraw_consent(signup_id: int, kind: str) -> Page:
    """Take a yes back."""
    one = _kind(kind)
    service.withdraw(signup_or_404(signup_id), one, now=clock.now(), by=access.actor())
    return web.see("signups.consents", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/needs/removal")
@enter(access.personal)
def wipe_needs(signup_id: int) -> Page:
    """Have what one needs no longer kept."""
    needs.wipe(signup_or_404(signup_id), by=access.actor())
    return web.see("signups.consents", signup_id=signup_id)


def _kind(name: str) -> ConsentKind:
    if name not in list(ConsentKind):
        abort(404)
    return ConsentKind(name)
