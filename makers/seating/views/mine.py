"""One's own case, from the personal page."""

from __future__ import annotations

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.seating import cases, queries
from makers.seating.forms import CaseForm
from makers.seating.views import bp
from makers.signups import queries as signups
from makers.signups.models import Signup

Page = str | Response | tuple[str, int]


@bp.get("/me/<int:signup_id>/case")
@enter(access.personal)
def my_case(signup_id: int) -> Page:
    """The form to offer a case with, or to tell it in other words."""
    signup = _signup(signup_id)
    case = queries.case_of(signup)
    if case is None and not cases.may_offer(signup):
        flash(str(cases.MayNotOffer.sentence))
        return web.see("attend.personal", signup_id=signup_id)
    return _page(signup, CaseForm.of(case) if case else CaseForm())


@bp.post("/me/<int:signup_id>/case")
@enter(access.personal)
def offer_case(signup_id: int) -> Page:
    """Offer or change; the form again, with all that was typed, when that cannot be."""
    signup, form = _signup(signup_id), CaseForm()
    if not form.validate():
        return _page(signup, form), 422
    try:
        _keep(signup, form)
    except cases.Overtaken as overtaken:
        form.version.data = str(overtaken.stored.version)
        page = _page(_signup(signup_id), form, overtaken, stored=overtaken.stored)
        return page, overtaken.status
    except Refusal as refusal:
        if isinstance(refusal, cases.TakenBack):
            form.version.data = "0"
        return _page(_signup(signup_id), form, refusal), refusal.status
    flash(_("Je casus is bewaard."), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/case/withdrawal")
@enter(access.personal)
def withdraw(signup_id: int) -> Page:
    """Take the case back."""
    case = queries.case_of(_signup(signup_id))
    if case is not None:
        cases.withdraw(case, by=access.actor())
        flash(_("Je casus is ingetrokken."), "success")
    return web.see("attend.personal", signup_id=signup_id)


def _keep(signup: Signup, form: CaseForm) -> None:
    """A form that started from a case changes it; any other offers one."""
    case = queries.case_of(signup) if form.seen_version else None
    by = access.actor()
    if case is None:
        cases.offer(signup, form.story, key=form.uuid, now=clock.now(), by=by)
    else:
        cases.change(case, form.story, version=form.seen_version, by=by)


def _signup(signup_id: int) -> Signup:
    return web.found(signups.signup(signup_id))


def _page(
    signup: Signup, form: CaseForm, refusal: Refusal | None = None, stored: object = None
) -> str:
    return render_template(
        "seating/mine.html",
        signup=signup,
        form=form.offer_domains(signup.event),
        case=queries.case_of(signup),
        refusal=refusal.sentence if refusal else None,
        stored=stored,
    )
