"""A table's clock, or before its start the method that it will follow, in one question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import ProgrammeItem
from makers.intervision import choosing, queries
from makers.intervision.coming.entry import IN_FORCE
from makers.intervision.methods import Method, built_in
from makers.intervision.models import (
    BringerYes,
    Broadcast,
    Hand,
    PhaseTurn,
    Ready,
    Run,
    TableMethod,
)
from makers.intervision.phases import ready
from makers.intervision.phases.ready import Readiness
from makers.intervision.queries import TableClock
from makers.intervision.rounds import queries as round_queries
from makers.seating.models import Plan, Seat, SeatPart, Table


@dataclass(frozen=True)
class BeforeStart:
    """What a table that has not started will follow.

    ``choice`` is the name under which forms know the method; ``minutes`` has its round. The bringer
    was asked where ``agreed_at`` is filled.
    """

    choice: str
    method: Method
    minutes: int
    bringer_id: int | None
    agreed_at: datetime | None

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths in minutes in which it fits the round."""
        return self.method.fitting(self.minutes)

    @property
    def waits(self) -> bool:
        """Whether it can only start after the bringer's yes."""
        return self.method.asks_bringer and self.agreed_at is None


def clock_or_start(table_id: int, signup_id: int | None = None) -> TableClock | BeforeStart:
    """The table's clock as ``signup_id`` sees it, or before the start what it will follow; one
    statement.
    """
    asked = {"table_id": table_id, "signup_id": signup_id}
    return _clock_or_start(*db.session.execute(_CLOCK_OR_START, asked).unique().one())


@dataclass(frozen=True)
class Opening:
    """What a table's page opens with: its clock, its hand, and what all tables are told."""

    clock: TableClock | BeforeStart
    hand: Hand | None
    broadcast: Broadcast | None


def opening(table_id: int, signup_id: int | None) -> Opening:
    """The same with what stands around the clock; one statement."""
    asked = {"table_id": table_id, "signup_id": signup_id}
    *clock, hand, broadcast = db.session.execute(_OPENING, asked).unique().one()
    return Opening(_clock_or_start(*clock), hand, broadcast)


def _clock_or_start(
    run: Run | None,
    writers: int,
    minutes: int,
    chosen: TableMethod | None,
    bringer_id: int | None,
    agreed_at: datetime | None,
    *readiness: Any,
) -> TableClock | BeforeStart:
    if run is not None:
        return replace(queries.as_clock(run, writers), readiness=Readiness(*readiness))
    choice, method = will_follow(chosen, minutes)
    return BeforeStart(choice, method, minutes, bringer_id, agreed_at)


def will_follow(chosen: TableMethod | None, minutes: int) -> tuple[str, Method]:
    """The method of a table by what it chose, else the first that fits its round, and its name."""
    choice = choosing.choice_of(chosen)
    own = {choice: Method.from_json(chosen.own.content)} if chosen and chosen.own else {}
    methods = {**built_in(), **own}
    if chosen is None:
        choice = choosing.first_that_fits(methods, choice, minutes)
    return choice, methods[choice]


# what was chosen is of no interest any more once a table runs
_CLOCK_OR_START = (
    select(
        Run,
        queries.writers(),
        ProgrammeItem.minutes,
        TableMethod,
        Seat.signup_id,
        BringerYes.said_at,
        ready.counted(),
        ready.at_table(),
        select(Ready.turn_id)
        .join(PhaseTurn, PhaseTurn.id == Ready.turn_id)
        .where(PhaseTurn.run_id == Run.id, Ready.signup_id == bindparam("signup_id"))
        .correlate(Run)
        .exists(),
    )
    .select_from(Table)
    .join(ProgrammeItem, ProgrammeItem.id == Table.item_id)
    .outerjoin(Run, Run.table_id == Table.id)
    .outerjoin(TableMethod, (TableMethod.table_id == Table.id) & Run.id.is_(None))
    .outerjoin(
        Seat,
        (Seat.table_id == Table.id)
        & (Seat.part == SeatPart.BRINGER)
        & select(Plan.id).where(Plan.id == Seat.plan_id, *IN_FORCE).exists(),
    )
    .outerjoin(
        BringerYes,
        (BringerYes.table_id == Table.id) & (BringerYes.signup_id == Seat.signup_id),
    )
    .where(Table.id == bindparam("table_id"))
    .options(joinedload(Run.turns), joinedload(Run.reveals), joinedload(TableMethod.own))
)

_OPENING = (
    _CLOCK_OR_START.add_columns(Hand, Broadcast)
    .outerjoin(Hand, (Hand.table_id == Table.id) & Hand.lowered_at.is_(None))
    .outerjoin(Broadcast, round_queries.is_shown(Table.item_id))
    .options(round_queries.who_comes())
)
