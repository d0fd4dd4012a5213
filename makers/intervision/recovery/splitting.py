"""One table becomes two."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.intervision.models import Note, Recovery, RecoveryKind
from makers.intervision.recovery.scene import Elsewhere, NobodySeated, Scene, recover
from makers.seating import tables
from makers.seating.models import SeatPart, Table


class NobodyLeft(Refusal):
    """A split leaves people at both tables."""

    sentence = _l("Kies wie naar de nieuwe tafel gaat. Aan beide tafels blijft minstens één mens.")
    status = 422


def split(
    table: Table,
    people: Collection[int],
    notes: Collection[int],
    *,
    own_notes: bool = False,
    place: str = "",
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> Recovery:
    """Have some people of a table (ids of sign-ups) go on at a new one, with some of its notes.

    ``own_notes``: what they wrote themselves goes along too, also what nobody else may read yet.

    The case, its bringer and the facilitator stay, and so do the agreements. Raises ``NobodyLeft``,
    ``Elsewhere``, ``TooMany`` tables, and as ``scene.recover``.
    """

    def act(scene: Scene) -> None:
        seats, late = scene.seats(table), scene.late(table)
        if scene.plan is None and not late:
            raise NobodySeated
        going = [seat for seat in seats if seat.signup_id in people]
        beside = [one for one in late if one.signup_id in people]
        count = len(going) + len(beside)
        if count != len(set(people)) or any(
            seat.part is not SeatPart.PARTICIPANT for seat in going
        ):
            raise Elsewhere
        if not count or count == len(seats) + len(late):
            raise NobodyLeft
        new = scene.to = tables.new(scene.session, scene.item)
        new.place, new.step_free, new.languages = place, table.step_free, table.languages
        new.least, new.most = min(table.least, count), max(table.most, count)
        scene.ledger.add(new)
        for seat in going:
            scene.sit(seat, new)
        for latecomer in beside:
            scene.join(latecomer, new)
        theirs = select(Note.id).where(Note.table_id == table.id, Note.author_id.in_(list(people)))
        own = scene.session.scalars(theirs) if own_notes else ()
        scene.carry(table, new, {*notes, *own})

    return recover(table, RecoveryKind.SPLIT, act, key=key, now=now, by=by)
