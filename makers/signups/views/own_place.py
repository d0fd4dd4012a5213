"""One's own place: handing it to a colleague, and bringing others along."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.signups import parties, service, substitutes
from makers.signups.contact_forms import GuestsForm, SubstituteForm
from makers.signups.models import Signup
from makers.signups.parties import NotAllFit
from makers.signups.views import Page, bp, signup_or_404


@bp.get("/me/<int:signup_id>/substitute")
@enter(access.personal)
def substitute(signup_id: int) -> Page:
    """The form to hand one's place to a colleague."""
    signup = signup_or_404(signup_id)
    if signup.cancelled_at is not None:
        return web.see("attend.personal", signup_id=signup_id)
    return render_template("signups/substitute.html", signup=signup, form=SubstituteForm())


@bp.post("/me/<int:signup_id>/substitute")
@enter(access.personal)
def hand_over(signup_id: int) -> Page:
    """Hand it over; from here on this browser holds nothing of it."""
    signup, form = signup_or_404(signup_id), SubstituteForm()
    slug, page = signup.event.slug, "signups/substitute.html"
    if not form.validate():
        return render_template(page, signup=signup, form=form), 422
    try:
        substitutes.substitute(
            signup, name=form.name.data, email=form.email.data, now=clock.now(), by=access.actor()
        )
    except Refusal as refusal:
        said = {"signup": signup_or_404(signup_id), "form": form, "refusal": refusal.sentence}
        return render_template(page, **said), refusal.status
    flash(_("Je plek is nu van %(name)s. Jouw link werkt niet meer.", name=form.name.data))
    return web.see("attend.event", slug=slug)


@bp.get("/me/<int:signup_id>/guests")
@enter(access.personal)
def guests(signup_id: int) -> Page:
    """Whom one brings along, and the form to bring more."""
    return _guests_page(signup_or_404(signup_id), GuestsForm())


@bp.post("/me/<int:signup_id>/guests")
@enter(access.personal)
def bring(signup_id: int) -> Page:
    """Bring these people; when not all of them fit the page asks what is wanted."""
    signup, form = signup_or_404(signup_id), GuestsForm()
    if not form.validate():
        return _guests_page(signup, form), 422
    try:
        parties.bring(
            signup,
            form.guests,
            together=form.together,
            key=form.uuid,
            now=clock.now(),
            by=access.actor(),
        )
    except NotAllFit as some:
        return _guests_page(signup_or_404(signup_id), form, some, some), some.status
    except Refusal as refusal:
        return _guests_page(signup_or_404(signup_id), form, refusal), refusal.status
    return web.see("signups.guests", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/guests/<int:guest_id>/cancellation")
@enter(access.personal)
def cancel_guest(signup_id: int, guest_id: int) -> Page:
    """Somebody one brings does not come."""
    service.cancel(_guest(signup_id, guest_id), now=clock.now(), by=access.actor())
    return web.see("signups.guests", signup_id=signup_id)


@bp.post("/me/<int:signup_id>/guests/<int:guest_id>/link")
@enter(access.personal)
def link_for_guest(signup_id: int, guest_id: int) -> Page:
    """A link of the guest's own, to pass on; shown this once."""
    guest = _guest(signup_id, guest_id)
    token = parties.guest_link(guest, now=clock.now())
    return render_template(
        "signups/guest_link.html",
        signup=signup_or_404(signup_id),
        guest=guest,
        link=access.link_to(token),
    )


def _guest(signup_id: int, guest_id: int) -> Signup:
    guest = signup_or_404(guest_id)
    if guest.brought_by_id != signup_id:
        abort(404)
    return guest


def _guests_page(
    signup: Signup,
    form: GuestsForm,
    refusal: Refusal | None = None,
    choice: NotAllFit | None = None,
) -> str:
    form.offer(signup.event, signup.role_id)
    now = clock.now()
    return render_template(
        "signups/guests.html",
        signup=signup,
        form=form,
        guests=parties.guests_of(signup),
        refusal=refusal.sentence if refusal and not choice else None,
        choice=choice,
        begun=now >= signup.event.starts_at,
        may_bring=signup.cancelled_at is None and now < signup.event.ends_at,
    )
