"""Seats changed by hand in a draft: moved, exchanged, let go, and undone."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.seating import forbidden
from makers.seating.models import Case, Move, Plan, Seat, SeatPart, Table
from makers.seating.plans import draft_of, record
from makers.seating.solver.reasons import BRINGS_CASE, FACILITATES, PINNED
from makers.signups.models import Signup, SignupState

BY_HAND = {
    SeatPart.BRINGER: BRINGS_CASE,
    SeatPart.FACILITATOR: FACILITATES,
    SeatPart.PARTICIPANT: PINNED,
}


class TableFull(Refusal):
    """No chair is left at this table, or it is closed."""

    sentence = _l("Deze tafel is vol. Maak haar groter of verplaats eerst iemand anders.")


class HasPart(Refusal):
    """Who brings a case or facilitates sits at that table."""

    sentence = _l(
        "Deze persoon brengt een casus in of begeleidt een tafel, en hoort daar te zitten. "
        "Verander eerst de tafel bij ‘Tafels’."
    )


class NotComing(Refusal):
    """Who cancelled or waits has no seat."""

    sentence = _l(
        "Deze persoon heeft geen plek meer op de bijeenkomst. De lijst hieronder klopt nu."
    )


class NotThere(Refusal):
    """The other one of an exchange sits somewhere else by now."""

    sentence = _l("Iemand van deze twee zit intussen ergens anders. Kijk hoe het nu staat.")


class NothingToUndo(Refusal):
    """Nothing was changed by hand in this draft."""

    sentence = _l("Er is niets meer om terug te draaien. Verplaats mensen met de hand.")


def move(item: ProgrammeItem, signup: Signup, table: Table, *, now: datetime, by: Actor) -> None:
    """Put someone at a table of this round and keep them there when the draft is made again.

    Without a draft one is begun as a copy of the plan in force. Raises ``TableFull``, ``HasPart``
    for who brings or facilitates at another table, ``NotComing``, ``Forbidden`` where a hard rule
    says so, and ``ValueError`` for a table of another round.
    """
    if table.item_id != item.id:
        raise ValueError(f"table {table.id} is not in round {item.id}")
    with writing(item.event_id) as session:
        if signup.state is not SignupState.CONFIRMED:
            raise NotComing
        own = _own_table(session, item, signup.id)
        if own is not None and own[0] != table.id:
            raise HasPart
        plan = draft_of(session, item, now)
        seat = _seat(session, plan, signup.id)
        if seat is not None and seat.table_id == table.id and seat.pinned:
            return
        if seat is None or seat.table_id != table.id:
            _make_room(session, plan, table)
        _remember(session, plan, signup, seat, table.id, now)
        if seat is None:
            seat = Seat(plan_id=plan.id, signup_id=signup.id)
            session.add(seat)
        seat.part = _take_part(session, plan, own)
        _put(seat, table.id)
        _check(session, item, plan, signup)
        plan.problem_digest = ""
        record("seat.moved", plan, by, signup.id)


def exchange(item: ProgrammeItem, one: Signup, other: Signup, *, now: datetime, by: Actor) -> None:
    """Let two people change places, each kept there when the draft is made again.

    Raises ``HasPart``, ``NotThere``, and ``Forbidden`` where a hard rule says so.
    """
    with writing(item.event_id) as session:
        plan = draft_of(session, item, now)
        mine, theirs = _seat(session, plan, one.id), _seat(session, plan, other.id)
        if mine is None or theirs is None or mine.table_id == theirs.table_id:
            raise NotThere
        if any(_own_table(session, item, who.id) is not None for who in (one, other)):
            raise HasPart
        _remember(session, plan, one, mine, theirs.table_id, now, swapped=theirs)
        here, there = mine.table_id, theirs.table_id
        _put(mine, there)
        _put(theirs, here)
        _check(session, item, plan, one, other)
        plan.problem_digest = ""
        record("seat.exchanged", plan, by, one.id)


def release(item: ProgrammeItem, signup: Signup, *, now: datetime, by: Actor) -> None:
    """Let the solver choose again for someone who was put somewhere by hand."""
    with writing(item.event_id) as session:
        plan = draft_of(session, item, now)
        seat = _seat(session, plan, signup.id)
        if seat is None or not seat.pinned:
            return
        _remember(session, plan, signup, seat, seat.table_id, now)
        seat.pinned = False
        plan.problem_digest = ""
        record("seat.released", plan, by, signup.id)


def undo(item: ProgrammeItem, *, now: datetime, by: Actor) -> None:
    """Take the newest change by hand of the draft back; one after another to its beginning.

    Raises ``NothingToUndo``, and ``TableFull`` when the old place was taken by somebody else.
    """
    with writing(item.event_id) as session:
        plan = draft_of(session, item, now)
        newest = session.scalar(
            select(Move).where(Move.plan_id == plan.id).order_by(Move.id.desc()).limit(1)
        )
        if newest is None:
            raise NothingToUndo
        _take_back(session, item, plan, newest)
        subject = newest.signup_id
        session.delete(newest)
        plan.problem_digest = ""
        record("seat.move_undone", plan, by, subject)


def _remember(
    session: Session,
    plan: Plan,
    signup: Signup,
    seat: Seat | None,
    to_table_id: int,
    now: datetime,
    *,
    swapped: Seat | None = None,
) -> None:
    session.add(
        Move(
            plan_id=plan.id,
            signup_id=signup.id,
            swapped_with_id=swapped.signup_id if swapped is not None else None,
            from_table_id=seat.table_id if seat is not None else None,
            to_table_id=to_table_id,
            was_pinned=seat is not None and seat.pinned,
            other_was_pinned=swapped is not None and swapped.pinned,
            reasons=list(seat.reasons) if seat is not None else [],
            other_reasons=list(swapped.reasons) if swapped is not None else [],
            made_at=now,
        )
    )


def _check(session: Session, item: ProgrammeItem, plan: Plan, *moved: Signup) -> None:
    session.flush()
    seats = session.scalars(select(Seat).where(Seat.plan_id == plan.id)).all()
    forbidden.check(item, seats, {one.id for one in moved})


def _put(seat: Seat, table_id: int) -> None:
    seat.table_id, seat.pinned, seat.reasons = table_id, True, [[BY_HAND[seat.part]]]


def _take_back(session: Session, item: ProgrammeItem, plan: Plan, move: Move) -> None:
    """Seat them where they sat; who had no seat has none again, and who left stays away."""
    back = [(move.signup_id, move.from_table_id, move.was_pinned, move.reasons)]
    if move.swapped_with_id is not None:
        other = move.swapped_with_id, move.to_table_id, move.other_was_pinned, move.other_reasons
        back.append(other)
    for signup_id, table_id, pinned, reasons in back:
        seat = _seat(session, plan, signup_id)
        if seat is not None and table_id is None:
            session.delete(seat)
        elif seat is not None and table_id is not None:
            own = _own_table(session, item, signup_id)
            is_own = own is not None and own[0] == table_id
            seat.part = own[1] if own is not None and is_own else SeatPart.PARTICIPANT
            seat.table_id, seat.pinned, seat.reasons = table_id, pinned, list(reasons)
    session.flush()
    for _signup_id, table_id, _pinned, _reasons in back:
        if table_id is not None:
            table = session.get_one(Table, table_id)
            if _taken(session, plan, table) > table.most:
                raise TableFull


def _seat(session: Session, plan: Plan, signup_id: int) -> Seat | None:
    return session.scalar(select(Seat).where(Seat.plan_id == plan.id, Seat.signup_id == signup_id))


def _own_table(
    session: Session, item: ProgrammeItem, signup_id: int
) -> tuple[int, SeatPart] | None:
    """The table this person brings a case to or facilitates, and as what."""
    for part, is_theirs in (
        (SeatPart.BRINGER, Case.signup_id == signup_id),
        (SeatPart.FACILITATOR, Table.facilitator_id == signup_id),
    ):
        theirs = select(Table.id).outerjoin(Case, Table.case_id == Case.id)
        in_use = (Table.item_id == item.id, Table.closed_at.is_(None))
        table_id = session.scalar(theirs.where(*in_use, is_theirs))
        if table_id is not None:
            return table_id, part
    return None


def _take_part(session: Session, plan: Plan, own: tuple[int, SeatPart] | None) -> SeatPart:
    """The part someone has at their own table; who had it before is a participant from now on."""
    if own is None:
        return SeatPart.PARTICIPANT
    table_id, part = own
    session.execute(
        update(Seat)
        .where(Seat.plan_id == plan.id, Seat.table_id == table_id, Seat.part == part)
        .values(part=SeatPart.PARTICIPANT)
    )
    return part


def _make_room(session: Session, plan: Plan, table: Table) -> None:
    if table.closed_at is not None or _taken(session, plan, table) >= table.most:
        raise TableFull


def _taken(session: Session, plan: Plan, table: Table) -> int:
    taken = select(func.count()).where(Seat.plan_id == plan.id, Seat.table_id == table.id)
    return session.scalar(taken) or 0
