"""Agreements go along when two tables become one, or a table is no more."""

from __future__ import annotations

from sqlalchemy import select

from makers.followups.models import FollowUp
from makers.intervision.recovery.ledger import Ledger
from makers.seating.models import Table


def carry(table: Table, *, to: Table, ledger: Ledger) -> None:
    """Receiver of ``table_cleared``: they keep their ids, also those in the bin."""
    lie_there = select(FollowUp).where(FollowUp.table_id == table.id).order_by(FollowUp.id)
    for one in ledger.session.scalars(lie_there):
        ledger.put(one, table_id=to.id)
