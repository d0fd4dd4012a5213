"""What pages ask about agreements. Each function is one statement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.followups.models import FollowUp
from makers.seating.models import Table
from makers.signups.models import Signup

_PEOPLE = (joinedload(FollowUp.owner), joinedload(FollowUp.counterpart))
_ROLES = (
    joinedload(FollowUp.owner).joinedload(Signup.role),
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


def of_owner(signup: Signup) -> Sequence[FollowUp]:
    """The agreements someone owns, with counterpart, table and case: open ones first, by date."""
    return db.session.scalars(
        _kept()
        .where(FollowUp.owner_id == signup.id)
        .order_by(FollowUp.state, FollowUp.due_on.asc().nulls_last(), FollowUp.id)
        .options(joinedload(FollowUp.counterpart), _FROM)
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


def at(table_id: int, follow_up_id: int) -> FollowUp | None:
    """One agreement of this table with its people, in the bin or not."""
    return db.session.scalar(
        select(FollowUp)
        .where(FollowUp.id == follow_up_id, FollowUp.table_id == table_id)
        .options(*_PEOPLE)
    )


def owned(signup_id: int, follow_up_id: int) -> FollowUp | None:
    """One agreement that this sign-up owns, unless it was thrown away."""
    return db.session.scalar(
        _kept().where(FollowUp.id == follow_up_id, FollowUp.owner_id == signup_id)
    )


def _kept() -> Select[FollowUp]:
    return select(FollowUp).where(FollowUp.deleted_at.is_(None))
