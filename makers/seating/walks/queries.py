"""What pages ask about walks: groups, routes, who may choose, and who was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem
from makers.seating.models import FreeChoice, Headcount, Leg, Plan, Seat, SeatPart, Stop, Table
from makers.seating.queries import IN_FORCE
from makers.signups.models import Signup, SignupState


@dataclass(frozen=True)
class Group:
    """A group of a walk: its table, its route, who walks with it, and how many were counted."""

    table: Table
    stops: list[Stop]
    people: list[Signup]
    out: int
    back: int

    @property
    def guide(self) -> Signup | None:
        """Who leads it."""
        return self.table.facilitator

    @property
    def taken(self) -> int:
        """How many places are taken, the guide's among them."""
        seated = self.guide is not None and self.guide in self.people
        return len(self.people) + (self.guide is not None and not seated)

    @property
    def free(self) -> int:
        """How many may still choose it."""
        return max(0, self.table.most - self.taken)


@dataclass(frozen=True)
class Walker:
    """Somebody of a group, and when they were counted out and back."""

    signup: Signup
    is_guide: bool
    at: dict[Leg, datetime]


@dataclass(frozen=True)
class MyWalk:
    """A walk for one person: their group, if any, and whether they may choose one now."""

    item: ProgrammeItem
    table: Table | None
    stops: list[Stop]
    chosen: bool
    leads: bool
    may_choose: bool


def groups(item: ProgrammeItem) -> list[Group]:
    """The groups of a walk that are in use, by number; three statements."""
    out, back = (_counted(leg) for leg in (Leg.OUT, Leg.BACK))
    rows = db.session.execute(
        select(Table, out, back)
        .where(Table.item_id == item.id, Table.closed_at.is_(None))
        .order_by(Table.number)
        .options(joinedload(Table.facilitator))
    ).all()
    ids = [table.id for table, _out, _back in rows]
    routes = _routes(ids)
    seats = db.session.scalars(
        select(Seat)
        .join(Plan)
        .where(Seat.table_id.in_(ids), *IN_FORCE)
        .options(joinedload(Seat.signup))
    ).all()
    return [
        Group(
            table,
            routes.get(table.id, []),
            [seat.signup for seat in seats if seat.table_id == table.id],
            out=out or 0,
            back=back or 0,
        )
        for table, out, back in rows
    ]


def _counted(leg: Leg) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            Headcount.table_id == Table.id,
            Headcount.leg == leg,
            Headcount.undone_at.is_(None),
        )
        .correlate(Table)
        .scalar_subquery()
    )


def _routes(table_ids: Sequence[int]) -> dict[int, list[Stop]]:
    found: dict[int, list[Stop]] = {}
    wanted = select(Stop).where(Stop.table_id.in_(table_ids)).order_by(Stop.position)
    for stop in db.session.scalars(wanted):
        found.setdefault(stop.table_id, []).append(stop)
    return found


def free_choice(item: ProgrammeItem) -> FreeChoice | None:
    """Whether people choose their own group; one statement."""
    return db.session.get(FreeChoice, item.id)


def walk(event_id: int, item_id: int) -> ProgrammeItem | None:
    """A walk of an event, with that event; one statement."""
    return db.session.scalar(
        select(ProgrammeItem)
        .where(
            ProgrammeItem.id == item_id,
            ProgrammeItem.event_id == event_id,
            ProgrammeItem.kind == ItemKind.WALK,
        )
        .options(joinedload(ProgrammeItem.event))
    )


def group(table_id: int) -> Table | None:
    """A group of a walk, with its walk and its guide; one statement."""
    return db.session.scalar(
        select(Table)
        .join(Table.item)
        .where(Table.id == table_id, ProgrammeItem.kind == ItemKind.WALK)
        .options(joinedload(Table.item), joinedload(Table.facilitator))
    )


def stops(table: Table) -> Sequence[Stop]:
    """A group's route; one statement."""
    wanted = select(Stop).where(Stop.table_id == table.id).order_by(Stop.position)
    return db.session.scalars(wanted).all()


def stop(table_id: int, stop_id: int) -> Stop | None:
    """One stop of a route."""
    return db.session.scalar(select(Stop).where(Stop.id == stop_id, Stop.table_id == table_id))


def walkers(table: Table) -> list[Walker]:
    """Who walks with a group, the guide first and the others by name; two statements."""
    people = db.session.scalars(
        select(Signup)
        .join(Seat, Seat.signup_id == Signup.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.table_id == table.id, *IN_FORCE)
    ).all()
    guide = table.facilitator
    everybody = {one.id: one for one in ([guide, *people] if guide is not None else people)}
    counted = db.session.scalars(
        select(Headcount).where(Headcount.table_id == table.id, Headcount.undone_at.is_(None))
    ).all()
    found = [
        Walker(
            one,
            guide is not None and one.id == guide.id,
            {count.leg: count.at for count in counted if count.signup_id == one.id},
        )
        for one in everybody.values()
    ]
    return sorted(found, key=lambda one: (not one.is_guide, one.signup.name.casefold()))


def others(table: Table, letters: str) -> Sequence[Signup]:
    """Who comes, has these letters in the name and walks with another group or none; at most ten.

    Two letters at least: a guide looks somebody up, and reads no list.
    """
    if len(letters.strip()) < 2:
        return []
    here = (
        select(Seat.signup_id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.table_id == table.id, *IN_FORCE)
    )
    found = db.session.scalars(
        select(Signup)
        .where(
            Signup.event_id == table.event_id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at.is_not(None),
            Signup.name.icontains(letters.strip(), autoescape=True),
            Signup.id.not_in(here),
        )
        .order_by(Signup.name)
        .limit(10)
    )
    return found.all()


def of_signup(signup: Signup, walks: Sequence[ProgrammeItem], now: datetime) -> list[MyWalk]:
    """The walks of somebody's event that concern them, in order.

    Three statements, and none when the programme has no walk.
    """
    if not walks:
        return []
    items = [item.id for item in walks]
    choices = db.session.scalars(select(FreeChoice).where(FreeChoice.item_id.in_(items))).all()
    is_open = {one.item_id for one in choices if one.closed_at is None}
    mine = (
        select(Seat)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.signup_id == signup.id, *IN_FORCE)
        .subquery()
    )
    own_seat = aliased(Seat, mine)
    rows = db.session.execute(
        select(Table, own_seat)
        .outerjoin(mine, mine.c.table_id == Table.id)
        .where(
            Table.item_id.in_(items),
            or_(Table.facilitator_id == signup.id, mine.c.id.is_not(None)),
        )
        .options(joinedload(Table.facilitator))
    ).all()
    tables = {table.item_id: (table, seat) for table, seat in rows}
    routes = _routes([table.id for table, _seat in rows])
    found = []
    for item in walks:
        table, seat = tables.get(item.id, (None, None))
        leads = table is not None and table.facilitator_id == signup.id
        coming = signup.state is SignupState.CONFIRMED
        may_choose = item.id in is_open and now < item.starts_at and coming and not leads
        if table is not None or may_choose:
            stops = routes.get(table.id, []) if table is not None else []
            chosen = seat is not None and seat.part is SeatPart.PARTICIPANT and seat.pinned
            found.append(MyWalk(item, table, stops, chosen, leads, may_choose))
    return found
