"""How notes lie on the table: what says the same together, versions of a statement side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import BindParameter, Integer, Select, and_, bindparam, false, func, join, select
from sqlalchemy.orm import aliased, joinedload

from makers.core.database import UTCDateTime, db
from makers.core.prepared import Prepared
from makers.events.models import PolicyDomain
from makers.intervision import queries, silence
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import Label, NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note, NoteVersion, note_domain
from makers.intervision.notes.statements import side_by_side
from makers.intervision.phases.course import Course
from makers.seating.models import Table
from makers.signups.models import Signup


class Shown(NamedTuple):
    """A note as its lines show it: all of it, and of what it points at the names and numbers.

    ``author``, ``scribe``: their names; ``origin``: the number of the table that it came from.
    """

    id: int
    table_id: int
    kind: NoteKind
    text: str
    from_demand: str
    from_institution: str
    answer: str
    label: Label | None
    level: Confidentiality
    private_phase: int | None
    origin_table_id: int | None
    follows_id: int | None
    front_id: int | None
    version: int
    written_at: datetime
    from_paper_at: datetime | None
    late_at: datetime | None
    personal_at: datetime | None
    scribed_at: datetime | None
    deleted_at: datetime | None
    author: str | None
    scribe: str | None
    origin: int | None
    domain_names: tuple[str, ...]


@dataclass(frozen=True)
class OnTable:
    """What a reader sees of a table's notes.

    ``thrown``: what went into the bin lately and can be taken back at once. ``kept``: how many of
    each kind stay at the table, for who has no seat.
    """

    notes: Sequence[Shown]
    thrown: Sequence[Shown] = ()
    kept: Counter[NoteKind] = field(default_factory=Counter)


def on_table(table_id: int, reader: Present, clock: Course | None, *, lately: datetime) -> OnTable:
    """The notes of ``notes_for``; for who sits there with what was thrown away since ``lately``,
    for who does not with how many they do not see; one statement."""
    asked: dict[str, Any] = {"table_id": table_id, "hidden": queries.hidden_from(reader, clock)}
    if not reader.at_table:
        return _shared_and_counted(_SHARED.rows(**asked))
    found = _shown(_LYING_OPEN.rows(**asked, reader_id=reader.signup_id, lately=lately))
    return OnTable(
        [note for note in found if note.deleted_at is None],
        [note for note in found if note.deleted_at is not None],
    )


def _shared_and_counted(rows: Sequence[Any]) -> OnTable:
    """Every kind with how many there are, and beside each kind the notes that may be read."""
    notes = _shown([row for row in rows if row.id is not None])
    kept = Counter({row.kind_there: row.number for row in rows})
    kept.subtract(note.kind for note in notes)
    return OnTable(notes, kept=+kept)


def _shown(rows: Sequence[Any]) -> list[Shown]:
    """The notes of rows of which there is one for each domain that a note is about."""
    found: dict[int, Shown] = {}
    for row in rows:
        note = found.get(row.id)
        before = note.domain_names if note is not None else ()
        names = (*before, row.domain) if row.domain is not None else ()
        found[row.id] = Shown._make([*row[:_COLUMNS], names])
    return list(found.values())


_COLUMNS = len(Shown._fields) - 1


def _lines() -> Select[Any]:
    """The columns of ``Shown`` with one for a domain's name, oldest note first."""
    author, scribe, origin = aliased(Signup), aliased(Signup), aliased(Table)
    there: Any = [getattr(Note, name) for name in Shown._fields if name in Note.__table__.columns]
    names = (author.name.label("author"), scribe.name.label("scribe"))
    return (
        select(*there, *names, origin.number.label("origin"), PolicyDomain.name.label("domain"))
        .outerjoin(author, author.id == Note.author_id)
        .outerjoin(scribe, scribe.id == Note.scribe_id)
        .outerjoin(origin, origin.id == Note.origin_table_id)
        .outerjoin(note_domain, note_domain.c.note_id == Note.id)
        .outerjoin(PolicyDomain, PolicyDomain.id == note_domain.c.domain_id)
        .order_by(Note.id, PolicyDomain.position)
    )


def _lying_open() -> Select[Any]:
    """To who sits there: what is open to them, and what was thrown away ``lately``."""
    lately = bindparam("lately", type_=UTCDateTime)
    mine = Note.author_id == bindparam("reader_id", type_=Integer)
    return _lines().where(
        Note.table_id == _TABLE,
        Note.deleted_at.is_(None) | (Note.deleted_at > lately),
        queries.open_at_table(_HIDDEN, mine),
    )


def _shared() -> Select[Any]:
    """To who has no seat: every kind with how many there are, and what is for the report."""
    there = (Note.table_id == _TABLE, Note.deleted_at.is_(None))
    number = func.count().label("number")
    kinds = select(Note.kind, number).where(*there).group_by(Note.kind).subquery()
    read = (*there, queries.open_at_table(_HIDDEN, false()), Note.level == Confidentiality.REPORT)
    return (
        _lines()
        .add_columns(kinds.c.kind.label("kind_there"), kinds.c.number)
        .select_from(join(kinds, Note, and_(Note.kind == kinds.c.kind, *read), isouter=True))
    )


# built once: every note that is written makes the screens of its table ask them
_TABLE: BindParameter[int] = bindparam("table_id", type_=Integer)
_HIDDEN: BindParameter[Any] = bindparam("hidden", expanding=True)
_LYING_OPEN, _SHARED = Prepared(_lying_open()), Prepared(_shared())


@dataclass(frozen=True)
class Lying:
    """A note on the table, with those under it that say the same.

    ``version``: which of several of a statement, from 1; else 0. ``is_newest``: nothing follows it.
    """

    note: Shown
    under: tuple[Shown, ...] = ()
    version: int = 0
    is_newest: bool = True


Row = list[Lying]


class HasFront(Protocol):
    """A note as far as what it stands under goes."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def front_id(self) -> int | None:
        """The id of the note that it stands under."""


Kept = TypeVar("Kept", bound=HasFront)


def on_the_table(notes: Sequence[Shown]) -> list[tuple[NoteKind, list[Row]]]:
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


def in_front(notes: Sequence[Kept]) -> list[Kept]:
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


def _under(notes: Sequence[Shown]) -> dict[int, list[Shown]]:
    known = {note.id for note in notes}
    under: dict[int, list[Shown]] = {}
    for note in notes:
        if note.front_id is not None and note.front_id in known:
            under.setdefault(note.front_id, []).append(note)
    return under


def _warmth(note: Shown) -> int:
    order = (Label.WARM, Label.NEUTRAL, Label.COLD)
    return order.index(note.label) if note.label is not None else len(order)
