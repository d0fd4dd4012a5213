"""The draft of a round beside the plan in force: per table who stays, who comes and who goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import ProgrammeItem
from makers.seating.models import Plan, Seat, Table
from makers.seating.queries import tables_of
from makers.signups.models import Signup


@dataclass(frozen=True)
class Mover:
    """Somebody with another table in the draft; ``None`` is no table."""

    signup: Signup
    here: Table | None
    there: Table | None


@dataclass(frozen=True)
class Side:
    """A table in one of the two plans: who sits there, and which of them do so in this one only."""

    people: list[Signup]
    only_here: set[int]


@dataclass(frozen=True)
class Comparison:
    """Per table its two sides (in force, draft), and everybody who moves, by name."""

    tables: list[tuple[Table, Side, Side]]
    movers: list[Mover]


def comparison(item: ProgrammeItem) -> Comparison | None:
    """Both plans of a round side by side, ``None`` unless there are two; two statements."""
    found = db.session.scalars(
        select(Plan)
        .where(Plan.item_id == item.id, Plan.superseded_at.is_(None))
        .options(joinedload(Plan.seats).joinedload(Seat.signup))
    ).unique()
    plans = {plan.published_at is not None: plan for plan in found}
    if len(plans) < 2:
        return None
    before, after = (_seats(plans[in_force]) for in_force in (True, False))
    tables = tables_of(item.event_id, item.id)
    named = {table.id: table for table in tables}
    who = {one.id: one for one, _ in (*before.values(), *after.values())}
    people = sorted(who.values(), key=lambda one: one.name.casefold())
    at = [{one: table_id for one, (_, table_id) in seats.items()} for seats in (before, after)]
    return Comparison(
        tables=[
            (table, _side(table, people, at[0], at[1]), _side(table, people, at[1], at[0]))
            for table in tables
            if table.id in {*at[0].values(), *at[1].values()}
        ],
        movers=[
            Mover(one, named.get(at[0].get(one.id, 0)), named.get(at[1].get(one.id, 0)))
            for one in people
            if at[0].get(one.id) != at[1].get(one.id)
        ],
    )


def _seats(plan: Plan) -> dict[int, tuple[Signup, int]]:
    return {seat.signup_id: (seat.signup, seat.table_id) for seat in plan.seats}


def _side(
    table: Table, people: Iterable[Signup], here: dict[int, int], there: dict[int, int]
) -> Side:
    sits = [one for one in people if here.get(one.id) == table.id]
    return Side(sits, {one.id for one in sits if there.get(one.id) != table.id})
