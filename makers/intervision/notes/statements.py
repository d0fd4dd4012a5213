"""A problem statement's next version: a note of its own, made from the one before."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes.writing import Words, write
from makers.seating.models import Table


def succeed(
    table: Table, note: Note, words: Words, *, key: uuid.UUID, by: Present, now: datetime
) -> Note:
    """Write the version of a problem statement that follows ``note``; both stay on the table.

    Two people who do so at once make two versions: nothing is lost and nobody is refused. The same
    ``key`` again returns the note that is there. Raises ``Silence`` as ``write`` does, and
    ``ValueError`` for another kind of note.
    """
    if note.kind is not NoteKind.PROBLEM_STATEMENT:
        raise ValueError(f"a {note.kind} has no next version")
    return write(table, note.kind, words, key=key, by=by, now=now, follows_id=note.id)


class HasVersions(Protocol):
    """A note as far as its place among the versions of a statement goes."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def follows_id(self) -> int | None:
        """The id of the version before it."""


Kept = TypeVar("Kept", bound=HasVersions)


def side_by_side(notes: Sequence[Kept]) -> list[list[Kept]]:
    """Notes in rows: the versions of one statement together, oldest first; any other alone."""
    known = {note.id: note for note in notes}
    rows: dict[int, list[Kept]] = {}
    for note in notes:
        rows.setdefault(_first(note, known), []).append(note)
    return list(rows.values())


def _first(note: Kept, known: dict[int, Kept]) -> int:
    """The first version of a statement among those that are known; of anything else, itself."""
    while note.follows_id is not None and note.follows_id in known:
        note = known[note.follows_id]
    return note.id
