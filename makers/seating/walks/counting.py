"""The guide counts a group out and back in; each tap is a row with when and by whom."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.seating.models import Headcount, Leg, Plan, Seat, Table
from makers.seating.queries import IN_FORCE
from makers.seating.walks import choosing
from makers.signups.models import Signup, SignupState


class NotWithUs(Refusal):
    """Somebody is counted who walks with another group by now, or who does not come."""

    sentence = _l("Deze persoon loopt niet (meer) met deze groep mee. De lijst hieronder klopt nu.")


def count(
    table: Table, signup: Signup, *, leg: Leg, key: uuid.UUID, now: datetime, by: Actor
) -> None:
    """Write down that somebody set out, or is back. Twice is once, and so is the same key again.

    Raises ``NotWithUs``.
    """
    with writing(table.event_id) as session:
        known = session.scalar(select(Headcount.id).where(Headcount.key == key))
        if known is not None or _counted(session, table, signup, leg) is not None:
            return
        if not _walks_with(session, table, signup):
            raise NotWithUs
        _add(session, table, signup, leg, key, now, by)


def undo(table: Table, signup: Signup, *, leg: Leg, now: datetime, by: Actor) -> None:
    """It was somebody else: take the count back. Twice is once."""
    with writing(table.event_id) as session:
        counted = _counted(session, table, signup, leg)
        if counted is not None:
            counted.undone_at = now
            _record("walk.count_undone", table, signup, by)


def join(table: Table, signup: Signup, *, key: uuid.UUID, now: datetime, by: Actor) -> None:
    """Somebody joins at the meeting point: a place in the group, and counted out.

    Raises as ``choosing.choose``, and ``NotWithUs`` for who has no place at the event.
    """
    with writing(table.event_id) as session:
        if signup.state is not SignupState.CONFIRMED:
            raise NotWithUs
        choosing.put(session, signup, table, now=now)
        if _counted(session, table, signup, Leg.OUT) is None:
            _add(session, table, signup, Leg.OUT, key, now, by)


def _add(
    session: Session,
    table: Table,
    signup: Signup,
    leg: Leg,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> None:
    session.add(
        Headcount(table_id=table.id, signup_id=signup.id, leg=leg, key=key, at=now, by=by.kind)
    )
    _record(f"walk.counted_{leg}", table, signup, by)


def _counted(session: Session, table: Table, signup: Signup, leg: Leg) -> Headcount | None:
    return session.scalar(
        select(Headcount).where(
            Headcount.table_id == table.id,
            Headcount.signup_id == signup.id,
            Headcount.leg == leg,
            Headcount.undone_at.is_(None),
        )
    )


def _walks_with(session: Session, table: Table, signup: Signup) -> bool:
    seat = (
        select(Seat.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.table_id == table.id, Seat.signup_id == signup.id, *IN_FORCE)
    )
    return table.facilitator_id == signup.id or session.scalar(seat) is not None


def _record(what: str, table: Table, signup: Signup, by: Actor) -> None:
    journal.record(what, event_id=table.event_id, topic="seating", subject_id=signup.id, by=by)
