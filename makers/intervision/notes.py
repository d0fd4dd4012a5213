"""Notes: written once however often they are sent, never overwritten, gone only into the bin."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision import runs
from makers.intervision.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import Method
from makers.intervision.models import Note, NoteVersion
from makers.seating.models import Table

IN_REPORT_AT_ONCE = frozenset({NoteKind.PROBLEM_STATEMENT})
ANSWERS = ("yes", "no", "later")


class Silence(Refusal):
    """Someone without a seat cannot write in a phase of silent writing: nobody could read it."""

    sentence = _l("In deze fase schrijft ieder voor zich. Ga eerst zelf aan tafel zitten.")


class NotYours(Refusal):
    """Only the one whose case it is answers advice; only those who lead reveal and share."""

    sentence = _l("Dit kan alleen de inbrenger van de casus doen. Vraag het aan tafel.")
    status = 409


class Overtaken(Refusal):
    """The note was changed while this edit was typed; both texts are kept and shown."""

    sentence = _l(
        "Iemand anders paste deze notitie aan terwijl jij typte. "
        "Hieronder staan beide teksten. Maak er samen één van en bewaar opnieuw."
    )

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note


@dataclass(frozen=True)
class Words:
    """What someone typed in a note; the two logics belong to a problem statement."""

    text: str
    from_demand: str = ""
    from_institution: str = ""


def write(
    table: Table, kind: NoteKind, words: Words, *, key: uuid.UUID, by: Present, now: datetime
) -> Note:
    """Write a note at a table; the same ``key`` again returns the note that is there.

    In a phase of silent writing it stays with its author until the reveal. Raises ``Silence`` for
    someone without a seat in such a phase.
    """
    event_id, table_id = table.event_id, table.id
    with writing(event_id) as session:
        note = session.scalar(select(Note).where(Note.key == key))
        if note is not None:
            return note
        phase, private = _phase(table_id)
        if private and by.signup_id is None:
            raise Silence
        note = Note(
            event_id=event_id,
            table_id=table_id,
            key=key,
            kind=kind,
            author_id=by.signup_id,
            phase=phase,
            private_phase=phase if private else None,
            written_at=now,
            shared_at=now if kind in IN_REPORT_AT_ONCE else None,
        )
        put_down(session, note, words, by=by, now=now)
        return note


def put_down(session: Session, note: Note, words: Words, *, by: Present, now: datetime) -> None:
    """Keep a new note with its first version, inside the transaction that writes it."""
    session.add(note)
    _put(session, note, words, by, now)
    _record("note.written", note, by.actor)


def edit(note: Note, words: Words, *, version: int, by: Present, now: datetime) -> None:
    """Give a note other words; ``version`` is the one the edit started from.

    Raises ``Overtaken`` with the note as it is now when somebody else was first. The same words
    again change nothing, so a repeated request does no harm.
    """
    with writing(note.event_id) as session:
        if Words(note.text, note.from_demand, note.from_institution) == words:
            return
        if note.version != version:
            raise Overtaken(note)
        note.version += 1
        _put(session, note, words, by, now)
        _record("note.edited", note, by.actor)


def delete(note: Note, *, by: Actor, now: datetime) -> None:
    """Put a note in the bin, from where ``restore`` takes it back."""
    with writing(note.event_id):
        if note.deleted_at is None:
            note.deleted_at = now
            _record("note.deleted", note, by)


def restore(note: Note, *, by: Actor) -> None:
    """Take a note out of the bin."""
    with writing(note.event_id):
        if note.deleted_at is not None:
            note.deleted_at = None
            _record("note.restored", note, by)


def share(note: Note, shared: bool, *, by: Actor, now: datetime) -> None:
    """Let a note into the report, or keep it at the table."""
    with writing(note.event_id):
        if (note.shared_at is not None) != shared:
            note.shared_at = now if shared else None
            _record("note.shared" if shared else "note.kept", note, by)


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
        _record("note.answered", note, by.actor)


def hold_item(item: ProgrammeItem, *, session: Session) -> LazyString | None:
    """A part of the programme with notes of its own stays; answers ``item_leaving``."""
    if session.scalar(select(Note.id).where(Note.item_id == item.id).limit(1)) is None:
        return None
    return _l("Bij dit onderdeel zijn notities geschreven. Daarom blijft het in het programma.")


def _phase(table_id: int) -> tuple[int | None, bool]:
    """The phase that is on, and whether what is written in it is private for now."""
    run = runs.run_of(table_id)
    if run is None or run.ended_at is not None:
        return None, False
    phase = runs.current_turn(run).phase
    shown = {reveal.phase for reveal in run.reveals}
    return phase, runs.hides(Method.from_json(run.method), phase) and phase not in shown


def _put(session: Session, note: Note, words: Words, by: Present, now: datetime) -> None:
    note.text = words.text
    note.from_demand, note.from_institution = words.from_demand, words.from_institution
    session.flush()
    session.add(
        NoteVersion(
            note_id=note.id,
            version=note.version,
            text=words.text,
            from_demand=words.from_demand,
            from_institution=words.from_institution,
            author_id=by.signup_id,
            at=now,
        )
    )


def _record(what: str, note: Note, by: Actor) -> None:
    """The clock counts who wrote in silence; of other notes it need not hear."""
    for part in ("notes", "silence") if note.private_phase is not None else ("notes",):
        topic = f"table-{note.table_id}-{part}"
        journal.record(what, event_id=note.event_id, topic=topic, subject_id=note.id, by=by)
