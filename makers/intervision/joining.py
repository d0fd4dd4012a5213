"""Coming to a table with its code: which seats there are to claim, and whether the code works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.intervision.recovery import onward
from makers.seating.models import Plan, Seat, Table

BEFORE = timedelta(hours=2)
AFTER = timedelta(hours=6)


class NoSuchCode(Refusal):
    """No table has this code."""

    sentence = _l(
        "Deze code kennen we niet. Kijk nog eens op de kaart op tafel: acht letters en cijfers."
    )
    status = 422


class NotToday(Refusal):
    """A code works on the day of the event only."""

    sentence = _l(
        "Deze code werkt alleen op de dag zelf, rond de bijeenkomst. Probeer het dan opnieuw."
    )


def table_by_code(code: str, *, now: datetime) -> Table:
    """The table with this join code, typed in any case and with any spaces, or what it became.

    It works from two hours before the event until six hours after. Raises ``NoSuchCode``,
    ``NotToday``, and ``Dissolved`` for a table that is no more.
    """
    plain = "".join(code.split()).upper()
    found = db.session.execute(
        select(Table, Event)
        .join(Event, Table.event_id == Event.id)
        .join(ProgrammeItem, ProgrammeItem.id == Table.item_id)
        .where(Table.join_code == plain, ProgrammeItem.kind == ItemKind.INTERVISION)
        .options(joinedload(Table.case), joinedload(Table.item))
    ).first()
    if found is None:
        raise NoSuchCode
    table, event = found
    if not opens_at(event) <= now <= event.ends_at + AFTER:
        raise NotToday
    return onward.stands_for(table)


def opens_at(event: Event) -> datetime:
    """From when people come to their tables: two hours before the event."""
    return event.starts_at - BEFORE


def seats(table: Table) -> Sequence[Seat]:
    """Who is expected at this table by the published plan, in the order of the alphabet."""
    found = db.session.scalars(
        select(Seat)
        .join(Plan)
        .where(
            Seat.table_id == table.id,
            Plan.published_at.is_not(None),
            Plan.superseded_at.is_(None),
        )
        .options(joinedload(Seat.signup))
    ).all()
    return sorted(found, key=lambda seat: seat.signup.name.casefold())
