"""When a row is booked, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from makers.events.models import Side
from makers.signups.models import Signup, SignupState
from makers.talks.models import Row, Slot


def may_book(signup: Signup, row: Row | None = None) -> bool:
    """Whether someone may give a talk in this row, or (``None``) in a row that names no roles.

    They have a place at the event, and one of the row's roles; where it names none, they are on
    the entrepreneurs' side.
    """
    if signup.state is not SignupState.CONFIRMED:
        return False
    if row is not None and row.roles:
        return any(role.id == signup.role_id for role in row.roles)
    return signup.role.side is Side.ENTREPRENEUR


def closes_at(row: Row) -> datetime:
    """From when on nobody books here any more: when that was set, else when the item begins."""
    return row.closes_at or row.item.starts_at


def is_open(row: Row, now: datetime) -> bool:
    """Whether the row is booked at ``now``."""
    return (row.opens_at is None or row.opens_at <= now) and now < closes_at(row)


def offered(slots: Iterable[Slot], signup: Signup, now: datetime) -> list[Slot]:
    """The slots this person may take now, in the order given."""
    return [slot for slot in slots if slot.talk is None and _is_offered(slot, signup, now)]


def rows_for(slots: Iterable[Slot], signup: Signup) -> list[Row]:
    """The rows in which this person may give a talk, whenever they open; each once."""
    rows = {slot.item_id: slot.row for slot in slots}
    return [row for row in rows.values() if may_book(signup, row)]


def _is_offered(slot: Slot, signup: Signup, now: datetime) -> bool:
    return not slot.locked and is_open(slot.row, now) and may_book(signup, slot.row)
