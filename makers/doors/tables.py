"""All tables at once: what the wall shows of each, and which ones ask for the organiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import contains_eager, joinedload

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem
from makers.followups.models import FollowUp
from makers.intervision import queries as intervision
from makers.intervision import round_queries
from makers.intervision.coming.queries import Attendance, attendance
from makers.intervision.models import Hand
from makers.intervision.queries import TableState
from makers.seating.models import Plan, Seat, Table

PATIENCE = timedelta(minutes=5)
KINDS = ("clock", "notes", "people", "leading", "followups", "hand")


@dataclass(frozen=True)
class WallTable:
    """One table on the wall: who sits and is there, what it wrote and agreed, how it stands."""

    table: Table
    people: int
    agreements: int
    state: TableState
    attendance: Attendance
    hand: Hand | None = None

    def late(self, now: datetime) -> bool:
        """Whether its phase has been over, or its start overdue, for more than five minutes."""
        clock = self.state.clock
        if clock is None:
            return self.table.item.starts_at + PATIENCE < now < self.table.item.ends_at
        if clock.run.ended_at is not None or clock.turn.paused_at is not None:
            return False
        return clock.turn.state.remaining(now) < -PATIENCE

    def unled(self, now: datetime) -> bool:
        """Whether who leads was not seen for three minutes while the table is at work."""
        clock = self.state.clock
        runs = clock is not None and clock.run.ended_at is None
        return runs and self.attendance.leader is not None and self.attendance.leader_away(now)

    def asks(self, now: datetime) -> bool:
        """Whether the organiser should walk over; who leads and never came may work on paper."""
        left = self.attendance.leader_seen_at is not None and self.unled(now)
        return self.hand is not None or self.attendance.leader is None or left or self.late(now)


def of(event_id: int, now: datetime) -> list[WallTable]:
    """Every table of the event, round by round, in the order of the numbers; four statements."""
    states, untouched = intervision.wall(event_id), TableState(None, 0, None)
    return [
        WallTable(
            table,
            people,
            agreements,
            states.get(table.id, untouched),
            Attendance(*attending),
            hand,
        )
        for table, people, agreements, hand, *attending in db.session.execute(
            select(Table, _people(), _agreements(), Hand, *attendance(now))
            .join(Table.item)
            .outerjoin(Hand, (Hand.table_id == Table.id) & Hand.lowered_at.is_(None))
            .where(Table.event_id == event_id, ProgrammeItem.kind == ItemKind.INTERVISION)
            .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number)
            .options(
                contains_eager(Table.item),
                joinedload(Table.case),
                joinedload(Table.facilitator),
                round_queries.who_comes(),
            )
        )
    ]


def topics(tables: Sequence[WallTable]) -> list[str]:
    """What the wall listens to."""
    each = [f"table-{shown.table.id}-{kind}" for shown in tables for kind in KINDS]
    return ["seating", "cases", "programme", *each]


def _people() -> ScalarSelect[int]:
    """How many sit at a table in the plan that is in force."""
    return (
        select(func.count())
        .select_from(Seat)
        .join(Plan, Seat.plan_id == Plan.id)
        .where(
            Seat.table_id == Table.id,
            Plan.published_at.is_not(None),
            Plan.superseded_at.is_(None),
        )
        .correlate(Table)
        .scalar_subquery()
    )


def _agreements() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(FollowUp)
        .where(FollowUp.table_id == Table.id, FollowUp.deleted_at.is_(None))
        .correlate(Table)
        .scalar_subquery()
    )
