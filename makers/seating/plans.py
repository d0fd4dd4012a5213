"""Plans: made by the solver or by hand as a draft, then published; one of each per round."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.seating import matching
from makers.seating.impossible import told
from makers.seating.models import Case, Plan, Seat, SeatPart, Table
from makers.seating.problem import names_in, problem_of, put_by_hand, seats_of
from makers.seating.solver.problem_file import digest
from makers.seating.solver.reasons import BRINGS_CASE, FACILITATES, PINNED
from makers.signups.models import Signup, SignupState

TRIES = 3
SEED = 1
BY_HAND = {
    SeatPart.BRINGER: BRINGS_CASE,
    SeatPart.FACILITATOR: FACILITATES,
    SeatPart.PARTICIPANT: PINNED,
}
IN_FORCE = (Plan.published_at.is_not(None), Plan.superseded_at.is_(None))
DRAFT = (Plan.published_at.is_(None), Plan.superseded_at.is_(None))


class NoPlan(Refusal):
    """The rules contradict each other; the sentence says which and what to change."""


class Busy(Refusal):
    """Sign-ups or tables kept changing while the solver was at work."""

    sentence = _l("Er verandert nu veel tegelijk. Wacht even en maak de indeling dan opnieuw.")


class NoAnswer(Refusal):
    """The solver's process died, or took too long."""

    sentence = _l("Het indelen is nu niet gelukt. Er is niets veranderd. Probeer het nog een keer.")


class TableFull(Refusal):
    """No chair is left at this table."""

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


class NothingToPublish(Refusal):
    """There is no draft."""

    sentence = _l("Er is geen nieuwe indeling om bekend te maken. Maak er eerst een.")


def match(item: ProgrammeItem, *, now: datetime, by: Actor) -> Plan:
    """Seat a round as a draft that keeps every hard rule; who was moved by hand stays there.

    The solver works outside the transaction; when sign-ups or tables changed meanwhile it starts
    again. Two organisers who ask at once get one plan. Raises ``NoPlan`` with what to change,
    ``Busy`` and ``NoAnswer``.
    """
    for _attempt in range(TRIES):
        problem = problem_of(item)
        db.session.rollback()
        try:
            matched = matching.match(problem, seed=SEED)
        except matching.MatchingFailed as failed:
            current_app.logger.exception("the solver gave no answer")
            raise NoAnswer from failed
        if matched.plan is None:
            raise NoPlan(told(matched.impossible, names_in(problem)))
        with writing(item.event_id) as session:
            if digest(problem_of(item)) != matched.digest:
                continue
            plan = _plan(session, item, *DRAFT)
            if plan is not None and plan.problem_digest == matched.digest:
                return plan
            by_hand = put_by_hand(item)
            plan = _fresh_draft(session, item, now)
            plan.seed, plan.budget = matched.seed, matched.budget
            plan.problem_digest, plan.solver = matched.digest, matched.version
            plan.counts = matched.counts
            plan.seats = seats_of(problem, matched.plan, matched.reasons, by_hand=by_hand)
            _record("plan.made", plan, by)
            return plan
    raise Busy


def move(item: ProgrammeItem, signup: Signup, table: Table, *, now: datetime, by: Actor) -> None:
    """Put someone at a table of this round and keep them there when the draft is made again.

    Without a draft one is begun as a copy of the plan in force. Raises ``TableFull``, ``HasPart``
    for who brings or facilitates at another table, ``NotComing``, and ``ValueError`` for a table
    of another round.
    """
    if table.item_id != item.id:
        raise ValueError(f"table {table.id} is not in round {item.id}")
    with writing(item.event_id) as session:
        if signup.state is not SignupState.CONFIRMED:
            raise NotComing
        own = _own_table(session, item, signup)
        if own is not None and own[0] != table.id:
            raise HasPart
        plan = _draft(session, item, now)
        seat = _seat(session, plan, signup)
        if seat is not None and seat.table_id == table.id and seat.pinned:
            return
        if seat is None or seat.table_id != table.id:
            _make_room(session, plan, table)
        if seat is None:
            seat = Seat(plan_id=plan.id, signup_id=signup.id)
            session.add(seat)
        seat.part = _take_part(session, plan, own)
        seat.table_id, seat.pinned, seat.reasons = table.id, True, [[BY_HAND[seat.part]]]
        plan.problem_digest = ""
        _record("seat.moved", plan, by, signup.id)


def release(item: ProgrammeItem, signup: Signup, *, now: datetime, by: Actor) -> None:
    """Let the solver choose again for someone who was put somewhere by hand."""
    with writing(item.event_id) as session:
        plan = _draft(session, item, now)
        seat = _seat(session, plan, signup)
        if seat is None or not seat.pinned:
            return
        seat.pinned = False
        plan.problem_digest = ""
        _record("seat.released", plan, by, signup.id)


def publish(item: ProgrammeItem, *, now: datetime, by: Actor) -> Plan:
    """Put the draft in force: everybody's page tells their table. Raises ``NothingToPublish``."""
    with writing(item.event_id) as session:
        plan = _plan(session, item, *DRAFT)
        if plan is None:
            raise NothingToPublish
        session.execute(
            update(Plan).where(Plan.item_id == item.id, *IN_FORCE).values(superseded_at=now)
        )
        plan.published_at = now
        _record("plan.published", plan, by)
        return plan


def free_seats(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Who cancels leaves their seat; answers ``signup_cancelled`` in its transaction."""
    current = select(Plan.id).where(Plan.event_id == signup.event_id, Plan.superseded_at.is_(None))
    gone = session.execute(
        delete(Seat).where(Seat.signup_id == signup.id, Seat.plan_id.in_(current))
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        journal.record(
            "seat.freed",
            event_id=signup.event_id,
            topic="seating",
            subject_id=signup.id,
            by=by,
        )


def _plan(session: Session, item: ProgrammeItem, *which: object) -> Plan | None:
    return session.scalar(select(Plan).where(Plan.item_id == item.id, *which))  # type: ignore[arg-type]


def _draft(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
    """The draft, begun as a copy of the plan in force where there is none."""
    draft = _plan(session, item, *DRAFT)
    if draft is not None:
        return draft
    published = _plan(session, item, *IN_FORCE)
    draft = _fresh_draft(session, item, now)
    if published is not None:
        draft.seed, draft.budget = published.seed, published.budget
        draft.solver, draft.counts = published.solver, dict(published.counts)
        draft.seats = [_copy(seat) for seat in published.seats]
        session.flush()
    return draft


def _copy(seat: Seat) -> Seat:
    return Seat(
        table_id=seat.table_id,
        signup_id=seat.signup_id,
        part=seat.part,
        pinned=seat.pinned,
        reasons=list(seat.reasons),
    )


def _fresh_draft(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
    session.execute(update(Plan).where(Plan.item_id == item.id, *DRAFT).values(superseded_at=now))
    plan = Plan(event_id=item.event_id, item_id=item.id, made_at=now)
    session.add(plan)
    session.flush()
    return plan


def _seat(session: Session, plan: Plan, signup: Signup) -> Seat | None:
    return session.scalar(select(Seat).where(Seat.plan_id == plan.id, Seat.signup_id == signup.id))


def _own_table(
    session: Session, item: ProgrammeItem, signup: Signup
) -> tuple[int, SeatPart] | None:
    """The table this person brings a case to or facilitates, and as what."""
    for part, is_theirs in (
        (SeatPart.BRINGER, Case.signup_id == signup.id),
        (SeatPart.FACILITATOR, Table.facilitator_id == signup.id),
    ):
        theirs = select(Table.id).outerjoin(Case, Table.case_id == Case.id)
        table_id = session.scalar(theirs.where(Table.item_id == item.id, is_theirs))
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
    taken = select(func.count()).where(Seat.plan_id == plan.id, Seat.table_id == table.id)
    if (session.scalar(taken) or 0) >= table.most:
        raise TableFull


def _record(what: str, plan: Plan, by: Actor, subject_id: int | None = None) -> None:
    journal.record(
        what,
        event_id=plan.event_id,
        topic="seating",
        subject_id=subject_id if subject_id is not None else plan.id,
        by=by,
    )
