"""Who sits with whom and what matters, at the desk: rules and wishes for every plan of an event."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.seating import company, company_queries, queries
from makers.seating.company_forms import ApartForm, ImportancesForm, PeopleForm, TogetherForm
from makers.seating.models import Apart, Together
from makers.seating.views import bp, event_or_404

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/seating/company")
@enter(access.organiser)
def rules(event_id: int) -> Page:
    """Together, apart, and the wishes with their weight."""
    return _page(event_or_404(event_id))


@bp.post("/organise/events/<int:event_id>/seating/together")
@enter(access.organiser)
def keep_together(event_id: int) -> Page:
    """Let people share a table."""
    return _kept(
        event_id,
        TogetherForm(),
        company.keep_together,
        _("Bewaard. Bij de volgende indeling zitten zij bij elkaar."),
    )


@bp.post("/organise/events/<int:event_id>/seating/apart")
@enter(access.organiser)
def keep_apart(event_id: int) -> Page:
    """Let two people share no table."""
    return _kept(
        event_id,
        ApartForm(),
        company.keep_apart,
        _("Bewaard. Bij de volgende indeling zitten zij niet bij elkaar."),
    )


@bp.post("/organise/events/<int:event_id>/seating/together/<int:rule_id>/removal")
@enter(access.organiser)
def part_ways(event_id: int, rule_id: int) -> Page:
    """Let people who were kept together sit anywhere."""
    return _let_go(event_id, company_queries.together_rule(event_id, rule_id))


@bp.post("/organise/events/<int:event_id>/seating/apart/<int:rule_id>/removal")
@enter(access.organiser)
def let_meet(event_id: int, rule_id: int) -> Page:
    """Let two people who were kept apart sit anywhere."""
    return _let_go(event_id, company_queries.apart_rule(event_id, rule_id))


@bp.post("/organise/events/<int:event_id>/seating/importances")
@enter(access.organiser)
def weigh(event_id: int) -> Page:
    """Say how much each wish matters."""
    event, form = event_or_404(event_id), ImportancesForm()
    if not form.validate():
        return _page(event, wishes=form), 422
    company.weigh(event, form.levels, by=access.actor())
    flash(_("Bewaard. Dit telt bij de volgende indeling."), "success")
    return web.see("seating.rules", event_id=event_id)


def _let_go(event_id: int, rule: Together | Apart | None) -> Page:
    if rule is None:
        abort(404)
    company.let_go(rule, by=access.actor())
    flash(_("Die regel is weg."), "success")
    return web.see("seating.rules", event_id=event_id)


def _kept(event_id: int, form: PeopleForm, keep: Callable[..., None], said: str) -> Page:
    event = event_or_404(event_id)
    form.offer(queries.with_a_place(event_id))
    if not form.validate():
        return _page(event, form), 422
    try:
        keep(event, form.signup_ids, by=access.actor())
    except Refusal as refusal:
        return _page(event_or_404(event_id), form, refusal=refusal), refusal.status
    flash(said, "success")
    return web.see("seating.rules", event_id=event_id)


def _page(
    event: Event,
    form: PeopleForm | None = None,
    wishes: ImportancesForm | None = None,
    refusal: Refusal | None = None,
) -> str:
    people = queries.with_a_place(event.id)
    together, apart = company_queries.company(event.id)
    return render_template(
        "seating/company.html",
        event=event,
        together=together,
        apart=apart,
        together_form=(form if isinstance(form, TogetherForm) else TogetherForm()).offer(people),
        apart_form=(form if isinstance(form, ApartForm) else ApartForm()).offer(people),
        sent=form,
        wishes=wishes or ImportancesForm.of(company_queries.importances(event.id)),
        refusal=refusal.sentence if refusal else None,
    )
