"""Asking owners by mail how their agreements stand: seldom, in working hours, until it is done.

A promise is asked after the day after it was made when its owner did not say yes to it, a week
before its day, on its day, and one and two weeks later. A person gets at most one such mail in
seven days, with all of theirs in it. What is stuck, dropped or done is not asked after; what waits
for another's yes is. Who never answers is left in peace after that, and the organiser sees it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from makers.core import clock
from makers.core.database import db, writing
from makers.followups import letters
from makers.followups.models import ASKED, Chase, FollowUp, FollowUpChange, FollowUpState
from makers.intervision.models import Rehearsal
from makers.signups.models import Person, Signup

DAY, WEEK = timedelta(days=1), timedelta(days=7)


def chase(now: datetime) -> None:
    """Put in the outbox what is to be asked today, once; a job of the worker.

    Outside working hours it does nothing. After a time of standing still it asks once for each
    promise, not for every day that was missed. One statement when nobody is to be asked.
    """
    if letters.working_hour(now) != now:
        return
    people = _to_be_asked(db.session(), now)
    db.session.rollback()
    for person_id, promises in people.items():
        _ask(person_id, promises[-1].event_id, now)


def moments(follow_up: FollowUp, proposed_at: datetime | None) -> list[date]:
    """The days on which its owner is asked how it stands, in their order.

    ``proposed_at``: when it was last put to this owner without their yes.
    """
    agreed_on = clock.amsterdam(follow_up.agreed_at).date()
    days = []
    if follow_up.state is FollowUpState.PROPOSED and proposed_at is not None:
        days.append(clock.amsterdam(proposed_at).date() + DAY)
    if follow_up.due_on is not None:
        days += [follow_up.due_on + weeks * WEEK for weeks in (-1, 0, 1, 2)]
    return sorted(day for day in days if day > agreed_on)


def _ask(person_id: int, event_id: int, now: datetime) -> None:
    """One mail with all of a person's promises, unless another worker was first."""
    today = clock.amsterdam(now).date()
    with writing(event_id) as session:
        promises = _to_be_asked(session, now, person_id).get(person_id, [])
        for one in promises:
            session.add(Chase(follow_up_id=one.id, owner_id=one.owner_id, on=today, at=now))
        if promises:
            once = f"{letters.CHASE} {person_id} {today}"
            letters.ask(session, promises[-1].owner_id, once, now=now)


def _to_be_asked(
    session: Session, now: datetime, person_id: int | None = None
) -> dict[int, list[FollowUp]]:
    """The promises to ask after today, by person, those of the newest event last."""
    today = clock.amsterdam(now).date()
    wanted = _chased(today)
    if person_id is not None:
        wanted = wanted.where(Person.id == person_id)
    found: dict[int, list[FollowUp]] = defaultdict(list)
    for promise, owner, asked_last, person_asked_last, proposed_at in session.execute(wanted):
        came = [day for day in moments(promise, proposed_at) if day <= today]
        rests = person_asked_last is not None and today - person_asked_last < WEEK
        if came and not rests and (asked_last is None or asked_last < came[-1]):
            found[owner].append(promise)
    return found


def _chased(
    today: date,
) -> Select[FollowUp, int, date | None, date | None, datetime | None]:
    """Open promises of who has an address; rehearsals left out.

    With each: whose, when its owner was asked last about it and about anything, and when it was
    last put to them without their yes.
    """
    owner = aliased(Signup)
    of_it = select(func.max(Chase.on)).where(
        Chase.follow_up_id == FollowUp.id, Chase.owner_id == FollowUp.owner_id
    )
    proposed = select(func.max(FollowUpChange.at)).where(
        FollowUpChange.follow_up_id == FollowUp.id,
        FollowUpChange.owner_id == FollowUp.owner_id,
        FollowUpChange.state == FollowUpState.PROPOSED,
    )
    of_them = (
        select(func.max(Chase.on))
        .join(owner, owner.id == Chase.owner_id)
        .where(owner.person_id == Signup.person_id)
        .correlate(Signup)
    )
    return (
        select(
            FollowUp,
            Signup.person_id,
            of_it.correlate(FollowUp).scalar_subquery(),
            of_them.scalar_subquery(),
            proposed.correlate(FollowUp).scalar_subquery(),
        )
        .join(FollowUp.owner)
        .join(Signup.person)
        .where(
            FollowUp.deleted_at.is_(None),
            FollowUp.state.in_(ASKED),
            (FollowUp.due_on <= today + WEEK) | (FollowUp.state == FollowUpState.PROPOSED),
            Person.email.is_not(None),
            Person.refused_at.is_(None),
            FollowUp.event_id.not_in(select(Rehearsal.practice_id)),
        )
        .order_by(FollowUp.event_id, FollowUp.id)
        .options(contains_eager(FollowUp.owner).contains_eager(Signup.person))
    )
