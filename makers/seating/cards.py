"""The card on a table: the way in for a phone, as a picture."""

from __future__ import annotations

from sqlalchemy import select

from makers.core import web
from makers.core.database import db
from makers.seating.models import Plan, Seat, Table
from makers.seating.queries import IN_FORCE


def qr_of(table: Table) -> str:
    """The QR code that leads to the table, as a ``data:`` address: it stands in the page itself."""
    return web.qr(address_of(table))


def address_of(table: Table) -> str:
    """Where the code leads, as it goes on paper."""
    return web.address("intervision.claim", code=table.join_code)


def seated_rounds(event_id: int) -> set[int]:
    """The programme items whose plan in force seats people; one statement."""
    rows = (
        select(Table.item_id)
        .join(Seat, Seat.table_id == Table.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Plan.event_id == event_id, *IN_FORCE)
        .distinct()
    )
    return set(db.session.scalars(rows))
