"""What pages ask about cases, tables and seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.seating.models import (
    Case,
    CaseState,
    Choice,
    Plan,
    Seat,
    Table,
)
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


def cases_on_offer(event_id: int) -> Sequence[Case]:
    """The chosen cases as people read them before they rank them; two statements."""
    return db.session.scalars(
        select(Case)
        .where(Case.event_id == event_id, Case.state == CaseState.ACCEPTED)
        .order_by(Case.offered_at, Case.id)
        .options(joinedload(Case.signup), selectinload(Case.domains))
    ).all()


def choices_of(signup: Signup) -> Sequence[Choice]:
    """Which cases somebody ranked, best first; one statement."""
    return db.session.scalars(
        select(Choice)
        .where(Choice.signup_id == signup.id)
        .order_by(Choice.rank)
        .options(joinedload(Choice.case))
    ).all()


def choices_on_offer(signup: Signup) -> tuple[list[Choice], bool]:
    """Which cases somebody ranked, best first, and whether any may be ranked; one statement."""
    accepted = Case.state == CaseState.ACCEPTED
    offered = select(Case.id).where(Case.event_id == signup.event_id, accepted).exists()
    rows = db.session.execute(
        select(Choice, offered)
        .select_from(Signup)
        .outerjoin(Choice, Choice.signup_id == Signup.id)
        .where(Signup.id == signup.id)
        .order_by(Choice.rank)
        .options(joinedload(Choice.case))
    ).all()
    ranked = [choice for choice, _any in rows if choice is not None]
    return ranked, bool(rows and rows[0][1])


def case(event_id: int, case_id: int) -> Case | None:
    """One case of an event."""
    return db.session.scalar(select(Case).where(Case.id == case_id, Case.event_id == event_id))


def seats_of(signup: Signup) -> Sequence[Seat]:
    """Where this person sits in each round by the plans in force, in order; one statement."""
    return db.session.scalars(
        select(Seat)
        .join(Plan)
        .join(Table, Seat.table_id == Table.id)
        .join(ProgrammeItem, Table.item_id == ProgrammeItem.id)
        .where(Seat.signup_id == signup.id, ProgrammeItem.kind == ItemKind.INTERVISION, *IN_FORCE)
        .order_by(ProgrammeItem.starts_at, Seat.id)
        .options(
            joinedload(Seat.table).joinedload(Table.case),
            joinedload(Seat.table).joinedload(Table.item),
        )
    ).all()


def seat_now(signup: Signup, now: datetime) -> Seat | None:
    """Their seat in the round that is on or comes next, else in the last one; one statement."""
    seats = seats_of(signup)
    coming = (seat for seat in seats if seat.table.item.ends_at > now)
    return next(coming, seats[-1] if seats else None)


def table_numbers(event_id: int) -> dict[int, int]:
    """The first table of intervision of each sign-up by the plans in force; one statement."""
    rows = (
        select(Seat.signup_id, Table.number)
        .join(Plan, Seat.plan_id == Plan.id)
        .join(Table, Seat.table_id == Table.id)
        .join(ProgrammeItem, Table.item_id == ProgrammeItem.id)
        .where(Plan.event_id == event_id, ProgrammeItem.kind == ItemKind.INTERVISION, *IN_FORCE)
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


def event_since(event_id: int) -> tuple[Event, int] | None:
    """An event with its programme, and the journal's last id before it was read; one statement."""
    newest = select(func.coalesce(func.max(JournalEntry.id), 0)).scalar_subquery()
    row = (
        db.session.execute(
            select(Event, newest).where(Event.id == event_id).options(joinedload(Event.programme))
        )
        .unique()
        .one_or_none()
    )
    return (row[0], row[1]) if row is not None else None


def rounds(event: Event) -> list[ProgrammeItem]:
    """The intervision rounds of an event in order."""
    return [item for item in event.programme if item.kind is ItemKind.INTERVISION]


def walks(event: Event) -> list[ProgrammeItem]:
    """The walks of an event in order."""
    return [item for item in event.programme if item.kind is ItemKind.WALK]


def seated_items(event: Event) -> list[ProgrammeItem]:
    """What people are seated for, in order: rounds of intervision and walks."""
    kinds = (ItemKind.INTERVISION, ItemKind.WALK)
    return [item for item in event.programme if item.kind in kinds]


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
    found = db.session.scalars(all_with_a_place(event_id)).all()
    return sorted(found, key=lambda signup: signup.name.casefold())


def all_with_a_place(event_id: int) -> Select[Signup]:
    """Everybody who has a place, with their role, to be asked more about."""
    return (
        select(Signup)
        .where(
            Signup.event_id == event_id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at.is_not(None),
        )
        .options(joinedload(Signup.role, innerjoin=True))
    )
