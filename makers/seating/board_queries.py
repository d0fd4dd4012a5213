"""What the board shows: a round as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from makers.core.database import db
from makers.events.models import ProgrammeItem, Side
from makers.seating.facilitators.asking import is_open
from makers.seating.models import FacilitatorRequest, Move, Plan, Seat, SeatPart, Table
from makers.seating.queries import all_with_a_place, tables_of
from makers.signups.models import CheckIn, Signup

SOON = timedelta(minutes=30)


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
    ``was``: per sign-up of a draft the number of the other table that they know of; ``moves``: how
    many changes by hand may be undone.
    """

    plan: Plan | None
    in_force: Plan | None
    tables: list[SeatedTable]
    people: dict[int, Signup]
    unseated: list[Signup]
    moved: int
    astray: list[Signup]
    was: dict[int, int]
    moves: int

    @property
    def is_draft(self) -> bool:
        """Whether this plan still has to be published."""
        return self.plan is not None and self.plan.published_at is None


def board(item: ProgrammeItem) -> Board:
    """The draft of a round, else the plan in force; four statements, however many tables."""
    wanted = all_with_a_place(item.event_id).options(selectinload(Signup.domains))
    people = sorted(db.session.scalars(wanted), key=lambda signup: signup.name.casefold())
    tables = [one for one in tables_of(item.event_id, item.id) if one.closed_at is None]
    moves = select(func.count()).where(Move.plan_id == Plan.id).scalar_subquery()
    rows = db.session.execute(
        select(Plan, moves)
        .where(Plan.item_id == item.id, Plan.superseded_at.is_(None))
        .options(joinedload(Plan.seats))
    ).unique()
    plans: dict[Plan, int] = {plan: changes or 0 for plan, changes in rows}
    draft = next((plan for plan in plans if plan.published_at is None), None)
    in_force = next((plan for plan in plans if plan.published_at is not None), None)
    shown = draft or in_force
    seats = shown.seats if shown is not None else []
    who = {signup.id: signup for signup in people}
    numbers = {table.id: table.number for table in tables}
    seated = {seat.signup_id: seat.table_id for seat in seats}
    return Board(
        plan=shown,
        in_force=in_force,
        tables=[_seated(table, seats, who) for table in tables],
        people=who,
        unseated=[signup for signup in people if signup.id not in seated],
        moved=len(_moved(draft, in_force)),
        was={one: numbers[at] for one, at in _moved(draft, in_force).items() if at in numbers},
        moves=plans[draft] if draft is not None else 0,
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


def _moved(draft: Plan | None, in_force: Plan | None) -> dict[int, int]:
    """Who gets another table by the draft than by the plan in force, and that one."""
    if draft is None or in_force is None:
        return {}
    sat = {seat.signup_id: seat.table_id for seat in in_force.seats}
    return {
        seat.signup_id: sat[seat.signup_id]
        for seat in draft.seats
        if sat.get(seat.signup_id, seat.table_id) != seat.table_id
    }


def warnings(item: ProgrammeItem, board: Board, now: datetime) -> list[str]:
    """What stands in the way of a good start, from half an hour before the round until its end.

    One statement; none at other moments, or before anybody came in.
    """
    if board.plan is None or not item.starts_at - SOON <= now < item.ends_at:
        return []
    inside, silent = _inside_and_silent(item.event_id)
    if not inside:
        return []
    left = max(0, -((now - item.starts_at) // timedelta(minutes=1)))
    when = ngettext("nog %(num)d minuut", "nog %(num)d minuten", left) if left else _("nu bezig")
    found = []
    for one in board.tables:
        parts = {seat.part for seat in one.seats if seat.signup_id in inside}
        missing = []
        if one.seats and SeatPart.FACILITATOR not in parts:
            missing.append(_("geen begeleider"))
        if one.table.case_id is not None and SeatPart.BRINGER not in parts:
            missing.append(_("geen inbrenger"))
        away = sum(seat.signup_id not in inside for seat in one.seats)
        if away:
            missing.append(ngettext("%(num)d nog niet binnen", "%(num)d nog niet binnen", away))
        if missing:
            found.append(
                _(
                    "Tafel %(number)d: %(missing)s (%(when)s).",
                    number=one.table.number,
                    missing=", ".join(str(word) for word in missing),
                    when=when,
                )
            )
    if silent:
        found.append(
            ngettext(
                "%(num)d begeleider heeft nog niet geantwoord.",
                "%(num)d begeleiders hebben nog niet geantwoord.",
                silent,
            )
        )
    return found


def _inside_and_silent(event_id: int) -> tuple[set[int], int]:
    """Who is in, and how many who were asked to facilitate did not answer; one statement."""
    asked = (
        select(func.count())
        .where(
            FacilitatorRequest.event_id == event_id,
            FacilitatorRequest.accepted_at.is_(None),
            is_open(),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(CheckIn.signup_id, asked)
        .join(Signup, Signup.id == CheckIn.signup_id)
        .where(Signup.event_id == event_id)
    ).all()
    return {row[0] for row in rows}, rows[0][1] if rows else 0
