"""Plans: made by the solver or by hand as a draft, then published; one of each per round."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.seating import matching
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.seating.problem import problem_of, seats_of
from makers.seating.solver.problem import Problem
from makers.seating.solver.problem_file import digest
from makers.signups.models import Signup, SignupState

TRIES = 3
SEED = 1


class NoPlan(Refusal):
    """The rules contradict each other; the sentence says which and what to change."""


class Busy(Refusal):
    """Sign-ups or tables kept changing while the solver was at work."""

    sentence = _l("Er verandert nu veel tegelijk. Wacht even en maak de indeling dan opnieuw.")
    status = 503


class TableFull(Refusal):
    """No chair is left at this table."""

    sentence = _l("Deze tafel is vol. Maak haar groter of verplaats eerst iemand anders.")


class HasPart(Refusal):
    """Who brings a case or facilitates sits at that table."""

    sentence = _l(
        "Deze persoon brengt een casus in of begeleidt een tafel en blijft daar zitten. "
        "Verander eerst de tafel bij ‘Tafels’."
    )


class NothingToPublish(Refusal):
    """There is no draft."""

    sentence = _l("Er is geen nieuwe indeling om bekend te maken. Maak er eerst een.")


def match(item: ProgrammeItem, *, now: datetime, by: Actor) -> Plan:
    """Seat a round as a draft that keeps every hard rule; who was moved by hand stays there.

    The solver works outside the transaction; when sign-ups or tables changed meanwhile it starts
    again. Two organisers who ask at once get one plan. Raises ``NoPlan`` with what to change, and
    ``Busy``.
    """
    for _attempt in range(TRIES):
        problem = problem_of(item)
        names = _names(problem)
        db.session.rollback()
        try:
            matched = matching.match(problem, names, seed=SEED)
        except matching.MatchingFailed as failed:
            raise Busy from failed
        if matched.plan is None:
            raise NoPlan(" ".join(matched.sentences))
        with writing(item.event_id) as session:
            if digest(problem_of(item)) != matched.digest:
                continue
            plan = _draft(session, item)
            if plan is not None and plan.problem_digest == matched.digest:
                return plan
            plan = _fresh_draft(session, item, now)
            plan.seed, plan.budget = matched.seed, matched.budget
            plan.problem_digest, plan.solver = matched.digest, matched.version
            plan.counts = matched.counts
            plan.seats = seats_of(problem, matched.plan)
            _record("plan.made", plan, by)
            return plan
    raise Busy


def move(item: ProgrammeItem, signup: Signup, table: Table, *, now: datetime, by: Actor) -> None:
    """Put someone at another table of the draft and keep them there when it is made again.

    Without a draft one is begun as a copy of the plan in force. Raises ``TableFull``, ``HasPart``.
    """
    with writing(item.event_id) as session:
        plan = _draft(session, item) or _copy_of_published(session, item, now)
        seat = session.scalar(
            select(Seat).where(Seat.plan_id == plan.id, Seat.signup_id == signup.id)
        )
        if seat is not None and seat.table_id == table.id:
            return
        if seat is not None and seat.part is not SeatPart.PARTICIPANT:
            raise HasPart
        if signup.state is not SignupState.CONFIRMED or table.item_id != item.id:
            raise HasPart
        taken = select(func.count()).where(Seat.plan_id == plan.id, Seat.table_id == table.id)
        if (session.scalar(taken) or 0) >= table.most:
            raise TableFull
        if seat is None:
            seat = Seat(plan_id=plan.id, signup_id=signup.id)
            session.add(seat)
        seat.table_id, seat.pinned, seat.reasons = table.id, True, [["placed"]]
        plan.problem_digest = ""
        _record("seat.moved", plan, by, signup.id)


def publish(item: ProgrammeItem, *, now: datetime, by: Actor) -> Plan:
    """Put the draft in force: everybody's page tells their table. Raises ``NothingToPublish``."""
    with writing(item.event_id) as session:
        plan = _draft(session, item)
        if plan is None:
            raise NothingToPublish
        session.execute(
            update(Plan)
            .where(
                Plan.item_id == item.id,
                Plan.published_at.is_not(None),
                Plan.superseded_at.is_(None),
            )
            .values(superseded_at=now)
        )
        plan.published_at = now
        _record("plan.published", plan, by)
        return plan


def free_seats(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Who cancels leaves their seat and their table; answers ``signup_cancelled``."""
    current = select(Plan.id).where(
        Plan.event_id == signup.event_id, Plan.superseded_at.is_(None)
    )
    gone = session.execute(
        delete(Seat).where(Seat.signup_id == signup.id, Seat.plan_id.in_(current))
    )
    led = session.execute(
        update(Table).where(Table.facilitator_id == signup.id).values(facilitator_id=None)
    )
    if gone.rowcount or led.rowcount:  # type: ignore[attr-defined]
        journal.record(
            "seat.freed",
            event_id=signup.event_id,
            topic="seating",
            subject_id=signup.id,
            by=by,
        )


def _draft(session: Session, item: ProgrammeItem) -> Plan | None:
    return session.scalar(
        select(Plan).where(
            Plan.item_id == item.id,
            Plan.published_at.is_(None),
            Plan.superseded_at.is_(None),
        )
    )


def _fresh_draft(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
    session.execute(
        update(Plan)
        .where(
            Plan.item_id == item.id, Plan.published_at.is_(None), Plan.superseded_at.is_(None)
        )
        .values(superseded_at=now)
    )
    plan = Plan(event_id=item.event_id, item_id=item.id, made_at=now)
    session.add(plan)
    session.flush()
    return plan


def _copy_of_published(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
    published = session.scalar(
        select(Plan).where(
            Plan.item_id == item.id,
            Plan.published_at.is_not(None),
            Plan.superseded_at.is_(None),
        )
    )
    plan = _fresh_draft(session, item, now)
    if published is not None:
        plan.seed, plan.budget, plan.solver = published.seed, published.budget, published.solver
        plan.counts = dict(published.counts)
        plan.seats = [
            Seat(
                table_id=seat.table_id,
                signup_id=seat.signup_id,
                part=seat.part,
                pinned=seat.pinned,
                reasons=list(seat.reasons),
            )
            for seat in published.seats
        ]
        session.flush()
    return plan


def _names(problem: Problem) -> dict[str, str]:
    """What to call everybody and every table in a sentence about what is impossible."""
    people = select(Signup.id, Signup.name).where(
        Signup.id.in_([int(person.id[1:]) for person in problem.people])
    )
    tables = select(Table.id, Table.number).where(
        Table.id.in_([int(table_id[1:]) for table_id in problem.tables()])
    )
    named = {f"t{one}": f"tafel {number}" for one, number in db.session.execute(tables)}
    return named | {f"p{one}": name for one, name in db.session.execute(people)}


def _record(what: str, plan: Plan, by: Actor, subject_id: int | None = None) -> None:
    journal.record(
        what,
        event_id=plan.event_id,
        topic="seating",
        subject_id=subject_id if subject_id is not None else plan.id,
        by=by,
    )
