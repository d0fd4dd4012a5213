"""The case-bringer is not there: another case, another method, or the case as it was written."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.intervision import choosing
from makers.intervision.choosing import AlreadyStarted
from makers.intervision.methods import Method, built_in
from makers.intervision.models import EventMethod, Recovery, RecoveryKind, Run, TableMethod
from makers.intervision.recovery.scene import Elsewhere, NobodySeated, Scene, recover
from makers.seating.models import Case, CaseState, Seat, SeatPart, Table

SUCCESSES = "succes"


class LeadsElsewhere(Refusal):
    """Who brings the reserve case has a part at another table, or no place any more."""

    sentence = _l(
        "Wie deze casus inbrengt, begeleidt een tafel of brengt daar al een casus in. "
        "Kies een andere reservecasus."
    )


class NoTime(Refusal):
    """The method does not fit the round."""

    sentence = _l("Deze werkvorm past niet in deze ronde. Kies iets anders.")


def reserve(table: Table, case_id: int, *, key: uuid.UUID, now: datetime, by: Actor) -> Recovery:
    """Lay a reserve case on a table; who brings it comes to sit there.

    The case that lay there is chosen still, without a table; who was to bring it keeps a seat.
    Raises ``Elsewhere`` for a case that is not in reserve any more, ``LeadsElsewhere``, and as
    ``scene.recover``.
    """

    def act(scene: Scene) -> None:
        case = scene.session.get(Case, case_id)
        if case is None or case.event_id != table.event_id or case.state is not CaseState.RESERVE:
            raise Elsewhere
        if scene.plan is None:
            raise NobodySeated
        seat = scene.seat_of(case.signup_id)
        busy = seat is not None and seat.part is not SeatPart.PARTICIPANT
        if busy or case.signup.cancelled_at is not None or case.signup.confirmed_at is None:
            raise LeadsElsewhere
        _step_back(scene)
        scene.ledger.put(case, state=CaseState.ACCEPTED)
        scene.ledger.put(table, case_id=case.id)
        if seat is None:
            late = scene.late_at(case.signup_id)
            comes_from = late.table_id if late is not None else table.id
            seat = Seat(plan_id=scene.plan.id, table_id=comes_from, signup_id=case.signup_id)
            scene.ledger.add(seat)
        scene.sit(seat, table, SeatPart.BRINGER)

    return recover(table, RecoveryKind.RESERVE, act, key=key, now=now, by=by)


def successes(table: Table, *, key: uuid.UUID, now: datetime, by: Actor) -> Recovery:
    """Have a table learn from successes, for which it needs no case.

    Raises ``AlreadyStarted`` for a table that runs, ``NoTime``, and as ``scene.recover``.
    """

    def act(scene: Scene) -> None:
        if not built_in()[SUCCESSES].fitting(scene.item.minutes):
            raise NoTime
        _follow(scene, SUCCESSES)
        _step_back(scene)
        scene.ledger.put(table, case_id=None)

    return recover(table, RecoveryKind.SUCCESSES, act, key=key, now=now, by=by)


def written(table: Table, *, key: uuid.UUID, now: datetime, by: Actor) -> Recovery:
    """Have a table go on with the case as it was written, without who brings it.

    A method that needs the bringer's yes gives way to the first that fits. Raises as
    ``scene.recover``.
    """

    def act(scene: Scene) -> None:
        _step_back(scene)
        if not _started(scene):
            chosen = scene.session.get(TableMethod, table.id)
            if chosen is not None and _method(scene, chosen).asks_bringer:
                methods = choosing.methods_of(table.event_id)
                plain = {name: one for name, one in methods.items() if not one.asks_bringer}
                first = choosing.choice_of(None)
                _follow(scene, choosing.first_that_fits(plain, first, scene.item.minutes))

    return recover(table, RecoveryKind.WRITTEN, act, key=key, now=now, by=by)


def _step_back(scene: Scene) -> None:
    """Who was to bring the case keeps the seat, as a participant."""
    for seat in scene.seats(scene.table):
        if seat.part is SeatPart.BRINGER:
            scene.sit(seat, scene.table)


def _started(scene: Scene) -> bool:
    runs = select(Run.id).where(Run.table_id == scene.table.id)
    return scene.session.scalar(runs) is not None


def _method(scene: Scene, chosen: TableMethod) -> Method:
    own = scene.session.get(EventMethod, chosen.own_id) if chosen.own_id else None
    return Method.from_json(own.content) if own is not None else built_in()[chosen.built_in]


def _follow(scene: Scene, choice: str) -> None:
    """Have the table follow a built-in method."""
    if _started(scene):
        raise AlreadyStarted
    row = scene.session.get(TableMethod, scene.table.id)
    if row is None:
        scene.ledger.add(TableMethod(table_id=scene.table.id, built_in=choice, chosen_at=scene.now))
        return
    scene.ledger.put(row, built_in=choice, own_id=None, chosen_at=scene.now)
