"""The questions of a part as a whole: who asks the same, what was asked, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.models import ItemNote, Note, Seconded
from makers.intervision.plenary.questions import FROM_HALL
from makers.signups.models import Signup


@dataclass(eq=False)
class Question:
    """A question or an insight, with those that were merged with it.

    ``seconded_by`` holds the sign-ups of who has the same question, by this very one.
    """

    kept: ItemNote
    seconded_by: set[int] = field(default_factory=set)
    merged: list[Question] = field(default_factory=list)
    above: Question | None = None

    @property
    def id(self) -> int:
        """The note's id."""
        return self.kept.note_id

    @property
    def note(self) -> Note:
        """Its words."""
        return self.kept.note

    @property
    def who(self) -> str:
        """Who asks, where they want to be named."""
        author = self.note.author
        return author.name if self.kept.named and author is not None else ""

    @property
    def is_question(self) -> bool:
        """Whether others may have it too."""
        return self.note.kind is NoteKind.QUESTION

    @property
    def top(self) -> Question:
        """What stands for it: the question it was merged with, or itself."""
        return self if self.above is None else self.above.top

    @property
    def family(self) -> Iterator[Question]:
        """It and all that was merged with it."""
        yield self
        for one in self.merged:
            yield from one.family

    @property
    def people(self) -> int:
        """How many people ask this, each counted once."""
        return len(self.asked_by)

    @property
    def asked_by(self) -> set[int]:
        """The sign-ups of who asks this, in any of its wordings."""
        authors = {one.note.author_id for one in self.family} - {None}
        return set().union(authors, *(one.seconded_by for one in self.family))  # type: ignore[arg-type]

    @property
    def asked_at(self) -> datetime | None:
        """When it was put to the speaker, in this or another wording."""
        return self.top.kept.asked_at

    @property
    def hidden_at(self) -> datetime | None:
        """Since when it is not shown."""
        return self.kept.hidden_at or self.top.kept.hidden_at


@dataclass(frozen=True)
class Hall:
    """All questions and insights of a part; those that many ask stand first."""

    everything: list[Question]

    @property
    def waiting(self) -> list[Question]:
        """What can still be asked."""
        return [one for one in self._tops() if not one.hidden_at and not one.asked_at]

    @property
    def asked(self) -> list[Question]:
        """What was put to the speaker, the latest first."""
        found = [one for one in self._tops() if one.asked_at and not one.hidden_at]
        return sorted(found, key=lambda one: one.asked_at or one.note.written_at, reverse=True)

    @property
    def hidden(self) -> list[Question]:
        """What is not shown."""
        return [one for one in self._tops() if one.hidden_at]

    def of(self, signup: Signup) -> list[Question]:
        """What one person sent, oldest first."""
        return [one for one in self.everything if one.note.author_id == signup.id]

    def find(self, note_id: int) -> Question | None:
        """One of them."""
        return next((one for one in self.everything if one.id == note_id), None)

    def _tops(self) -> list[Question]:
        tops = [one for one in self.everything if one.above is None]
        return sorted(tops, key=lambda one: (-one.people, one.id))


def of(item: ProgrammeItem) -> Hall:
    """The questions of a part; two statements, however many there are."""
    mine = (Note.event_id == item.event_id, Note.item_id == item.id, Note.kind.in_(FROM_HALL))
    rows = db.session.scalars(
        select(ItemNote)
        .join(Note, Note.id == ItemNote.note_id)
        .where(*mine, Note.deleted_at.is_(None))
        .order_by(Note.id)
        .options(
            joinedload(ItemNote.note, innerjoin=True).joinedload(Note.author).load_only(Signup.name)
        )
    ).all()
    found = {one.note_id: Question(one) for one in rows}
    seconded = select(Seconded).join(Note, Note.id == Seconded.note_id).where(*mine)
    for one in db.session.scalars(seconded):
        if one.note_id in found:
            found[one.note_id].seconded_by.add(one.signup_id)
    for question in found.values():
        above = found.get(question.kept.under_id or 0)
        if above is not None:
            question.above = above
            above.merged.append(question)
    return Hall(list(found.values()))
