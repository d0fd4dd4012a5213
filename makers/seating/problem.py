"""A round in the solver's words, and its plan back in ours.

The solver's ids are strings: ``p`` and a sign-up's id for a person, ``t`` for a table, ``c`` for a
case, so that no two things share one.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from makers.core.database import db
from makers.events.models import ProgrammeItem, Side
from makers.seating.models import Case, Plan, Seat, SeatPart, Table
from makers.seating.solver import problem as solver
from makers.signups.models import Signup

Reason = list[str | int]


def problem_of(item: ProgrammeItem) -> solver.Problem:
    """Everything the solver needs to seat this round; four statements.

    Who has a place is there. Who was put somewhere by hand in the draft (else in the plan in
    force) is pinned, and the plan in force is what moves are counted against.
    """
    signups = _present(item.event_id)
    tables = _tables(item.id)
    there = {signup.id for signup in signups}
    round_id = str(item.id)
    draft, in_force = _plans(item.id)
    led = {table.facilitator_id for table in tables}
    brought = {table.case.signup_id for table in tables if table.case is not None}
    by_hand = there - led - brought
    return solver.Problem(
        people=tuple(_person(signup) for signup in signups),
        rounds=(
            solver.Round(
                round_id,
                tuple(_table(table, there) for table in tables),
                asks=(solver.BRINGER, solver.FACILITATOR),
            ),
        ),
        cases=tuple(_case(table.case, there) for table in tables if table.case is not None),
        pins=tuple(
            solver.Pin(f"p{seat.signup_id}", f"t{seat.table_id}")
            for seat in (in_force if draft is None else draft)
            if seat.pinned and seat.signup_id in by_hand
        ),
        published=solver.Plan(
            tuple(
                solver.Seat(round_id, f"p{seat.signup_id}", f"t{seat.table_id}", str(seat.part))
                for seat in in_force
                if seat.signup_id in there
            )
        ),
    )


def names_in(problem: solver.Problem) -> dict[str, str | LazyString]:
    """What to call everybody and every table in a sentence about what is impossible."""
    people = select(Signup.id, Signup.name).where(
        Signup.id.in_([int(person.id[1:]) for person in problem.people])
    )
    tables = select(Table.id, Table.number).where(
        Table.id.in_([int(table_id[1:]) for table_id in problem.tables()])
    )
    called: dict[str, str | LazyString] = {}
    for one, name in db.session.execute(people):
        called[f"p{one}"] = name
    for one, number in db.session.execute(tables):
        called[f"t{one}"] = _l("tafel %(number)d", number=number)
    return called


def seats_of(
    problem: solver.Problem, plan: solver.Plan, why: dict[str, list[Reason]]
) -> list[Seat]:
    """The solver's plan as seats of ours. ``why``: per person the solver's reasons.

    Who brings a case or facilitates sits there for that alone.
    """
    pinned = {pin.person for pin in problem.pins}
    return [
        Seat(
            signup_id=int(seat.person[1:]),
            table_id=int(seat.table[1:]),
            part=SeatPart(seat.part),
            pinned=seat.person in pinned,
            reasons=why[seat.person][: None if seat.part == solver.PARTICIPANT else 1],
        )
        for seat in plan.seats
    ]


def _present(event_id: int) -> Sequence[Signup]:
    return db.session.scalars(
        select(Signup)
        .where(
            Signup.event_id == event_id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at.is_not(None),
        )
        .order_by(Signup.id)
        .options(joinedload(Signup.role), selectinload(Signup.domains))
    ).all()


def _tables(item_id: int) -> Sequence[Table]:
    return (
        db.session.scalars(
            select(Table)
            .where(Table.item_id == item_id)
            .order_by(Table.number)
            .options(joinedload(Table.case).joinedload(Case.domains))
        )
        .unique()
        .all()
    )


def _plans(item_id: int) -> tuple[list[Seat] | None, list[Seat]]:
    """The seats of the draft, ``None`` without one, and those of the plan in force."""
    plans = db.session.scalars(
        select(Plan)
        .where(Plan.item_id == item_id, Plan.superseded_at.is_(None))
        .options(joinedload(Plan.seats))
    ).unique()
    draft, in_force = None, list[Seat]()
    for plan in plans:
        seats = sorted(plan.seats, key=lambda seat: seat.signup_id)
        if plan.published_at is None:
            draft = seats
        else:
            in_force = seats
    return draft, in_force


def _person(signup: Signup) -> solver.Person:
    official = signup.role.side is Side.GOVERNMENT
    return solver.Person(
        id=f"p{signup.id}",
        role=signup.role.name,
        side=str(signup.role.side),
        organisation=signup.organisation.strip().casefold(),
        department=signup.department.strip().casefold(),
        domains=tuple(domain.name for domain in signup.domains) if official else (),
    )


def _table(table: Table, there: set[int]) -> solver.Table:
    leads = table.facilitator_id is not None and table.facilitator_id in there
    return solver.Table(
        id=f"t{table.id}",
        least=table.least,
        most=table.most,
        case=f"c{table.case_id}" if table.case_id is not None else None,
        facilitator=f"p{table.facilitator_id}" if leads else None,
        step_free=table.step_free,
    )


def _case(case: Case, there: set[int]) -> solver.Case:
    return solver.Case(
        id=f"c{case.id}",
        bringer=f"p{case.signup_id}" if case.signup_id in there else None,
        domains=tuple(domain.name for domain in case.domains),
    )
