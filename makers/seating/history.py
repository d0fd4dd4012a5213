"""Who met whom, and who sat with which case, before this round: today and at earlier events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased, joinedload

from makers.core.database import db
from makers.events.models import Event, ProgrammeItem
from makers.seating.models import Case, Plan, Seat, Table
from makers.seating.queries import IN_FORCE
from makers.signups.models import Person, Signup


@dataclass(frozen=True)
class Sat:
    """A table of an earlier round, and who sat there by the plan in force."""

    table: Table
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Past:
    """Pairs of sign-ups who met at an earlier event, and the cases each saw there.

    A case comes back as the case of today that the same person brings under the same title.
    """

    met: tuple[tuple[int, int], ...]
    seen: dict[int, tuple[int, ...]]


def earlier_today(item: ProgrammeItem) -> dict[int, list[Sat]]:
    """The rounds and walks before this one that have a plan in force, in order; two statements."""
    seats = db.session.scalars(
        select(Seat)
        .join(Plan, Plan.id == Seat.plan_id)
        .join(Table, Table.id == Seat.table_id)
        .join(ProgrammeItem, ProgrammeItem.id == Table.item_id)
        .where(
            ProgrammeItem.event_id == item.event_id,
            ProgrammeItem.starts_at < item.starts_at,
            *IN_FORCE,
        )
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number, Seat.signup_id)
        .options(joinedload(Seat.table).joinedload(Table.case).joinedload(Case.domains))
    ).unique()
    at: dict[Table, list[Seat]] = defaultdict(list)
    for seat in seats:
        at[seat.table].append(seat)
    found: dict[int, list[Sat]] = defaultdict(list)
    for table, there in at.items():
        found[table.item_id].append(Sat(table, tuple(there)))
    return found


def at_earlier_events(signups: Sequence[Signup], item: ProgrammeItem) -> Past:
    """What these people did at events that began before this one; one statement.

    ``signups`` are of this event; people are the same who have the same address.
    """
    today = {signup.person_id: signup.id for signup in signups}
    tables, brought = defaultdict[int, list[int]](list), dict[int, tuple[int, str]]()
    for person_id, table_id, bringer_id, title in db.session.execute(_sat(item)):
        if person_id in today:
            tables[table_id].append(today[person_id])
        if bringer_id is not None and title is not None:
            brought[table_id] = bringer_id, title.casefold()
    met = {
        (min(pair), max(pair)) for there in tables.values() for pair in combinations(set(there), 2)
    }
    now = _brought_now(item.event_id) if brought else {}
    seen: dict[int, set[int]] = defaultdict(set)
    for table_id, what in brought.items():
        if what in now:
            for signup_id in tables[table_id]:
                seen[signup_id].add(now[what])
    return Past(tuple(sorted(met)), {one: tuple(sorted(cases)) for one, cases in seen.items()})


def _sat(item: ProgrammeItem) -> Select[int, int, int | None, str | None]:
    """Person, table, who brought its case, and its title, of every seat at an earlier event."""
    bringer = aliased(Signup)
    begins = select(Event.starts_at).where(Event.id == item.event_id).scalar_subquery()
    here: ColumnElement[bool] = Person.id.in_(
        select(Signup.person_id).where(
            Signup.event_id == item.event_id, Signup.cancelled_at.is_(None)
        )
    )
    return (
        select(Person.id, Seat.table_id, bringer.person_id, Case.title)
        .select_from(Seat)
        .join(Plan, Plan.id == Seat.plan_id)
        .join(Event, Event.id == Plan.event_id)
        .join(Signup, Signup.id == Seat.signup_id)
        .join(Person, Person.id == Signup.person_id)
        .join(Table, Table.id == Seat.table_id)
        .outerjoin(Case, Case.id == Table.case_id)
        .outerjoin(bringer, bringer.id == Case.signup_id)
        .where(
            Event.id != item.event_id,
            Event.starts_at < begins,
            Event.cancelled_at.is_(None),
            here,
            *IN_FORCE,
        )
        .order_by(Seat.id)
    )


def _brought_now(event_id: int) -> dict[tuple[int, str], int]:
    rows = db.session.execute(
        select(Signup.person_id, Case.title, Case.id)
        .join(Signup, Signup.id == Case.signup_id)
        .where(Case.event_id == event_id)
    )
    return {(person_id, title.casefold()): case_id for person_id, title, case_id in rows}
