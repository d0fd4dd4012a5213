"""What the organiser's pages ask about mending a table, and about what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from makers.core.database import db
from makers.events.models import ItemKind
from makers.intervision.coming.entry import in_the_plan
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Latecomer, Note, Recovery, RecoveryKind, Run
from makers.intervision.recovery.undoing import PATIENCE
from makers.seating.models import Case, CaseState, Plan, Seat, SeatPart, Table
from makers.seating.plans import IN_FORCE
from makers.signups.models import Signup

MOST_SHOWN = 8
REPORT = Confidentiality.REPORT
SENTENCES = {
    RecoveryKind.MERGED: _l("Tafel %(one)s is samengevoegd met tafel %(other)s."),
    RecoveryKind.SPLIT: _l("Een deel van tafel %(one)s zit nu aan tafel %(other)s."),
    RecoveryKind.DISSOLVED: _l("Tafel %(one)s is opgeheven."),
    RecoveryKind.MOVED: _l("Mensen van tafel %(one)s zitten nu aan tafel %(other)s."),
    RecoveryKind.RENAMED: _l("Tafel %(one)s heeft een andere naam."),
    RecoveryKind.RESERVE: _l("Op tafel %(one)s ligt een reservecasus."),
    RecoveryKind.SUCCESSES: _l("Tafel %(one)s gaat leren van successen."),
    RecoveryKind.WRITTEN: _l("Tafel %(one)s gaat verder zonder inbrenger."),
}


@dataclass(frozen=True)
class Done:
    """Something that was done, in a sentence; ``until``: when it can be undone no more.

    ``may_undo``: it is the newest of its round, and there is time.
    """

    recovery: Recovery
    may_undo: bool
    until: datetime

    @property
    def sentence(self) -> LazyString:
        """What was done, on screen."""
        return told(self.recovery)


@dataclass(frozen=True)
class Other:
    """Another table of the round, and how many sit there."""

    table: Table
    people: int


@dataclass(frozen=True)
class AtHand:
    """A table with all that can be done about it.

    ``late``: who joined it outside the plan. ``shared``: its notes that the organiser may read;
    ``notes`` and ``silent`` count all of them, and those that were written in silence. ``spare``:
    the reserve cases, who is in first.
    """

    table: Table
    seats: Sequence[Seat]
    late: Sequence[Latecomer]
    others: list[Other]
    spare: Sequence[Case]
    shared: list[Note]
    notes: int
    silent: int
    has_begun: bool

    @property
    def everybody(self) -> list[Seat | Latecomer]:
        """Who sits there, in the plan or not, in the order of the alphabet."""
        return sorted([*self.seats, *self.late], key=lambda one: one.signup.name.casefold())

    @property
    def movable(self) -> list[Seat | Latecomer]:
        """Who may go elsewhere: everybody but who brings the case and who was to facilitate."""
        return [
            one
            for one in self.everybody
            if isinstance(one, Latecomer) or one.part is SeatPart.PARTICIPANT
        ]

    @property
    def bringer(self) -> Signup | None:
        """Who brings the case by the plan in force."""
        brings = (seat.signup for seat in self.seats if seat.part is SeatPart.BRINGER)
        return next(brings, None)


def told(recovery: Recovery) -> LazyString:
    """What was done, in a sentence."""
    other = recovery.to_table
    numbers = {"one": recovery.table.number, "other": other.number if other is not None else "–"}
    return LazyString(lambda: str(SENTENCES[recovery.kind]) % numbers)


def at_hand(event_id: int, table_id: int) -> AtHand | None:
    """What there is to do about a table in use; ``None`` for another event's; six statements."""
    tables = _tables_with(event_id, table_id)
    one = next((found for found in tables if found.table.id == table_id), None)
    if one is None or one.table.item.kind is not ItemKind.INTERVISION:
        return None
    lie_there = (Note.table_id == table_id, Note.deleted_at.is_(None))
    written = db.session.scalars(select(Note).where(*lie_there).order_by(Note.id)).all()
    return AtHand(
        table=one.table,
        seats=_seats(table_id),
        late=db.session.scalars(late_at(table_id).options(joinedload(Latecomer.signup))).all(),
        others=[found for found in tables if found is not one],
        spare=_spare(event_id),
        shared=[n for n in written if n.level is REPORT and n.private_phase is None],
        notes=len(written),
        silent=sum(note.private_phase is not None for note in written),
        has_begun=db.session.scalar(select(Run.id).where(Run.table_id == table_id)) is not None,
    )


def recent(event_id: int, now: datetime) -> list[Done]:
    """What was done last at an event and not undone, the newest first; one statement."""
    rows = db.session.scalars(
        select(Recovery)
        .where(Recovery.event_id == event_id, Recovery.undone_at.is_(None))
        .order_by(Recovery.id.desc())
        .limit(MOST_SHOWN)
        .options(joinedload(Recovery.table), joinedload(Recovery.to_table))
    )
    seen, found = set[int](), list[Done]()
    for recovery in rows:
        newest, until = recovery.item_id not in seen, recovery.at + PATIENCE
        seen.add(recovery.item_id)
        found.append(Done(recovery, newest and now <= until, until))
    return found


def one(event_id: int, recovery_id: int) -> Recovery | None:
    """Something that was done at an event."""
    mine = (Recovery.id == recovery_id, Recovery.event_id == event_id)
    return db.session.scalar(select(Recovery).where(*mine))


def late_at(table_id: int) -> Select[Latecomer]:
    """Who sits at a table outside the plan."""
    return (
        select(Latecomer)
        .where(Latecomer.table_id == table_id, ~in_the_plan())
        .order_by(Latecomer.id)
    )


def _tables_with(event_id: int, table_id: int) -> list[Other]:
    """The tables in use of the round of a table of this event, each with its people."""
    round_of = select(Table.item_id).where(Table.id == table_id).scalar_subquery()
    people = (
        select(func.count())
        .select_from(Seat)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.table_id == Table.id, *IN_FORCE)
        .correlate(Table)
        .scalar_subquery()
    )
    late = (
        select(func.count())
        .select_from(Latecomer)
        .where(Latecomer.table_id == Table.id, ~in_the_plan())
        .correlate(Table)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Table, people + late)
        .join(Table.item)
        .where(Table.event_id == event_id, Table.item_id == round_of, Table.closed_at.is_(None))
        .order_by(Table.number)
        .options(contains_eager(Table.item), joinedload(Table.case), joinedload(Table.facilitator))
    )
    return [Other(*row) for row in rows]


def _seats(table_id: int) -> Sequence[Seat]:
    found = db.session.scalars(
        select(Seat)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.table_id == table_id, *IN_FORCE)
        .options(joinedload(Seat.signup).joinedload(Signup.check_in))
    ).all()
    return sorted(found, key=lambda seat: seat.signup.name.casefold())


def _spare(event_id: int) -> list[Case]:
    rows = db.session.scalars(
        select(Case)
        .where(Case.event_id == event_id, Case.state == CaseState.RESERVE)
        .order_by(Case.offered_at, Case.id)
        .options(joinedload(Case.signup).joinedload(Signup.check_in))
    )
    return sorted(rows, key=lambda case: case.signup.check_in is None)
