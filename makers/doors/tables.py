"""All tables at once: what the wall shows of each, and which ones ask for the organiser."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem
from makers.followups.models import FollowUp
from makers.intervision import queries as intervision
from makers.intervision.coming.queries import Attendance, attendance, leader_id
from makers.intervision.models import Hand, Presence
from makers.intervision.queries import TableState
from makers.intervision.rounds import queries as round_queries
from makers.intervision.rounds import starting
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.signups.models import CheckIn, Signup

PATIENCE = timedelta(minutes=5)
KINDS = ("clock", "notes", "people", "leading", "followups", "hand")
BEFORE = timedelta(minutes=15)  # from when who should be there is missed


class Want(enum.StrEnum):
    """Why a table asks for the organiser."""

    NO_FACILITATOR = "no_facilitator"
    FACILITATOR_AWAY = "facilitator_away"
    FACILITATOR_UNSEEN = "facilitator_unseen"
    BRINGER_AWAY = "bringer_away"
    NOT_BEGUN = "not_begun"
    OVER_TIME = "over_time"


@dataclass(frozen=True)
class WallTable:
    """One table on the wall: who sits and is there, what it wrote and agreed, how it stands.

    ``inside`` of its ``people`` checked in. ``leader_inside`` and ``bringer_inside``: whether who
    leads and who brings the case checked in or was seen here (``None``: nobody does).
    ``agreed_at``: its last agreement.
    """

    table: Table
    people: int
    inside: int
    bringer_inside: bool | None
    leader_inside: bool | None
    agreements: int
    agreed_at: datetime | None
    state: TableState
    attendance: Attendance
    hand: Hand | None = None

    @property
    def latest(self) -> datetime | None:
        """When it last wrote, agreed, or went on with its clock."""
        clock = self.state.clock
        begun = clock.turn.started_at if clock is not None else None
        moments = (self.state.latest, self.agreed_at, begun)
        return max((moment for moment in moments if moment is not None), default=None)

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

    def wants(self, now: datetime) -> list[Want]:
        """Why the organiser should walk over, the most urgent first.

        Who did not check in is only missed where others did, from a quarter before the round. Who
        leads and never opened the page may work on paper; who did and is gone is missed.
        """
        item, clock = self.table.item, self.state.clock
        ended = clock is not None and clock.run.ended_at is not None
        missed = self.inside > 0 and item.starts_at - BEFORE < now < item.ends_at and not ended
        found = {
            Want.NO_FACILITATOR: self.attendance.leader is None,
            Want.FACILITATOR_AWAY: missed and self.leader_inside is False,
            Want.FACILITATOR_UNSEEN: self.attendance.leader_seen_at is not None and self.unled(now),
            Want.BRINGER_AWAY: missed and self.bringer_inside is False,
            Want.NOT_BEGUN: clock is None and self.late(now),
            Want.OVER_TIME: clock is not None and self.late(now),
        }
        return [want for want, is_so in found.items() if is_so]

    def asks(self, now: datetime) -> bool:
        """Whether the organiser should walk over."""
        return self.hand is not None or bool(self.wants(now))


def of(event_id: int, now: datetime) -> list[WallTable]:
    """Every table in use, round by round, in the order of the numbers; four statements."""
    states, untouched = intervision.wall(event_id), TableState(None, 0, None)
    counts = (_people(), _people(CheckIn), _inside(SeatPart.BRINGER), _leader_inside(), *_agreed())
    rows = db.session.execute(
        select(Table, Hand, *counts, *attendance(now))
        .join(Table.item)
        .outerjoin(Hand, (Hand.table_id == Table.id) & Hand.lowered_at.is_(None))
        .where(
            Table.event_id == event_id,
            Table.closed_at.is_(None),
            ProgrammeItem.kind == ItemKind.INTERVISION,
        )
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number)
        .options(
            contains_eager(Table.item),
            joinedload(Table.case),
            joinedload(Table.facilitator),
            round_queries.who_comes(),
        )
    )
    return [
        WallTable(
            table,
            people,
            inside,
            None if brings is None else bool(brings),
            bool(leads) if attending[2] is not None else None,
            agreements,
            agreed_at,
            states.get(table.id, untouched),
            Attendance(*attending),
            hand,
        )
        for table, hand, people, inside, brings, leads, agreements, agreed_at, *attending in rows
    ]


def in_order(
    tables: Sequence[WallTable], now: datetime
) -> list[tuple[ProgrammeItem, list[WallTable]]]:
    """The rounds, the one that is on or comes next first, those that are over last.

    In each the tables that ask for the organiser come first, the others by number.
    """
    rounds: dict[ProgrammeItem, list[WallTable]] = {}
    for shown in tables:
        rounds.setdefault(shown.table.item, []).append(shown)
    found = sorted(rounds.items(), key=lambda one: one[0].ends_at <= now)
    return [(item, sorted(here, key=lambda one: not one.asks(now))) for item, here in found]


def waiting(tables: Sequence[WallTable], now: datetime) -> set[int]:
    """The rounds of which a table may begin now and did not."""
    return {
        shown.table.item_id
        for shown in tables
        if shown.state.clock is None and starting.is_time(shown.table.item, now)
    }


def topics(tables: Sequence[WallTable]) -> list[str]:
    """What the wall listens to."""
    each = [f"table-{shown.table.id}-{kind}" for shown in tables for kind in KINDS]
    return ["seating", "cases", "programme", "checkin", "recovery", *each]


def _people(who: type[CheckIn] | None = None) -> ScalarSelect[int]:
    """How many sit at a table in the plan that is in force; of those who checked in."""
    seats = select(func.count()).select_from(Seat).join(Plan, Seat.plan_id == Plan.id)
    if who is not None:
        seats = seats.join(CheckIn, CheckIn.signup_id == Seat.signup_id)
    return _here(seats)


def _inside(part: SeatPart) -> ScalarSelect[int]:
    """Whether who has this part checked in; nothing where nobody has it."""
    seats = (
        select(func.count(CheckIn.signup_id))
        .select_from(Seat)
        .join(Plan, Seat.plan_id == Plan.id)
        .outerjoin(CheckIn, CheckIn.signup_id == Seat.signup_id)
        .where(Seat.part == part)
        .group_by(Seat.table_id)
    )
    return _here(seats)


def _here(seats: Select[int]) -> ScalarSelect[int]:
    in_force = (Plan.published_at.is_not(None), Plan.superseded_at.is_(None))
    return seats.where(Seat.table_id == Table.id, *in_force).correlate(Table).scalar_subquery()


def _leader_inside() -> ScalarSelect[int]:
    """Whether who leads a table checked in, or was seen there."""
    leads = aliased(Signup)
    return (
        select(func.count())
        .select_from(leads)
        .where(leads.id == leader_id(), _came(leads.id))
        .correlate(Table)
        .scalar_subquery()
    )


def _came(signup_id: Any) -> ColumnElement[bool]:
    """Whether somebody checked in, or was seen at the table."""
    checked_in = select(CheckIn.signup_id).where(CheckIn.signup_id == signup_id)
    seen = select(Presence.id).where(Presence.table_id == Table.id, Presence.signup_id == signup_id)
    return or_(checked_in.exists(), seen.correlate(Table, Seat).exists())


def _agreed() -> tuple[ScalarSelect[int], ScalarSelect[datetime]]:
    """How many agreements a table has, and when it made the last."""
    mine = (FollowUp.table_id == Table.id, FollowUp.deleted_at.is_(None))
    return (
        select(func.count()).select_from(FollowUp).where(*mine).correlate(Table).scalar_subquery(),
        select(func.max(FollowUp.agreed_at)).where(*mine).correlate(Table).scalar_subquery(),
    )
