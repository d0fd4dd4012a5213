"""Arranging a report at the desk: every button is a form, and works by keyboard."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.forms import as_number
from makers.events.models import Event
from makers.reports.sections import arranging
from makers.reports.sections.arranging import Arranged
from makers.reports.sections.forms import SectionForm
from makers.reports.sections.kinds import SectionKind
from makers.reports.views import bp
from makers.signups import queries as signups

Page = str | Response | tuple[str, int]
PATH = "/organise/events/<int:event_id>/report/sections"


@bp.get(PATH)
@enter(access.organiser)
def sections(event_id: int) -> Page:
    """The sections of a report in their order, and what can be done with each."""
    return _list(_event(event_id))


@bp.get(f"{PATH}/<section>")
@enter(access.organiser)
def section(event_id: int, section: str) -> Page:
    """The organiser's words in a section."""
    event, kind = _event(event_id), _kind(section)
    arranged = arranging.of_event(event_id).of(kind)
    return _one(event, arranged, SectionForm.of(arranged))


@bp.post(f"{PATH}/<section>")
@enter(access.organiser)
def write_section(event_id: int, section: str) -> Page:
    """Keep other words; both texts on one page when somebody else was first."""
    event, kind, form = _event(event_id), _kind(section), SectionForm()
    if not form.validate():
        return _one(event, arranging.of_event(event_id).of(kind), form), 422
    try:
        arranging.write(
            event.id,
            kind,
            form.introduction.data,
            form.closing.data,
            version=form.started_from,
            by=access.actor(),
        )
    except arranging.Overtaken as overtaken:
        theirs = arranging.of_event(event_id).of(kind)
        form.version.data = theirs.version
        return _one(_event(event_id), theirs, form, overtaken), overtaken.status
    flash(_("Bewaard."), "success")
    return web.see("reports.sections", event_id=event.id, _anchor=kind.value)


@bp.post(f"{PATH}/<section>/position")
@enter(access.organiser)
def move_section(event_id: int, section: str) -> Page:
    """One place up or down."""
    event, kind = _event(event_id), _kind(section)
    to = request.form.get("to", "")
    if to not in ("up", "down"):
        abort(404)
    seen_at = as_number(request.form.get("seen_at", ""))
    try:
        arranging.move(event.id, kind, up=to == "up", seen_at=seen_at, by=access.actor())
    except arranging.Moved as moved:
        return _list(_event(event_id), moved), moved.status
    return web.see("reports.sections", event_id=event_id, _anchor=kind.value)


@bp.post(f"{PATH}/<section>/omission")
@enter(access.organiser)
def leave_section_out(event_id: int, section: str) -> Page:
    """Keep a section out of the report."""
    event, kind = _event(event_id), _kind(section)
    arranging.leave_out(event.id, kind, now=clock.now(), by=access.actor())
    return web.see("reports.sections", event_id=event_id, _anchor=kind.value)


@bp.post(f"{PATH}/<section>/return")
@enter(access.organiser)
def take_section_up(event_id: int, section: str) -> Page:
    """Have a section in the report again."""
    event, kind = _event(event_id), _kind(section)
    arranging.take_up(event.id, kind, by=access.actor())
    return web.see("reports.sections", event_id=event_id, _anchor=kind.value)


def _event(event_id: int) -> Event:
    return web.found(signups.event(event_id))


def _kind(section: str) -> SectionKind:
    if section not in list(SectionKind):
        abort(404)
    return SectionKind(section)


def _list(event: Event, refusal: Refusal | None = None) -> str:
    return render_template(
        "reports/sections/all.html",
        event=event,
        here="report",
        arrangement=arranging.of_event(event.id),
        form=SectionForm(formdata=None),
        refusal=refusal.sentence if refusal else None,
    )


def _one(
    event: Event, arranged: Arranged, form: SectionForm, refusal: Refusal | None = None
) -> str:
    return render_template(
        "reports/sections/one.html",
        event=event,
        here="report",
        section=arranged,
        form=form,
        refusal=refusal.sentence if refusal else None,
        theirs=arranged if refusal else None,
    )
