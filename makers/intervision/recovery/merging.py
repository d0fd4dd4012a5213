"""Two tables become one."""

from __future__ import annotations

import uuid
from datetime import datetime

from makers.core.journal import Actor
from makers.intervision.models import Leading, Recovery, RecoveryKind
from makers.intervision.recovery import company
from makers.intervision.recovery.scene import Scene, recover
from makers.seating.models import SeatPart, Table


def merge(table: Table, into_id: int, *, key: uuid.UUID, now: datetime, by: Actor) -> Recovery:
    """Have the people of a table, their notes and agreements go on at another one.

    That one keeps its clock, its method and its case, and who leads it; where it has no case or
    nobody to lead it, those come along. Raises as ``scene.recover``, and ``Elsewhere`` for a table
    of another round.
    """

    def act(scene: Scene) -> None:
        into = scene.to = scene.open_table(into_id)
        brings = into.case_id is None and table.case_id is not None
        leads = into.facilitator_id is None and table.facilitator_id is not None
        facilitator_id, case_id = table.facilitator_id, table.case_id
        leader = scene.session.scalar(company.leading(table.id))
        is_led = into.facilitator_id is not None or (
            scene.session.scalar(company.leading(into.id)) is not None
        )
        leader_id = leader.signup_id if leader is not None else None
        scene.close(table)
        if leads:
            scene.ledger.put(into, facilitator_id=facilitator_id)
        if brings:
            scene.ledger.put(table, case_id=None)
            scene.ledger.put(into, case_id=case_id)
        kept = {SeatPart.BRINGER: brings, SeatPart.FACILITATOR: leads}
        for seat in scene.seats(table):
            part = seat.part if kept.get(seat.part) else SeatPart.PARTICIPANT
            scene.sit(seat, into, part)
        for latecomer in scene.late(table):
            scene.join(latecomer, into)
        if leader_id is not None and not is_led:
            running = Leading(event_id=into.event_id, table_id=into.id, signup_id=leader_id)
            running.since = scene.now
            scene.ledger.add(running)
        scene.carry(table, into)

    return recover(table, RecoveryKind.MERGED, act, key=key, now=now, by=by)
