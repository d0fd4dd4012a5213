"""Changing a note in one go: its words, and what is chosen beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.intervision.coming.entry import Present
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note, NoteVersion
from makers.intervision.notes import domains, grouping, marking
from makers.intervision.notes.writing import Words, keep_version, put, record, take_back


class Overtaken(Refusal):
    """The note was changed while this edit was typed; both texts are kept and shown."""

    sentence = _l(
        "Iemand anders paste deze notitie aan terwijl jij typte. "
        "Beide teksten zijn bewaard. Kies hieronder hoe het verder gaat."
    )

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note


class Thrown(Refusal):
    """The note was thrown away while this edit was typed; the words are kept and shown."""

    sentence = _l(
        "Iemand gooide deze notitie weg terwijl jij typte. Jouw tekst is bewaard. "
        "Kies hieronder hoe het verder gaat."
    )

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note


@dataclass(frozen=True)
class Besides:
    """What somebody chose beside the words of a note; ``None`` and nothing leave it as it is.

    ``level``: how far it goes. ``personal``: whether its author speaks for themselves alone.
    ``domains``: the ids of what a signal is about. ``together`` and ``apart``: the ids of notes
    that say the same from now on, or no longer.
    """

    level: Confidentiality | None = None
    personal: bool | None = None
    domains: frozenset[int] | None = None
    together: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()


NOTHING = Besides()


def edit(
    note: Note,
    words: Words,
    *,
    version: int,
    by: Present,
    now: datetime,
    besides: Besides = NOTHING,
    restores: bool = False,
) -> None:
    """Give a note other words, from ``version`` on, and what was chosen beside them: all or none.

    Raises ``Thrown`` with the note when it lies in the bin; the words then stand in its history and
    nothing else is done. ``restores``: take it out of the bin with these words instead.

    Raises ``Overtaken`` with the note as it is now when somebody else wrote other words first;
    these then stand in its history and nothing else is done. Words that were not touched since
    ``version`` leave those of somebody else alone, and the same words again change nothing, so a
    repeated request does no harm.

    Raises ``NotYourNote`` for a level or a ``personal`` that is not theirs to choose, ``NotAlike``
    as ``grouping.bring_together`` does, ``ValueError`` for the domains of what is no signal.
    """
    overtaken = False
    with writing(note.event_id) as session:
        thrown = note.deleted_at is not None and not restores
        if thrown:
            _keep_thrown(session, note, words, version, by, now)
        else:
            overtaken = not _has_words(session, note, words, version, by, now)
            if not overtaken:
                take_back(note, by=by.actor)
                _choose(session, note, besides, by, now)
    if thrown:
        raise Thrown(note)
    if overtaken:
        raise Overtaken(note)


def _has_words(
    session: Session, note: Note, words: Words, version: int, by: Present, now: datetime
) -> bool:
    """Whether these words could be given; kept aside when somebody else was first."""
    if Words.of(note) == words:
        return True
    if note.version == version:
        note.version += 1
        put(session, note, words, by, now)
        record("note.edited", note, by.actor)
        return True
    if words in _words_of(session, note, version):
        return True
    _keep_aside(session, note, words, version, by, now)
    return False


def _choose(session: Session, note: Note, chosen: Besides, by: Present, now: datetime) -> None:
    if chosen.level is not None:
        if not marking.may_share(note, by):
            raise marking.NotYourNote
        marking.put_at(session, note, chosen.level, by=by, now=now)
    if chosen.personal is not None:
        marking.put_personal(note, chosen.personal, by=by, now=now)
    if chosen.domains is not None:
        domains.put_about(session, note, chosen.domains, by=by)
    grouping.let_go(session, note, chosen.apart, by=by)
    grouping.bring_together(session, note, chosen.together, by=by)


def _words_of(session: Session, note: Note, version: int) -> list[Words]:
    """What stood in a version of a note."""
    stood = select(NoteVersion).where(
        NoteVersion.note_id == note.id,
        NoteVersion.version == version,
        NoteVersion.from_version.is_(None),
    )
    return [Words.of(one) for one in session.scalars(stood)]


def _keep_thrown(
    session: Session, note: Note, words: Words, version: int, by: Present, now: datetime
) -> None:
    """Keep a text that came after its note was thrown away, if it is another one."""
    if Words.of(note) != words:
        _keep_aside(session, note, words, version, by, now)


def _keep_aside(
    session: Session, note: Note, words: Words, started: int, by: Present, now: datetime
) -> None:
    """Keep a text that came too late in the history; the same again is kept once."""
    known = session.scalars(
        select(NoteVersion).where(
            NoteVersion.note_id == note.id, NoteVersion.from_version.is_not(None)
        )
    )
    if all((Words.of(one), one.author_id) != (words, by.signup_id) for one in known):
        keep_version(session, note, words, by, now, started)
