"""Sitting down under a name: at once while it is free, else after a yes at the table.

Who leads says it; anybody who sits there while who leads is not present.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core import journal, limits
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.intervision.coming import joining, presence
from makers.intervision.coming.entry import Present
from makers.intervision.models import Claim
from makers.seating.models import Table

VISITOR = Actor("visitor")
MOST_AN_HOUR = 60


class GoneElsewhere(Refusal):
    """The name is not at this table any more."""

    sentence = _l("Deze persoon zit niet meer aan deze tafel. Kies je eigen naam, of schuif aan.")


def sit_down(table: Table, signup_id: int, *, proven: bool, now: datetime) -> Claim | None:
    """Take a name at a table: ``None`` where that may be, else the claim that waits for a yes.

    ``proven``: this device holds a right of its own to the name. Of two who take a free name at
    once one gets it and the other waits. Raises ``GoneElsewhere``, and ``limits.TooMany`` for a
    table of which very many names are claimed.
    """
    event_id, table_id = table.event_id, table.id
    with writing(event_id) as session:
        if signup_id not in joining.ids_at(session, table_id):
            raise GoneElsewhere
        if proven or not _is_taken(table_id, signup_id):
            presence.arrive(
                session, event_id, table_id, signup_id, now=now, by=Actor("signup", signup_id)
            )
            return None
        limits.count(session, f"claim:{table_id}", most=MOST_AN_HOUR, minutes=60, now=now)
        claim = Claim(event_id=event_id, table_id=table_id, signup_id=signup_id, asked_at=now)
        session.add(claim)
        session.flush()
        _record("seat.claimed", claim, VISITOR)
        return claim


def answer(claim: Claim, *, yes: bool, by: Present, now: datetime) -> None:
    """What is said at the table to a claim; the first answer stands."""
    with writing(claim.event_id):
        if claim.granted_at is not None or claim.refused_at is not None:
            return
        if yes:
            claim.granted_at = now
        else:
            claim.refused_at = now
        claim.answered_by_id = by.signup_id
        _record("claim.granted" if yes else "claim.refused", claim, by.actor)


def claim(claim_id: int) -> Claim | None:
    """A claim with the name it is about; one statement."""
    return db.session.scalar(
        select(Claim).where(Claim.id == claim_id).options(joinedload(Claim.signup))
    )


def topic_of(claim: Claim) -> str:
    """What the screen that waits listens to: of the table it hears nothing."""
    return f"claim-{claim.id}"


def _is_taken(table_id: int, signup_id: int) -> bool:
    return presence.last_seen(table_id, signup_id) is not None


def _record(what: str, claim: Claim, by: Actor) -> None:
    for topic in (f"table-{claim.table_id}-people", topic_of(claim)):
        journal.record(what, event_id=claim.event_id, topic=topic, subject_id=claim.id, by=by)
