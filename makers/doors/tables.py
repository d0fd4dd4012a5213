"""All tables at once: what the wall shows of each, and which ones ask for the organiser."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem
from makers.followups.models import FollowUp
from makers.intervision import queries as intervision
from makers.intervision.queries import TableState
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.signups.models import CheckIn, Signup

PATIENCE = timedelta(minutes=5)
BEFORE = timedelta(minutes=15)  # from when who should be there is missed
KINDS = ("clock", "notes", "people", "followups")


class Want(enum.StrEnum):
    """Why a table asks for the organiser."""

    NO_FACILITATOR = "no_facilitator"
    FACILITATOR_AWAY = "facilitator_away"
    BRINGER_AWAY = "bringer_away"
    NOT_BEGUN = "not_begun"
    OVER_TIME = "over_time"


@dataclass(frozen=True)
class WallTable:
    """One table on the wall: who sits there, what it wrote and agreed, and how it stands.

    ``inside`` of its ``people`` checked in; ``leader_inside`` and ``bringer_inside`` tell that of
    who leads and who brings the case (``None``: nobody does). ``agreed_at``: its last agreement.
    """

    table: Table
    people: int
    inside: int
    bringer_inside: bool | None
    leader_inside: bool | None
    agreements: int
    agreed_at: datetime | None
    state: TableState

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
        turn = clock.turn
        if clock.run.ended_at is not None or turn.paused_at is not None:
            return False
        lasts = timedelta(seconds=turn.seconds + turn.paused_seconds)
        return turn.started_at + lasts + PATIENCE < now

    def wants(self, now: datetime) -> list[Want]:
        """Why the organiser should walk over, the most urgent first.

        Who did not check in is only missed where others did, from a quarter before the round.
        """
        item, clock = self.table.item, self.state.clock
        ended = clock is not None and clock.run.ended_at is not None
        missed = self.inside > 0 and item.starts_at - BEFORE < now < item.ends_at and not ended
        found = {
            Want.NO_FACILITATOR: self.table.facilitator_id is None,
            Want.FACILITATOR_AWAY: missed and self.leader_inside is False,
            Want.BRINGER_AWAY: missed and self.bringer_inside is False,
            Want.NOT_BEGUN: clock is None and self.late(now),
            Want.OVER_TIME: clock is not None and self.late(now),
        }
        return [want for want, is_so in found.items() if is_so]

    def asks(self, now: datetime) -> bool:
        """Whether the organiser should walk over."""
        return bool(self.wants(now))


def of(event_id: int) -> list[WallTable]:
    """Every table in use, round by round, in the order of the numbers; three statements."""
    states, untouched = intervision.wall(event_id), TableState(None, 0, None)
    rows = db.session.execute(
        select(Table, _people(), _people(CheckIn), _inside(SeatPart.BRINGER), _leader(), *_agreed())
        .join(Table.item)
        .where(
            Table.event_id == event_id,
            Table.closed_at.is_(None),
            ProgrammeItem.kind == ItemKind.INTERVISION,
        )
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number)
        .options(contains_eager(Table.item), joinedload(Table.case), joinedload(Table.facilitator))
    )
    return [
        WallTable(
            table,
            people,
            inside,
            None if brings is None else bool(brings),
            None if table.facilitator_id is None else bool(leads),
            agreements,
            agreed_at,
            states.get(table.id, untouched),
        )
        for table, people, inside, brings, leads, agreements, agreed_at in rows
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


def _leader() -> ScalarSelect[int]:
    """Whether who leads a table checked in."""
    leader = aliased(Signup)
    return (
        select(func.count())
        .select_from(leader)
        .join(CheckIn, CheckIn.signup_id == leader.id)
        .where(leader.id == Table.facilitator_id)
        .correlate(Table)
        .scalar_subquery()
    )


def _agreed() -> tuple[ScalarSelect[int], ScalarSelect[datetime]]:
    """How many agreements a table has, and when it made the last."""
    mine = (FollowUp.table_id == Table.id, FollowUp.deleted_at.is_(None))
    return (
        select(func.count()).select_from(FollowUp).where(*mine).correlate(Table).scalar_subquery(),
        select(func.max(FollowUp.agreed_at)).where(*mine).correlate(Table).scalar_subquery(),
    )
