"""What every note at a part of the programme shares: put down once, hidden, taken back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal, limits
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import ItemNote, Note
from makers.signups.models import Signup

MOST, MINUTES = 20, 10  # that somebody may send
TOPIC = {
    NoteKind.OBSERVATION: "observations",
    NoteKind.QUESTION: "questions",
    NoteKind.INSIGHT: "questions",
    NoteKind.REFLECTION: "sentences",
}


class TooFast(Refusal):
    """More than anybody types in so short a time."""

    sentence = _l("Je stuurde net al veel. Wacht een paar minuten en verstuur dit dan opnieuw.")
    status = 429


@dataclass(frozen=True)
class Words:
    """What somebody wrote, and whether their name may stand beside it."""

    text: str
    named: bool = False


def known(session: Session, key: uuid.UUID) -> Note | None:
    """The note that this key made before."""
    return session.scalar(select(Note).where(Note.key == key))


def put_down(
    session: Session,
    item: ProgrammeItem,
    signup: Signup,
    kind: NoteKind,
    words: Words,
    *,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> ItemNote:
    """Keep a new note in the running transaction. Raises ``TooFast``.

    It goes into the report without a name unless ``named``, and while nobody hides it.
    """
    count(session, signup, now)
    note = Note(
        event_id=item.event_id,
        item_id=item.id,
        key=key,
        kind=kind,
        text=words.text,
        author_id=signup.id,
        written_at=now,
        level=Confidentiality.REPORT,
        shared_at=now,
    )
    session.add(note)
    session.flush()
    kept = ItemNote(note_id=note.id, note=note, named=words.named)
    session.add(kept)
    record(f"{kind}.sent", note, by)
    return kept


def count(session: Session, signup: Signup, now: datetime) -> None:
    """Count something that somebody sends. Raises ``TooFast``."""
    try:
        limits.count(session, f"sent:{signup.id}", most=MOST, minutes=MINUTES, now=now)
    except limits.TooMany as many:
        raise TooFast from many


def take_back(note: Note, *, by: Actor) -> None:
    """Remove what one wrote oneself, with its picture; nothing is kept of it."""
    with writing(note.event_id) as session:
        record(f"{note.kind}.taken_back", note, by)
        session.delete(note)


def hide(kept: ItemNote, hidden: bool, *, now: datetime, by: Actor) -> None:
    """Keep what is unfit from everybody but its author and who moderates, or show it again."""
    with writing(kept.note.event_id):
        if (kept.hidden_at is not None) != hidden:
            kept.hidden_at = now if hidden else None
            record(f"{kept.note.kind}.{'hidden' if hidden else 'shown'}", kept.note, by)


def record(what: str, note: Note, by: Actor) -> None:
    """Tell the journal and the open screens of this part."""
    topic = topic_of(note.item_id or 0, TOPIC[note.kind])
    journal.record(what, event_id=note.event_id, topic=topic, subject_id=note.id, by=by)


def topic_of(item_id: int, what: str) -> str:
    """What the screens of a part listen to."""
    return f"item-{item_id}-{what}"
