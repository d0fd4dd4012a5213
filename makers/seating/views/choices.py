"""Which cases somebody would like to sit with, from the personal page."""

from __future__ import annotations

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.seating import choices, queries
from makers.seating.forms import ChoicesForm
from makers.seating.views import bp
from makers.signups import queries as signups
from makers.signups.models import Signup

Page = str | Response | tuple[str, int]


@bp.get("/me/<int:signup_id>/choices")
@enter(access.personal)
def my_choices(signup_id: int) -> Page:
    """The cases to read, and the three places to rank them in."""
    signup = _signup(signup_id)
    if not choices.may_choose(signup, clock.now()):
        return web.see("attend.personal", signup_id=signup_id)
    return _page(signup, ChoicesForm.of(queries.choices_of(signup)))


@bp.post("/me/<int:signup_id>/choices")
@enter(access.personal)
def choose(signup_id: int) -> Page:
    """Keep the choices; the form again when that cannot be."""
    signup, form = _signup(signup_id), ChoicesForm()
    form.offer(queries.cases_on_offer(signup.event_id))
    if not form.validate():
        return _page(signup, form), 422
    try:
        choices.choose(signup, form.case_ids, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(_signup(signup_id), form, refusal), refusal.status
    flash(_("Je keuze is bewaard. Bij het indelen houden we er rekening mee."), "success")
    return web.see("attend.personal", signup_id=signup_id)


def _signup(signup_id: int) -> Signup:
    return web.found(signups.signup(signup_id))


def _page(signup: Signup, form: ChoicesForm, refusal: Refusal | None = None) -> str:
    cases = queries.cases_on_offer(signup.event_id)
    return render_template(
        "seating/choices.html",
        signup=signup,
        cases=cases,
        own={domain.id for domain in signup.domains},
        form=form.offer(cases),
        refusal=refusal.sentence if refusal else None,
    )
