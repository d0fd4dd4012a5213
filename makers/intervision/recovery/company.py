"""What goes along with somebody who gets another table, and what stays behind."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, delete, select

from makers.intervision.models import Claim, Hand, Leading, PhaseTurn, Presence, Ready, Run
from makers.intervision.recovery.ledger import Ledger
from makers.seating.models import Table


def go_along(signup_id: int, origin_id: int, to: Table, ledger: Ledger, now: datetime) -> None:
    """Somebody goes from one table to another.

    They were seen there as they were here, so their name is taken; who asks for it with another
    device asks it there. They lead the old table no more, and are not ready for what comes next.
    """
    session, mine = ledger.session, Presence.signup_id == signup_id
    both = select(Presence).where(mine, Presence.table_id.in_((origin_id, to.id)))
    seen = {one.table_id: one for one in session.scalars(both)}
    was = seen.get(origin_id)
    if was is not None and to.id not in seen:
        came_at, seen_at = was.came_at, was.seen_at
        also = Presence(event_id=to.event_id, table_id=to.id, signup_id=signup_id)
        also.came_at, also.seen_at = came_at, seen_at
        ledger.add(also)
    claims = select(Claim).where(Claim.signup_id == signup_id, Claim.table_id == origin_id)
    unanswered = (Claim.granted_at.is_(None), Claim.refused_at.is_(None))
    for claim in session.scalars(claims.where(*unanswered)).all():
        ledger.put(claim, table_id=to.id)
    running = session.scalar(leading(origin_id).where(Leading.signup_id == signup_id))
    if running is not None:
        ledger.put(running, until=now)
    turns = select(PhaseTurn.id).join(Run).where(Run.table_id == origin_id)
    session.execute(delete(Ready).where(Ready.signup_id == signup_id, Ready.turn_id.in_(turns)))


def leading(table_id: int) -> Select[Leading]:
    """Who leads a table instead of who was to facilitate it."""
    return select(Leading).where(Leading.table_id == table_id, Leading.until.is_(None))


def leave_empty(table: Table, ledger: Ledger, now: datetime, by: str) -> None:
    """Nobody leads a table any more, and its hand is lowered."""
    session = ledger.session
    running = session.scalar(leading(table.id))
    if running is not None:
        ledger.put(running, until=now)
    up = select(Hand).where(Hand.table_id == table.id, Hand.lowered_at.is_(None))
    hand = session.scalar(up)
    if hand is not None:
        ledger.put(hand, lowered_at=now, lowered_by=by)
