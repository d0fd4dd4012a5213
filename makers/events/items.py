"""What may happen to a programme item: added, changed, removed."""

from __future__ import annotations

from dataclasses import asdict

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events import arranging
from makers.events.arranging import ProgrammeChanged
from makers.events.details import ItemDetails
from makers.events.models import Event, ProgrammeItem
from makers.events.service import ask
from makers.events.signals import item_leaving


class ItemChanged(Refusal):
    """The item was changed elsewhere since this form was opened; ``stored`` is what stands now."""

    sentence = _l(
        "Dit onderdeel is intussen door iemand anders veranderd. Hieronder staat wat jij invulde, "
        "met wat er nu staat. Kies wat klopt en bewaar opnieuw."
    )

    def __init__(self, stored: ItemDetails) -> None:
        super().__init__()
        self.stored = stored


class ItemGone(Refusal):
    """The item was removed while its form stood open."""

    sentence = _l(
        "Dit onderdeel is intussen weggehaald. Voeg het opnieuw toe als het er toch in hoort."
    )


def add(
    event: Event, details: ItemDetails, *, insert_at: str | None = None, by: Actor
) -> ProgrammeItem:
    """Add an item to the programme; the same form sent twice adds one.

    With ``insert_at``, the version of the programme that was seen, what starts when it starts or
    after it moves along by its minutes, unless it is locked. Raises ``ProgrammeChanged`` when the
    programme is not that of the version any more.
    """
    with writing(event.id) as session:
        alike = select(ProgrammeItem).where(
            ProgrammeItem.event_id == event.id, ProgrammeItem.starts_at == details.starts_at
        )
        for there in session.scalars(alike):
            if ItemDetails.of(there) == details:
                return there
        if insert_at is not None and insert_at != arranging.version_of(event.id):
            raise ProgrammeChanged
        item = ProgrammeItem(event_id=event.id, **asdict(details))
        if insert_at is not None:
            arranging.move_from(event, item.starts_at, item.minutes, but=item)
        session.add(item)
        session.flush()
        _record("item.added", item, by)
    return item


def change(item: ProgrammeItem, details: ItemDetails, *, version: str, by: Actor) -> None:
    """Put these details in place of those of ``version``; the same again changes nothing.

    Raises ``ItemGone``, ``ItemChanged`` when the details are not those of ``version`` any more,
    and ``service.StillNeeded`` when it becomes another kind while talks or tables hang on it.
    """
    item_id = item.id
    with writing(item.event_id) as session:
        found = session.get(ProgrammeItem, item_id)
        if found is None:
            raise ItemGone
        stored = ItemDetails.of(found)
        if stored == details:
            return
        if stored.version != version:
            raise ItemChanged(stored)
        if stored.kind is not details.kind:
            ask(item_leaving, found, session)
        for name, value in asdict(details).items():
            setattr(found, name, value)
        _record("item.changed", found, by)


def remove(item: ProgrammeItem, *, by: Actor) -> None:
    """Take an item out of the programme; twice is once.

    Raises ``service.StillNeeded`` while talks, tables or notes hang on it.
    """
    item_id = item.id
    with writing(item.event_id) as session:
        found = session.get(ProgrammeItem, item_id)
        if found is None:
            return
        ask(item_leaving, found, session)
        _record("item.removed", found, by)
        session.delete(found)


def _record(what: str, item: ProgrammeItem, by: Actor) -> None:
    journal.record(what, event_id=item.event_id, topic="programme", subject_id=item.id, by=by)
