"""Any row of recoveries, undone from the newest to the oldest, leaves everything as it was."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from makers.core.database import db
from makers.core.errors import Refusal
from makers.intervision.coming.entry import in_the_plan
from makers.intervision.models import Latecomer, Note, Recovery
from makers.intervision.recovery import undoing
from makers.intervision.recovery.bringer import reserve, successes, written
from makers.intervision.recovery.dissolving import dissolve
from makers.intervision.recovery.merging import merge
from makers.intervision.recovery.people import move, rename
from makers.intervision.recovery.splitting import split
from makers.seating.models import Case, Seat, Table
from tests.conftest import NOON, empty_tables
from tests.intervision.recovering import BY, LATER, company, room, stands

Act = Callable[[Table, Table, int], Recovery]


def again(**values: Any) -> dict[str, Any]:
    return {"key": uuid.uuid4(), "now": NOON, "by": BY, **values}


def people(table: Table) -> list[int]:
    seats = select(Seat.signup_id).where(Seat.table_id == table.id).order_by(Seat.id)
    late = select(Latecomer.signup_id).where(Latecomer.table_id == table.id)
    late = late.where(~in_the_plan()).order_by(Latecomer.id)
    return [*db.session.scalars(seats), *db.session.scalars(late)]


def some_notes(table: Table) -> list[int]:
    return list(db.session.scalars(select(Note.id).where(Note.table_id == table.id)))[:1]


def any_case() -> int:
    return db.session.scalars(select(Case.id).order_by(Case.id.desc())).first() or 0


ACTS: dict[str, Act] = {
    "merge": lambda one, other, n: merge(one, other.id, **again()),
    "split": lambda one, other, n: split(one, people(one)[-(n + 1) :], some_notes(one), **again()),
    "move": lambda one, other, n: move(one, people(one)[-(n + 1) :], other.id, **again()),
    "dissolve": lambda one, other, n: dissolve(
        one,
        dict.fromkeys(people(one), other.id),
        notes_to=other.id if n else None,
        **again(),
    ),
    "rename": lambda one, other, n: rename(one, f"Naam {n}", **again()),
    "reserve": lambda one, other, n: reserve(one, any_case(), **again()),
    "successes": lambda one, other, n: successes(one, **again()),
    "written": lambda one, other, n: written(one, **again()),
}
STEP = st.tuples(
    st.sampled_from(sorted(ACTS)), st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEP, min_size=1, max_size=6))
def test_undone_in_turn_everything_is_as_before(
    app: Flask, steps: list[tuple[str, int, int, int]]
) -> None:
    empty_tables()
    company(room())
    done: list[tuple[Recovery, dict[str, list[Any]]]] = []
    for name, one, other, number in steps:
        tables = db.session.scalars(select(Table).order_by(Table.id)).all()
        before = stands()
        try:
            act = ACTS[name](tables[one % len(tables)], tables[other % len(tables)], number)
        except Refusal:
            assert stands() == before
            continue
        done.append((act, before))
    for act, before in reversed(done):
        undoing.undo(act, now=LATER, by=BY)
        assert stands() == before
