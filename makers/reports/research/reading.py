"""What an event holds for researchers, read from its rows; nothing left the house yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload, selectinload

from makers.core.database import db
from makers.events.models import ProgrammeItem, Role
from makers.followups.models import FollowUp
from makers.intervision import telling
from makers.intervision.coming.entry import IN_FORCE, in_the_plan
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Latecomer, Note, Run
from makers.intervision.plenary import queries as plenary
from makers.intervision.plenary.queries import Told
from makers.seating.models import Case, Plan, Seat, SeatPart, Table
from makers.signups.models import Signup

FEWEST = 5  # of fewer people that are alike, nothing is told that they share
FOR_RESEARCH = (Confidentiality.REPORT, Confidentiality.RESEARCH)


@dataclass(frozen=True)
class Somebody:
    """A sign-up; ``comes``: it has a place. An erased one is called by its role.

    Of ``name`` and ``organisation`` nothing leaves the house: texts are searched for them.
    """

    id: int
    name: str
    role: str
    department: str
    comes: bool
    organisation: str = ""


@dataclass(frozen=True)
class Sitting:
    """Somebody at a table; ``late``: outside the plan."""

    table_id: int
    signup_id: int
    part: SeatPart
    late: bool = False


@dataclass(frozen=True)
class Shared:
    """A note at a table that may go to researchers; where it goes no further, without author."""

    id: int
    table_id: int
    kind: NoteKind
    phase: int | None
    level: Confidentiality
    written_at: datetime
    follows_id: int | None
    author_id: int | None
    personal: bool
    text: str
    from_demand: str
    from_institution: str
    answer: str


@dataclass(frozen=True)
class AtTable:
    """A table, and whether its bringer approved of the case as it is told now."""

    table: Table
    case_is_told: bool


@dataclass(frozen=True)
class Material:
    """All of it. ``kept`` counts, by kind, the notes that stay at the tables."""

    people: Sequence[Somebody]
    programme: Sequence[ProgrammeItem]
    tables: Sequence[AtTable]
    sittings: Sequence[Sitting]
    runs: Sequence[Run]
    notes: Sequence[Shared]
    kept: Counter[str]
    said: Sequence[Told]
    agreements: Sequence[FollowUp]
    agreements_kept: int


def material(event_id: int) -> Material:
    """What an event holds for researchers; eleven statements, however large it is."""
    notes, kept = _notes(event_id)
    agreed = _agreements(event_id)
    going_on = [one for one in agreed if one.goes_on]
    return Material(
        people=_people(event_id),
        programme=db.session.scalars(
            select(ProgrammeItem)
            .where(ProgrammeItem.event_id == event_id)
            .order_by(ProgrammeItem.starts_at, ProgrammeItem.id)
        ).all(),
        tables=_tables(event_id),
        sittings=_sittings(event_id),
        runs=db.session.scalars(
            select(Run)
            .where(Run.event_id == event_id)
            .order_by(Run.table_id)
            .options(selectinload(Run.turns))
        ).all(),
        notes=notes,
        kept=kept,
        said=plenary.told(event_id),
        agreements=going_on,
        agreements_kept=len(agreed) - len(going_on),
    )


def _people(event_id: int) -> list[Somebody]:
    comes = Signup.cancelled_at.is_(None) & Signup.confirmed_at.is_not(None)
    rows = db.session.execute(
        select(Signup.id, Signup.name, Role.name, Signup.department, comes, Signup.organisation)
        .join(Role, Role.id == Signup.role_id)
        .where(Signup.event_id == event_id)
        .order_by(Signup.id)
    )
    return [Somebody(*row) for row in rows]


def _tables(event_id: int) -> list[AtTable]:
    rows = db.session.execute(
        select(Table, telling.case_is_told())
        .join(Table.item)
        .where(Table.event_id == event_id)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number)
        .options(joinedload(Table.case).joinedload(Case.domains))
    )
    return [AtTable(*row) for row in rows.unique()]


def _sittings(event_id: int) -> list[Sitting]:
    planned = db.session.execute(
        select(Seat.table_id, Seat.signup_id, Seat.part)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Plan.event_id == event_id, *IN_FORCE)
    )
    late = db.session.execute(
        select(Latecomer.table_id, Latecomer.signup_id).where(
            Latecomer.event_id == event_id, ~in_the_plan()
        )
    )
    return [
        *(Sitting(*row) for row in planned),
        *(Sitting(*row, SeatPart.PARTICIPANT, late=True) for row in late),
    ]


def _notes(event_id: int) -> tuple[list[Shared], Counter[str]]:
    told = telling.may_be_told(*FOR_RESEARCH)
    named = told & (Note.level == Confidentiality.REPORT)
    words = (Note.text, Note.from_demand, Note.from_institution, Note.answer)
    rows = db.session.execute(
        select(
            told,
            Note.id,
            Note.table_id,
            Note.kind,
            Note.phase,
            Note.level,
            Note.written_at,
            Note.follows_id,
            case((named, Note.author_id)),
            told & Note.personal_at.is_not(None),
            *(case((told, word), else_="") for word in words),
        )
        .where(Note.event_id == event_id, Note.table_id.is_not(None), Note.deleted_at.is_(None))
        .order_by(Note.id)
    ).all()
    kept = Counter(row.kind.value for row in rows if not row[0])
    return [Shared(*row[1:]) for row in rows if row[0]], kept


def _agreements(event_id: int) -> Sequence[FollowUp]:
    return db.session.scalars(
        select(FollowUp)
        .where(FollowUp.event_id == event_id, FollowUp.deleted_at.is_(None))
        .order_by(FollowUp.id)
        .options(selectinload(FollowUp.changes))
    ).all()
