"""The speaker's page of the own talk: book a slot, change it, give it back, change places."""

from __future__ import annotations

import uuid

from flask import abort, flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.signups.models import Signup
from makers.talks import booking, opening, queries, reserve, swapping
from makers.talks.forms import RESERVE, AnswerForm, OtherForm, TalkForm
from makers.talks.models import Slot, SwapOffer, Talk
from makers.talks.views import Page, bp, signup_or_404


@bp.get("/me/<int:signup_id>/talk")
@enter(access.personal)
def mine(signup_id: int) -> Page:
    """The form to book a slot with, or to change the talk that did."""
    signup = signup_or_404(signup_id)
    row, talk = queries.row_and_own(signup)
    if talk is None and not opening.rows_for(row, signup):
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
    """Free the slot for somebody else; of a duo, leave it to the other."""
    talk = queries.of_signup(signup_or_404(signup_id))
    if talk is not None:
        duo = talk.partner_id is not None
        booking.give_back(talk, now=clock.now(), by=access.actor(), who=signup_id)
        if duo:
            flash(_("Je vertelt niet meer mee. De ander gaat alleen verder."), "success")
        else:
            flash(_("Je plek in de rij is weer vrij voor een ander."), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/talk/swaps")
@enter(access.personal)
def offer_swap(signup_id: int) -> Page:
    """Ask another speaker to change places."""
    signup, form = signup_or_404(signup_id), OtherForm()
    talk, other = queries.of_signup(signup), queries.talk(form.other.data, signup.event_id)
    if talk is None or other is None:
        abort(404)
    try:
        swapping.offer(talk, other, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _form_again(signup_or_404(signup_id), TalkForm.of(talk), refusal), refusal.status
    flash(_("We hebben het gevraagd. Zegt de ander ja, dan krijg je een mail."), "success")
    return web.see("talks.mine", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/talk/swaps/<int:offer_id>")
@enter(access.personal)
def answer_swap(signup_id: int, offer_id: int) -> Page:
    """Say yes or no to changing places."""
    talk = queries.of_signup(signup_or_404(signup_id))
    offer = db.session.get(SwapOffer, offer_id)
    if talk is None or offer is None or offer.other_id != talk.id:
        abort(404)
    if AnswerForm().accepted.data != "yes":
        swapping.decline(offer, now=clock.now(), by=access.actor())
        flash(_("Je houdt je plek. De ander krijgt een mail."), "success")
        return web.see("attend.personal", signup_id=signup_id)
    try:
        swapping.accept(offer, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        flash(str(refusal.sentence), "error")
    else:
        flash(_("Jullie hebben geruild."), "success")
    return web.see("attend.personal", signup_id=signup_id)


def _keep(signup: Signup, form: TalkForm) -> None:
    """Book, or change the talk of the version the form was opened with."""
    now, by = clock.now(), access.actor()
    if form.opened_with is None:
        booking.book(signup, form.pitch, key=form.uuid, now=now, by=by)
        return
    talk = queries.of_signup(signup)
    if talk is None:
        raise booking.GivenBack
    booking.change(talk, form.pitch, version=form.opened_with, now=now, by=by)


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
    elif isinstance(refusal, booking.RowFull):
        form.slot.data = RESERVE
    return _form_page(signup, form, talk, refusal, stored)


def _form_page(
    signup: Signup,
    form: TalkForm,
    talk: Talk | None,
    refusal: Refusal | None = None,
    stored: Talk | None = None,
) -> str:
    now, row = clock.now(), queries.row(signup.event)
    free = _open_to(signup, talk, row)
    waits = talk is not None and talk.slot is None
    rows = opening.rows_for(row, signup)
    is_open = any(opening.is_open(one, now) for one in rows)
    form.offer(free, reserve=waits or (talk is None and not free and is_open))
    return render_template(
        "talks/mine.html",
        signup=signup,
        form=form,
        talk=talk,
        stored=stored,
        rows=rows,
        is_open=is_open,
        closes_at=opening.closes_at,
        line=reserve.place_in_line(db.session(), talk) if talk is not None and waits else 0,
        others=[slot for slot in row if _may_swap(talk, slot)],
        offers=queries.offers_to(talk) if talk is not None else [],
        refusal=refusal.sentence if refusal else None,
    )


def _open_to(signup: Signup, talk: Talk | None, row: list[Slot]) -> list[Slot]:
    """The slots this speaker may choose: the free ones and their own; in a locked one, that one."""
    own = [slot for slot in row if talk is not None and slot.talk is talk]
    if own and own[0].locked:
        return own
    free = opening.offered(row, signup, clock.now())
    return [slot for slot in row if slot in own or slot in free]


def _may_swap(talk: Talk | None, slot: Slot) -> bool:
    """Whether this speaker may ask who stands there."""
    return (
        talk is not None
        and talk.slot is not None
        and not talk.slot.locked
        and not slot.locked
        and slot.talk not in (None, talk)
    )
