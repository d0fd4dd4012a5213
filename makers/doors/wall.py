"""All tables at once: what the wall shows of each, and which one asks for the organiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from makers.followups import queries as followups
from makers.intervision import queries as intervision
from makers.intervision.queries import TableState
from makers.seating import queries as seating
from makers.seating.models import Table

PATIENCE = timedelta(minutes=5)
KINDS = ("clock", "notes", "people", "followups")


@dataclass(frozen=True)
class WallTable:
    """One table on the wall: who sits there, what it wrote and agreed, and how it stands."""

    table: Table
    people: int
    agreements: int
    state: TableState

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

    def asks(self, now: datetime) -> bool:
        """Whether the organiser should walk over."""
        return self.table.facilitator_id is None or self.late(now)


def of(event_id: int) -> list[WallTable]:
    """Every table of the event, round by round, in the order of the numbers; six statements."""
    states, agreements = intervision.wall(event_id), followups.counts(event_id)
    people, untouched = seating.sizes(event_id), TableState(None, 0, None)
    return [
        WallTable(
            table,
            people.get(table.id, 0),
            agreements.get(table.id, 0),
            states.get(table.id, untouched),
        )
        for table in seating.tables_of(event_id)
    ]


def topics(tables: Sequence[WallTable]) -> list[str]:
    """What the wall listens to."""
    each = [f"table-{shown.table.id}-{kind}" for shown in tables for kind in KINDS]
    return ["seating", "cases", "programme", *each]
