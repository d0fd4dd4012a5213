"""Who sits together, for who writes to a table."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from makers.core.database import db
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.seating.models import Plan, Seat, Table
from makers.seating.queries import IN_FORCE
from makers.signups.audience import Group


def tables(event: Event) -> list[Group]:
    """Receiver of ``audience_wanted``: the tables that people are seated at, round by round.

    The facilitator belongs to the table. One statement.
    """
    rows = db.session.execute(
        select(Table, ProgrammeItem, Seat.signup_id)
        .join(Table.item)
        .join(Seat, Seat.table_id == Table.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Table.event_id == event.id, *IN_FORCE)
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number)
    ).all()
    several = len({item.id for _table, item, _signup_id in rows}) > 1
    found: dict[str, Group] = {}
    for table, item, signup_id in rows:
        key, there = f"table-{table.id}", frozenset((signup_id,))
        if table.facilitator_id is not None:
            there |= {table.facilitator_id}
        if key in found:
            there |= found[key].signup_ids
        found[key] = Group(key, _name(table, item, several), there)
    return list(found.values())


def _name(table: Table, item: ProgrammeItem, several: bool) -> str:
    if item.kind is ItemKind.WALK:
        number = _("Groep %(number)d", number=table.number)
    else:
        number = _("Tafel %(nummer)s", nummer=table.number)
    return " · ".join(filter(None, (str(number), table.name, item.title if several else "")))
