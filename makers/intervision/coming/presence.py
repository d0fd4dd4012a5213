"""Who is at a table: when a screen of theirs was last open there. No more is known, or said.

A screen says so once a minute. It writes one small row, and no journal entry but for who comes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, insert_into, writing
from makers.core.journal import Actor
from makers.intervision.coming.entry import Present
from makers.intervision.models import Presence
from makers.seating.models import Table

AWAY = timedelta(minutes=3)
OFTEN_ENOUGH = timedelta(seconds=45)  # two screens of one person write no more than one does


def see(table: Table, present: Present, *, now: datetime) -> None:
    """A screen of somebody at this table is open now.

    Only who comes for the first time is told to the others, and who leads and comes back after
    ``AWAY``: then the table is not offered to anybody any more.
    """
    event_id, table_id, signup_id = table.event_id, table.id, present.signup_id
    if signup_id is None:
        return
    seen_at = last_seen(table_id, signup_id)
    if seen_at is not None and now - seen_at < OFTEN_ENOUGH:
        return
    with writing() as session:  # no lock: nobody else writes this row
        _put(session, event_id, table_id, signup_id, now)
        if seen_at is None:
            _record("person.came", event_id, table_id, signup_id, present.actor)
        elif present.leads and is_away(seen_at, now):
            _record("leader.back", event_id, table_id, signup_id, present.actor)


def arrive(
    session: Session, event_id: int, table_id: int, signup_id: int, *, now: datetime, by: Actor
) -> None:
    """The same inside a running transaction; from now on the name is taken."""
    came_before = last_seen(table_id, signup_id) is not None
    _put(session, event_id, table_id, signup_id, now)
    if not came_before:
        _record("person.came", event_id, table_id, signup_id, by)


def last_seen(table_id: int, signup_id: int) -> datetime | None:
    """When somebody was last seen at a table, ``None`` for never; one statement."""
    mine = (Presence.table_id == table_id, Presence.signup_id == signup_id)
    return db.session.scalar(select(Presence.seen_at).where(*mine))


def is_away(seen_at: datetime | None, now: datetime) -> bool:
    """Whether somebody was not seen for three minutes: longer than a phone is put away."""
    return seen_at is None or now - seen_at >= AWAY


def _put(session: Session, event_id: int, table_id: int, signup_id: int, now: datetime) -> None:
    insert = insert_into(session, Presence).values(
        event_id=event_id, table_id=table_id, signup_id=signup_id, came_at=now, seen_at=now
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["table_id", "signup_id"], set_={"seen_at": insert.excluded.seen_at}
        )
    )


def _record(what: str, event_id: int, table_id: int, signup_id: int, by: Actor) -> None:
    topic = f"table-{table_id}-people"
    journal.record(what, event_id=event_id, topic=topic, subject_id=signup_id, by=by)
