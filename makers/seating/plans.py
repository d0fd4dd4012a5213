"""Plans: made by the solver or by hand as a draft, then published; one of each per round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.seating import letters, matching
from makers.seating.impossible import told
from makers.seating.matching import Heard, Matched
from makers.seating.models import FreeChoice, Plan, Seat, Way
from makers.seating.problem import names_in, problem_of, put_by_hand, seats_of
from makers.seating.solver import Problem
from makers.seating.solver.feasibility import impossibilities
from makers.seating.solver.problem_file import digest
from makers.signups.models import Signup

TRIES = 3
SEED = 1
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


class ChoosingNow(Refusal):
    """People choose their own group of this walk: there is no draft beside that."""

    sentence = _l("Mensen kiezen nu zelf hun groep. Sluit eerst de keuze bij de groepen.")


class NothingToPublish(Refusal):
    """There is no draft."""

    sentence = _l("Er is geen nieuwe indeling om bekend te maken. Maak er eerst een.")


def match(
    item: ProgrammeItem,
    *,
    now: datetime,
    by: Actor,
    present_only: bool = False,
    way: Way = Way.PLAN,
    heard: Heard | None = None,
) -> Plan:
    """Seat a round as a draft that keeps every hard rule; who was moved by hand stays there.

    The solver works outside the transaction; when sign-ups or tables changed meanwhile it starts
    again. Two organisers who ask at once get one plan. ``present_only``: of who has come in;
    ``way``: on from the plan in force, with few moves or many.
    ``heard`` is told how far it is and may stop it: then the best so far is kept. Raises ``NoPlan``
    with what to change, ``Busy``, ``NoAnswer`` and ``ChoosingNow``.
    """
    for _attempt in range(TRIES):
        problem = problem_of(item, present_only=present_only)
        db.session.rollback()
        matched = _matched(problem, way, heard)
        if matched.plan is None:
            raise NoPlan(told(matched.impossible, names_in(problem)))
        with writing(item.event_id) as session:
            if digest(problem_of(item, present_only=present_only)) != matched.digest:
                continue
            plan = find(session, item, *DRAFT)
            if plan is not None and (plan.problem_digest, plan.way) == (matched.digest, way):
                return plan
            by_hand = put_by_hand(item)
            plan = _fresh_draft(session, item, now)
            plan.way, plan.seed, plan.budget = way, matched.seed, matched.budget
            plan.problem_digest, plan.solver = matched.digest, matched.version
            plan.counts, plan.stopped = matched.counts, matched.stopped
            plan.points, plan.bound = matched.points, matched.bound
            plan.seats = seats_of(problem, matched.plan, matched.reasons, by_hand=by_hand)
            record("plan.made", plan, by)
            return plan
    raise Busy


def offers(item: ProgrammeItem, *, present_only: bool, heard: Heard | None) -> list[Any]:
    """The three ways on from the plan in force, weighed up as ``matching.Matched.offers``.

    Nothing is kept. Raises ``NoAnswer``.
    """
    problem = problem_of(item, present_only=present_only)
    db.session.rollback()
    return _matched(problem, Way.OFFERS, heard).offers


def check(item: ProgrammeItem, *, present_only: bool = False) -> None:
    """Look for contradictions before anything is sought.

    Raises ``NoPlan`` with what to change, and ``ChoosingNow``.
    """
    _not_while_choosing(db.session(), item)
    problem = problem_of(item, present_only=present_only)
    found = impossibilities(problem)
    if found:
        raise NoPlan(told(found, names_in(problem)))


def publish(item: ProgrammeItem, *, mailed: bool = False, now: datetime, by: Actor) -> Plan:
    """Put the draft in force: everybody's page tells their table.

    ``mailed``: so does a mail, to who heard of another table by mail, or of none. Raises
    ``NothingToPublish``.
    """
    with writing(item.event_id) as session:
        plan = find(session, item, *DRAFT)
        if plan is None:
            raise NothingToPublish
        session.execute(
            update(Plan).where(Plan.item_id == item.id, *IN_FORCE).values(superseded_at=now)
        )
        plan.published_at = now
        if mailed:
            letters.tell(session, plan, now=now)
        record("plan.published", plan, by)
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


def draft_of(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
    """The draft, begun as a copy of the plan in force where there is none."""
    draft = find(session, item, *DRAFT)
    if draft is not None:
        return draft
    published = find(session, item, *IN_FORCE)
    draft = _fresh_draft(session, item, now)
    if published is not None:
        draft.seed, draft.budget = published.seed, published.budget
        draft.solver, draft.counts = published.solver, dict(published.counts)
        draft.seats = [_copy(seat) for seat in published.seats]
        session.flush()
    return draft


def find(session: Session, item: ProgrammeItem, *which: object) -> Plan | None:
    """A round's plan that is ``DRAFT`` or ``IN_FORCE``."""
    return session.scalar(select(Plan).where(Plan.item_id == item.id, *which))  # type: ignore[arg-type]


def record(what: str, plan: Plan, by: Actor, subject_id: int | None = None) -> None:
    """Write a change of a plan into the journal; its subject is somebody, else the plan itself."""
    journal.record(
        what,
        event_id=plan.event_id,
        topic="seating",
        subject_id=subject_id if subject_id is not None else plan.id,
        by=by,
    )


def _matched(problem: Problem, way: Way, heard: Heard | None) -> Matched:
    try:
        return matching.match(problem, seed=SEED, way=way, heard=heard)
    except matching.MatchingFailed as failed:
        current_app.logger.exception("the solver gave no answer")
        raise NoAnswer from failed


def _copy(seat: Seat) -> Seat:
    return Seat(
        table_id=seat.table_id,
        signup_id=seat.signup_id,
        part=seat.part,
        pinned=seat.pinned,
        reasons=list(seat.reasons),
    )


def _fresh_draft(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
    _not_while_choosing(session, item)
    session.execute(update(Plan).where(Plan.item_id == item.id, *DRAFT).values(superseded_at=now))
    plan = Plan(event_id=item.event_id, item_id=item.id, made_at=now)
    session.add(plan)
    session.flush()
    return plan


def _not_while_choosing(session: Session, item: ProgrammeItem) -> None:
    choice = session.get(FreeChoice, item.id)
    if choice is not None and choice.closed_at is None:
        raise ChoosingNow
