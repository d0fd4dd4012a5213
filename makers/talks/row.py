"""The row as the organiser sets it up: its slots, its measure, when and by whom it is booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import clock, journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Event, ItemKind, ProgrammeItem, Role
from makers.events.service import shifted
from makers.talks import booking, reserve
from makers.talks.models import CHANGE_OVER_SECONDS, SLIDE_SECONDS, SLIDES, Row, Slot

MOST_SLOTS = 40


class NoRow(Refusal):
    """Slots belong to a pecha kucha part of the programme only."""

    sentence = _l(
        "Dit onderdeel is geen pecha kucha. Kies in het programma eerst de soort Pecha kucha."
    )


class SlotInUse(Refusal):
    """A slot that would go away has a talk on it."""

    sentence = _l(
        "Op een plek die zou verdwijnen staat een pecha kucha. "
        "Zet die eerst op een andere plek, of geef de plek vrij."
    )


class RowChanged(Refusal):
    """The row was set up otherwise since this form was opened."""

    sentence = _l(
        "Deze rij is intussen door iemand anders veranderd. Hieronder staat wat jij invulde. "
        "Kijk het na en bewaar opnieuw."
    )


@dataclass(frozen=True)
class RowDetails:
    """How a row is set up; moments are UTC. ``role_ids`` empty: the entrepreneurs' side."""

    count: int
    slides: int = SLIDES
    slide_seconds: int = SLIDE_SECONDS
    change_over_seconds: int = CHANGE_OVER_SECONDS
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    slides_due_at: datetime | None = None
    role_ids: frozenset[int] = frozenset()

    @classmethod
    def of(cls, row: Row | None, count: int) -> RowDetails:
        """How a row is set up now; of none, what is usual."""
        if row is None:
            return cls(count)
        return cls(
            count,
            **{name: getattr(row, name) for name in MEASURES},
            role_ids=frozenset(role.id for role in row.roles),
        )


MEASURES = (
    "slides",
    "slide_seconds",
    "change_over_seconds",
    "opens_at",
    "closes_at",
    "slides_due_at",
)


def set_slots(item: ProgrammeItem, count: int, *, now: datetime, by: Actor) -> None:
    """Give a pecha kucha item this many slots, numbered from 1; the same number changes nothing.

    New slots go to who is first on the reserve list. Raises ``NoRow``, ``SlotInUse``, and
    ``ValueError`` for a number outside 0 to ``MOST_SLOTS``.
    """
    with writing(item.event_id) as session:
        _set_slots(session, _row_of(session, item), count, now, by)


def arrange(
    item: ProgrammeItem, details: RowDetails, *, version: int, now: datetime, by: Actor
) -> None:
    """Set the row up like this; ``version`` is the one the form started from, 0 for a new row.

    The same again changes nothing. Raises ``RowChanged`` and what ``set_slots`` raises.
    """
    with writing(item.event_id) as session:
        there = session.get(Row, item.id)
        if there is not None and _says(session, there) == details:
            return
        if (there.version if there is not None else 0) != version:
            raise RowChanged
        row = _row_of(session, item)
        for name in MEASURES:
            setattr(row, name, getattr(details, name))
        row.roles = [role for role in item.event.roles if role.id in details.role_ids]
        row.version += there is not None
        _set_slots(session, row, details.count, now, by)
        journal.record(
            "row.arranged", event_id=item.event_id, topic="slots", subject_id=item.id, by=by
        )
        reserve.fill(session, item.event_id, now=now, by=by)


def ends_at(slots: Sequence[Slot]) -> datetime | None:
    """When the last talk of a row ends, the row being full; ``None`` without slots."""
    return max((slot.ends_at for slot in slots), default=None)


def answer_item_leaving(item: ProgrammeItem, *, session: Session) -> LazyString | None:
    """Receiver of ``item_leaving``: an item with slots stays until they are taken away."""
    if session.scalar(select(Slot.id).where(Slot.item_id == item.id).limit(1)) is None:
        return None
    return _l(
        "Dit onderdeel heeft plekken voor pecha kucha’s. Zet het aantal plekken eerst op 0, "
        "op de pagina Pecha kucha."
    )


def copy_row(
    copied: Event,
    *,
    source: Event,
    items: Mapping[int, int],
    roles: Mapping[int, int],
    session: Session,
    **others: object,
) -> None:
    """Receiver of ``event_copied``: the row as it is arranged, with free slots.

    Its moments move along by the wall clock; roles that did not come along are left out.
    """
    days = clock.amsterdam(copied.starts_at).date() - clock.amsterdam(source.starts_at).date()
    for row in session.scalars(select(Row).where(Row.item_id.in_(items))):
        made = Row(item_id=items[row.item_id], event_id=copied.id)
        for name in ("slides", "slide_seconds", "change_over_seconds"):
            setattr(made, name, getattr(row, name))
        for name in ("opens_at", "closes_at", "slides_due_at"):
            was = getattr(row, name)
            setattr(made, name, was and shifted(was, days))
        made.roles = [
            session.get_one(Role, roles[role.id]) for role in row.roles if role.id in roles
        ]
        session.add(made)
    session.flush()
    rows = select(Slot.item_id, Slot.number).where(Slot.item_id.in_(items))
    for item_id, number in session.execute(rows.order_by(Slot.item_id, Slot.number)):
        session.add(Slot(event_id=copied.id, item_id=items[item_id], number=number))


def _row_of(session: Session, item: ProgrammeItem) -> Row:
    """The item's row, made when it has none yet."""
    if item.kind is not ItemKind.PECHA_KUCHA:
        raise NoRow
    row = session.get(Row, item.id)
    if row is None:
        row = Row(item_id=item.id, event_id=item.event_id)
        session.add(row)
        session.flush()
    return row


def _says(session: Session, row: Row) -> RowDetails:
    return RowDetails.of(row, len(_slots(session, row)))


def _slots(session: Session, row: Row) -> Sequence[Slot]:
    found = select(Slot).where(Slot.item_id == row.item_id).order_by(Slot.number)
    return session.scalars(found).all()


def _set_slots(session: Session, row: Row, count: int, now: datetime, by: Actor) -> None:
    if not 0 <= count <= MOST_SLOTS:
        raise ValueError(f"{count} slots")
    slots = _slots(session, row)
    if len(slots) == count:
        return
    for slot in slots[count:]:
        if booking.talk_in(session, slot.id) is not None:
            raise SlotInUse
        session.delete(slot)
    for number in range(len(slots) + 1, count + 1):
        session.add(Slot(event_id=row.event_id, item_id=row.item_id, number=number))
    session.flush()
    journal.record("slots.set", event_id=row.event_id, topic="slots", subject_id=row.item_id, by=by)
    reserve.fill(session, row.event_id, now=now, by=by)
