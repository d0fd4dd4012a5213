"""The clock of a table: its fragment, and the buttons of who leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import render_template
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.intervision.coming import entry
from makers.intervision.coming.entry import Present
from makers.intervision.forms import StartForm, TurnForm
from makers.intervision.phases import beginning, ready, runs
from makers.intervision.phases.beginning import BeforeStart
from makers.intervision.queries import TableClock
from makers.intervision.views import at_table, bp, leading
from makers.seating.models import Table

Answer = str | Response | FlaskResponse | tuple[str, int]
CLOCK = (*(f"table-{{}}-{part}" for part in ("clock", "time", "silence", "ready")), "seating")


def clock_context(
    table: Table, present: Present, found: TableClock | BeforeStart, version: int = 0
) -> dict[str, Any]:
    """What ``intervision/_clock.html`` shows; the page and the fragment ask the same.

    ``version`` is that of the clock's topics: numbers of an older signal do not change it.
    """
    clock_now = found if isinstance(found, TableClock) else None
    return {
        "table": table,
        "present": present,
        "version": version,
        "clock": clock_now,
        "is_ready": bool(clock_now and clock_now.readiness and clock_now.readiness.is_said),
        "before": None if clock_now else found,
        "start_form": StartForm.of(found) if isinstance(found, BeforeStart) else None,
    }


@bp.get("/table/<int:table_id>/clock")
@enter(entry.looking_in(*CLOCK))
def table_clock(table_id: int) -> str | FlaskResponse:
    """The phase that is on, the time left and the prompt, as a fragment.

    At a table that runs, who sees and may do the same gets the same lines, rendered once.
    """
    arrival = entry.look_in(table_id, *CLOCK)
    present, version = arrival.present, arrival.version
    doing = f"{present.part}-{present.leads}-{present.at_table}-{present.signup_id is not None}"
    is_ready = ready.is_said(table_id, present)
    name = f"clock-{table_id}-{doing}-{is_ready}"
    kept = live.kept(name, version)
    if kept is not None:
        return kept
    found = beginning.clock_or_start(table_id, present.signup_id)
    context = clock_context(arrival.table, present, found, version)

    def lines() -> str:
        return render_template("intervision/_clock.html", **{**context, "is_ready": is_ready})

    return lines() if context["clock"] is None else live.shared(name, version, lines)


@bp.post("/table/<int:table_id>/run")
@enter(access.table)
def start(table_id: int) -> Answer:
    """Start the table with a method; starting twice is starting once."""
    table, present = leading(table_id)
    form = StartForm()
    try:
        if not form.validate():
            raise runs.NotOffered
        runs.start(table, form.method.data, form.length.data, now=clock.now(), by=present.actor)
    except Refusal as refusal:
        if web.wants_fragment():
            raise
        return _refused(table_id, str(refusal.sentence), refusal.status)
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


@bp.post("/table/<int:table_id>/reopening")
@enter(access.table)
def reopen(table_id: int) -> Answer:
    """On after all: the end is taken back."""
    return _press(table_id, runs.reopen)


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
        return table_clock(table_id)
    return web.see("facilitate.table", table_id=table_id)


def _refused(table_id: int, sentence: str, status: int) -> tuple[str, int]:
    table, present = at_table(table_id)
    context = clock_context(table, present, beginning.clock_or_start(table_id, present.signup_id))
    return render_template("intervision/start.html", refusal=sentence, **context), status
