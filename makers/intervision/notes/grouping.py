"""Notes that say the same: one stands in front, the others under it, each as it was written."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.intervision.coming.entry import Present
from makers.intervision.models import GroupedNote, Grouping, Note
from makers.intervision.notes.writing import record


class NotAlike(Refusal):
    """Only notes of one kind at one table that are not thrown away can say the same."""

    sentence = _l("Kies notities van dezelfde soort die nog op tafel liggen.")


def bring_together(session: Session, front: Note, others: Collection[int], *, by: Present) -> None:
    """Put other notes under ``front``, with what stood under them; ``others`` are their ids.

    Inside the transaction of who asks. What stands in front of something cannot go under it. Raises
    ``NotAlike`` when one of them is another kind, at another table or in the bin, or when ``front``
    stands under a note itself.
    """
    ids = set(others) - {front.id}
    if not ids:
        return
    alike = (Note.table_id == front.table_id, Note.kind == front.kind)
    there = select(Note.id).where(Note.id.in_(ids), *alike, Note.deleted_at.is_(None))
    if front.front_id is not None or set(session.scalars(there)) != ids:
        raise NotAlike
    moved = session.scalars(select(Note).where(Note.id.in_(ids) | Note.front_id.in_(ids))).all()
    lay = [GroupedNote(note_id=note.id, before_id=note.front_id) for note in moved]
    session.add(Grouping(front_id=front.id, notes=lay))
    for note in moved:
        note.front_id = front.id
    record("notes.grouped", front, by.actor)


def let_go(session: Session, note: Note, others: Collection[int], *, by: Present) -> None:
    """Take ``note`` and those of ``others`` apart that stand over or under each other.

    Inside the transaction of who asks; ``others`` are ids, and any that stands elsewhere stays.
    """
    if not others:
        return
    under = select(Note).where(Note.id.in_(others), Note.front_id == note.id)
    found = [*session.scalars(under), *([note] if note.front_id in others else [])]
    for one in found:
        one.front_id = None
    if found:
        record("notes.ungrouped", note, by.actor)


def take_apart(front: Note, *, by: Present) -> None:
    """Undo what was put under ``front`` last: each of those lies where it lay before.

    What went elsewhere since stays there; what lay under such a note stands on its own. Where
    nothing is remembered, all that lies under ``front`` does.
    """
    with writing(front.event_id) as session:
        under = session.scalars(select(Note).where(Note.front_id == front.id)).all()
        if under:
            _put_back(session, under, _lay_before(session, front, {note.id for note in under}))
            record("notes.ungrouped", front, by.actor)


def take_out(note: Note, *, by: Present) -> None:
    """Let one note stand on its own again."""
    with writing(note.event_id):
        if note.front_id is not None:
            note.front_id = None
            record("notes.ungrouped", note, by.actor)


def _lay_before(session: Session, front: Note, under: Collection[int]) -> dict[int, int | None]:
    """Under which note each of the last that were put under ``front`` lay; forgets that it was.

    Of ``under``, what lies there still; all of it on its own where nothing is remembered.
    """
    groupings = session.scalars(
        select(Grouping)
        .where(Grouping.front_id == front.id)
        .order_by(Grouping.id.desc())
        .options(selectinload(Grouping.notes))
    ).all()
    for grouping in groupings:
        lay = {one.note_id: one.before_id for one in grouping.notes if one.note_id in under}
        session.delete(grouping)
        if lay:
            return lay
    return dict.fromkeys(under)


def _put_back(session: Session, under: Collection[Note], lay: dict[int, int | None]) -> None:
    """Put notes back under what they lay under, where that lies in front at the same table."""
    back = [note for note in under if note.id in lay]
    for note in back:
        note.front_id = None
    session.flush()
    ids = {before_id for before_id in lay.values() if before_id is not None}
    fronts = select(Note).where(Note.id.in_(ids), Note.front_id.is_(None))
    there = {note.id: note.table_id for note in session.scalars(fronts)}
    for note in back:
        before_id = lay[note.id]
        if before_id in there and there[before_id] == note.table_id:
            note.front_id = before_id
