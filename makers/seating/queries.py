"""What pages ask about cases, tables and seats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from makers.core.database import db
from makers.events.models import Event, ItemKind, ProgrammeItem, Side
from makers.seating.models import Case, CaseState, Plan, Seat, SeatPart, Table
from makers.signups.models import Signup

IN_FORCE = (Plan.published_at.is_not(None), Plan.superseded_at.is_(None))


def case_of(signup: Signup) -> Case | None:
    """The case this person brings, with its domains; one statement."""
    return (
        db.session.scalars(
            select(Case)
            .where(Case.signup_id == signup.id, Case.state != CaseState.WITHDRAWN)
            .options(joinedload(Case.domains))
        )
        .unique()
        .one_or_none()
    )


def cases_of(event_id: int) -> Sequence[Case]:
    """Every case of an event, what waits for a choice first, withdrawn last; two statements."""
    found = db.session.scalars(
        select(Case)
        .where(Case.event_id == event_id)
        .order_by(Case.offered_at, Case.id)
        .options(joinedload(Case.signup), selectinload(Case.domains))
    ).all()
    order = (CaseState.OFFERED, CaseState.ACCEPTED, CaseState.RESERVE, CaseState.WITHDRAWN)
    return sorted(found, key=lambda case: order.index(case.state))


def chosen_cases(event_id: int) -> Sequence[Case]:
    """The cases that may get a table; one statement."""
    return db.session.scalars(
        select(Case)
        .where(Case.event_id == event_id, Case.state == CaseState.ACCEPTED)
        .order_by(Case.offered_at, Case.id)
    ).all()


def case(event_id: int, case_id: int) -> Case | None:
    """One case of an event."""
    return db.session.scalar(select(Case).where(Case.id == case_id, Case.event_id == event_id))


def seat_of(signup: Signup) -> Seat | None:
    """Where this person sits by the plan in force, in their first round; one statement."""
    return db.session.scalar(
        select(Seat)
        .join(Plan)
        .join(Table, Seat.table_id == Table.id)
        .join(ProgrammeItem, Table.item_id == ProgrammeItem.id)
        .where(Seat.signup_id == signup.id, *IN_FORCE)
        .order_by(ProgrammeItem.starts_at, Seat.id)
        .options(
            joinedload(Seat.table).joinedload(Table.case),
            joinedload(Seat.table).joinedload(Table.item),
        )
        .limit(1)
    )


def table_numbers(event_id: int) -> dict[int, int]:
    """The first table of each sign-up by the plans in force; one statement."""
    rows = (
        select(Seat.signup_id, Table.number)
        .join(Plan, Seat.plan_id == Plan.id)
        .join(Table, Seat.table_id == Table.id)
        .join(ProgrammeItem, Table.item_id == ProgrammeItem.id)
        .where(Plan.event_id == event_id, *IN_FORCE)
        .order_by(ProgrammeItem.starts_at.desc())
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def people_at(table_id: int) -> Sequence[Seat]:
    """Who sits at a table by the plan in force; one statement."""
    return db.session.scalars(
        select(Seat)
        .join(Plan)
        .where(Seat.table_id == table_id, *IN_FORCE)
        .order_by(Seat.id)
        .options(joinedload(Seat.signup))
    ).all()


def event(event_id: int) -> Event | None:
    """An event with its programme; one statement."""
    return db.session.scalar(
        select(Event).where(Event.id == event_id).options(joinedload(Event.programme))
    )


def rounds(event: Event) -> list[ProgrammeItem]:
    """The intervision rounds of an event in order."""
    return [item for item in event.programme if item.kind is ItemKind.INTERVISION]


def tables_of(event_id: int, item_id: int | None = None) -> Sequence[Table]:
    """The tables of an event or of one round, with case and facilitator; one statement."""
    wanted = select(Table).join(Table.item).where(Table.event_id == event_id)
    if item_id is not None:
        wanted = wanted.where(Table.item_id == item_id)
    return (
        db.session.scalars(
            wanted.order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number).options(
                joinedload(Table.case).joinedload(Case.domains),
                joinedload(Table.facilitator),
                contains_eager(Table.item),
            )
        )
        .unique()
        .all()
    )


def table(event_id: int, table_id: int) -> Table | None:
    """One table of an event."""
    return db.session.scalar(
        select(Table)
        .where(Table.id == table_id, Table.event_id == event_id)
        .options(joinedload(Table.item))
    )


def with_a_place(event_id: int) -> list[Signup]:
    """Everybody who has a place, by name, with their role; one statement."""
    found = db.session.scalars(_with_a_place(event_id)).all()
    return sorted(found, key=lambda signup: signup.name.casefold())


@dataclass(frozen=True)
class SeatedTable:
    """A table on the board: who sits there, and which of its case's domains they cover."""

    table: Table
    seats: list[Seat]
    covered: dict[str, list[str]]

    @property
    def missing(self) -> list[str]:
        """The policy domains of the case that nobody here knows."""
        return [domain for domain, names in self.covered.items() if not names]

    @property
    def free(self) -> int:
        """How many chairs are left."""
        return max(0, self.table.most - len(self.seats))


@dataclass(frozen=True)
class Board:
    """A round as a picture: the plan that is shown, its tables, and who has no seat.

    ``moved`` counts who gets another table than they know of; ``astray`` are the people who bring
    a case or facilitate and do not sit at their own table: the tables changed after the plan.
    """

    plan: Plan | None
    tables: list[SeatedTable]
    people: dict[int, Signup]
    unseated: list[Signup]
    moved: int
    astray: list[Signup]

    @property
    def is_draft(self) -> bool:
        """Whether this plan still has to be published."""
        return self.plan is not None and self.plan.published_at is None


def board(item: ProgrammeItem) -> Board:
    """The draft of a round, else the plan in force; four statements, however many tables."""
    wanted = _with_a_place(item.event_id).options(selectinload(Signup.domains))
    people = sorted(db.session.scalars(wanted), key=lambda signup: signup.name.casefold())
    tables = tables_of(item.event_id, item.id)
    plans = (
        db.session.scalars(
            select(Plan)
            .where(Plan.item_id == item.id, Plan.superseded_at.is_(None))
            .options(joinedload(Plan.seats))
        )
        .unique()
        .all()
    )
    draft = next((plan for plan in plans if plan.published_at is None), None)
    in_force = next((plan for plan in plans if plan.published_at is not None), None)
    shown = draft or in_force
    seats = shown.seats if shown is not None else []
    who = {signup.id: signup for signup in people}
    seated = {seat.signup_id: seat.table_id for seat in seats}
    return Board(
        plan=shown,
        tables=[_seated(table, seats, who) for table in tables],
        people=who,
        unseated=[signup for signup in people if signup.id not in seated],
        moved=_moved(draft, in_force),
        astray=[
            who[one]
            for one, table_id in _parts(tables)
            if one in who and shown is not None and seated.get(one) != table_id
        ],
    )


def _with_a_place(event_id: int) -> Select[Signup]:
    return (
        select(Signup)
        .where(
            Signup.event_id == event_id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at.is_not(None),
        )
        .options(joinedload(Signup.role, innerjoin=True))
    )


def _parts(tables: Sequence[Table]) -> Iterator[tuple[int, int]]:
    """Who has a table of their own, and which: bringers and facilitators."""
    for table in tables:
        if table.case is not None:
            yield table.case.signup_id, table.id
        if table.facilitator_id is not None:
            yield table.facilitator_id, table.id


def _seated(table: Table, seats: Sequence[Seat], who: dict[int, Signup]) -> SeatedTable:
    order = (SeatPart.BRINGER, SeatPart.FACILITATOR, SeatPart.PARTICIPANT)
    here = [seat for seat in seats if seat.table_id == table.id and seat.signup_id in who]
    here.sort(key=lambda seat: (order.index(seat.part), who[seat.signup_id].name.casefold()))
    officials = [
        who[seat.signup_id]
        for seat in here
        if seat.part is SeatPart.PARTICIPANT and who[seat.signup_id].role.side is Side.GOVERNMENT
    ]
    domains = [domain.name for domain in table.case.domains] if table.case is not None else []
    return SeatedTable(
        table,
        here,
        {
            domain: [one.name for one in officials if domain in (d.name for d in one.domains)]
            for domain in domains
        },
    )


def _moved(draft: Plan | None, in_force: Plan | None) -> int:
    """How many people the draft gives another table than the plan in force does."""
    if draft is None or in_force is None:
        return 0
    sat = {seat.signup_id: seat.table_id for seat in in_force.seats}
    return sum(sat.get(seat.signup_id, seat.table_id) != seat.table_id for seat in draft.seats)
