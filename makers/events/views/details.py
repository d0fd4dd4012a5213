"""Making, changing, copying and publishing an event."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events import copying, service
from makers.events.copy_form import CopyForm
from makers.events.details import Details, RoleDetails
from makers.events.forms import DetailsForm
from makers.events.models import Event, Side
from makers.events.service import ChangedMeanwhile
from makers.events.views import Page, bp, event_or_404


@bp.get("/organise/events/new")
@enter(access.organiser)
def new() -> Page:
    """The form of a new event; it proposes the three roles of the first afternoon."""
    proposed = (
        RoleDetails(_("ambtenaar"), Side.GOVERNMENT),
        RoleDetails(_("sociaal ondernemer"), Side.ENTREPRENEUR),
        RoleDetails(_("gast"), Side.GUEST),
    )
    return render_template("events/new.html", form=DetailsForm(roles=proposed))


@bp.post("/organise/events/new")
@enter(access.organiser)
def create() -> Page:
    """Make an event and go on to its programme."""
    form = DetailsForm(request.form)
    if not form.validate():
        return render_template("events/new.html", form=form), 422
    event = service.make(form.details, now=clock.now(), by=access.actor())
    flash(_("De bijeenkomst is gemaakt. Zet nu het programma erin."), "success")
    return web.see("events.programme", event_id=event.id)


@bp.get("/organise/events/<int:event_id>/details")
@enter(access.organiser)
def details(event_id: int) -> Page:
    """Everything there is to say of the event, to be changed."""
    event = event_or_404(event_id)
    return _details_page(event, DetailsForm.of(Details.of(event)))


@bp.post("/organise/events/<int:event_id>/details")
@enter(access.organiser)
def change(event_id: int) -> Page:
    """Change the details; a conflict shows both and lets the writer choose."""
    event, form, now = event_or_404(event_id), DetailsForm(request.form), clock.now()
    if not form.validate():
        return _details_page(event, form), 422
    try:
        service.change(
            event,
            form.details,
            version=form.version.data or "",
            now=now,
            by=access.actor(),
        )
    except ChangedMeanwhile as conflict:
        form.version.data = conflict.stored.version
        differences = _differences(form.details, conflict.stored)
        return _details_page(event_or_404(event_id), form, conflict, differences), conflict.status
    except Refusal as refusal:
        return _details_page(event_or_404(event_id), form, refusal), refusal.status
    flash(_("De gegevens zijn bewaard."), "success")
    if event.published_at is not None and event.moved_at == now:
        return web.see("signups.announcement", event_id=event_id)
    return web.see("events.details", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/publication")
@enter(access.organiser)
def publication(event_id: int) -> Page:
    """Show the event to everybody and open its sign-up."""
    service.publish(event_or_404(event_id), now=clock.now(), by=access.actor())
    flash(_("De bijeenkomst staat op de website. Mensen kunnen zich aanmelden."), "success")
    return web.see("organise.event", event_id=event_id)


@bp.get("/organise/events/<int:event_id>/copy")
@enter(access.organiser)
def copy(event_id: int) -> Page:
    """Ask what the copy is called, when it is and what comes along."""
    event = event_or_404(event_id)
    return render_template(
        "events/copy.html", event=event, here="overview", form=CopyForm(title=event.title)
    )


@bp.post("/organise/events/<int:event_id>/copy")
@enter(access.organiser)
def make_copy(event_id: int) -> Page:
    """Copy the event, without its people, and go on to the copy."""
    event, form = event_or_404(event_id), CopyForm()
    if not form.validate():
        return render_template("events/copy.html", event=event, here="overview", form=form), 422
    made = copying.copy(
        event,
        title=form.title.data,
        day=form.day.data,
        chosen=form.chosen,
        now=clock.now(),
        by=access.actor(),
    )
    flash(_("De kopie is gemaakt. Kijk de gegevens na."), "success")
    return web.see("events.details", event_id=made.id)


def _details_page(
    event: Event,
    form: DetailsForm,
    refusal: Refusal | None = None,
    elsewhere: list[tuple[Any, str]] | None = None,
) -> str:
    return render_template(
        "events/details.html",
        event=event,
        here="details",
        form=form,
        refusal=refusal.sentence if refusal else None,
        elsewhere=elsewhere or [],
    )


def _differences(typed: Details, stored: Details) -> list[tuple[Any, str]]:
    """What stands now where it is not what was typed: (label, value) in words."""
    form, was = DetailsForm.of(stored), DetailsForm.of(typed)
    shown = [
        (field.label.text, field._value() or _("(niets)"))
        for field in form
        if field.name not in ("version", "csrf_token") and field.data != was[field.name].data
    ]
    if stored.without_numbers().roles != typed.without_numbers().roles:
        shown.append((_("Rollen"), "\n".join(_in_words(role) for role in stored.roles)))
    return shown


def _in_words(role: RoleDetails) -> str:
    if role.capacity is None:
        return f"{role.name} ({role.side.label})"
    words = _(
        "%(role)s (%(side)s, hooguit %(most)d)",
        role=role.name,
        side=role.side.label,
        most=role.capacity,
    )
    return str(words)
