"""How notes lie on the table: what says the same together, versions of a statement side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.intervision import queries, silence
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import Label, NoteKind
from makers.intervision.models import Note, NoteVersion
from makers.intervision.notes.statements import side_by_side
from makers.signups.models import Signup


@dataclass(frozen=True)
class OnTable:
    """What a reader sees of a table's notes.

    ``thrown``: what went into the bin lately and can be taken back at once. ``kept``: how many of
    each kind stay at the table, for who has no seat.
    """

    notes: Sequence[Note]
    thrown: Sequence[Note] = ()
    kept: Counter[NoteKind] = field(default_factory=Counter)


def on_table(
    table_id: int, reader: Present, clock: queries.TableClock | None, *, lately: datetime
) -> OnTable:
    """The notes of ``notes_for``; for who sits there with what was thrown away since ``lately``,
    for who does not with how many they do not see; one statement."""
    if not reader.at_table:
        return _shared_and_counted(table_id, reader, clock)
    asked = _lying_open(queries.hidden_from(reader, clock))
    whose = {"table_id": table_id, "reader_id": reader.signup_id, "lately": lately}
    found = db.session.scalars(asked, whose).unique().all()
    return OnTable(
        [note for note in found if note.deleted_at is None],
        [note for note in found if note.deleted_at is not None],
    )


@lru_cache
def _lying_open(hidden: tuple[int, ...]) -> Select[Note]:
    """The notes at a table for who sits there, and of what is hidden their own; built once."""
    there = Note.deleted_at.is_(None) | (Note.deleted_at > bindparam("lately"))
    mine = Note.author_id == bindparam("reader_id")
    return (
        select(Note)
        .where(Note.table_id == bindparam("table_id"), there, queries.open_at_table(hidden, mine))
        .order_by(Note.id)
        .options(*queries.SHOWN)
    )


def _shared_and_counted(
    table_id: int, reader: Present, clock: queries.TableClock | None
) -> OnTable:
    """Every kind with how many there are, and beside each kind the notes that may be read."""
    there = (Note.table_id == table_id, Note.deleted_at.is_(None))
    counted = (
        select(Note.kind, func.count().label("number")).where(*there).group_by(Note.kind).subquery()
    )
    read = and_(Note.kind == counted.c.kind, *there, queries.may_read(reader, clock))
    found = db.session.execute(
        select(counted.c.kind, counted.c.number, Note)
        .outerjoin(Note, read)
        .order_by(Note.id)
        .options(*queries.SHOWN)
    )
    rows = found.unique().all()
    notes = [note for _kind, _number, note in rows if note is not None]
    all_of = Counter({kind: number for kind, number, _note in rows})
    all_of.subtract(note.kind for note in notes)
    return OnTable(notes, kept=+all_of)


@dataclass(frozen=True)
class Lying:
    """A note on the table, with those under it that say the same.

    ``version``: which of several of a statement, from 1; else 0. ``is_newest``: nothing follows it.
    """

    note: Note
    under: tuple[Note, ...] = ()
    version: int = 0
    is_newest: bool = True


Row = list[Lying]


def on_the_table(notes: Sequence[Note]) -> list[tuple[NoteKind, list[Row]]]:
    """Notes by kind, in the order in which an intervision makes them, and in rows.

    A row holds the versions of a statement side by side, or one other note. Questions that were
    called warm come first, as they are answered.
    """
    under = _under(notes)
    found: dict[NoteKind, list[Row]] = {kind: [] for kind in NoteKind}
    for row in side_by_side(in_front(notes)):
        several = len(row) > 1
        lying = [
            Lying(note, tuple(under.get(note.id, ())), number if several else 0, note is row[-1])
            for number, note in enumerate(row, start=1)
        ]
        found[row[0].kind].append(lying)
    found[NoteKind.QUESTION].sort(key=lambda row: _warmth(row[0].note))
    return [(kind, rows) for kind, rows in found.items() if rows]


def in_front(notes: Sequence[Note]) -> list[Note]:
    """Those that stand under no other of them."""
    known = {note.id for note in notes}
    return [note for note in notes if note.front_id not in known]


def history_of(note: Note, reader: Present) -> Sequence[NoteVersion]:
    """Every text a note has had, oldest first, those that came too late too; one statement.

    Who has no seat reads what stands there now: what it said before it was shared is the table's.
    What was written in silence and replaced before it was shown is its author's.
    """
    versions = (
        select(
            NoteVersion,
            silence.revealed_at().label("revealed_at"),
            silence.shown_at().label("shown_at"),
        )
        .join(Note, Note.id == NoteVersion.note_id)
        .where(NoteVersion.note_id == note.id)
        .order_by(NoteVersion.id)
        .options(joinedload(NoteVersion.author).load_only(Signup.name))
    )
    if not reader.at_table:
        versions = versions.where(
            NoteVersion.version == note.version, NoteVersion.from_version.is_(None)
        )
    rows = db.session.execute(versions).all()
    found = [row.NoteVersion for row in rows]
    times = {at for row in rows for at in (row.revealed_at, row.shown_at) if at is not None}
    is_mine = reader.signup_id is not None and note.author_id == reader.signup_id
    return found if is_mine or not times else _since(min(times), found)


def _since(shown: datetime, versions: Sequence[NoteVersion]) -> list[NoteVersion]:
    """What stood there when a note was shown, and what came after that."""
    stood = [one for one in versions if one.from_version is None and one.at <= shown]
    return [*stood[-1:], *(one for one in versions if one.at > shown)]


def _under(notes: Sequence[Note]) -> dict[int, list[Note]]:
    known = {note.id for note in notes}
    under: dict[int, list[Note]] = {}
    for note in notes:
        if note.front_id in known:
            under.setdefault(note.front_id, []).append(note)
    return under


def _warmth(note: Note) -> int:
    order = (Label.WARM, Label.NEUTRAL, Label.COLD)
    return order.index(note.label) if note.label is not None else len(order)
