"""What leaves a table at the end: proposed by who leads, struck or approved by whose case it is.

Without the bringer's approval nothing that was written goes on, and nobody else can give it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.intervision import queries
from makers.intervision.coming.entry import Present
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Approval, ApprovedNote, Note
from makers.intervision.notes.marking import NotYourNote, NotYours, put_at
from makers.intervision.notes.reading import in_front
from makers.intervision.phases.course import course_of
from makers.seating.models import Table


class NotOver(Refusal):
    """What leaves the table is settled once the table is done."""

    sentence = _l("De tafel is nog bezig. Rond eerst af, dan kun je akkoord geven.")


class NobodysCase(Refusal):
    """A table without a case has nobody who can approve."""

    sentence = _l(
        "Aan deze tafel ligt geen casus, dus niemand kan akkoord geven. Wil je iets in het "
        "verslag? Vraag het de organisatie."
    )


class Changed(Refusal):
    """Something was added, taken away or rewritten since the bringer read it."""

    sentence = _l("Er is net iets veranderd. Lees het hieronder nog eens en geef dan akkoord.")


@dataclass(frozen=True)
class Leaving:
    """What would leave a table, as this reader may see it, and what the bringer said of it.

    ``approved`` holds the versions of the notes that were approved, by their ids.
    """

    notes: tuple[Note, ...]
    approval: Approval | None
    approved: dict[int, int]
    case: tuple[int, int] | None

    @property
    def seen(self) -> list[str]:
        """What stands on the page, for the form that approves of it."""
        case = [f"case:{self.case[1]}"] if self.case else []
        return [*case, *(f"{note.id}:{note.version}" for note in self.notes)]

    @property
    def case_is_approved(self) -> bool:
        """Whether the bringer approved of the case as it is told now."""
        told = self.approval
        return told is not None and (told.case_id, told.case_version) == self.case

    @property
    def is_approved(self) -> bool:
        """Whether the bringer approved of exactly this."""
        now = {note.id: note.version for note in self.notes}
        return self.case_is_approved and self.approved == now

    def goes_on(self, note: Note) -> bool:
        """Whether this note leaves as it stands."""
        return self.approved.get(note.id) == note.version


def leaving(table: Table, notes: Sequence[Note]) -> Leaving:
    """What would leave the table of the ``notes`` that a reader sees there; one statement.

    That is what goes further than the table; a note under another lets that one speak for it.
    """
    approval = _given(table.id)
    case = (table.case.id, table.case.version) if table.case is not None else None
    return Leaving(
        tuple(note for note in in_front(notes) if note.level is not Confidentiality.TABLE),
        approval,
        {one.note_id: one.version for one in approval.notes} if approval is not None else {},
        case,
    )


def propose(
    table: Table, ticked: Collection[int], unticked: Collection[int], *, by: Present, now: datetime
) -> None:
    """Who leads says what may leave the table; ids of notes they read there, others are left be.

    Raises ``NotYourNote`` for who does not lead it.
    """
    with writing(table.event_id) as session:
        if not (by.at_table and by.leads):
            raise NotYourNote
        for note in queries.notes_for(table.id, by, course_of(table.id, session)):
            if note.id in ticked:
                put_at(session, note, Confidentiality.REPORT, by=by, now=now)
            elif note.id in unticked:
                put_at(session, note, Confidentiality.TABLE, by=by, now=now)


def approve(table: Table, seen: Collection[str], *, by: Present, now: datetime) -> None:
    """The bringer lets out exactly what they saw (``Leaving.seen``); the same again is once.

    Raises ``NotYours`` for anyone but the bringer, ``NobodysCase``, ``NotOver`` while the table is
    at work, and ``Changed`` when it is not what they saw any more.
    """
    with writing(table.event_id) as session:
        if not by.is_bringer or by.signup_id is None:
            raise NotYours
        if table.case_id is None or table.case is None:
            raise NobodysCase
        course = course_of(table.id, session)
        if course is not None and not course.ended:
            raise NotOver
        now_there = leaving(table, queries.notes_for(table.id, by, course))
        if set(seen) != set(now_there.seen):
            raise Changed
        if now_there.is_approved:
            return
        _withdraw(session, now_there.approval, now)
        approval = Approval(
            event_id=table.event_id,
            table_id=table.id,
            case_id=table.case_id,
            case_version=table.case.version,
            signup_id=by.signup_id,
            given_at=now,
        )
        approval.notes = [
            ApprovedNote(note_id=note.id, version=note.version) for note in now_there.notes
        ]
        session.add(approval)
        _record("table.approved", table, by)


def withdraw(table: Table, *, by: Present, now: datetime) -> None:
    """The bringer takes the approval back. Raises ``NotYours`` for anyone else."""
    with writing(table.event_id) as session:
        if not by.is_bringer:
            raise NotYours
        given = _given(table.id)
        if given is not None:
            _withdraw(session, given, now)
            _record("table.withdrawn", table, by)


def _given(table_id: int) -> Approval | None:
    given = (
        select(Approval)
        .where(Approval.table_id == table_id, Approval.withdrawn_at.is_(None))
        .options(joinedload(Approval.notes))
    )
    return db.session.scalars(given).unique().one_or_none()


def _withdraw(session: Session, approval: Approval | None, now: datetime) -> None:
    if approval is not None:
        approval.withdrawn_at = now
        session.flush()  # one approval stands at a time


def _record(what: str, table: Table, by: Present) -> None:
    topic = f"table-{table.id}-notes"
    journal.record(what, event_id=table.event_id, topic=topic, subject_id=table.id, by=by.actor)
