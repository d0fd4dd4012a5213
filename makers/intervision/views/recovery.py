"""The organiser mends a table: one page with all that can be done, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events import queries as events
from makers.intervision.models import Recovery
from makers.intervision.recovery import bringer, people, queries, undoing
from makers.intervision.recovery.dissolving import dissolve
from makers.intervision.recovery.forms import (
    DissolveForm,
    MergeForm,
    MoveForm,
    NameForm,
    RecoveryForm,
    ReserveForm,
    SplitForm,
)
from makers.intervision.recovery.merging import merge
from makers.intervision.recovery.queries import AtHand
from makers.intervision.recovery.splitting import split
from makers.intervision.views import bp
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]
Forms = dict[str, RecoveryForm]

ACTS: dict[str, Callable[..., Recovery]] = {
    "reserve": lambda table, form, **by: bringer.reserve(table, form.case.data, **by),
    "successes": lambda table, form, **by: bringer.successes(table, **by),
    "written-case": lambda table, form, **by: bringer.written(table, **by),
    "merger": lambda table, form, **by: merge(table, form.into.data, **by),
    "split": lambda table, form, **by: split(
        table,
        form.people.data,
        form.notes.data,
        own_notes=form.own_notes.data,
        place=(form.place.data or "").strip(),
        **by,
    ),
    "moves": lambda table, form, **by: people.move(table, form.people.data, form.to.data, **by),
    "dissolution": lambda table, form, **by: dissolve(
        table, form.places, notes_to=form.notes_to.data or None, **by
    ),
    "name": lambda table, form, **by: people.rename(table, (form.name.data or "").strip(), **by),
}


@bp.get("/organise/events/<int:event_id>/tables/<int:table_id>/recovery")
@enter(access.organiser)
def recovery(event_id: int, table_id: int) -> Answer:
    """What can be done about a table, each with what will happen."""
    at_hand = queries.at_hand(event_id, table_id)
    if at_hand is None:
        return _gone(event_id, table_id)
    return _page(event_id, at_hand, {what: _form(what, at_hand, sent=False) for what in ACTS})


@bp.post(
    "/organise/events/<int:event_id>/tables/<int:table_id>/recovery/"
    "<any(reserve, successes, 'written-case', merger, split, moves, dissolution, name):what>"
)
@enter(access.organiser)
def recover(event_id: int, table_id: int, what: str) -> Answer:
    """Do it; the page again, with what was chosen, when it cannot be done."""
    at_hand = queries.at_hand(event_id, table_id)
    if at_hand is None:
        return _gone(event_id, table_id)
    form = _form(what, at_hand)
    if not form.validate():
        return _page(event_id, at_hand, _beside(what, form, at_hand), what), 422
    by = {"key": form.uuid, "now": clock.now(), "by": access.actor()}
    try:
        done = ACTS[what](at_hand.table, form, **by)
    except Refusal as refusal:
        stands = queries.at_hand(event_id, table_id)
        if stands is None:
            return _gone(event_id, table_id)
        forms = _beside(what, _form(what, stands), stands)
        return _page(event_id, stands, forms, what, refusal), refusal.status
    until = web.wall_clock(done.at + undoing.PATIENCE)
    flash(f"{queries.told(done)} {_('Terugdraaien kan tot %(time)s.', time=until)}", "success")
    return web.see("organise.wall", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/recoveries/<int:recovery_id>/undoing")
@enter(access.organiser)
def undo(event_id: int, recovery_id: int) -> Answer:
    """Put everything back as it was."""
    done = web.found(queries.one(event_id, recovery_id))
    try:
        undoing.undo(done, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        flash(str(refusal.sentence), "error")
    else:
        flash(_("Teruggedraaid. Wat intussen is opgeschreven, staat er nog."), "success")
    return web.see("organise.wall", event_id=event_id)


def _form(what: str, at_hand: AtHand, *, sent: bool = True) -> RecoveryForm:
    kinds: dict[str, type[RecoveryForm]] = {
        "merger": MergeForm,
        "split": SplitForm,
        "moves": MoveForm,
        "dissolution": DissolveForm.about(at_hand),
        "name": NameForm,
        "reserve": ReserveForm,
    }
    kind, prefix = kinds.get(what, RecoveryForm), f"{what}-"
    form = kind(prefix=prefix) if sent else kind(prefix=prefix, formdata=None)
    form.offer(at_hand)
    return form


def _beside(what: str, form: RecoveryForm, at_hand: AtHand) -> Forms:
    """The form that was sent, and the others as if nothing was."""
    others = {one: _form(one, at_hand, sent=False) for one in ACTS if one != what}
    return {**others, what: form}


def _page(
    event_id: int, at_hand: AtHand, forms: Forms, what: str = "", refusal: Refusal | None = None
) -> str:
    context: dict[str, Any] = {
        "event": events.by_id(event_id),
        "here": "wall",
        "at_hand": at_hand,
        "table": at_hand.table,
        "forms_of": forms,
        "what": what,
        "refusal": refusal.sentence if refusal else None,
    }
    return render_template("intervision/recovery.html", **context)


def _gone(event_id: int, table_id: int) -> Answer:
    """Another organiser was first: the wall shows how it stands; 404 for a foreign table."""
    table = db.session.get(Table, table_id)
    if table is None or table.event_id != event_id:
        abort(404)
    return web.see("organise.wall", event_id=event_id)
