"""One's own account: another password, an authenticator app, where one is logged in."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, session
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.fresh import fresh
from makers.core.organisers import accounts, second_factor, sessions
from makers.core.organisers.forms import CodeForm, PasswordForm
from makers.core.organisers.models import Organiser
from makers.core.organisers.views import Page, bp, myself


@bp.get("/organise/account")
@enter(access.organiser)
def account() -> Page:
    """Who one is here, and how one comes in."""
    return _page(myself())


@bp.post("/organise/account/password")
@enter(access.organiser)
def change_password() -> Page:
    """Another password; every other browser is logged out."""
    me, form, now = myself(), PasswordForm(), clock.now()
    if not form.validate():
        return _page(me, form=form), 422
    try:
        accounts.check_again(me, form.old.data, now=now)
    except Refusal as refusal:
        return _page(me, form=form, refusal=refusal.sentence), refusal.status
    accounts.change_password(me, form.new.data, now=now)
    access.give(me.role.value, subject_id=me.id)
    flash(_("Je wachtwoord is veranderd. Andere browsers zijn uitgelogd."))
    return web.see("organisers.account")


@bp.post("/organise/account/sessions/<int:session_id>/end")
@enter(access.organiser)
def end_session(session_id: int) -> Page:
    """Log one browser out."""
    sessions.end(session_id, myself().id)
    return web.see("organisers.account")


@bp.post("/organise/account/sessions/others/end")
@enter(access.organiser)
def end_other_sessions() -> Page:
    """Log all other browsers out."""
    sessions.end_others(myself().id, session["visit"])
    return web.see("organisers.account")


@bp.get("/organise/account/app")
@enter(access.organiser)
@fresh()
def app() -> Page:
    """The secret for an authenticator app, as a QR code and in words, and the form for its code."""
    me = myself()
    return web.see("organisers.account") if me.has_app else _app_page(me)


@bp.post("/organise/account/app")
@enter(access.organiser)
@fresh()
def begin_app() -> Page:
    """Draw a secret."""
    me = myself()
    if not me.has_app:
        second_factor.begin(me, now=clock.now())
    return web.see("organisers.app")


@bp.post("/organise/account/app/confirmation")
@enter(access.organiser)
@fresh()
def turn_app_on() -> Page:
    """The app's first code: from now on it counts. First recovery codes are shown this once."""
    me, form = myself(), CodeForm()
    if not form.validate():
        return _app_page(me, form=form), 422
    try:
        codes = second_factor.turn_on(me, form.code.data, now=clock.now())
    except Refusal as refusal:
        return _app_page(me, form=form, refusal=refusal.sentence), refusal.status
    return turned_on(codes, _("De app staat aan."))


@bp.post("/organise/account/app/end")
@enter(access.organiser)
@fresh()
def turn_app_off() -> Page:
    """The password alone is enough again, or a passkey beside it."""
    second_factor.turn_off(myself(), by=access.actor())
    return web.see("organisers.account")


@bp.post("/organise/account/recovery-codes")
@enter(access.organiser)
@fresh()
def draw_recovery_codes() -> Page:
    """Other recovery codes, shown this once; the old ones end."""
    codes = second_factor.draw_codes(myself())
    if not codes:
        return web.see("organisers.account")
    return render_template("organisers/recovery_codes.html", codes=codes, instead=True)


def turned_on(codes: list[str], done: str) -> Page:
    """What follows on a second factor: its first recovery codes, else the account with ``done``."""
    if codes:
        return render_template("organisers/recovery_codes.html", codes=codes)
    flash(done)
    return web.see("organisers.account")


def _page(me: Organiser, **more: Any) -> str:
    return render_template(
        "organisers/account.html",
        me=me,
        sessions=sessions.of(me.id, session["visit"]),
        codes_left=second_factor.codes_left(me) if me.has_second_factor else 0,
        **{"form": PasswordForm(formdata=None), **more},
    )


def _app_page(me: Organiser, **more: Any) -> str:
    secret = second_factor.secret_of(me)
    return render_template(
        "organisers/app.html",
        secret=secret,
        picture=web.qr(second_factor.address_for_app(me)) if secret else "",
        **{"form": CodeForm(formdata=None), **more},
    )
