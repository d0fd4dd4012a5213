"""The numbers that travel in a signal, so that a change of those alone makes nobody fetch."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from makers.core.hub import Hub, Numbers
from makers.intervision.models import PhaseTurn, Run
from makers.intervision.phases import clock, ready
from makers.intervision.phases.clock import PhaseState
from makers.intervision.rounds.queries import seen_counts
from makers.seating.models import Table


def carry(hub: Hub) -> None:
    """Let this slice's topics carry what all who hear them may know."""
    hub.carry(r"table-(\d+)-(?:clock|time)", clocks)
    hub.carry(r"table-(\d+)-ready", readiness)
    hub.carry(r"broadcast-(\d+)-seen", sightings)


def clocks(connection: Connection, table_ids: Collection[int]) -> dict[int, Numbers]:
    """The time of the phase that is on at each table that has begun; ``clock`` is its table."""
    turn = aliased(PhaseTurn)
    newest = select(func.max(turn.id)).where(turn.run_id == Run.id).scalar_subquery()
    rows = connection.execute(
        select(
            Run.table_id,
            PhaseTurn.id,
            PhaseTurn.phase,
            PhaseTurn.started_at,
            PhaseTurn.seconds,
            PhaseTurn.paused_at,
            PhaseTurn.paused_seconds,
        )
        .join(PhaseTurn, PhaseTurn.id == newest)
        .where(Run.table_id.in_(table_ids))
    )
    return {
        row[0]: {"clock": row[0], "turn": row[1], **clock.on_screen(PhaseState(*row[2:]))}
        for row in rows
    }


def readiness(connection: Connection, table_ids: Collection[int]) -> dict[int, Numbers]:
    """How many are ready at each table that has begun, and of how many."""
    rows = connection.execute(
        select(Table.id, ready.counted(), ready.at_table())
        .join(Run, Run.table_id == Table.id)
        .where(Table.id.in_(table_ids))
    )
    return {table_id: {"ready": count, "of": of} for table_id, count, of in rows}


def sightings(connection: Connection, broadcast_ids: Collection[int]) -> dict[int, Numbers]:
    """At how many tables each broadcast was seen, and by how many people."""
    rows = connection.execute(seen_counts(broadcast_ids))
    return {number: {"tables": tables, "people": people} for number, tables, people in rows}
