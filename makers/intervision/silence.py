"""When what was written in silence was shown: what its author took back before stays theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from makers.core.journal import JournalEntry
from makers.intervision.models import Note, Reveal, Run


def taken_back() -> ColumnElement[bool]:
    """Whether a note went into the bin before what was written in its phase was revealed."""
    return _reveal().where(Reveal.at >= Note.deleted_at).exists()


def revealed_at() -> ScalarSelect[datetime]:
    """When a note's phase was revealed at the table where it was written, if it was silent."""
    return _reveal().scalar_subquery()


def shown_at() -> ScalarSelect[datetime]:
    """When its author showed a note that had come along in silence from another table."""
    return (
        select(func.min(JournalEntry.at))
        .where(
            JournalEntry.event_id == Note.event_id,
            JournalEntry.what == "note.shown",
            JournalEntry.subject_id == Note.id,
        )
        .correlate(Note)
        .scalar_subquery()
    )


def waits_for_its_author(note: Note) -> bool:
    """Whether a note lies silent at a table that it came to from another."""
    return note.origin_table_id is not None and note.private_phase is not None


def _reveal() -> Select[datetime]:
    """The reveal of a note's phase, which it keeps when it moves and when it is shown.

    What was typed over from paper was not silent.
    """
    return (
        select(Reveal.at)
        .join(Run, Run.id == Reveal.run_id)
        .where(
            Run.table_id == func.coalesce(Note.origin_table_id, Note.table_id),
            Reveal.phase == Note.phase,
            Note.from_paper_at.is_(None),
        )
        .correlate(Note)
    )
