"""The projector of the hall: the clock that all tables share, and when its page was last open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.events.models import ItemKind, ProgrammeItem
from makers.intervision.methods import Text
from makers.intervision.models import HallScreen, Run
from makers.intervision.queries import TableClock, as_clock
from makers.seating.models import Table

QUIET = timedelta(minutes=2)  # the page speaks up every minute


@dataclass(frozen=True)
class Together:
    """A phase that tables share: the ``clock`` of the one that ends last and does not stand still.

    It is on at so many (``here``) ``of`` the tables in use of the round.
    """

    clock: TableClock
    here: int
    of: int

    @property
    def is_all(self) -> bool:
        """Whether every table of the round is in it."""
        return self.here == self.of

    @property
    def is_most(self) -> bool:
        """Whether more than half of the round's tables are, begun or not."""
        return self.here * 2 > self.of


@dataclass(frozen=True)
class Hall:
    """The tables in use of an event by round, each with its clock once it began."""

    clocks: dict[int, dict[int, TableClock | None]]

    def topics(self) -> list[str]:
        """What the projector listens to, to know which phase is on and how long."""
        tables = [table_id for here in self.clocks.values() for table_id in here]
        return [f"table-{table_id}-{part}" for table_id in tables for part in ("clock", "time")]

    def together(self, item_id: int) -> Together | None:
        """The phase that more than half of a round's running tables are in.

        Tables whose length differs are in the same phase where it reads the same. ``None`` where
        no phase has so many, or all that are in it stand still.
        """
        clocks = list(self.clocks.get(item_id, {}).values())
        going = [one for one in clocks if one is not None and one.run.ended_at is None]
        if not going:
            return None
        counted = Counter(_phase(one) for one in going)
        phase, here = counted.most_common(1)[0]
        on = [one for one in going if _phase(one) == phase and one.turn.paused_at is None]
        if here * 2 <= len(going) or not on:
            return None
        return Together(max(on, key=_ends_at), here, len(clocks))


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


def _phase(clock: TableClock) -> tuple[Text, Text, Text]:
    return clock.method.name, clock.phase.name, clock.phase.prompt


def _ends_at(clock: TableClock) -> datetime:
    turn = clock.turn
    return turn.started_at + timedelta(seconds=turn.seconds + turn.paused_seconds)
