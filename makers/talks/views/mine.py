"""The speaker's page of the own talk: book a slot, change it, give it back."""

from __future__ import annotations

import uuid

from flask import flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.signups.models import Signup
from makers.talks import booking, queries
from makers.talks.forms import TalkForm
from makers.talks.models import Slot, Talk
from makers.talks.views import Page, bp, signup_or_404


@bp.get("/me/<int:signup_id>/talk")
@enter(access.personal)
def mine(signup_id: int) -> Page:
    """The form to book a slot with, or to change the talk that did."""
    signup = signup_or_404(signup_id)
    talk = queries.of_signup(signup)
    if talk is None and not booking.may_book(signup):
        return web.see("attend.personal", signup_id=signup_id)
    return _form_page(signup, TalkForm.of(talk) if talk else TalkForm(), talk)


@bp.post("/me/<int:signup_id>/talk")
@enter(access.personal)
def book(signup_id: int) -> Page:
    """Book or change; the form again, with all that was typed, when that cannot be."""
    signup, form = signup_or_404(signup_id), TalkForm()
    if not form.validate():
        return _form_page(signup, form, queries.of_signup(signup)), 422
    try:
        _keep(signup, form)
    except Refusal as refusal:
        return _form_again(signup_or_404(signup_id), form, refusal), refusal.status
    flash(_("Je pecha kucha is bewaard."), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/talk/return")
@enter(access.personal)
def give_back(signup_id: int) -> Page:
    """Free the slot for somebody else."""
    talk = queries.of_signup(signup_or_404(signup_id))
    if talk is not None:
        booking.give_back(talk, now=clock.now(), by=access.actor())
        flash(_("Je plek in de rij is weer vrij voor een ander."), "success")
    return web.see("attend.personal", signup_id=signup_id)


def _keep(signup: Signup, form: TalkForm) -> None:
    """Book, or change the talk of the version the form was opened with."""
    if form.opened_with is None:
        booking.book(signup, form.pitch, key=form.uuid, now=clock.now(), by=access.actor())
        return
    talk = queries.of_signup(signup)
    if talk is None:
        raise booking.GivenBack
    booking.change(talk, form.pitch, version=form.opened_with, by=access.actor())


def _form_again(signup: Signup, form: TalkForm, refusal: Refusal) -> str:
    """The refused form: what was typed, from what stands now, with the next free slot chosen."""
    talk = queries.of_signup(signup)
    stored = talk if isinstance(refusal, booking.Overtaken | booking.HasTalk) else None
    if talk is None:
        form.version.data = ""
        form.key.data = str(uuid.uuid4())
    elif stored is not None:
        form.version.data = str(stored.version)
    if isinstance(refusal, booking.SlotTaken):
        form.slot.data = refusal.offered_id
    return _form_page(signup, form, talk, refusal, stored)


def _form_page(
    signup: Signup,
    form: TalkForm,
    talk: Talk | None,
    refusal: Refusal | None = None,
    stored: Talk | None = None,
) -> str:
    free = _open_to(signup, talk)
    form.offer(free)
    return render_template(
        "talks/mine.html",
        signup=signup,
        form=form,
        talk=talk,
        stored=stored,
        free_slots=free,
        refusal=refusal.sentence if refusal else None,
    )


def _open_to(signup: Signup, talk: Talk | None) -> list[Slot]:
    """The slots this speaker may choose: the free ones and their own."""
    return [slot for slot in queries.row(signup.event) if slot.talk is None or slot.talk is talk]
