"""Agreements go along when two tables become one, or a table is no more; so does meeting again."""

from __future__ import annotations

from sqlalchemy import select

from makers.followups.models import FollowUp, FollowUpMeeting
from makers.intervision.recovery.ledger import Ledger
from makers.seating.models import Table


def carry(table: Table, *, to: Table, ledger: Ledger) -> None:
    """Receiver of ``table_cleared``: they keep their ids, also those in the bin.

    Where both tables were to meet again, each keeps its own moment.
    """
    lie_there = select(FollowUp).where(FollowUp.table_id == table.id).order_by(FollowUp.id)
    for one in ledger.session.scalars(lie_there):
        ledger.put(one, table_id=to.id)
    meetings = select(FollowUpMeeting).where(FollowUpMeeting.table_id.in_([table.id, to.id]))
    found = ledger.session.scalars(meetings).all()
    if [one.table_id for one in found] == [table.id]:
        ledger.put(found[0], table_id=to.id)
