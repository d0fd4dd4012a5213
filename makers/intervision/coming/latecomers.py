"""Joining a table outside the plan: somebody nobody expected, or who has no seat this round.

Who is new is signed up as at the door, so that what they write and agree has an author who can be
exported and erased as any other. They get no account and no page of their own.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal, limits
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Event, Role, Side
from makers.intervision.coming import joining, presence
from makers.intervision.models import Latecomer
from makers.seating.models import Plan, Seat, Table
from makers.seating.queries import IN_FORCE
from makers.signups import door
from makers.signups.answers import Answers
from makers.signups.models import Person, Signup, SignupState
from makers.signups.service import RoleGone

AT_THE_TABLE = "aan tafel"
MOST_AN_HOUR = 40


class SeatedElsewhere(Refusal):
    """The plan in force seats them at another table of this round."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _l(
                "Volgens de indeling zit je aan tafel %(number)d. Wil je wisselen? "
                "Vraag het de organisatie.",
                number=number,
            )
        )


class NoPlace(Refusal):
    """They wait, or cancelled."""

    sentence = _l("Je hebt nog geen plek op deze bijeenkomst. Vraag het bij de ingang.")


def join(
    table: Table, name: str, organisation: str, *, key: uuid.UUID, now: datetime, language: str
) -> int:
    """Sign somebody up who is new and let them sit down here; the id of the sign-up.

    They come in as a guest where the event has such a role. The same form again returns the same.
    Raises ``RoleGone`` at an event without roles and ``limits.TooMany`` for very many at one table.
    """
    event_id, once = table.event_id, uuid.uuid5(key, repr((table.id, name, organisation)))
    with writing(event_id) as session:
        known = session.scalar(select(Signup.id).where(Signup.key == once))
        if known is not None:
            return known
        limits.count(session, f"late:{table.id}", most=MOST_AN_HOUR, minutes=60, now=now)
        event = session.get_one(Event, event_id)
        signup = door.come_in(
            session,
            event,
            Person(email=None, since=now),
            Answers(name, _role(event).id, organisation),
            key=once,
            reason=AT_THE_TABLE,
            now=now,
            by=Actor("visitor"),
            language=language,
        )
        _sit(session, table, signup.id, now)
        return signup.id


def sit(table: Table, signup: Signup, *, now: datetime) -> None:
    """Let somebody sit down here who is signed up and has no seat in this round.

    From another table of the round they come along. Raises ``SeatedElsewhere`` and
    ``NoPlace``.
    """
    with writing(table.event_id) as session:
        if signup.state is not SignupState.CONFIRMED:
            raise NoPlace
        if signup.id not in joining.ids_at(session, table.id):
            elsewhere = seated_at(table, signup.id)
            if elsewhere is not None:
                raise SeatedElsewhere(elsewhere)
            _sit(session, table, signup.id, now)


def seated_at(table: Table, signup_id: int) -> int | None:
    """The number of the table where the plan in force seats somebody in this table's round."""
    return db.session.scalar(
        select(Table.number)
        .join(Seat, Seat.table_id == Table.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Plan.item_id == table.item_id, Seat.signup_id == signup_id, *IN_FORCE)
    )


def leave(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Receiver of ``signup_cancelled``: who will not come sits nowhere."""
    for row in session.scalars(select(Latecomer).where(Latecomer.signup_id == signup.id)):
        session.delete(row)
        _record("latecomer.left", row.event_id, row.table_id, signup.id, by)


def _sit(session: Session, table: Table, signup_id: int, now: datetime) -> None:
    by = Actor("signup", signup_id)
    row = session.scalar(
        select(Latecomer).where(
            Latecomer.item_id == table.item_id, Latecomer.signup_id == signup_id
        )
    )
    if row is None:
        row = Latecomer(event_id=table.event_id, item_id=table.item_id, signup_id=signup_id)
        session.add(row)
    else:
        _record("latecomer.left", row.event_id, row.table_id, signup_id, by)
    row.table_id, row.came_at = table.id, now
    session.flush()
    _record("latecomer.came", table.event_id, table.id, signup_id, by)
    presence.arrive(session, table.event_id, table.id, signup_id, now=now, by=by)


def _role(event: Event) -> Role:
    guests = [role for role in event.roles if role.side is Side.GUEST]
    if not event.roles:
        raise RoleGone
    return guests[0] if guests else event.roles[-1]


def _record(what: str, event_id: int, table_id: int, signup_id: int, by: Actor) -> None:
    journal.record(
        what, event_id=event_id, topic=f"table-{table_id}-people", subject_id=signup_id, by=by
    )
