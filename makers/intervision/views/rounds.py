"""All tables of a round at once, from the desk: tell them something, shift them, walk over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.events import queries as events
from makers.events.models import Event, ProgrammeItem
from makers.intervision.models import Broadcast
from makers.intervision.rounds import broadcasts, hands, shifting, starting
from makers.intervision.rounds import queries as round_queries
from makers.intervision.rounds.forms import BroadcastForm, RoundForm, ShiftForm
from makers.intervision.views import bp
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]


def round_context(event: Event, items: Sequence[ProgrammeItem], now: datetime) -> dict[str, Any]:
    """What the wall shows of a round besides its tables: two forms, and what was done."""
    return {
        "broadcast_form": BroadcastForm(formdata=None).offer(items, now),
        "shift_form": ShiftForm(formdata=None).offer(items, now),
        **_told(event.id),
    }


@bp.get("/organise/events/<int:event_id>/broadcasts")
@enter(access.organiser)
def all_told(event_id: int) -> str:
    """What all tables are told now and who has seen it, as a fragment."""
    return render_template("intervision/_told.html", event=_event(event_id), **_told(event_id))


@bp.get("/organise/events/<int:event_id>/broadcasts/earlier")
@enter(access.organiser)
def earlier(event_id: int) -> str:
    """What they were told and how they were shifted, as a fragment."""
    return render_template("intervision/_earlier.html", event=_event(event_id), **_told(event_id))


@bp.post("/organise/events/<int:event_id>/broadcasts")
@enter(access.organiser)
def send(event_id: int) -> Answer:
    """Tell all tables of a round something."""
    items, now = round_queries.rounds(event_id), clock.now()
    form = BroadcastForm().offer(items, now)
    if not form.validate():
        return _again(event_id, items, now, broadcast_form=form), 422
    item = _chosen(items, form)
    broadcasts.send(item, form.text.data, key=form.uuid, by=access.actor(), now=now)
    flash(_("Alle tafels van deze ronde zien het nu."), "success")
    return web.see("organise.wall", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/broadcasts/<int:broadcast_id>/withdrawal")
@enter(access.organiser)
def withdraw_broadcast(event_id: int, broadcast_id: int) -> Answer:
    """Take it off the screens."""
    found = db.session.get(Broadcast, broadcast_id)
    if found is None or found.event_id != event_id:
        abort(404)
    broadcasts.withdraw(found, by=access.actor(), now=clock.now())
    return (
        all_told(event_id) if web.wants_fragment() else web.see("organise.wall", event_id=event_id)
    )


@bp.post("/organise/events/<int:event_id>/shifts")
@enter(access.organiser)
def shift(event_id: int) -> Answer:
    """More time for every table, or less."""
    items, now = round_queries.rounds(event_id), clock.now()
    form = ShiftForm().offer(items, now)
    if not form.validate():
        return _again(event_id, items, now, shift_form=form), 422
    item = _chosen(items, form)
    done = shifting.shift(item, form.signed, key=form.uuid, by=access.actor(), now=now)
    flash(" ".join(shifting.told(done)), "success")
    return web.see("organise.wall", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/rounds/<int:item_id>/runs")
@enter(access.organiser)
def start_all(event_id: int, item_id: int) -> Response:
    """Every table of the round that is ready begins."""
    items = round_queries.rounds(event_id)
    item = web.found(next((one for one in items if one.id == item_id), None))
    try:
        done = starting.start_all(item, by=access.actor(), now=clock.now())
    except starting.NotTheTime as refusal:
        flash(str(refusal.sentence), "error")
        return web.see("organise.wall", event_id=event_id)
    begun, *left = starting.told(done)
    flash(begun, "success")
    for sentence in left:
        flash(sentence, "error")
    return web.see("organise.wall", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/tables/<int:table_id>/coming")
@enter(access.organiser)
def come(event_id: int, table_id: int) -> Answer:
    """An organiser walks over to a table that raised its hand."""
    hands.come(_table(event_id, table_id), by=access.actor(), now=clock.now())
    return _to_the_wall(event_id)


@bp.post("/organise/events/<int:event_id>/tables/<int:table_id>/hand/lowering")
@enter(access.organiser)
def lower(event_id: int, table_id: int) -> Answer:
    """A table is helped."""
    hands.lower(_table(event_id, table_id), by=access.actor(), now=clock.now())
    return _to_the_wall(event_id)


def _told(event_id: int) -> dict[str, Any]:
    told = round_queries.told(event_id)
    done = [
        (
            shift.at,
            None,
            {"title": shifting.title(shift), "sentences": " ".join(shifting.told(shift))},
        )
        for shift in round_queries.shifts(event_id)
    ]
    said = [(one.broadcast.sent_at, one, None) for one in told]
    earlier = sorted([*said, *done], key=lambda one: one[0], reverse=True)
    return {"told": told, "earlier": earlier}


def _again(event_id: int, items: Sequence[ProgrammeItem], now: datetime, **form: RoundForm) -> str:
    event = _event(event_id)
    context = {**round_context(event, items, now), **form}
    return render_template("intervision/round.html", event=event, here="wall", **context)


def _chosen(items: Sequence[ProgrammeItem], form: RoundForm) -> ProgrammeItem:
    return next(item for item in items if item.id == form.item.data)


def _event(event_id: int) -> Event:
    return web.found(events.by_id(event_id))


def _table(event_id: int, table_id: int) -> Table:
    found = db.session.get(Table, table_id)
    if found is None or found.event_id != event_id:
        abort(404)
    return found


def _to_the_wall(event_id: int) -> Response:
    """On to the wall; htmx follows to its tables alone."""
    page = "organise.wall_tables" if web.wants_fragment() else "organise.wall"
    return web.see(page, event_id=event_id)
