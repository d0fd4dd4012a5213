"""The closing reflection: one sentence of each, read by nobody until the organiser opens them.

The rule of who may read stands in ``queries.sentences`` and nowhere else.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.models import ItemNote, Note, Opening, Sentence
from makers.intervision.plenary import items, written
from makers.intervision.plenary.items import Takes
from makers.intervision.plenary.written import TOPIC, Words
from makers.signups.models import Signup

OPENED = "opened"  # what the phones of those who wrote listen to: not to every other sentence
PER_PAGE = 4  # that fit on a projector and are read at leisure


class AlreadyOpen(Refusal):
    """The sentences were opened; what stands on the wall does not change any more."""

    sentence = _l(
        "De zinnen zijn al getoond. Wil je de jouwe niet laten zien? Vraag het de organisatie."
    )


class Elsewhere(Refusal):
    """The sentence was changed on another device while this one typed."""

    sentence = _l(
        "Je zin is intussen veranderd, op een ander scherm. "
        "Hieronder staan beide. Maak er één van en bewaar opnieuw."
    )


class NothingWritten(Refusal):
    """There is nothing to open yet."""

    sentence = _l("Er is nog geen zin geschreven. Wacht tot de eerste er is.")


class StillShut(Refusal):
    """What is not opened is not shown."""

    sentence = _l("De zinnen zijn nog dicht. Wacht tot de organisatie ze opent.")


def write(
    item: ProgrammeItem, signup: Signup, words: Words, *, version: int, now: datetime, by: Actor
) -> Note:
    """Keep somebody's one sentence, or put other words in its place.

    ``version`` is the one they started from, 0 for none. The same words again change nothing.
    Raises ``items.NotNow``, ``AlreadyOpen``, ``Elsewhere`` and ``written.TooFast``.
    """
    with writing(item.event_id) as session:
        items.check(item, signup, Takes.SENTENCES, now)
        _be_shut(session, item)
        mine = of(session, item, signup)
        if mine is None:
            kept = written.put_down(
                session, item, signup, NoteKind.REFLECTION, words, key=uuid.uuid4(), now=now, by=by
            )
            session.add(Sentence(item_id=item.id, signup_id=signup.id, note_id=kept.note_id))
            session.flush()
            return kept.note
        kept = session.get_one(ItemNote, mine.id)
        if (mine.text, kept.named) != (words.text, words.named):
            if mine.version != version:
                raise Elsewhere
            written.count(session, signup, now)
            mine.text, kept.named, mine.version = words.text, words.named, mine.version + 1
            written.record("reflection.changed", mine, by)
        return mine


def take_back(item: ProgrammeItem, signup: Signup, *, by: Actor) -> None:
    """Remove one's own sentence; twice is once. Raises ``AlreadyOpen``."""
    with writing(item.event_id) as session:
        _be_shut(session, item)
        mine = of(session, item, signup)
        if mine is not None:
            written.record("reflection.taken_back", mine, by)
            session.delete(mine)


def open_all(item: ProgrammeItem, *, now: datetime, by: Actor) -> None:
    """Open the sentences, for good, and put the first page on the projector; twice is once.

    Raises ``NothingWritten``.
    """
    with writing(item.event_id) as session:
        if session.get(Opening, item.id) is not None:
            return
        if not pages(session, item):
            raise NothingWritten
        session.add(Opening(item_id=item.id, opened_at=now, page=1))
        _record("reflection.opened", item, OPENED, by)


def turn_to(item: ProgrammeItem, page: int | None, *, by: Actor) -> None:
    """Show another page on the projector, the last one for any after it; ``None``: none.

    Raises ``StillShut``.
    """
    with writing(item.event_id) as session:
        opening = session.get(Opening, item.id)
        if opening is None:
            raise StillShut
        wanted = None if page is None else max(1, min(page, pages(session, item)))
        if opening.page != wanted:
            opening.page = wanted
            _record("reflection.page_turned", item, TOPIC[NoteKind.REFLECTION], by)


def pages(session: Session, item: ProgrammeItem) -> int:
    """How many pages the sentences that are not hidden take."""
    shown = (
        select(func.count())
        .select_from(Sentence)
        .join(ItemNote, ItemNote.note_id == Sentence.note_id)
        .where(Sentence.item_id == item.id, ItemNote.hidden_at.is_(None))
    )
    return -(-(session.scalar(shown) or 0) // PER_PAGE)


def of(session: Session, item: ProgrammeItem, signup: Signup) -> Note | None:
    """Somebody's sentence."""
    return session.scalar(
        select(Note)
        .join(Sentence, Sentence.note_id == Note.id)
        .where(Sentence.item_id == item.id, Sentence.signup_id == signup.id)
    )


def _be_shut(session: Session, item: ProgrammeItem) -> None:
    if session.get(Opening, item.id) is not None:
        raise AlreadyOpen


def _record(what: str, item: ProgrammeItem, topic: str, by: Actor) -> None:
    topic = written.topic_of(item.id, topic)
    journal.record(what, event_id=item.event_id, topic=topic, subject_id=item.id, by=by)
