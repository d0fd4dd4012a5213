"""What the board shows: a round as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from makers.core.database import db
from makers.events.models import ProgrammeItem, Side
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.seating.queries import all_with_a_place, tables_of
from makers.signups.models import Signup


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
    wanted = all_with_a_place(item.event_id).options(selectinload(Signup.domains))
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
