"""What was told to all tables of a round, what was done to their time, and who asks for help."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.base import ExecutableOption

from makers.core.database import db
from makers.core.organisers import Organiser
from makers.events.models import ItemKind, ProgrammeItem
from makers.intervision.coming import joining
from makers.intervision.models import Broadcast, Hand, Shift, Sighting
from makers.seating.models import Table


@dataclass(frozen=True)
class Told:
    """A broadcast: at how many of its tables it was seen, and by how many of their people."""

    broadcast: Broadcast
    is_newest: bool
    tables: int
    of_tables: int
    people: int
    of_people: int

    @property
    def is_shown(self) -> bool:
        """Whether the tables show it now: the newest of its round, not withdrawn."""
        return self.is_newest and self.broadcast.withdrawn_at is None


def rounds(event_id: int) -> Sequence[ProgrammeItem]:
    """The rounds of an event that have tables, in their order; one statement."""
    tables = select(Table.id).where(Table.item_id == ProgrammeItem.id)
    return db.session.scalars(
        select(ProgrammeItem)
        .where(
            ProgrammeItem.event_id == event_id,
            ProgrammeItem.kind == ItemKind.INTERVISION,
            tables.exists(),
        )
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id)
    ).all()


def now_on(items: Sequence[ProgrammeItem], now: datetime) -> ProgrammeItem | None:
    """The round that the desk most likely means: the first that is not over, else the last."""
    return next((item for item in items if now < item.ends_at), items[-1] if items else None)


def told(event_id: int) -> list[Told]:
    """Every broadcast of an event, newest first, with who has seen it; one statement."""
    rows = db.session.execute(
        select(Broadcast, *_seen(), _tables(), _people())
        .where(Broadcast.event_id == event_id)
        .order_by(Broadcast.id.desc())
    )
    found: list[Told] = []
    met: set[int] = set()
    for broadcast, tables, people, of_tables, of_people in rows:
        newest = broadcast.item_id not in met
        found.append(Told(broadcast, newest, tables, of_tables, people, of_people))
        met.add(broadcast.item_id)
    return found


def shifts(event_id: int) -> Sequence[Shift]:
    """When the tables got more time or less, newest first; one statement."""
    mine = select(Shift).where(Shift.event_id == event_id)
    return db.session.scalars(mine.order_by(Shift.id.desc())).all()


def shown_at(item_id: int) -> Broadcast | None:
    """What the tables of a round show; one statement."""
    return db.session.scalar(select(Broadcast).where(is_shown(literal(item_id))))


def is_shown(item_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a broadcast is what a round's tables show: the newest, unless it was withdrawn."""
    later = aliased(Broadcast)
    newest = select(func.max(later.id)).where(later.item_id == item_id).scalar_subquery()
    return (Broadcast.id == newest) & Broadcast.withdrawn_at.is_(None)


def hand_of(table_id: int) -> Hand | None:
    """The hand that a table has up, with who is walking over; one statement."""
    return db.session.scalar(
        select(Hand)
        .where(Hand.table_id == table_id, Hand.lowered_at.is_(None))
        .options(who_comes())
    )


def who_comes() -> ExecutableOption:
    """With a hand, the name of the organiser who walks over."""
    return joinedload(Hand.coming).load_only(Organiser.name)


def seen_counts(broadcast_ids: Collection[int]) -> Select[int, int, int]:
    """At how many tables each broadcast was seen, and by how many people."""
    return select(Broadcast.id, *_seen()).where(Broadcast.id.in_(broadcast_ids))


def _seen() -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """At how many tables and by how many people a broadcast was seen."""

    def many(column: object) -> ScalarSelect[int]:
        return (
            select(func.count(func.distinct(column)))
            .where(Sighting.broadcast_id == Broadcast.id)
            .correlate(Broadcast)
            .scalar_subquery()
        )

    return many(Sighting.table_id), many(Sighting.signup_id)


def _tables() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Table)
        .where(Table.item_id == Broadcast.item_id, Table.closed_at.is_(None))
        .correlate(Broadcast)
        .scalar_subquery()
    )


def _people() -> ScalarSelect[int]:
    """Who is at the tables of its round that are in use."""
    table = aliased(Table)
    told = select(table.id).where(table.item_id == Broadcast.item_id, table.closed_at.is_(None))
    tables = told.correlate(Broadcast)
    here = joining.ids_where(lambda table_id: table_id.in_(tables), Broadcast).subquery()
    return select(func.count()).select_from(here).scalar_subquery()
