"""What the organiser's page of methods asks, and a table that chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from makers.core.database import db
from makers.events.models import ProgrammeItem
from makers.intervision import choosing
from makers.intervision.coming.queries import leader_id
from makers.intervision.methods import Situation
from makers.intervision.models import EventMethod, Run, TableMethod
from makers.seating.models import Case, Table


@dataclass(frozen=True)
class TableChoice:
    """A table with what it will follow; ``run`` where it has started, ``is_led`` by anybody."""

    table: Table
    choice: str
    run: Run | None
    is_led: bool

    def situations(self, now: datetime) -> list[Situation]:
        """What is so at this table, for its choice."""
        case = self.table.case
        domains = len(case.domains) if case is not None else 0
        return choosing.situations(
            self.table, domains, has_bringer=case is not None, has_leader=self.is_led, now=now
        )


def own_of(event_id: int, method_id: int) -> EventMethod | None:
    """One of an event's own methods; one statement."""
    return db.session.scalar(
        select(EventMethod).where(EventMethod.id == method_id, EventMethod.event_id == event_id)
    )


def choices(event_id: int) -> list[TableChoice]:
    """The tables in use of an event's rounds, each with what it will follow; one statement."""
    rows = db.session.execute(
        select(Table, TableMethod, Run, leader_id().is_not(None))
        .join(Table.item)
        .outerjoin(TableMethod, TableMethod.table_id == Table.id)
        .outerjoin(Run, Run.table_id == Table.id)
        .where(Table.event_id == event_id, Table.closed_at.is_(None))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number)
        .options(
            contains_eager(Table.item),
            joinedload(Table.case).joinedload(Case.domains),
            joinedload(Table.facilitator),
        )
    ).unique()
    return [
        TableChoice(table, choosing.choice_of(chosen), run, is_led)
        for table, chosen, run, is_led in rows
    ]
