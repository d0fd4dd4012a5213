"""Who spoke in the phase that is on: ticked and seen by the facilitator, by nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from makers.core import journal
from makers.core.database import db, writing
from makers.intervision.coming import joining
from makers.intervision.coming.entry import Present, Stance
from makers.intervision.coming.joining import Company
from makers.intervision.models import PhaseTurn, Run, Spoken
from makers.intervision.phases import runs
from makers.seating.models import SeatPart, Table


@dataclass(frozen=True)
class Turns:
    """Who has spoken in a turn and who has not, each in the order of the alphabet."""

    turn_id: int
    waiting: Sequence[Company]
    spoken: Sequence[Company]


def keeps(reader: Present) -> bool:
    """Whether this reader leads the table; who leads because nobody does, does not keep this."""
    return reader.stance is Stance.LEADS


def tick(
    table: Table, seen_turn: int, signup_id: int, has_spoken: bool, *, by: Present, now: datetime
) -> None:
    """Note that somebody at the table spoke in this turn, or take that back; twice is once.

    Nothing happens when the turn is past, or for somebody who does not sit here. The journal
    tells that there is news, not of whom.
    """
    with writing(table.event_id) as session:
        turn = runs.turn_on(session, table, seen_turn)
        if turn is None or signup_id not in {seat.signup_id for seat in joining.seats(table)}:
            return
        ticked = session.get(Spoken, (turn.id, signup_id))
        if (ticked is not None) == has_spoken:
            return
        if ticked is None:
            session.add(Spoken(turn_id=turn.id, signup_id=signup_id, at=now))
        else:
            session.delete(ticked)
        journal.record(
            "table.heard",
            event_id=table.event_id,
            topic=f"table-{table.id}-speaking",
            subject_id=turn.id,
            by=by.actor,
        )


def turns(table_id: int, seats: Sequence[Company]) -> Turns | None:
    """The others at a table as its facilitator sees them, ``None`` while no phase is on; one
    statement.
    """
    newest = (
        select(PhaseTurn.id)
        .join(Run, Run.id == PhaseTurn.run_id)
        .where(Run.table_id == table_id, Run.ended_at.is_(None))
        .order_by(PhaseTurn.id.desc())
        .limit(1)
    )
    found = db.session.execute(
        select(PhaseTurn.id, Spoken.signup_id)
        .outerjoin(Spoken, Spoken.turn_id == PhaseTurn.id)
        .where(PhaseTurn.id == newest.scalar_subquery())
    ).all()
    if not found:
        return None
    ticked = {signup_id for _turn, signup_id in found}
    others = [seat for seat in seats if seat.part is not SeatPart.FACILITATOR]
    return Turns(
        found[0][0],
        [seat for seat in others if seat.signup_id not in ticked],
        [seat for seat in others if seat.signup_id in ticked],
    )
