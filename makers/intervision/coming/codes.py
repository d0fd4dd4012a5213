"""A table's code: replaced by a new one when it went further than the table."""

from __future__ import annotations

from datetime import datetime

from makers.core import journal
from makers.core.database import writing
from makers.core.journal import Actor
from makers.intervision.models import OldCode
from makers.seating import tables
from makers.seating.models import Table


def replace(table: Table, *, seen: str, now: datetime, by: Actor) -> None:
    """Give a table another code than ``seen``; the old one and its QR open nothing any more.

    Who is in stays in. Pressed twice it is replaced once.
    """
    with writing(table.event_id) as session:
        if table.join_code != seen:
            return
        session.add(OldCode(code=table.join_code, table_id=table.id, replaced_at=now))
        table.join_code = tables.new_code(session)
        journal.record(
            "table.code_replaced",
            event_id=table.event_id,
            topic=f"table-{table.id}-leading",
            subject_id=table.id,
            by=by,
        )
