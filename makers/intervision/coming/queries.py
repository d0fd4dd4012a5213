"""What the wall shows of who is at the tables, as columns of its own statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from makers.intervision.coming.entry import in_the_plan
from makers.intervision.coming.presence import AWAY, is_away
from makers.intervision.models import Latecomer, Leading, Presence
from makers.seating.models import Table
from makers.signups.models import Signup


@dataclass(frozen=True)
class Attendance:
    """Who is at a table: how many were seen lately and how many joined outside the plan; who leads,
    and when they were last seen.
    """

    present: int
    latecomers: int
    leader: str | None
    leader_seen_at: datetime | None

    def leader_away(self, now: datetime) -> bool:
        """Whether who leads was not seen for three minutes, or not at all."""
        return is_away(self.leader_seen_at, now)


def attendance(now: datetime) -> tuple[ScalarSelect[Any], ...]:
    """The columns of an ``Attendance`` beside ``Table``."""
    here = Presence.table_id == Table.id
    theirs = select(Presence.seen_at).where(here, Presence.signup_id == leader_id())
    lately = select(func.count()).select_from(Presence).where(here, Presence.seen_at > now - AWAY)
    late = select(func.count()).select_from(Latecomer).where(Latecomer.table_id == Table.id)
    led = select(Signup.name).where(Signup.id == leader_id())
    return tuple(
        one.correlate(Table).scalar_subquery()
        for one in (lately, late.where(~in_the_plan()), led, theirs)
    )


def leader_id() -> ColumnElement[int]:
    """Who leads a ``Table`` of the statement: by a row of their own, else by the plan."""
    running = select(Leading.signup_id).where(Leading.table_id == Table.id, Leading.until.is_(None))
    return func.coalesce(running.correlate(Table).scalar_subquery(), Table.facilitator_id)
