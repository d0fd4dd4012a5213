"""Writing a note, giving it other words, throwing it away and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Uuid, bindparam, insert, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.prepared import Prepared
from makers.events.models import ProgrammeItem
from makers.events.queries import domains_among
from makers.intervision.coming.entry import Present, Spot
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality, at_first
from makers.intervision.models import Note, NoteVersion
from makers.intervision.notes import scribing
from makers.intervision.phases import late
from makers.intervision.silence import waits_for_its_author
from makers.seating.models import Table


class Silence(Refusal):
    """Someone without a seat cannot write in a phase of silent writing: nobody could read it."""

    sentence = _l("In deze fase schrijft ieder voor zich. Ga eerst zelf aan tafel zitten.")


@dataclass(frozen=True)
class Words:
    """What someone typed in a note; the two logics belong to a problem statement."""

    text: str
    from_demand: str = ""
    from_institution: str = ""

    @classmethod
    def of(cls, note: Note | NoteVersion) -> Words:
        """What stands in a note now, or stood in a version of it."""
        return cls(note.text, note.from_demand, note.from_institution)


def write(
    table: Table | Spot,
    kind: NoteKind,
    words: Words,
    *,
    key: uuid.UUID,
    by: Present,
    now: datetime,
    personal: bool = False,
    follows_id: int | None = None,
    seen_turn: int | None = None,
    on_behalf_of: int | None = None,
    domains: Collection[int] = (),
) -> Note:
    """Write a note at a table; the same ``key`` again returns the note that is there.

    It belongs to the phase of the turn that its writer saw (``late.place``). Written in silence it
    stays with its author until the reveal; raises ``Silence`` for someone without a seat then.
    ``personal``: the author does not speak for where they work. ``follows_id``: the version of a
    statement before this one; where that one was written in silence at another table and not shown,
    this one is as silent. Raises what ``scribing.attribute`` raises for words ``on_behalf_of``
    another sign-up. ``domains``: ids of the event's policy domains that a signal is about.
    """
    event_id, table_id = table.event_id, table.id
    with writing(event_id) as session:
        known = _of_key(session, key)
        if known is not None:
            return known
        before = session.get(Note, follows_id) if follows_id is not None else None
        place = _beside(before) or late.place(session, table_id, seen_turn, now)
        if place.private_phase is not None and by.signup_id is None:
            raise Silence
        note = Note(
            event_id=event_id,
            table_id=table_id,
            origin_table_id=place.origin_table_id,
            key=key,
            kind=kind,
            phase=place.phase,
            private_phase=place.private_phase,
            late_at=place.late_at,
            personal_at=now if personal else None,
            follows_id=follows_id,
            written_at=now,
        )
        if kind is NoteKind.SIGNAL and domains:
            note.domains = domains_among(session, event_id, domains)
        put_down(session, note, words, by=by, now=now)
        if on_behalf_of is not None:
            scribing.attribute(session, note, on_behalf_of, by=by, now=now)
        return note


def write_apart(
    note: Note,
    words: Words,
    *,
    key: uuid.UUID,
    by: Present,
    now: datetime,
    personal: bool = False,
    domains: Collection[int] = (),
    level: Confidentiality | None = None,
) -> Note:
    """Keep a text that came too late as a note of its own, beside the one it was meant for.

    Who could read that one can read this one, also when it waits for a reveal. ``personal`` and
    ``domains`` as in ``write``; ``level``: how far it goes, if its writer chose. The same ``key``
    again returns the note that is there.
    """
    with writing(note.event_id) as session:
        known = _of_key(session, key)
        if known is not None:
            return known
        apart = Note(
            event_id=note.event_id,
            table_id=note.table_id,
            item_id=note.item_id,
            origin_table_id=note.origin_table_id,
            key=key,
            kind=note.kind,
            phase=note.phase,
            private_phase=note.private_phase,
            personal_at=now if personal else None,
            written_at=now,
        )
        if note.kind is NoteKind.SIGNAL and domains:
            apart.domains = domains_among(session, note.event_id, domains)
        put_down(session, apart, words, by=by, now=now, level=level)
        return apart


def put_down(
    session: Session,
    note: Note,
    words: Words,
    *,
    by: Present,
    now: datetime,
    level: Confidentiality | None = None,
) -> None:
    """Keep a new note with its first version, inside the transaction that writes it.

    It goes as far as ``level``, else as its kind goes at first. What was typed over from paper has
    no author.
    """
    if note.from_paper_at is None:
        note.author_id = by.signup_id
    note.level = level or at_first(note.kind)
    note.shared_at = None if note.level is Confidentiality.TABLE else now
    if level is not None and note.shared_at is not None:
        note.shared_by_id = by.signup_id
    session.add(note)
    put(session, note, words, by, now)
    record("note.written", note, by.actor)


def delete(note: Note, *, by: Actor, now: datetime) -> None:
    """Put a note in the bin, from where ``restore`` takes it back."""
    with writing(note.event_id):
        if note.deleted_at is None:
            note.deleted_at = now
            record("note.deleted", note, by)


def restore(note: Note, *, by: Actor) -> None:
    """Take a note out of the bin."""
    with writing(note.event_id):
        take_back(note, by=by)


def take_back(note: Note, *, by: Actor) -> None:
    """The same inside a transaction; nothing where it lies on the table."""
    if note.deleted_at is not None:
        note.deleted_at = None
        record("note.restored", note, by)


def hold_item(item: ProgrammeItem, *, session: Session) -> LazyString | None:
    """A part of the programme with notes of its own stays; answers ``item_leaving``."""
    if session.scalar(select(Note.id).where(Note.item_id == item.id).limit(1)) is None:
        return None
    return _l("Bij dit onderdeel zijn notities geschreven. Daarom blijft het in het programma.")


def record(what: str, note: Note, by: Actor) -> None:
    """Tell the table that this note has news; the clock, which counts who wrote, of silent ones."""
    for part in ("notes", "silence") if note.private_phase is not None else ("notes",):
        topic = f"table-{note.table_id}-{part}"
        journal.record(what, event_id=note.event_id, topic=topic, subject_id=note.id, by=by)


def put(session: Session, note: Note, words: Words, by: Present, now: datetime) -> None:
    """Give a note these words, as its newest version."""
    note.text = words.text
    note.from_demand, note.from_institution = words.from_demand, words.from_institution
    session.flush()
    keep_version(session, note, words, by, now)


def keep_version(
    session: Session,
    note: Note,
    words: Words,
    by: Present,
    now: datetime,
    started: int | None = None,
) -> None:
    """Keep these words as a version of a note that is in the database.

    ``started``: the version that was typed over too late.
    """
    version = {
        "note_id": note.id,
        "version": note.version,
        "from_version": started,
        "author_id": by.signup_id,
        "at": now,
        **asdict(words),
    }
    session.connection().execute(_VERSION, version)


_VERSION = insert(NoteVersion)
_KEY = Prepared(select(Note.id).where(Note.key == bindparam("key", type_=Uuid)))


def _of_key(session: Session, key: uuid.UUID) -> Note | None:
    """The note that was sent under this key before."""
    rows = _KEY.rows(session, key=key)
    return session.get_one(Note, rows[0].id) if rows else None


def _beside(before: Note | None) -> late.Place | None:
    """The place of what follows a note that came from another table and waits to be shown."""
    if before is None or not waits_for_its_author(before):
        return None
    return late.Place(before.phase, before.private_phase, None, before.origin_table_id)
