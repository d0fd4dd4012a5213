"""The row as the organiser arranges it: how many slots, what is public, who stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from makers.talks import booking
from makers.talks.models import Row, Slot, Talk

MOST_SLOTS = 40


class NoRow(Refusal):
    """Slots belong to a pecha kucha part of the programme only."""

    sentence = _l(
        "Dit onderdeel is geen pecha kucha. Kies in het programma eerst de soort Pecha kucha."
    )


class NoSlot(Refusal):
    """The slot went away while the organiser looked at the row."""

    sentence = _l("Deze plek is er niet meer. Kies een andere plek.")


class SlotInUse(Refusal):
    """A slot that would go away has a talk on it."""

    sentence = _l(
        "Op een plek die zou verdwijnen staat een pecha kucha. "
        "Zet die eerst op een andere plek, of geef de plek vrij."
    )


class TalkGone(Refusal):
    """The talk gave its slot back while the organiser looked at the row."""

    sentence = _l("Deze plek is intussen teruggegeven. Hieronder staat de rij zoals zij nu is.")


class ReadAgain(Refusal):
    """The speaker changed the talk after the organiser read it."""

    sentence = _l(
        "De spreker paste deze pecha kucha net aan. Lees de nieuwe tekst en keur hem dan goed."
    )


def set_slots(item: ProgrammeItem, count: int, *, by: Actor) -> None:
    """Give a pecha kucha item this many slots, numbered from 1; the same number changes nothing.

    Raises ``NoRow``, ``SlotInUse``, and ``ValueError`` for a number outside 0 to ``MOST_SLOTS``.
    """
    if not 0 <= count <= MOST_SLOTS:
        raise ValueError(f"{count} slots")
    with writing(item.event_id) as session:
        if item.kind is not ItemKind.PECHA_KUCHA:
            raise NoRow
        slots = session.scalars(
            select(Slot).where(Slot.item_id == item.id).order_by(Slot.number)
        ).all()
        if len(slots) == count:
            return
        for slot in slots[count:]:
            if booking.talk_in(session, slot.id) is not None:
                raise SlotInUse
            session.delete(slot)
        if session.get(Row, item.id) is None:
            session.add(Row(item_id=item.id, event_id=item.event_id))
            session.flush()
        for number in range(len(slots) + 1, count + 1):
            session.add(Slot(event_id=item.event_id, item_id=item.id, number=number))
        journal.record(
            "slots.set", event_id=item.event_id, topic="slots", subject_id=item.id, by=by
        )


def accept(talk: Talk, accepted: bool, *, version: int, now: datetime, by: Actor) -> None:
    """Let a talk's words onto the public page, or take them off; the same again changes nothing.

    What is accepted is what was read: raises ``ReadAgain`` when the talk is not that of
    ``version`` any more, ``TalkGone`` when it gave its slot back.
    """
    with writing(talk.event_id):
        _check_there(talk)
        if (talk.accepted_at is not None) == accepted:
            return
        if accepted and talk.version != version:
            raise ReadAgain
        talk.accepted_at = now if accepted else None
        booking.record("talk.accepted" if accepted else "talk.taken_off", talk, by)


def move(talk: Talk, slot_id: int | None, *, now: datetime, by: Actor) -> None:
    """Put a talk on another slot; who stands there gets the slot it leaves.

    Both or neither move. Raises ``TalkGone`` when the talk gave its slot back, and
    ``NoSlot``.
    """
    with writing(talk.event_id) as session:
        _check_there(talk)
        slot = session.get(Slot, slot_id) if slot_id is not None else None
        if slot is None or slot.event_id != talk.event_id:
            raise NoSlot
        if talk.slot_id == slot_id:
            return
        other = booking.talk_in(session, slot.id)
        if other is not None:
            _swap(session, talk, other, now)
        talk.slot_id = slot_id
        talk.version += 1
        booking.record("talk.moved", talk, by)
        if other is not None:
            booking.record("talk.moved", other, by)


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


def _swap(session: Session, talk: Talk, other: Talk, now: datetime) -> None:
    """Give ``other`` the slot of ``talk``, which stands in no slot for the length of a statement.

    The index that keeps one talk per slot is checked row by row, so two rows cannot just change
    places. Nobody sees the step between: it is inside the transaction.
    """
    talk.given_back_at = now
    session.flush()
    other.slot_id, talk.slot_id = talk.slot_id, other.slot_id
    other.version += 1
    session.flush()
    talk.given_back_at = None


def _check_there(talk: Talk) -> None:
    if talk.given_back_at is not None:
        raise TalkGone
