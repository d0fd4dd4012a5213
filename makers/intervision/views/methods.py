"""The organiser's page of methods: what there is, an event's own, and what each table follows."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event, ProgrammeItem
from makers.intervision import choosing, method_queries, own_methods
from makers.intervision.method_forms import NEW, MethodForm, arranged, lengths_for
from makers.intervision.methods import DEFAULT, Method, Situation, built_in
from makers.intervision.models import EventMethod
from makers.intervision.views import bp
from makers.seating import queries as seating
from makers.seating.views import event_or_404

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/methods")
@enter(access.organiser)
def methods(event_id: int) -> str:
    """Every method that there is, and which table follows which."""
    return _page(event_or_404(event_id))


@bp.post("/organise/events/<int:event_id>/methods")
@enter(access.organiser)
def copy_method(event_id: int) -> Page:
    """Make one of the event's own from another."""
    event = event_or_404(event_id)
    method = web.found(choosing.methods_of(event_id).get(request.form.get("from", "")))
    try:
        own = own_methods.copy(event, method, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_or_404(event_id), refusal), refusal.status
    return web.see("intervision.method", event_id=event_id, method_id=own.id)


@bp.get("/organise/events/<int:event_id>/methods/<int:method_id>")
@enter(access.organiser)
def method(event_id: int, method_id: int) -> str:
    """One of the event's own to change."""
    event, own = event_or_404(event_id), method_queries.own_of(event_id, method_id)
    if own is None:
        abort(404)
    stands = Method.from_json(own.content)
    form = MethodForm.of(stands, _lengths(event, stands), str(own.version))
    return _editor(event, method_id, form, picture=stands)


@bp.post("/organise/events/<int:event_id>/methods/<int:method_id>")
@enter(access.organiser)
def change_method(event_id: int, method_id: int) -> Page:
    """Keep it as it was changed, or put its phases in another order and go on typing."""
    event, own = event_or_404(event_id), method_queries.own_of(event_id, method_id)
    base = Method.from_json(own.content) if own is not None else built_in()[DEFAULT]
    lengths, wish = _lengths(event, base), request.form.get("do", "")
    if wish:
        typed, look_at = arranged(request.form, wish)
        return _editor(event, method_id, MethodForm(lengths, typed), look_at=look_at)
    form = MethodForm(lengths, request.form)
    if not form.validate():
        return _editor(event, method_id, form, own_methods.Unsound()), 422
    try:
        kept = _keep(event, own, form.made_from(base), form.version.data)
    except Refusal as refusal:
        return _refused(event_id, method_id, form, refusal)
    flash(_("“%(method)s” is bewaard.", method=kept.name(web.language())), "success")
    return web.see("intervision.methods", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/methods/<int:method_id>/removal")
@enter(access.organiser)
def remove_method(event_id: int, method_id: int) -> Page:
    """Take one of the event's own away while no table uses it."""
    own = method_queries.own_of(event_id, method_id)
    if own is not None:
        try:
            own_methods.remove(own, by=access.actor())
        except Refusal as refusal:
            return _page(event_or_404(event_id), refusal), refusal.status
    return web.see("intervision.methods", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/rounds/<int:item_id>/methods")
@enter(access.organiser)
def choose_for_round(event_id: int, item_id: int) -> Page:
    """Keep what each table of a round will follow, where it was changed on this page."""
    item = _round(event_or_404(event_id), item_id)
    wanted = {
        int(name.removeprefix("table-")): choice
        for name, choice in request.form.items()
        if name.startswith("table-") and name.removeprefix("table-").isdecimal()
        if choice != request.form.get(f"was-{name}")
    }
    try:
        kept = choosing.choose_for_round(item, wanted, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_or_404(event_id), refusal), refusal.status
    if kept:
        sentence = ngettext(
            "%(num)d tafel was al begonnen en houdt haar werkvorm.",
            "%(num)d tafels waren al begonnen en houden hun werkvorm.",
            kept,
        )
        flash(sentence, "error")
    flash(_("De werkvormen van deze ronde zijn bewaard."), "success")
    return web.see("intervision.methods", event_id=event_id, _anchor=f"round-{item_id}")


def _keep(event: Event, own: EventMethod | None, method: Method, version: str) -> Method:
    """Keep a method as typed: in place of what stands, or as new where that was taken away."""
    now, by = clock.now(), access.actor()
    if own is not None:
        number = int(version) if version.isdecimal() else 0
        own_methods.change(own, method, version=number, now=now, by=by)
    elif version == NEW:
        own_methods.add(event, method, now=now, by=by)
    else:
        raise own_methods.Gone
    return method


def _refused(event_id: int, method_id: int, form: MethodForm, refusal: Refusal) -> Page:
    """The form again as it was typed, with what another organiser made of the method."""
    event, own = event_or_404(event_id), method_queries.own_of(event_id, method_id)
    stands = Method.from_json(own.content) if own is not None else None
    form.version.data = str(own.version) if own is not None else NEW
    theirs = stands if isinstance(refusal, own_methods.Overtaken) else None
    return _editor(event, method_id, form, refusal, theirs=theirs), refusal.status


def _editor(
    event: Event,
    method_id: int,
    form: MethodForm,
    refusal: Refusal | None = None,
    *,
    theirs: Method | None = None,
    look_at: int | None = None,
    picture: Method | None = None,
) -> str:
    return render_template(
        "intervision/method.html",
        event=event,
        method_id=method_id,
        form=form,
        refusal=refusal.sentence if refusal else None,
        theirs=theirs,
        look_at=look_at,
        picture=picture,
    )


def _page(event: Event, refusal: Refusal | None = None) -> str:
    now, known = clock.now(), choosing.methods_of(event.id)
    tables = method_queries.choices(event.id)
    return render_template(
        "intervision/methods.html",
        event=event,
        rounds=[
            (item, [one for one in tables if one.table.item_id == item.id])
            for item in seating.rounds(event)
        ],
        methods=known,
        advised={
            one: [known[choice].name(web.language()) for choice in choosing.advised(known, one)]
            for one in Situation
        },
        situations={one.table.id: one.situations(now) for one in tables},
        refusal=refusal.sentence if refusal else None,
    )


def _lengths(event: Event, method: Method) -> tuple[int, ...]:
    return lengths_for(method, (item.minutes for item in seating.rounds(event)))


def _round(event: Event, item_id: int) -> ProgrammeItem:
    return web.found(next((item for item in seating.rounds(event) if item.id == item_id), None))
