"""What a table wrote on paper, typed over afterwards: all of it at once, each with its time."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from makers.core import clock
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.intervision import notes
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import Method
from makers.intervision.models import Note, Run
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from makers.seating.models import Table


class NotThatDay(Refusal):
    """A time that is not of the event's day, or still to come."""

    sentence = _l("Vul tijden in van de dag zelf die al geweest zijn. Wat je typte staat er nog.")
    status = 422


class StillHidden(Refusal):
    """What is written in this phase waits for its reveal at the table."""

    sentence = _l(
        "Wat in deze fase is geschreven, is aan tafel nog verborgen. Laat het daar eerst zien, "
        "en bewaar dan opnieuw. Wat je typte staat er nog."
    )


@dataclass(frozen=True)
class OnPaper:
    """One note as it stood on paper, ``written_at`` in UTC.

    ``phase`` is that of the table's run, from 0; ``None`` where the table never started here.
    """

    phase: int | None
    kind: NoteKind
    words: Words
    written_at: datetime


def type_over(
    table: Table, papers: Sequence[OnPaper], *, key: uuid.UUID, by: Present, now: datetime
) -> int:
    """Keep what stood on paper, all or nothing; how many notes are new.

    The same ``key`` with the same notes again writes nothing; with more notes, only those. Raises
    ``NotThatDay`` and ``StillHidden``.
    """
    with writing(table.event_id) as session:
        day = clock.amsterdam(table.item.event.starts_at).date()
        if any(_day(one) != day or one.written_at > now for one in papers):
            raise NotThatDay
        run = runs.run_of(table.id)
        if run is not None and any(_is_hidden(run, one.phase) for one in papers):
            raise StillHidden
        keys = _keys(papers, key)
        known = set(session.scalars(select(Note.key).where(Note.key.in_(keys))))
        for one, own_key in zip(papers, keys, strict=True):
            if own_key not in known:
                note = _note(table, one, own_key, now)
                notes.put_down(session, note, one.words, by=by, now=now)
        return len(set(keys) - known)


def _note(table: Table, one: OnPaper, key: uuid.UUID, now: datetime) -> Note:
    """The note; who wrote it on paper is not known, so nobody is its author."""
    return Note(
        event_id=table.event_id,
        table_id=table.id,
        key=key,
        kind=one.kind,
        phase=one.phase,
        written_at=one.written_at,
        from_paper_at=now,
    )


def _keys(papers: Sequence[OnPaper], key: uuid.UUID) -> list[uuid.UUID]:
    """A key for each note, made from the form's and its words: other words are another note."""
    met: Counter[str] = Counter()
    found = []
    for one in papers:
        said = f"{one.phase} {one.kind.value} {one.words!r}"
        met[said] += 1
        found.append(uuid.uuid5(key, f"{said} {met[said]}"))
    return found


def _is_hidden(run: Run, phase: int | None) -> bool:
    shown = {reveal.phase for reveal in run.reveals}
    if phase is None or run.ended_at is not None or phase in shown:
        return False
    return runs.hides(Method.from_json(run.method), phase)


def _day(one: OnPaper) -> object:
    return clock.amsterdam(one.written_at).date()
