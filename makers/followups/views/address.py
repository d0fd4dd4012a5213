"""An address for who promised something at the table and came without one."""

from __future__ import annotations

from flask import abort, flash, render_template

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.followups.views import Page, bp
from makers.intervision.coming import entry
from makers.signups import own_address
from makers.signups import queries as signups
from makers.signups.contact_forms import AddressForm
from makers.signups.models import Signup


@bp.get("/table/<int:table_id>/address")
@enter(access.table)
def address_at_table(table_id: int) -> Page:
    """The form for one's own address."""
    if _myself(table_id).person.is_reached:
        flash(str(own_address.HasAddress.sentence))
        return web.see("facilitate.closing", table_id=table_id)
    return _page(table_id, AddressForm())


@bp.post("/table/<int:table_id>/address")
@enter(access.table)
def give_address(table_id: int) -> Page:
    """Send a letter there; the form again with what was typed when that cannot be."""
    myself, form = _myself(table_id), AddressForm()
    if not form.validate():
        return _page(table_id, form), 422
    try:
        own_address.ask(myself, form.email.data, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(table_id, form, refusal), refusal.status
    flash(own_address.sent_to(form.email.data))
    return web.see("facilitate.closing", table_id=table_id)


def _myself(table_id: int) -> Signup:
    """Who asks; 404 for who sits there without a sign-up."""
    present = entry.arrive(table_id).present
    if present.signup_id is None:
        abort(404)
    return web.found(signups.signup(present.signup_id))


def _page(table_id: int, form: AddressForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "signups/own_address.html",
        form=form,
        send_to=("followups.give_address", {"table_id": table_id}),
        back_to=("facilitate.closing", {"table_id": table_id}),
        refusal=refusal.sentence if refusal else None,
    )
