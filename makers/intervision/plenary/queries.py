"""What pages ask about notes at a part of the programme; who may read what stands here alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.models import ItemNote, Note, Opening, Photo, Sentence
from makers.intervision.plenary.items import Takes
from makers.intervision.plenary.sentences import OPENED, PER_PAGE
from makers.intervision.plenary.written import topic_of
from makers.seating.models import Stop, Table
from makers.signups.models import Signup

NAME: ColumnElement[str] = case((ItemNote.named, func.coalesce(Signup.name, "")), else_="")


@dataclass(frozen=True)
class Said:
    """A sentence that was opened; ``who`` is empty unless its writer wants to be named."""

    note_id: int
    text: str
    who: str
    is_hidden: bool


@dataclass(frozen=True)
class Screen:
    """A page of sentences as the projector shows it."""

    title: str
    said: Sequence[Said]
    page: int
    pages: int


@dataclass(frozen=True)
class Seen:
    """An observation; ``who`` as in ``Said``, ``picture`` tells its size."""

    note_id: int
    author_id: int | None
    text: str
    who: str
    at: datetime
    is_hidden: bool
    place: str
    group: int | None
    picture: tuple[int, int] | None


@dataclass(frozen=True)
class Told:
    """What the report may say of a part of the programme; nothing hidden, nothing unopened."""

    item_id: int | None
    kind: NoteKind
    text: str
    who: str
    place: str


def sentence(item: ProgrammeItem, signup: Signup) -> tuple[Note, bool] | None:
    """Somebody's own sentence and whether they want to be named; one statement."""
    row = db.session.execute(
        select(Note, ItemNote.named)
        .join(ItemNote, ItemNote.note_id == Note.id)
        .join(Sentence, Sentence.note_id == Note.id)
        .where(Sentence.item_id == item.id, Sentence.signup_id == signup.id)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def sentences(item: ProgrammeItem) -> list[Said]:
    """The sentences of a reflection, oldest first: none before they were opened; one statement."""
    rows = _opened().where(Sentence.item_id == item.id)
    return [Said(*row[1:]) for row in db.session.execute(rows)]


def opening(item: ProgrammeItem) -> Opening | None:
    """Since when the sentences of a reflection are open, and which page is on the wall."""
    return db.session.get(Opening, item.id)


def written(item: ProgrammeItem) -> int:
    """How many wrote a sentence; one statement."""
    rows = select(func.count()).select_from(Sentence).where(Sentence.item_id == item.id)
    return db.session.scalar(rows) or 0


def on_screen(programme: Iterable[ProgrammeItem]) -> Screen | None:
    """What the projector shows of sentences now; one statement, none without a reflection."""
    titles = {one.id: one.title for one in programme if one.kind is ItemKind.REFLECTION}
    if not titles:
        return None
    rows = _opened().where(Sentence.item_id.in_(titles), Opening.page.is_not(None))
    found = [row for row in db.session.execute(rows) if not row[-1]]
    if not found:
        return None
    newest = max(found, key=lambda row: row[0].opened_at)[0]
    said = [Said(*row[1:]) for row in found if row[0] is newest]
    pages = -(-len(said) // PER_PAGE)
    page = min(newest.page or 1, pages)
    return Screen(titles[newest.item_id], said[(page - 1) * PER_PAGE :][:PER_PAGE], page, pages)


def screen_topics(programme: Iterable[ProgrammeItem]) -> list[str]:
    """What the projector listens to for the sentences of these parts."""
    reflections = [one.id for one in programme if one.kind is ItemKind.REFLECTION]
    return [topic_of(one, what) for one in reflections for what in (Takes.SENTENCES, OPENED)]


def observations(item: ProgrammeItem, of: Signup | None = None) -> list[Seen]:
    """What was seen on a walk, by group and stop; ``of`` one person alone; one statement."""
    rows = (
        select(
            Note.id,
            Note.author_id,
            Note.text,
            NAME,
            Note.written_at,
            ItemNote.hidden_at.is_not(None),
            func.coalesce(Stop.place, ""),
            Table.number,
            Photo.width,
            Photo.height,
        )
        .join(ItemNote, ItemNote.note_id == Note.id)
        .outerjoin(Signup, Signup.id == Note.author_id)
        .outerjoin(Stop, Stop.id == ItemNote.stop_id)
        .outerjoin(Table, Table.id == Stop.table_id)
        .outerjoin(Photo, Photo.note_id == Note.id)
        .where(*_of(item), Note.kind == NoteKind.OBSERVATION)
        .order_by(Table.number, Stop.position, Note.id)
    )
    if of is not None:
        rows = rows.where(Note.author_id == of.id)
    return [
        Seen(*row[:8], picture=(row[8], row[9]) if row[8] is not None else None)
        for row in db.session.execute(rows)
    ]


def by_place(seen: Iterable[Seen]) -> list[tuple[str, list[Seen]]]:
    """Observations by where they were made, the places in the order in which they come."""
    places: dict[str, list[Seen]] = {}
    for one in seen:
        places.setdefault(one.place, []).append(one)
    return list(places.items())


def is_known(key: uuid.UUID) -> bool:
    """Whether a note of this key is here already; one statement."""
    return db.session.scalar(select(Note.id).where(Note.key == key)) is not None


def kept(item: ProgrammeItem, note_id: int) -> ItemNote | None:
    """A note of this part with its words; one statement. Sentences are there once opened."""
    found = db.session.scalar(
        select(ItemNote)
        .join(Note, Note.id == ItemNote.note_id)
        .where(Note.id == note_id, *_of(item))
        .options(joinedload(ItemNote.note, innerjoin=True))
    )
    if found is not None and found.note.kind is NoteKind.REFLECTION and opening(item) is None:
        return None
    return found


def photo(item: ProgrammeItem, note_id: int, of: int | None = None) -> tuple[str, bytes] | None:
    """A picture's digest and bytes; ``of`` one author alone; one statement."""
    rows = (
        select(Photo.digest, Photo.data)
        .join(Note, Note.id == Photo.note_id)
        .where(Note.id == note_id, *_of(item))
    )
    if of is not None:
        rows = rows.where(Note.author_id == of)
    row = db.session.execute(rows).one_or_none()
    return (row[0], row[1]) if row is not None else None


def told(event_id: int) -> list[Told]:
    """What the report may say of all parts, in the order of the day; one statement.

    Observations, questions that were put to the speaker and opened sentences. What is hidden, not
    asked, not opened or not shared does not leave the database.
    """
    may_be_told = (
        (Note.kind == NoteKind.OBSERVATION)
        | (Note.kind.in_((NoteKind.QUESTION, NoteKind.INSIGHT)) & ItemNote.asked_at.is_not(None))
        | ((Note.kind == NoteKind.REFLECTION) & Opening.item_id.is_not(None))
    )
    rows = (
        select(Note.item_id, Note.kind, Note.text, NAME, func.coalesce(Stop.place, ""))
        .join(ItemNote, ItemNote.note_id == Note.id)
        .join(ProgrammeItem, ProgrammeItem.id == Note.item_id)
        .outerjoin(Signup, Signup.id == Note.author_id)
        .outerjoin(Stop, Stop.id == ItemNote.stop_id)
        .outerjoin(Opening, Opening.item_id == Note.item_id)
        .where(
            Note.event_id == event_id,
            Note.shared_at.is_not(None),
            ItemNote.hidden_at.is_(None),
            may_be_told,
        )
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Stop.table_id, Stop.position, Note.id)
    )
    return [Told(*row) for row in db.session.execute(rows)]


def _opened() -> Select[Opening, int, str, str, bool]:
    """Opened sentences, and nothing of one that is not: without its ``Opening`` there is no row."""
    return (
        select(Opening, Note.id, Note.text, NAME, ItemNote.hidden_at.is_not(None))
        .join(Sentence, Sentence.item_id == Opening.item_id)
        .join(Note, Note.id == Sentence.note_id)
        .join(ItemNote, ItemNote.note_id == Note.id)
        .outerjoin(Signup, Signup.id == Note.author_id)
        .order_by(Note.id)
    )


def _of(item: ProgrammeItem) -> tuple[ColumnElement[bool], ...]:
    return Note.event_id == item.event_id, Note.item_id == item.id, Note.deleted_at.is_(None)
