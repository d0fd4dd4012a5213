"""Signals at the desk: the list of an event, gathering, the overview of all events, the files."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.forms import as_number
from makers.events.models import Event
from makers.reports.gathered import exporting, queries, service
from makers.reports.gathered.forms import SeenForm, SignalForm, TogetherForm
from makers.reports.gathered.queries import SignalList, Told
from makers.reports.gathered.signals import Signal
from makers.reports.views import bp
from makers.signups import queries as signups

Page = str | Redirect | tuple[str, int]
PATH = "/organise/events/<int:event_id>/signals"


@bp.get(PATH)
@enter(access.organiser)
def event_signals(event_id: int) -> Page:
    """What came up at the tables of an event, and at how many of them."""
    event = _event(event_id)
    return _list(event, queries.of_event(event.id))


@bp.get(f"{PATH}/together")
@enter(access.organiser)
def alike_signals(event_id: int) -> Page:
    """The signals that were ticked beside each other, and the words that they are to have."""
    event, found = _event(event_id), queries.of_event(event_id)
    picked = [one for one in found.signals if one.seen in request.args.getlist("seen")]
    if len(picked) < 2:
        return _list(event, found, service.TooFew(), picked)
    form = TogetherForm(
        formdata=None,
        title=picked[0].words,
        domains=list({number for one in picked for number in one.domains}),
    )
    return _together(event, form, picked)


@bp.post(f"{PATH}/together")
@enter(access.organiser)
def gather_signals(event_id: int) -> Page:
    """Gather what says the same; the form again with everything typed when that cannot be."""
    event, form = _event(event_id), TogetherForm()
    seen = form.seen.data or []
    refusal = None
    if form.validate():
        try:
            service.bring_together(
                event.id,
                seen,
                form.title.data,
                form.domains.data or (),
                key=form.uuid,
                now=clock.now(),
                by=access.actor(),
            )
        except Refusal as said:
            refusal = said
        else:
            flash(_("Samengevoegd. Wat aan de tafels is opgeschreven, staat eronder."), "success")
            return web.see("reports.event_signals", event_id=event.id)
    found = queries.of_event(event_id).signals
    status = refusal.status if refusal else 422
    return _together(
        _event(event_id), form, [one for one in found if one.seen in seen], refusal
    ), status


@bp.get(f"{PATH}/<code>")
@enter(access.organiser)
def signal(event_id: int, code: str) -> Page:
    """One signal: its sources, its words and what it is about."""
    event, one = _event(event_id), _signal(event_id, code)
    form = SignalForm(
        formdata=None, title=one.title, domains=list(one.domains), version=one.version
    )
    return _one(event, one, form)


@bp.post(f"{PATH}/<code>")
@enter(access.organiser)
def change_signal(event_id: int, code: str) -> Page:
    """Keep other words and domains; both on one page when somebody else was first."""
    event, one, form = _event(event_id), _signal(event_id, code), SignalForm()
    if form.validate() and (form.title.data or not one.is_gathered):
        try:
            service.edit(
                event.id,
                code,
                title=form.title.data,
                domains=form.chosen,
                version=as_number(form.version.data),
                now=clock.now(),
                by=access.actor(),
            )
        except service.Overtaken as overtaken:
            now_there = _signal(event_id, code)
            form.version.data = now_there.version
            return _one(_event(event_id), now_there, form, overtaken, theirs=True), overtaken.status
        flash(_("Bewaard."), "success")
        return web.see("reports.event_signals", event_id=event.id)
    if one.is_gathered and not form.title.data:
        form.title.errors = [_("Zeg in je eigen woorden wat deze signalen gemeen hebben.")]
    return _one(event, one, form), 422


@bp.post(f"{PATH}/<code>/separation")
@enter(access.organiser)
def take_signals_apart(event_id: int, code: str) -> Page:
    """Undo a gathering: each lies on the list again as it was."""
    form = SeenForm()
    seen = form.seen.data or ""
    if seen.partition(":")[0] != code:
        abort(404)
    service.take_apart(event_id, seen, by=access.actor())
    flash(_("Uit elkaar gehaald. Elk signaal staat er weer zoals het was."), "success")
    return web.see("reports.event_signals", event_id=event_id)


@bp.get("/organise/signals")
@enter(access.organiser)
def all_signals() -> Page:
    """What came up over all events, by policy domain."""
    told = queries.of_all()
    return render_template("reports/signals/all.html", domains=queries.by_domain(told), told=told)


@bp.get("/organise/events/<int:event_id>/signals.<kind>")
@enter(access.organiser)
def signals_download(event_id: int, kind: str) -> Response:
    """The signals of an event as a file; that it was made stands in the journal."""
    event, found = _event(event_id), queries.of_event(event_id)
    told = [Told(event, one) for one in found.signals]
    name = f"{event.slug}-" + _("signalen")
    return _file(told, kind, name, event.id, stay=found.kept_at_tables)


@bp.get("/organise/signals.<kind>")
@enter(access.organiser)
def all_signals_download(kind: str) -> Response:
    """The signals of all events as a file."""
    return _file(queries.of_all(), kind, _("signalen"), None)


def _file(
    told: Sequence[Told], kind: str, name: str, event_id: int | None, *, stay: int | None = None
) -> Response:
    if kind not in exporting.KINDS:
        abort(404)
    file = exporting.made(told, kind, stay=stay)
    service.note_export(event_id, kind, by=access.actor())
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(file, mimetype=exporting.MIMETYPES[kind], headers=headers)


def _event(event_id: int) -> Event:
    return web.found(signups.event(event_id))


def _signal(event_id: int, code: str) -> Signal:
    return web.found(queries.of_event(event_id).find(code))


def _list(
    event: Event,
    found: SignalList,
    refusal: Refusal | None = None,
    picked: Sequence[Signal] = (),
) -> Page:
    page = render_template(
        "reports/signals/event.html",
        event=event,
        here="signals",
        found=found,
        form=SeenForm(formdata=None),
        refusal=refusal.sentence if refusal else None,
        picked=picked,
    )
    return (page, refusal.status) if refusal else page


def _together(
    event: Event, form: TogetherForm, picked: Sequence[Signal], refusal: Refusal | None = None
) -> str:
    form.offer(event.domains)
    return render_template(
        "reports/signals/together.html",
        event=event,
        here="signals",
        form=form,
        picked=picked,
        refusal=refusal.sentence if refusal else None,
    )


def _one(
    event: Event,
    one: Signal,
    form: SignalForm,
    refusal: Refusal | None = None,
    *,
    theirs: bool = False,
) -> str:
    form.offer(event.domains)
    form.title.flags.required = one.is_gathered
    return render_template(
        "reports/signals/one.html",
        event=event,
        here="signals",
        signal=one,
        form=form,
        refusal=refusal.sentence if refusal else None,
        theirs=theirs,
    )
