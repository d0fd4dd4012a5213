"""The method that a table chose, for who is briefed to lead it."""

from __future__ import annotations

from sqlalchemy import select

from makers.core.database import db
from makers.events.models import Event
from makers.intervision.methods import Method, built_in
from makers.intervision.models import EventMethod, TableMethod
from makers.seating.models import Table


def chosen(event: Event) -> dict[int, dict[str, str]]:
    """Receiver of ``methods_wanted``: the names, by table and language; one statement."""
    rows = db.session.execute(
        select(TableMethod, EventMethod)
        .join(Table, Table.id == TableMethod.table_id)
        .outerjoin(EventMethod, EventMethod.id == TableMethod.own_id)
        .where(Table.event_id == event.id)
    )
    found: dict[int, dict[str, str]] = {}
    for choice, own in rows:
        method = Method.from_json(own.content) if own else built_in().get(choice.built_in)
        if method is not None:
            found[choice.table_id] = {lang: method.name(lang) for lang in ("nl", "en")}
    return found
