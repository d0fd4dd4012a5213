"""What of a table may leave it for the report and for researchers: its case, and which notes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, or_, select

from makers.core.database import db
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Approval, ApprovedNote, Note, Reveal, Run
from makers.seating.models import Case, Table


@dataclass(frozen=True)
class Written:
    """A note as the report may know it: without words unless it ``may_be_told``.

    ``follows_id`` is the version of a statement before it; ``personal``: its author does not speak
    for where they work.
    """

    id: int
    table_id: int | None
    kind: NoteKind
    may_be_told: bool
    follows_id: int | None
    text: str
    from_demand: str
    from_institution: str
    answer: str
    personal: bool


def written_at(event_id: int) -> list[Written]:
    """The notes of all tables for the report, oldest first, deleted ones left out; one statement.

    What may be told was meant for the report, is no private writing that was never revealed, and
    stands as the one whose case it is approved of it. The words of the others do not leave the
    database.
    """
    told = may_be_told()
    words = (Note.text, Note.from_demand, Note.from_institution, Note.answer)
    rows = db.session.execute(
        select(
            Note.id,
            Note.table_id,
            Note.kind,
            told,
            Note.follows_id,
            *(case((told, word), else_="") for word in words),
            told & Note.personal_at.is_not(None),
        )
        .where(Note.event_id == event_id, Note.table_id.is_not(None), Note.deleted_at.is_(None))
        .order_by(Note.id)
    )
    return [Written(*row) for row in rows]


def may_be_told(*levels: Confidentiality) -> ColumnElement[bool]:
    """Whether a table's note may leave it: the rule of ``written_at`` as a condition.

    ``levels``: how far it may be meant to go; the report alone, unless others are named.
    """
    revealed = (
        select(Reveal.id)
        .join(Run)
        .where(Run.table_id == Note.table_id, Reveal.phase == Note.private_phase)
        .where(Note.origin_table_id.is_(None))
    )
    approved = (
        select(ApprovedNote.note_id)
        .join(Approval, Approval.id == ApprovedNote.approval_id)
        .join(Table, Table.id == Approval.table_id)
        .where(
            ApprovedNote.note_id == Note.id,
            ApprovedNote.version == Note.version,
            Approval.table_id == Note.table_id,
            Approval.case_id == Table.case_id,
            Approval.withdrawn_at.is_(None),
        )
        .correlate(Note)
    )
    return (
        Note.level.in_(levels or (Confidentiality.REPORT,))
        & Note.deleted_at.is_(None)
        & or_(Note.private_phase.is_(None), revealed.exists())
        & approved.exists()
    )


def case_is_told() -> ColumnElement[bool]:
    """Whether the bringer approved of the case that lies at a table as it is told now."""
    return (
        select(Approval.id)
        .join(Case, Case.id == Approval.case_id)
        .where(
            Approval.table_id == Table.id,
            Approval.case_id == Table.case_id,
            Approval.case_version == Case.version,
            Approval.withdrawn_at.is_(None),
        )
        .correlate(Table)
        .exists()
    )
