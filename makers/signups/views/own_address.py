"""Giving one's address later, from one's own page, and saying yes to it from the mail."""

from __future__ import annotations

from flask import flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.signups import own_address
from makers.signups.contact_forms import AddressForm
from makers.signups.views import Page, bp, signup_or_404


@bp.get("/me/<int:signup_id>/address")
@enter(access.personal)
def own_address_form(signup_id: int) -> Page:
    """The form for an address that mail reaches."""
    if signup_or_404(signup_id).person.is_reached:
        flash(str(own_address.HasAddress.sentence))
        return web.see("attend.personal", signup_id=signup_id)
    return _page(signup_id, AddressForm())


@bp.post("/me/<int:signup_id>/address")
@enter(access.personal)
def give_address(signup_id: int) -> Page:
    """Send a letter there; the form again with what was typed when that cannot be."""
    signup, form = signup_or_404(signup_id), AddressForm()
    if not form.validate():
        return _page(signup_id, form), 422
    try:
        own_address.ask(signup, form.email.data, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(signup_id, form, refusal), refusal.status
    flash(own_address.sent_to(form.email.data))
    return web.see("attend.personal", signup_id=signup_id)


@bp.get("/address/<int:proof_id>")
@enter(access.proving)
def address_asked(proof_id: int) -> Page:
    """Is this your address? Opening the link changes nothing."""
    proof = web.found(own_address.of_link(proof_id))
    return render_template("signups/address_asked.html", proof=proof, event=proof.signup.event)


@bp.post("/address/<int:proof_id>")
@enter(access.proving)
def prove_address(proof_id: int) -> Page:
    """Yes, it is; from now on their own page is theirs in this browser too."""
    proof = web.found(own_address.of_link(proof_id))
    signup_id, event_id = proof.signup_id, proof.signup.event_id
    own_address.prove(proof, now=clock.now())
    access.give("personal", event_id=event_id, subject_id=signup_id, signup_id=signup_id)
    flash(_("Dank je. Vanaf nu krijg je mail op dit adres."))
    return web.see("attend.personal", signup_id=signup_id)


def _page(signup_id: int, form: AddressForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "signups/own_address.html",
        form=form,
        send_to=("signups.give_address", {"signup_id": signup_id}),
        back_to=("attend.personal", {"signup_id": signup_id}),
        refusal=refusal.sentence if refusal else None,
    )
