"""One's passkeys: what a browser is asked to sign, adding one, taking one away."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, session
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.fresh import fresh
from makers.core.organisers import passkeys
from makers.core.organisers.forms import NewPasskeyForm
from makers.core.organisers.models import Organiser
from makers.core.organisers.passkeys import Question
from makers.core.organisers.views import Page, bp, myself
from makers.core.organisers.views.account import turned_on

ASKED = "passkey"  # in the session cookie: what the last page with a passkey asks to be signed


def ask() -> Question:
    """Something new to be signed; what an earlier page asked is over."""
    question = Question.draw(clock.now())
    session[ASKED] = list(question)
    return question


def question_asked() -> Question | None:
    """What was to be signed; it is over with that."""
    kept = session.pop(ASKED, None)
    return Question(*kept) if kept else None


@bp.get("/organise/account/passkeys")
@enter(access.organiser)
@fresh()
def passkey() -> Page:
    """The form for a passkey; the browser makes it."""
    return _page(myself())


@bp.post("/organise/account/passkeys")
@enter(access.organiser)
@fresh()
def add_passkey() -> Page:
    """From now on it counts. First recovery codes are shown this once."""
    me, form, question = myself(), NewPasskeyForm(), question_asked()
    if not form.validate():
        return _page(me, form=form), 422
    try:
        answer, name = form.answer.data or "", form.name.data
        codes = passkeys.add(me, answer, question, name, now=clock.now())
    except Refusal as refusal:
        return _page(me, form=form, refusal=refusal.sentence), refusal.status
    return turned_on(codes, _("De passkey is toegevoegd."))


@bp.post("/organise/account/passkeys/<int:passkey_id>/removal")
@enter(access.organiser)
@fresh()
def remove_passkey(passkey_id: int) -> Page:
    """It opens nothing any more."""
    me = myself()
    passkeys.remove(me, web.found(passkeys.one(passkey_id, me)).id, by=access.actor())
    flash(_("De passkey is weggehaald. Haal hem ook van je apparaat."))
    return web.see("organisers.account")


def _page(me: Organiser, **more: Any) -> str:
    options = passkeys.to_add(me, ask()) if passkeys.host() else None
    return render_template(
        "organisers/passkey.html",
        options=options,
        **{"form": NewPasskeyForm(formdata=None), **more},
    )
