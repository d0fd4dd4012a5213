"""A table that does not go on: its people find a place at the others."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from makers.core.journal import Actor
from makers.intervision.models import Recovery, RecoveryKind
from makers.intervision.recovery.scene import Elsewhere, Scene, recover
from makers.seating.models import Table


def dissolve(
    table: Table,
    places: Mapping[int, int],
    *,
    notes_to: int | None,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> Recovery:
    """Give everybody at a table (by sign-up) a place at another, and take the table out of use.

    Its notes and agreements go to ``notes_to``, or stay where they are for the report. Its case
    stays with it. Raises ``Elsewhere`` when others sit there by now, and as ``scene.recover``.
    """

    def act(scene: Scene) -> None:
        seats = scene.seats(table)
        late = scene.late(table)
        if {*(one.signup_id for one in seats), *(one.signup_id for one in late)} != set(places):
            raise Elsewhere
        scene.close(table)
        for seat in seats:
            scene.sit(seat, scene.open_table(places[seat.signup_id]))
        for latecomer in late:
            scene.join(latecomer, scene.open_table(places[latecomer.signup_id]))
        if notes_to is not None:
            scene.to = scene.open_table(notes_to)
            scene.carry(table, scene.to)

    return recover(table, RecoveryKind.DISSOLVED, act, key=key, now=now, by=by)
