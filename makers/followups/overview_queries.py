"""What is asked over all events: every promise to be counted, and those that ask for somebody."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from makers.core.database import db
from makers.events.models import Event, ProgrammeItem
from makers.followups.models import OPEN, Chase, FollowUp, FollowUpChange, FollowUpState
from makers.followups.standing import SILENT_AFTER
from makers.intervision.models import Rehearsal
from makers.seating.models import Case, Table
from makers.signups.models import Person, Signup


class Made(NamedTuple):
    """A promise as the overview counts it: no words of it, and nobody's name."""

    event_id: int
    event: str
    department: str
    case: str
    state: FollowUpState
    due_on: date | None
    agreed_at: datetime
    kept_at: datetime | None


def everything() -> list[Made]:
    """The promises of all events, the oldest event first, rehearsals and the bin left out."""
    earlier_change = aliased(FollowUpChange)
    before = (
        select(func.coalesce(func.max(earlier_change.id), 0))
        .where(
            earlier_change.follow_up_id == FollowUp.id,
            earlier_change.state != FollowUpState.DONE,
        )
        .correlate(FollowUp)
        .scalar_subquery()
    )
    kept_at = select(func.min(FollowUpChange.at)).where(
        FollowUpChange.follow_up_id == FollowUp.id,
        FollowUpChange.id > before,
        FollowUp.state == FollowUpState.DONE,
    )
    places = (FollowUp.department, Signup.department, Signup.organisation)
    rows = db.session.execute(
        select(
            FollowUp.event_id,
            Event.title,
            func.coalesce(*(func.nullif(place, "") for place in places), ""),
            func.coalesce(Case.title, ""),
            FollowUp.state,
            FollowUp.due_on,
            FollowUp.agreed_at,
            kept_at.correlate(FollowUp).scalar_subquery(),
        )
        .join(Event, Event.id == FollowUp.event_id)
        .join(FollowUp.table)
        .outerjoin(Case, Case.id == Table.case_id)
        .outerjoin(FollowUp.owner)
        .where(
            FollowUp.deleted_at.is_(None),
            FollowUp.event_id.not_in(select(Rehearsal.practice_id)),
        )
        .order_by(Event.starts_at, Event.id, FollowUp.id)
    )
    return [Made(*row) for row in rows]


class OpenNow(NamedTuple):
    """How many promises are open over all events: past their day, and asking for the organiser."""

    open: int
    late: int
    asking: int


def open_now(today: date) -> OpenNow:
    """What is still to be kept ``today``, rehearsals and the bin left out; one statement."""
    counted = (
        select(
            func.count(),
            func.count().filter(FollowUp.due_on < today),
            func.count().filter(_asks()),
        )
        .outerjoin(FollowUp.owner)
        .outerjoin(Signup.person)
        .where(*_STILL)
    )
    return OpenNow(*db.session.execute(counted).one())


def asking(most: int) -> list[tuple[FollowUp, int, int]]:
    """The promises of all events that ask for the organiser, those of the first day first.

    With each the mails of it that nobody answered, and how many ask in all; with people, table and
    event. One statement.
    """
    rows = db.session.execute(
        select(FollowUp, _unanswered(), func.count().over())
        .outerjoin(FollowUp.owner)
        .outerjoin(Signup.person)
        .where(*_STILL, _asks())
        .order_by(FollowUp.due_on.asc().nulls_last(), FollowUp.id)
        .limit(most)
        .options(
            contains_eager(FollowUp.owner).contains_eager(Signup.person),
            joinedload(FollowUp.counterpart),
            joinedload(FollowUp.table).joinedload(Table.item).joinedload(ProgrammeItem.event),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def counted() -> tuple[int, int]:
    """How many promises were made and how many kept, over all events but rehearsals."""
    made, kept = db.session.execute(
        select(
            func.count(),
            func.count().filter(FollowUp.state == FollowUpState.DONE),
        ).where(
            FollowUp.deleted_at.is_(None),
            FollowUp.state != FollowUpState.DROPPED,
            FollowUp.event_id.not_in(select(Rehearsal.practice_id)),
        )
    ).one()
    return made, kept


_STILL = (
    FollowUp.deleted_at.is_(None),
    FollowUp.state.in_(OPEN),
    FollowUp.event_id.not_in(select(Rehearsal.practice_id)),
)


def _asks() -> ColumnElement[bool]:
    """What ``Promise.asks`` says of an open one, with its owner and their person joined."""
    return or_(
        FollowUp.state == FollowUpState.STUCK,
        FollowUp.owner_id.is_(None),
        FollowUp.due_on.is_(None),
        Person.email.is_(None),
        Person.refused_at.is_not(None),
        _unanswered() >= SILENT_AFTER,
    )


def _unanswered() -> ScalarSelect[int]:
    """The mails about it since anybody said anything of it."""
    said = select(func.max(FollowUpChange.at)).where(FollowUpChange.follow_up_id == FollowUp.id)
    mails = select(func.count(Chase.id)).where(
        Chase.follow_up_id == FollowUp.id,
        Chase.at > said.correlate(FollowUp).scalar_subquery(),
    )
    return mails.correlate(FollowUp).scalar_subquery()
