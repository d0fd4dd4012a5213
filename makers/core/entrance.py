"""The entrance: opening a link, logging in at the desk, logging out; and whether we are open."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import text
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from makers.core import access, clock, organisers, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.forms import Form
from makers.core.links import Grant

bp = Blueprint("access", __name__)

FURTHER = {"cancellation": "signups.cancellation", "followups": "followups.mine"}


class LoginForm(Form):
    """An organiser's address and password."""

    email = EmailField(_l("E-mailadres"), [InputRequired(_l("Vul je e-mailadres in."))])
    password = PasswordField(_l("Wachtwoord"), [InputRequired(_l("Vul je wachtwoord in."))])


@bp.get("/l/<token>")
@enter(access.public)
def opening(token: str) -> Response:
    """Exchange a link for a right of this browser and go on to a clean address.

    A personal link may say where it leads: ``?to=cancellation`` to the page that asks whether one
    is sure, ``?to=followups`` to what one agreed.
    """
    grant = web.found(access.open_link(token))
    endpoint, values = _behind(grant)
    if grant.kind == "personal":
        endpoint = FURTHER.get(request.args.get("to", ""), endpoint)
    return web.see(endpoint, **values)


@bp.get("/login")
@enter(access.public)
def login() -> str:
    """The form for organisers."""
    return render_template("doors/login.html", form=LoginForm())


@bp.post("/login")
@enter(access.public)
def logging_in() -> Response | tuple[str, int]:
    """Check address and password; the form again with a sentence when they do not fit."""
    form = LoginForm()
    if not form.validate():
        return render_template("doors/login.html", form=form), 422
    try:
        organiser = organisers.check(form.email.data, form.password.data, now=clock.now())
    except Refusal as refusal:
        page = render_template("doors/login.html", form=form, refusal=refusal.sentence)
        return page, refusal.status
    access.give("organiser", subject_id=organiser.id)
    return web.see("organise.desk")


@bp.post("/logout")
@enter(access.public)
def logging_out() -> Response:
    """End this browser's visit and have it forget what it kept."""
    access.close_visit()
    response = web.see("attend.home")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/healthz")
@enter(access.public)
def health() -> tuple[str, int, dict[str, str]]:
    """Whether the process serves and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return "ok\n", 200, {"Content-Type": "text/plain"}


def _behind(grant: Grant) -> tuple[str, dict[str, int | None]]:
    """The page behind a link of this kind."""
    invited = {"event_id": grant.event_id, "invitation_id": grant.subject_id}
    return {
        "personal": ("attend.personal", {"signup_id": grant.subject_id}),
        "table": ("facilitate.table", {"table_id": grant.subject_id}),
        "asked": ("seating.asked", {"request_id": grant.subject_id}),
        "address": ("signups.address_asked", {"proof_id": grant.subject_id}),
        "guide": ("seating.group", {"table_id": grant.subject_id}),
        "facilitator": ("facilitate.table", {"table_id": grant.subject_id}),
        "organiser": ("organise.desk", {}),
        "invitation": ("signups.invited", invited),
        "door": ("welcome.checkin", {"event_id": grant.subject_id}),
        "projector": ("show.projector", {"event_id": grant.subject_id}),
        "moderator": ("talks.operate", {"event_id": grant.subject_id}),
    }[grant.kind]
