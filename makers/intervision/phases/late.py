"""Where a note belongs: the phase that its writer saw, also when it arrives after that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from makers.intervision.methods import Method
from makers.intervision.models import Run
from makers.intervision.phases import runs


@dataclass(frozen=True)
class Place:
    """A note's phase, whether it waits for that phase's reveal, and when it came too late."""

    phase: int | None
    private_phase: int | None
    late_at: datetime | None


def place(table_id: int, seen_turn: int | None, now: datetime) -> Place:
    """Where a note goes that arrives at ``now``, written while ``seen_turn`` was on the screen.

    It stays with that turn's phase; when another is on by now, it came late. Without a turn, or
    with one of another table, it belongs to what is on. What was written in silence stays its
    author's until the reveal, whenever it arrives.
    """
    run = runs.run_of(table_id)
    if run is None:
        return Place(None, None, None)
    on = runs.current_turn(run).phase if run.ended_at is None else None
    seen = next((turn.phase for turn in run.turns if turn.id == seen_turn), on)
    return Place(seen, seen if _is_hidden(run, seen) else None, now if seen != on else None)


def _is_hidden(run: Run, phase: int | None) -> bool:
    if phase is None:
        return False
    shown = {reveal.phase for reveal in run.reveals}
    return runs.hides(Method.from_json(run.method), phase) and phase not in shown
