"""People go to another table, and a table gets another name."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.intervision.models import Recovery, RecoveryKind
from makers.intervision.recovery.scene import Elsewhere, NobodySeated, Scene, recover
from makers.seating.models import SeatPart, Table


class NobodyChosen(Refusal):
    """Nobody was chosen to move."""

    sentence = _l("Kies eerst wie er naar een andere tafel gaat.")
    status = 422


def move(
    table: Table,
    people: Collection[int],
    to_id: int,
    *,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> Recovery:
    """Have people of a table (ids of sign-ups) go on at another; what they wrote stays.

    Who brings the case or leads the table stays. Raises ``NobodyChosen``, ``Elsewhere`` and as
    ``scene.recover``.
    """

    def act(scene: Scene) -> None:
        late = {one.signup_id: one for one in scene.late(table)}
        if scene.plan is None and not late:
            raise NobodySeated
        if not people:
            raise NobodyChosen
        scene.to = scene.open_table(to_id)
        here = {seat.signup_id: seat for seat in scene.seats(table)}
        for signup_id in people:
            seat = here.get(signup_id)
            if signup_id in late:
                scene.join(late[signup_id], scene.to)
            elif seat is not None and seat.part is SeatPart.PARTICIPANT:
                scene.sit(seat, scene.to)
            else:
                raise Elsewhere

    return recover(table, RecoveryKind.MOVED, act, key=key, now=now, by=by)


def rename(table: Table, name: str, *, key: uuid.UUID, now: datetime, by: Actor) -> Recovery:
    """Give a table another name, or none. Raises as ``scene.recover``."""

    def act(scene: Scene) -> None:
        scene.ledger.put(table, name=name)

    return recover(table, RecoveryKind.RENAMED, act, key=key, now=now, by=by)
