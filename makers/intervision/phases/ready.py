"""Who is ready for what comes next: the table is told how many, never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, bindparam, func, select

from makers.core import journal
from makers.core.database import writing
from makers.core.prepared import Prepared
from makers.intervision.coming import joining
from makers.intervision.coming.entry import Present
from makers.intervision.models import PhaseTurn, Ready, Run
from makers.intervision.phases import runs
from makers.seating.models import Table


@dataclass(frozen=True)
class Readiness:
    """How many are ready, how many are at the table, and whether the reader said so."""

    ready: int
    of: int
    is_said: bool


def say(table: Table, seen_turn: int, is_ready: bool, *, by: Present, now: datetime) -> None:
    """Somebody is ready in the turn they saw, or is not after all; twice is once.

    Nothing happens when that turn is past, nor for somebody without a sign-up. The journal does
    not hold who it was.
    """
    with writing(table.event_id) as session:
        turn = runs.turn_on(session, table, seen_turn)
        if turn is None or by.signup_id is None or not by.at_table:
            return
        said = session.get(Ready, (turn.id, by.signup_id))
        if (said is not None) == is_ready:
            return
        if said is None:
            session.add(Ready(turn_id=turn.id, signup_id=by.signup_id, at=now))
        else:
            session.delete(said)
        topic = f"table-{table.id}-ready"
        journal.record("table.readiness", event_id=table.event_id, topic=topic, subject_id=turn.id)


def is_said(table_id: int, by: Present) -> bool:
    """Whether this reader is ready in the turn that is on; one statement."""
    if by.signup_id is None:
        return False
    return bool(_SAID.rows(table_id=table_id, signup_id=by.signup_id))


def counted() -> ScalarSelect[int]:
    """How many are ready at a run's table: what was said in earlier turns is gone."""
    return (
        select(func.count())
        .select_from(Ready)
        .join(PhaseTurn, PhaseTurn.id == Ready.turn_id)
        .where(PhaseTurn.run_id == Run.id)
        .correlate(Run)
        .scalar_subquery()
    )


def at_table() -> ScalarSelect[int]:
    """How many are at a table: who sits there, joined it outside the plan, or facilitates it."""
    here = joining.ids_where(lambda table_id: table_id == Table.id, Table).subquery()
    return select(func.count()).select_from(here).scalar_subquery()


# built once: every screen asks it with the clock
_SAID = Prepared(
    select(Ready.turn_id)
    .join(PhaseTurn, PhaseTurn.id == Ready.turn_id)
    .join(Run, Run.id == PhaseTurn.run_id)
    .where(Run.table_id == bindparam("table_id"), Ready.signup_id == bindparam("signup_id"))
    .limit(1)
)
