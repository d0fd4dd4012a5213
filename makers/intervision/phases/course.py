"""How far a table is in its method, and what of it is not shown yet: what its notes go by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Text, bindparam, cast, func, select
from sqlalchemy.orm import Session

from makers.core.prepared import Prepared
from makers.intervision.methods import Method, Phase, Visibility
from makers.intervision.models import PhaseTurn, Reveal, Run

KEPT = 200  # frozen methods


@dataclass(frozen=True)
class Course:
    """A table that has begun: its method, and its ``turns``: the phase of each by its id, in order.

    ``unrevealed`` are the phases of which what is written waits for its reveal, begun or not.
    """

    method: Method
    turns: Mapping[int, int]
    unrevealed: tuple[int, ...]
    ended: bool

    @property
    def number(self) -> int:
        """Which phase is on, or was at the end; from 0."""
        return list(self.turns.values())[-1]

    @property
    def phase(self) -> Phase:
        """The same phase."""
        return self.method.phases[self.number]

    @property
    def is_last(self) -> bool:
        """Whether it is the method's last."""
        return self.number + 1 == len(self.method.phases)

    @property
    def is_silent(self) -> bool:
        """Whether what is written now waits for a reveal."""
        return not self.ended and self.number in self.unrevealed

    @property
    def hides_something(self) -> bool:
        """Whether someone may have written what not everybody may read yet."""
        return any(phase in self.unrevealed for phase in self.turns.values())


def course_of(table_id: int, session: Session | None = None) -> Course | None:
    """A table's course, ``None`` before the start; one statement, in ``session``'s transaction."""
    rows = _COURSE.rows(session, table_id=table_id)
    if not rows:
        return None
    method, shown = _frozen(rows[0].method), rows[0].revealed or ""
    return Course(
        method,
        {row.id: row.phase for row in rows},
        unrevealed(method, {int(phase) for phase in shown.split(",") if phase}),
        rows[0].ended_at is not None,
    )


def unrevealed(method: Method, shown: set[int]) -> tuple[int, ...]:
    """The phases that wait for a reveal, when these were ``shown``."""
    return tuple(
        number
        for number, phase in enumerate(method.phases)
        if phase.visibility is not Visibility.OPEN and number not in shown
    )


@lru_cache(KEPT)
def _frozen(text: str) -> Method:
    """A table's method, which stays as it was when the table began; read once."""
    return Method.from_json(json.loads(text))


def _course() -> Any:
    """A row for each turn, oldest first."""
    phases = func.aggregate_strings(cast(Reveal.phase, Text), ",")
    shown = select(phases).where(Reveal.run_id == Run.id).scalar_subquery()
    return (
        select(
            PhaseTurn.id,
            PhaseTurn.phase,
            Run.ended_at,
            cast(Run.method, Text).label("method"),
            shown.label("revealed"),
        )
        .join(Run, Run.id == PhaseTurn.run_id)
        .where(Run.table_id == bindparam("table_id", type_=Integer))
        .order_by(PhaseTurn.id)
    )


# built once: it is asked whenever something is written, and by who reads it next
_COURSE = Prepared(_course())
