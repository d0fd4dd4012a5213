"""A round as the solver sees it, and the solver's plan as seats of ours.

Ids are letters and numbers of ours: ``p`` and a sign-up, ``t`` and a table, ``c`` and a case; a
round is its programme item's number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem, Side
from makers.seating import company_queries, history, solver
from makers.seating.history import Sat
from makers.seating.models import (
    Apart,
    Case,
    CaseState,
    Choice,
    Plan,
    Seat,
    SeatPart,
    Table,
    Together,
)
from makers.seating.solver.reasons import PINNED
from makers.signups.models import CheckIn, Signup

Reason = list[str | int]


def problem_of(item: ProgrammeItem, *, present_only: bool = False) -> solver.Problem:
    """Everything the solver needs to seat this round; a known number of statements.

    Who has a place is there; ``present_only``: who has come in, too. Who was put somewhere by hand
    in the draft (else in the plan in force) is pinned, and so is who sits at a locked table; the
    plan in force is what moves are counted against. Earlier rounds of the day are frozen, and what
    people did at earlier events is known.
    """
    signups = _present(item.event_id, present_only=present_only)
    there = {signup.id for signup in signups}
    tables, today = _tables(item.id), history.earlier_today(item)
    draft, in_force = _plans(item.id)
    stands = [seat for seat in (in_force if draft is None else draft) if seat.signup_id in there]
    past = history.at_earlier_events(signups, item)
    choices = _choices(item.event_id)
    together, apart = company_queries.company(item.event_id)
    sat = [one for earlier in today.values() for one in earlier]
    return solver.Problem(
        people=tuple(
            _person(one, choices.get(one.id, ()), past.seen.get(one.id, ())) for one in signups
        ),
        rounds=(
            *(_frozen(round_id, tables, there) for round_id, tables in today.items()),
            _round(item, tables, there, stands),
        ),
        cases=tuple(_cases([*tables, *(one.table for one in sat)], there)),
        pins=tuple(_pins(tables, stands)),
        together=_together(together, there),
        apart=_apart(apart, there),
        met=tuple((f"p{one}", f"p{other}") for one, other in past.met),
        importances=_importances(item.event_id),
        published=solver.Plan(
            (
                *_seats(((one.table.item_id, seat) for one in sat for seat in one.seats), there),
                *_seats(((item.id, seat) for seat in in_force), there),
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


def plan_of(item: ProgrammeItem, seats: Iterable[Seat]) -> solver.Plan:
    """Seats of ours in this round, as the solver's plan."""
    return solver.Plan(
        tuple(
            solver.Seat(str(item.id), f"p{seat.signup_id}", f"t{seat.table_id}", str(seat.part))
            for seat in seats
        )
    )


def put_by_hand(item: ProgrammeItem) -> dict[int, list[Reason]]:
    """Who was put where they are, or chose it, and the reason; in the draft, else in force."""
    draft, in_force = _plans(item.id)
    stands = in_force if draft is None else draft
    return {seat.signup_id: seat.reasons[:1] for seat in stands if seat.pinned}


def seats_of(
    problem: solver.Problem,
    plan: solver.Plan,
    why: dict[str, list[Reason]],
    *,
    by_hand: Mapping[int, list[Reason]],
) -> list[Seat]:
    """The solver's plan for the round that is not frozen, as seats of ours.

    ``why``: per person the solver's reasons. Who brings a case or facilitates sits there for that
    alone. ``by_hand``: the sign-ups that were put where they are, and stay there for that reason.
    """
    open_rounds = {turn.id for turn in problem.rounds if not turn.frozen}
    return [
        Seat(
            signup_id=int(seat.person[1:]),
            table_id=int(seat.table[1:]),
            part=SeatPart(seat.part),
            pinned=seat.part == solver.PARTICIPANT and int(seat.person[1:]) in by_hand,
            reasons=_reasons(seat, why[seat.person], by_hand.get(int(seat.person[1:]), [])),
        )
        for seat in plan.seats
        if seat.round in open_rounds
    ]


def _reasons(seat: solver.Seat, why: list[Reason], put: list[Reason]) -> list[Reason]:
    if seat.part != solver.PARTICIPANT:
        return why[:1]
    return [*put, *(one for one in why if one[0] != PINNED)] if put else why


def _present(event_id: int, *, present_only: bool) -> Sequence[Signup]:
    wanted = select(Signup).where(
        Signup.event_id == event_id,
        Signup.cancelled_at.is_(None),
        Signup.confirmed_at.is_not(None),
    )
    if present_only:
        wanted = wanted.join(CheckIn, CheckIn.signup_id == Signup.id)
    return db.session.scalars(
        wanted.order_by(Signup.id).options(
            joinedload(Signup.role),
            joinedload(Signup.need),
            selectinload(Signup.domains),
        )
    ).all()


def _tables(item_id: int) -> Sequence[Table]:
    return (
        db.session.scalars(
            select(Table)
            .where(Table.item_id == item_id, Table.closed_at.is_(None))
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


def _choices(event_id: int) -> dict[int, tuple[int, ...]]:
    """Per sign-up the cases that were ranked and are on offer, best first."""
    rows = db.session.execute(
        select(Choice.signup_id, Choice.case_id)
        .join(Case, Case.id == Choice.case_id)
        .where(Case.event_id == event_id, Case.state == CaseState.ACCEPTED)
        .order_by(Choice.signup_id, Choice.rank)
    )
    found: dict[int, tuple[int, ...]] = {}
    for signup_id, case_id in rows:
        found[signup_id] = (*found.get(signup_id, ()), case_id)
    return found


def _person(signup: Signup, choices: Iterable[int], seen: Iterable[int]) -> solver.Person:
    official = signup.role.side is Side.GOVERNMENT
    return solver.Person(
        id=f"p{signup.id}",
        role=signup.role.name,
        side=str(signup.role.side),
        organisation=signup.organisation.strip().casefold(),
        department=signup.department.strip().casefold(),
        domains=tuple(domain.name for domain in signup.domains) if official else (),
        choices=tuple(f"c{case_id}" for case_id in choices),
        step_free=signup.need is not None and signup.need.step_free,
        languages=(signup.language,),
        seen=tuple(f"c{case_id}" for case_id in seen),
    )


def _round(
    item: ProgrammeItem, tables: Sequence[Table], there: set[int], stands: Sequence[Seat]
) -> solver.Round:
    walk = item.kind is ItemKind.WALK
    return solver.Round(
        str(item.id),
        tuple(_table(table, there, stands) for table in tables),
        asks=(solver.FACILITATOR,) if walk else (solver.BRINGER, solver.FACILITATOR),
    )


def _frozen(round_id: int, sat: Iterable[Sat], there: set[int]) -> solver.Round:
    tables = tuple(_table(one.table, there, ()) for one in sat)
    return solver.Round(str(round_id), tables, frozen=True)


def _table(table: Table, there: set[int], stands: Sequence[Seat]) -> solver.Table:
    leads = table.facilitator_id is not None and table.facilitator_id in there
    taken = sum(seat.table_id == table.id for seat in stands) if table.locked else 0
    return solver.Table(
        id=f"t{table.id}",
        least=min(table.least, taken) if taken else table.least,
        most=taken or table.most,
        case=f"c{table.case_id}" if table.case_id is not None else None,
        facilitator=f"p{table.facilitator_id}" if leads else None,
        step_free=table.step_free,
        languages=tuple(table.languages.split()),
    )


def _cases(tables: Iterable[Table], there: set[int]) -> Iterator[solver.Case]:
    for case in {table.case.id: table.case for table in tables if table.case is not None}.values():
        yield solver.Case(
            id=f"c{case.id}",
            bringer=f"p{case.signup_id}" if case.signup_id in there else None,
            domains=tuple(domain.name for domain in case.domains),
        )


def _pins(tables: Sequence[Table], stands: Sequence[Seat]) -> Iterator[solver.Pin]:
    """Who was put somewhere by hand or sits at a locked table; own tables need no pin."""
    locked = {table.id for table in tables if table.locked}
    open_tables = {table.id for table in tables}
    own = {table.facilitator_id for table in tables}
    own |= {table.case.signup_id for table in tables if table.case is not None}
    for seat in stands:
        held = seat.pinned or seat.table_id in locked
        if held and seat.table_id in open_tables and seat.signup_id not in own:
            yield solver.Pin(f"p{seat.signup_id}", f"t{seat.table_id}")


def _together(rules: Iterable[Together], there: set[int]) -> tuple[solver.Together, ...]:
    blocks = ([f"p{one.id}" for one in rule.signups if one.id in there] for rule in rules)
    return tuple(solver.Together(tuple(block)) for block in blocks if len(block) > 1)


def _apart(rules: Iterable[Apart], there: set[int]) -> tuple[solver.Apart, ...]:
    return tuple(
        solver.Apart((f"p{rule.one_id}", f"p{rule.other_id}"))
        for rule in rules
        if {rule.one_id, rule.other_id} <= there
    )


def _importances(event_id: int) -> solver.Importances:
    stands = company_queries.importances(event_id)
    return solver.Importances(**{wish: getattr(stands, wish) for wish in solver.WISHES})


def _seats(seats: Iterable[tuple[int, Seat]], there: set[int]) -> Iterator[solver.Seat]:
    """The seats of who is there, each with its round."""
    for item_id, seat in seats:
        if seat.signup_id in there:
            yield solver.Seat(
                str(item_id), f"p{seat.signup_id}", f"t{seat.table_id}", str(seat.part)
            )
