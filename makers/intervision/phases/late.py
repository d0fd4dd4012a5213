"""Where a note belongs: the phase that its writer saw, also when it arrives after that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from makers.intervision.models import PhaseTurn, Run
from makers.intervision.phases.course import Course, course_of
from makers.seating.models import Table


@dataclass(frozen=True)
class Place:
    """A note's phase, whether it waits for that phase's reveal, and when it came too late.

    ``origin_table_id``: the table whose phase that is, where it is not the one the note lies on.
    """

    phase: int | None
    private_phase: int | None
    late_at: datetime | None
    origin_table_id: int | None = None


def place(session: Session, table_id: int, seen_turn: int | None, now: datetime) -> Place:
    """Where a note goes that arrives at ``now``, written while ``seen_turn`` was on the screen.

    It stays with that turn's phase; when another is on by now, it came late. What was written in
    silence stays its author's until the reveal, whenever it arrives and wherever: where the turn is
    one of another table of the round, which its writer left, the note is silent as those that came
    along from there. Without a turn, or with any other of another table, it belongs to what is on.
    """
    course = course_of(table_id, session)
    turns = course.turns if course is not None else {}
    if seen_turn is not None and seen_turn not in turns:
        elsewhere = _in_silence_elsewhere(session, table_id, seen_turn, now)
        if elsewhere is not None:
            return elsewhere
    if course is None:
        return Place(None, None, None)
    on = _on(course)
    seen = turns.get(seen_turn, on) if seen_turn is not None else on
    is_hidden = seen in course.unrevealed
    return Place(seen, seen if is_hidden else None, now if seen != on else None)


def _in_silence_elsewhere(
    session: Session, table_id: int, seen_turn: int, now: datetime
) -> Place | None:
    """The place of what was written in silence at another table of the round, if it was so."""
    here, home = aliased(Table), aliased(Table)
    found = session.execute(
        select(home.id, home.closed_at, PhaseTurn.phase)
        .join(Run, Run.table_id == home.id)
        .join(PhaseTurn, PhaseTurn.run_id == Run.id)
        .join(here, here.item_id == home.item_id)
        .where(PhaseTurn.id == seen_turn, here.id == table_id, home.id != table_id)
    ).one_or_none()
    if found is None:
        return None
    home_id, closed_at, phase = found
    course = course_of(home_id, session)
    if course is None or phase not in course.unrevealed:
        return None
    is_on = closed_at is None and _on(course) == phase
    return Place(phase, phase, None if is_on else now, home_id)


def _on(course: Course) -> int | None:
    return course.number if not course.ended else None
