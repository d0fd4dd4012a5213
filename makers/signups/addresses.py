"""Who has an address, and whether they are signed up already."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core.database import insert_into
from makers.events.models import Event
from makers.signups.models import Person, Signup


def meet(session: Session, event: Event, email: str, now: datetime) -> tuple[Person, Signup | None]:
    """Who has this normal address, and their active sign-up for this event, if any.

    Somebody new is made in the running transaction; one statement, two for an address that is
    known. Two events may meet the same newcomer at the same moment.
    """
    newcomer = _newcomer(session, email, now)
    return (newcomer, None) if newcomer is not None else _known(session, event, email)


def _newcomer(session: Session, email: str, now: datetime) -> Person | None:
    """Somebody new, ``None`` when the address is known already, perhaps since a moment."""
    row = insert_into(session, Person).values(email=email, key=uuid.uuid4(), since=now)
    row = row.on_conflict_do_nothing(index_elements=[Person.email]).returning(Person)
    made: Person | None = session.scalar(row)
    return made


def _known(session: Session, event: Event, email: str) -> tuple[Person, Signup | None]:
    """Who has this address, and their sign-up for this event, if any; one statement."""
    active = (
        (Signup.person_id == Person.id)
        & (Signup.event_id == event.id)
        & Signup.cancelled_at.is_(None)
    )
    person, signup = session.execute(
        select(Person, Signup).outerjoin(Signup, active).where(Person.email == email)
    ).one()
    return person, signup
