"""What is said about a note without changing its words: how far it goes, how warm, yes or no."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import Label, NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import ApprovedNote, Note
from makers.intervision.notes.writing import record
from makers.intervision.phases.course import course_of
from makers.intervision.silence import waits_for_its_author

ANSWERS = ("yes", "no", "later")


class NotYours(Refusal):
    """Only the one whose case it is answers advice, strikes and approves."""

    sentence = _l("Dit kan alleen de inbrenger van de casus doen. Vraag het aan tafel.")
    status = 409


class NotYourNote(Refusal):
    """How far a note goes is for its author and for who leads; what it stands for, its author's."""

    sentence = _l("Dit kan alleen wie de notitie schreef of wie de tafel begeleidt. Vraag het hun.")


class NotAsked(Refusal):
    """Questions are called warm or cold in the phase of a method that asks for it."""

    sentence = _l("Warm, neutraal of koud kies je in de fase die daarom vraagt.")


def share(note: Note, level: Confidentiality, *, by: Present, now: datetime) -> None:
    """Let a note go as far as ``level``; the same again changes nothing.

    Whatever the bringer approved of this note before holds no longer. Raises ``NotYourNote`` for
    who neither wrote it nor leads the table.
    """
    with writing(note.event_id) as session:
        if not may_share(note, by):
            raise NotYourNote
        put_at(session, note, level, by=by, now=now)


def strike(note: Note, *, by: Present, now: datetime) -> None:
    """The bringer keeps a note at the table. Raises ``NotYours`` for anyone else."""
    with writing(note.event_id) as session:
        if not by.is_bringer:
            raise NotYours
        put_at(session, note, Confidentiality.TABLE, by=by, now=now)


def show(note: Note, *, by: Present) -> None:
    """The author lays a note that came along in silence from another table open where it lies.

    Nobody can reveal it there. Twice is once. Raises ``NotYourNote`` for anyone else.
    """
    with writing(note.event_id):
        if not wrote(note, by):
            raise NotYourNote
        if waits_for_its_author(note) and note.deleted_at is None:
            note.private_phase = None
            record("note.shown", note, by.actor)


def may_share(note: Note, by: Present) -> bool:
    """Whether they may say how far a note goes."""
    return by.at_table and (by.leads or wrote(note, by))


def wrote(note: Note, by: Present) -> bool:
    """Whether the note is theirs."""
    return by.signup_id is not None and note.author_id == by.signup_id


def put_at(
    session: Session, note: Note, level: Confidentiality, *, by: Present, now: datetime
) -> None:
    """The same as ``share``, inside the transaction of who asks, who has the right to it."""
    if note.level is level:
        return
    note.level = level
    kept = level is Confidentiality.TABLE
    note.shared_at, note.shared_by_id = (None, None) if kept else (now, by.signup_id)
    session.execute(delete(ApprovedNote).where(ApprovedNote.note_id == note.id))
    record("note.kept" if kept else f"note.shared.{level}", note, by.actor)


def put_personal(note: Note, personal: bool, *, by: Present, now: datetime) -> None:
    """The author speaks for themselves and not for where they work, or does after all.

    Inside the transaction of who asks. Raises ``NotYourNote`` for anyone else.
    """
    if not wrote(note, by):
        raise NotYourNote
    if (note.personal_at is not None) != personal:
        note.personal_at = now if personal else None
        record("note.personal" if personal else "note.official", note, by.actor)


def label(note: Note, said: Label, *, by: Present) -> None:
    """The bringer calls a question warm, neutral or cold; the same again takes it back.

    Who leads may do it for them. Raises ``NotAsked`` outside a phase that asks for it, and for what
    is no question.
    """
    with writing(note.event_id) as session:
        course = course_of(note.table_id or 0, session)
        if course is None or course.ended or note.kind is not NoteKind.QUESTION:
            raise NotAsked
        if not course.phase.labels or not may_label(by):
            raise NotAsked
        note.label = None if note.label is said else said
        record("note.labelled", note, by.actor)


def may_label(by: Present) -> bool:
    """Whether they may call a question warm or cold."""
    return by.at_table and (by.is_bringer or by.leads)


def answer(note: Note, said: str, *, by: Present) -> None:
    """The bringer's yes, no or later to an advice; the same again takes it back.

    Raises ``NotYours`` for anyone but the bringer, ``ValueError`` for another answer.
    """
    if said not in ANSWERS:
        raise ValueError(f"{said!r} is no answer")
    with writing(note.event_id):
        if not by.is_bringer or note.kind not in (NoteKind.ADVICE, NoteKind.OFFER):
            raise NotYours
        note.answer = "" if note.answer == said else said
        record("note.answered", note, by.actor)
