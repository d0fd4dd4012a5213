"""What is asked over all events: every promise without words or names, and how many there are."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from makers.core.database import db
from makers.events.models import Event
from makers.followups.models import OPEN, FollowUp, FollowUpChange, FollowUpState
from makers.intervision.models import Rehearsal
from makers.seating.models import Case, Table
from makers.signups.models import Signup


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
    """What is still to be kept ``today``, rehearsals and the bin left out; one statement.

    What asks is stuck, or has no owner or no day.
    """
    unfinished = FollowUp.owner_id.is_(None) | FollowUp.due_on.is_(None)
    counted = select(
        func.count(),
        func.count().filter(FollowUp.due_on < today),
        func.count().filter((FollowUp.state == FollowUpState.STUCK) | unfinished),
    ).where(
        FollowUp.deleted_at.is_(None),
        FollowUp.state.in_(OPEN),
        FollowUp.event_id.not_in(select(Rehearsal.practice_id)),
    )
    return OpenNow(*db.session.execute(counted).one())


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
