"""What pages ask about agreements. Each function is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from makers.core.database import db
from makers.events.models import Event, ProgrammeItem
from makers.followups.models import (
    BY_NAME,
    OPEN,
    Chase,
    FollowUp,
    FollowUpChange,
    FollowUpMeeting,
)
from makers.intervision.coming.entry import IN_FORCE, in_the_plan
from makers.intervision.models import Latecomer, Rehearsal
from makers.seating.models import Plan, Seat, Table
from makers.signups.models import Signup

_PEOPLE = (
    joinedload(FollowUp.owner).joinedload(Signup.person),
    joinedload(FollowUp.counterpart),
)
_ROLES = (
    joinedload(FollowUp.owner).options(joinedload(Signup.role), joinedload(Signup.person)),
    joinedload(FollowUp.counterpart).joinedload(Signup.role),
)
_FROM = joinedload(FollowUp.table, innerjoin=True).joinedload(Table.case)


def at_table(table_id: int) -> Sequence[FollowUp]:
    """The agreements of a table with their people, in the order in which they were made."""
    return db.session.scalars(
        _kept().where(FollowUp.table_id == table_id).order_by(FollowUp.id).options(*_PEOPLE)
    ).all()


def bin_of(table_id: int) -> Sequence[FollowUp]:
    """What was thrown away at a table, newest first."""
    return db.session.scalars(
        select(FollowUp)
        .where(FollowUp.table_id == table_id, FollowUp.deleted_at.is_not(None))
        .order_by(FollowUp.deleted_at.desc(), FollowUp.id.desc())
        .options(*_PEOPLE)
    ).all()


def of_person(signup: Signup) -> Sequence[FollowUp]:
    """What the person behind a sign-up owns or is asked to take over, of all their events.

    Open ones first, by date; with counterpart, table and case.
    """
    theirs = select(Signup.id).where(Signup.person_id == signup.person_id)
    return db.session.scalars(
        _kept()
        .where(FollowUp.owner_id.in_(theirs) | FollowUp.offered_to_id.in_(theirs))
        .order_by(FollowUp.state.not_in(OPEN), FollowUp.due_on.asc().nulls_last(), FollowUp.id)
        .options(
            joinedload(FollowUp.owner).joinedload(Signup.person),
            joinedload(FollowUp.counterpart),
            _FROM,
        )
    ).all()


def of_event(event_id: int) -> Sequence[FollowUp]:
    """The agreements of all tables: people with roles, table, case; in the order of the tables."""
    return db.session.scalars(
        _kept()
        .join(FollowUp.table)
        .where(FollowUp.event_id == event_id)
        .order_by(Table.item_id, Table.number, FollowUp.id)
        .options(*_ROLES, _FROM)
    ).all()


def earlier(event: Event) -> Sequence[FollowUp]:
    """What is still open of earlier events, of people or departments that come to this one.

    One statement; with people, table and event.
    """
    coming = (Signup.event_id == event.id, Signup.cancelled_at.is_(None))
    people = select(Signup.person_id).where(*coming)
    departments = select(Signup.department).where(*coming, Signup.department != "")
    side = aliased(Signup)
    sides = select(side.id).where(side.person_id.in_(people) | side.department.in_(departments))
    return db.session.scalars(
        _kept()
        .join(Event, Event.id == FollowUp.event_id)
        .where(
            Event.starts_at < event.starts_at,
            FollowUp.state.in_(OPEN),
            FollowUp.owner_id.in_(sides)
            | FollowUp.counterpart_id.in_(sides)
            | FollowUp.department.in_(departments),
            FollowUp.event_id.not_in(select(Rehearsal.practice_id)),
        )
        .order_by(Event.starts_at.desc(), FollowUp.id)
        .options(
            *_ROLES,
            joinedload(FollowUp.table).options(
                joinedload(Table.case), joinedload(Table.item).joinedload(ProgrammeItem.event)
            ),
        )
    ).all()


def at(table_id: int, follow_up_id: int) -> FollowUp | None:
    """One agreement of this table with its people, in the bin or not."""
    return db.session.scalar(
        select(FollowUp)
        .where(FollowUp.id == follow_up_id, FollowUp.table_id == table_id)
        .options(*_PEOPLE)
    )


def one(follow_up_id: int) -> FollowUp | None:
    """One agreement with its people, table and event, unless it was thrown away."""
    return db.session.scalar(
        _kept()
        .where(FollowUp.id == follow_up_id)
        .options(
            *_PEOPLE,
            joinedload(FollowUp.offered_to),
            joinedload(FollowUp.table).options(
                joinedload(Table.case), joinedload(Table.item).joinedload(ProgrammeItem.event)
            ),
        )
    )


def owned(signup_id: int, follow_up_id: int) -> FollowUp | None:
    """One agreement that the person behind this sign-up owns, unless it was thrown away."""
    return db.session.scalar(
        _kept().where(FollowUp.id == follow_up_id, FollowUp.owner_id.in_(_sign_ups(signup_id)))
    )


def offered(signup_id: int, follow_up_id: int) -> FollowUp | None:
    """One agreement that the person behind this sign-up is asked to take over."""
    asked = FollowUp.offered_to_id.in_(_sign_ups(signup_id))
    return db.session.scalar(_kept().where(FollowUp.id == follow_up_id, asked))


def changes_of(follow_up_id: int) -> Sequence[tuple[FollowUpChange, str | None]]:
    """What became of an agreement, oldest first, each with the name of who said so, if known."""
    speaker = aliased(Signup)
    by_name = FollowUpChange.by_kind.in_(BY_NAME)
    rows = db.session.execute(
        select(FollowUpChange, speaker.name)
        .outerjoin(speaker, and_(speaker.id == FollowUpChange.by_id, by_name))
        .where(FollowUpChange.follow_up_id == follow_up_id)
        .order_by(FollowUpChange.id)
        .options(joinedload(FollowUpChange.owner), joinedload(FollowUpChange.offered_to))
    )
    return [(change, name) for change, name in rows]


def meeting_of(table_id: int) -> FollowUpMeeting | None:
    """When those of a table meet again, also where that was called off; with table and case."""
    return db.session.scalar(
        select(FollowUpMeeting)
        .where(FollowUpMeeting.table_id == table_id)
        .options(joinedload(FollowUpMeeting.table).joinedload(Table.case))
    )


def meetings_of(signup: Signup, now: datetime) -> Sequence[FollowUpMeeting]:
    """When they meet again with whom they sat at a table, of all their events, the next first."""
    theirs = select(Signup.id).where(Signup.person_id == signup.person_id)
    seated = select(Seat.table_id).join(Plan, Plan.id == Seat.plan_id)
    late = select(Latecomer.table_id).where(Latecomer.signup_id.in_(theirs), ~in_the_plan())
    return [
        one
        for one in db.session.scalars(
            select(FollowUpMeeting)
            .join(FollowUpMeeting.table)
            .where(
                FollowUpMeeting.called_off_at.is_(None),
                FollowUpMeeting.table_id.in_(seated.where(Seat.signup_id.in_(theirs), *IN_FORCE))
                | FollowUpMeeting.table_id.in_(late)
                | Table.facilitator_id.in_(theirs),
            )
            .order_by(FollowUpMeeting.starts_at, FollowUpMeeting.id)
            .options(joinedload(FollowUpMeeting.table).joinedload(Table.case))
        )
        if one.ends_at > now
    ]


def asked_on(day: date) -> set[int]:
    """The agreements that somebody was asked after on a day."""
    return set(db.session.scalars(select(Chase.follow_up_id).where(Chase.on == day)))


def unanswered(event_id: int) -> dict[int, int]:
    """How many mails about each agreement came after the last that anybody said of it."""
    said = select(func.max(FollowUpChange.at)).where(
        FollowUpChange.follow_up_id == Chase.follow_up_id
    )
    rows = db.session.execute(
        select(Chase.follow_up_id, func.count())
        .join(FollowUp, FollowUp.id == Chase.follow_up_id)
        .where(FollowUp.event_id == event_id, Chase.at > said.correlate(Chase).scalar_subquery())
        .group_by(Chase.follow_up_id)
    )
    return {row[0]: row[1] for row in rows}


def _sign_ups(signup_id: int) -> Select[int]:
    """Those of the person behind a sign-up."""
    other = aliased(Signup)
    mine = select(other.person_id).where(other.id == signup_id).scalar_subquery()
    return select(Signup.id).where(Signup.person_id == mine)


def _kept() -> Select[FollowUp]:
    return select(FollowUp).where(FollowUp.deleted_at.is_(None))
