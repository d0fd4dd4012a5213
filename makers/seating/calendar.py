"""One's own tables, for the calendar one subscribed to."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.seating.models import Plan, Seat, Table
from makers.seating.queries import IN_FORCE
from makers.signups.calendar_feed import Entry
from makers.signups.models import Signup


def entries(signup: Signup) -> list[Entry]:
    """Receiver of ``calendar_wanted``: where somebody sits in each round, by the plans in force.

    Not with which case: what is talked about stays at the table. One statement.
    """
    seats = db.session.scalars(
        select(Seat)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.signup_id == signup.id, *IN_FORCE)
        .options(joinedload(Seat.table, innerjoin=True).joinedload(Table.item, innerjoin=True))
    )
    return [_entry(seat.table) for seat in seats]


def _entry(table: Table) -> Entry:
    title = _("Tafel %(number)d: %(title)s", number=table.number, title=table.item.title)
    return Entry(
        key=f"round {table.item_id}",
        title=str(title),
        starts_at=table.item.starts_at,
        ends_at=table.item.ends_at,
        place=table.place or table.item.place or None,
    )
