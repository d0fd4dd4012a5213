"""The projector of the hall: the clock that all tables share, and when its page was last open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.events.models import ItemKind, ProgrammeItem
from makers.intervision.models import HallScreen, Run
from makers.intervision.queries import TableClock, as_clock
from makers.seating.models import Table

TOGETHER = timedelta(minutes=1)
QUIET = timedelta(minutes=2)  # the page speaks up every minute


@dataclass(frozen=True)
class Hall:
    """The tables in use of an event by round, each with its clock once it began."""

    clocks: dict[int, dict[int, TableClock | None]]

    def topics(self) -> list[str]:
        """What the projector listens to, to know which phase is on."""
        return [f"table-{table_id}-clock" for here in self.clocks.values() for table_id in here]

    def in_step(self, item_id: int) -> TableClock | None:
        """The clock of a round where all tables are in the same phase of the same method.

        It is that of the table that ends last, within a minute of the first; ``None`` where tables
        go each their own way, or one stands still.
        """
        clocks = list(self.clocks.get(item_id, {}).values())
        going = [one for one in clocks if one is not None and one.run.ended_at is None]
        if not going or len(going) < len(clocks):
            return None
        last = max(going, key=_ends_at)
        if any(
            one.turn.paused_at is not None
            or one.run.method != last.run.method
            or one.turn.phase != last.turn.phase
            or _ends_at(last) - _ends_at(one) > TOGETHER
            for one in going
        ):
            return None
        return last


def of(event_id: int) -> Hall:
    """The tables of an event and their clocks; one statement."""
    rows = db.session.execute(
        select(Table.item_id, Table.id, Run)
        .join(ProgrammeItem, ProgrammeItem.id == Table.item_id)
        .outerjoin(Run, Run.table_id == Table.id)
        .where(
            Table.event_id == event_id,
            Table.closed_at.is_(None),
            ProgrammeItem.kind == ItemKind.INTERVISION,
        )
        .order_by(Table.item_id, Table.number)
        .options(joinedload(Run.turns), joinedload(Run.reveals))
    ).unique()
    clocks: dict[int, dict[int, TableClock | None]] = {}
    for item_id, table_id, run in rows:
        clocks.setdefault(item_id, {})[table_id] = as_clock(run, 0) if run is not None else None
    return Hall(clocks)


def seen(event_id: int, *, now: datetime, by: Actor) -> None:
    """The page is open now; who waits for the projector hears when it comes (back)."""
    with writing(event_id) as session:
        screen = session.get(HallScreen, event_id)
        if screen is None:
            screen = HallScreen(event_id=event_id, seen_at=now - QUIET)
            session.add(screen)
        if now - screen.seen_at >= QUIET:
            journal.record("projector.seen", event_id=event_id, topic="readiness", by=by)
        screen.seen_at = now


def seen_at(event_id: int) -> datetime | None:
    """When it was last open; one statement."""
    return db.session.scalar(select(HallScreen.seen_at).where(HallScreen.event_id == event_id))


def _ends_at(clock: TableClock) -> datetime:
    turn = clock.turn
    return turn.started_at + timedelta(seconds=turn.seconds + turn.paused_seconds)
