"""The clock of a table: its fragment, and the buttons of who leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.intervision import beginning, runs
from makers.intervision.beginning import BeforeStart
from makers.intervision.entry import Present
from makers.intervision.forms import StartForm, TurnForm
from makers.intervision.queries import TableClock
from makers.intervision.views import at_table, bp, leading
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]


def clock_context(table: Table, present: Present) -> dict[str, Any]:
    """What ``intervision/_clock.html`` shows; the page and the fragment ask the same."""
    found = beginning.clock_or_start(table.id)
    begun = isinstance(found, TableClock)
    return {
        "table": table,
        "present": present,
        "clock": found if begun else None,
        "before": None if begun else found,
        "start_form": StartForm.of(found) if isinstance(found, BeforeStart) else None,
    }


@bp.get("/table/<int:table_id>/clock")
@enter(access.table)
def table_clock(table_id: int) -> str:
    """The phase that is on, the time left and the prompt, as a fragment."""
    return _fragment(*at_table(table_id))


@bp.post("/table/<int:table_id>/run")
@enter(access.table)
def start(table_id: int) -> Answer:
    """Start the table with a method; starting twice is starting once."""
    table, present = leading(table_id)
    form = StartForm()
    if form.validate():
        try:
            runs.start(table, form.method.data, form.length.data, now=clock.now(), by=present.actor)
        except Refusal as refusal:
            return _refused(table_id, str(refusal.sentence), refusal.status)
    else:
        return _refused(table_id, str(runs.NotOffered.sentence), 422)
    return _after(table_id)


@bp.post("/table/<int:table_id>/turns")
@enter(access.table)
def next_phase(table_id: int) -> Answer:
    """On to the next phase."""
    return _press(table_id, runs.next_phase)


@bp.post("/table/<int:table_id>/turns/previous")
@enter(access.table)
def previous(table_id: int) -> Answer:
    """Back to the phase before."""
    return _press(table_id, runs.previous_phase)


@bp.post("/table/<int:table_id>/pause")
@enter(access.table)
def pause(table_id: int) -> Answer:
    """Let the clock stand still."""
    return _press(table_id, runs.pause)


@bp.post("/table/<int:table_id>/resumption")
@enter(access.table)
def resume(table_id: int) -> Answer:
    """Let the clock run on."""
    return _press(table_id, runs.resume)


@bp.post("/table/<int:table_id>/extension")
@enter(access.table)
def extend(table_id: int) -> Answer:
    """Two minutes more."""

    def two_minutes(table: Table, turn: int, *, now: datetime, by: Any) -> None:
        runs.extend(table, turn, by=by)

    return _press(table_id, two_minutes)


@bp.post("/table/<int:table_id>/reveal/<int:phase>")
@enter(access.table)
def reveal(table_id: int, phase: int) -> Answer:
    """Show the table what was written in silence."""
    table, present = leading(table_id)
    runs.reveal(table, phase, now=clock.now(), by=present.actor)
    return _after(table_id)


def _press(table_id: int, act: Callable[..., None]) -> Answer:
    table, present = leading(table_id)
    form = TurnForm()
    if form.validate():
        act(table, form.turn.data, now=clock.now(), by=present.actor)
    return _after(table_id)


def _after(table_id: int) -> Answer:
    if web.wants_fragment():
        return _fragment(*at_table(table_id))
    return web.see("facilitate.table", table_id=table_id)


def _fragment(table: Table, present: Present) -> str:
    return render_template("intervision/_clock.html", **clock_context(table, present))


def _refused(table_id: int, sentence: str, status: int) -> tuple[str, int]:
    page = render_template(
        "intervision/start.html", refusal=sentence, **clock_context(*at_table(table_id))
    )
    return page, status
