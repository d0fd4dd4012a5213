"""What the table page and the wall ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.core.prepared import Prepared
from makers.events.models import PolicyDomain
from makers.intervision import silence
from makers.intervision.coming.entry import Present
from makers.intervision.levels import Confidentiality
from makers.intervision.methods import Method, Visibility
from makers.intervision.models import Note, PhaseTurn, Reveal, Run
from makers.intervision.phases import runs
from makers.intervision.phases.course import Course, course_of, unrevealed
from makers.intervision.phases.ready import Readiness
from makers.seating.models import Table
from makers.signups.models import Signup

SHOWN = (  # the names and numbers that a note's lines show; rows come double where it is about more
    joinedload(Note.domains).load_only(PolicyDomain.name),
    joinedload(Note.author).load_only(Signup.name),
    joinedload(Note.scribe).load_only(Signup.name),
    joinedload(Note.origin).load_only(Table.number),
)


@dataclass(frozen=True)
class TableClock(Course):
    """A table's place in its method, with its time: what the clock fragment shows.

    ``writers`` is how many people wrote what is not revealed yet; no names. ``readiness`` is asked
    for the page and the fragment alone.
    """

    run: Run
    turn: PhaseTurn
    writers: int = 0
    readiness: Readiness | None = None


def clock_of(table_id: int) -> TableClock | None:
    """The table's clock, ``None`` before the start; one statement."""
    found = db.session.execute(_CLOCK, {"table_id": table_id}).unique().one_or_none()
    if found is None:
        return None
    return as_clock(*found)


def as_clock(run: Run, writers: int) -> TableClock:
    """A run, read with its turns and reveals, as its table sees it."""
    method, shown = Method.from_json(run.method), {reveal.phase for reveal in run.reveals}
    return _clock(run, method, unrevealed(method, shown), writers)


def writers() -> ScalarSelect[int]:
    """How many people wrote at a run's table in phases that are not revealed yet."""
    shown = (
        select(Reveal.id)
        .where(Reveal.run_id == Run.id, Reveal.phase == Note.private_phase)
        .correlate(Run, Note)  # else a reveal at any table counts
    )
    return (
        select(func.count(func.distinct(Note.author_id)))
        .where(
            Note.table_id == Run.table_id,
            Note.origin_table_id.is_(None),  # else the phase is that of another run
            Note.private_phase.is_not(None),
            Note.deleted_at.is_(None),
            ~shown.exists(),
        )
        .scalar_subquery()
    )


def notes_for(table_id: int, reader: Present, clock: Course | None) -> Sequence[Note]:
    """The notes this reader may see, oldest first, deleted ones left out; one statement.

    The rule stands here and nowhere else: private writing is its author's until the reveal, what
    is hidden from the bringer is hidden from that role, and who has no seat reads what is meant for
    the report.
    """
    found = db.session.scalars(
        select(Note)
        .where(Note.table_id == table_id, Note.deleted_at.is_(None), may_read(reader, clock))
        .order_by(Note.id)
        .options(*SHOWN)
    )
    return found.unique().all()


def bin_of(table_id: int, reader: Present, clock: Course | None) -> Sequence[Note]:
    """What this reader may take out of the bin, newest first; one statement."""
    found = db.session.scalars(
        select(Note)
        .where(Note.table_id == table_id, Note.deleted_at.is_not(None), may_read(reader, clock))
        .order_by(Note.deleted_at.desc())
        .options(*SHOWN)
    )
    return found.unique().all()


def readable(note_id: int, table_id: int, reader: Present) -> Note | None:
    """One note of the table, if this reader may see it (in the bin or not)."""
    found = db.session.scalars(
        select(Note)
        .where(
            Note.id == note_id,
            Note.table_id == table_id,
            may_read(reader, course_of(table_id)),
        )
        .options(*SHOWN)
    )
    return found.unique().one_or_none()


def may_read(reader: Present, clock: Course | None) -> ColumnElement[bool]:
    """The rule of ``notes_for`` as a condition.

    Private writing of a note from another table is its author's until it is revealed there, and
    what went into the bin before its reveal is its author's there.
    """
    mine = Note.author_id == reader.signup_id if reader.signup_id is not None else Note.id < 0
    open_to_table = open_at_table(hidden_from(reader, clock), mine)
    if reader.at_table:
        return open_to_table
    return open_to_table & (Note.level == Confidentiality.REPORT)


def hidden_from(reader: Present, clock: Course | None) -> tuple[int, ...]:
    """The phases of which this reader sees only what they wrote themselves."""
    return tuple(
        number
        for number in (clock.unrevealed if clock else ())
        if reader.is_spoken_of
        or not reader.at_table
        or clock is None
        or clock.method.phases[number].visibility is Visibility.PRIVATE_UNTIL_REVEAL
    )


def open_at_table(
    hidden: Sequence[int] | BindParameter[Sequence[int]], mine: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether a note lies open to somebody at its table to whom these phases are hidden."""
    shown = and_(Note.origin_table_id.is_(None), Note.private_phase.not_in(hidden))
    there = or_(Note.deleted_at.is_(None), ~silence.taken_back())
    return or_(and_(or_(Note.private_phase.is_(None), shown), there), mine)


def waits_elsewhere(table_id: int) -> bool:
    """Whether a note lies here that waits for a reveal at the table that it came from."""
    return bool(_MOVED.rows(table_id=table_id))


def is_private(note: Note, clock: Course | None) -> bool:
    """Whether a note waits for its reveal."""
    return silence_of(note, clock) is not Visibility.OPEN


class HasPhase(Protocol):
    """A note as far as its silence goes."""

    @property
    def private_phase(self) -> int | None:
        """The phase whose reveal it waits for."""

    @property
    def origin_table_id(self) -> int | None:
        """The table that it was written at, where it lies on another by now."""


def silence_of(note: HasPhase, clock: Course | None) -> Visibility:
    """From whom a note is hidden still; one that moved in silence is its author's alone.

    Its phase is that of another table's run, and nobody else's here.
    """
    phase = note.private_phase
    if phase is not None and note.origin_table_id is not None:
        return Visibility.PRIVATE_UNTIL_REVEAL
    if phase is None or clock is None or phase not in clock.unrevealed:
        return Visibility.OPEN
    return clock.method.phases[phase].visibility


@dataclass(frozen=True)
class TableState:
    """One table on the wall; of its notes so many are ``shared``, and the last came ``latest``."""

    clock: TableClock | None
    notes: int
    latest: datetime | None
    shared: int = 0


def wall(event_id: int) -> dict[int, TableState]:
    """Every table of an event that began or wrote, by id: clock and counts; two statements."""
    counted = db.session.execute(
        select(Note.table_id, func.count(), func.max(Note.written_at), _shared())
        .where(Note.event_id == event_id, Note.table_id.is_not(None), Note.deleted_at.is_(None))
        .group_by(Note.table_id)
    )
    notes = {row[0]: row[1:] for row in counted if row[0] is not None}
    started = db.session.scalars(
        select(Run).where(Run.event_id == event_id).options(joinedload(Run.turns))
    ).unique()
    clocks = {run.table_id: _clock(run, Method.from_json(run.method)) for run in started}
    return {
        table_id: TableState(clocks.get(table_id), *notes.get(table_id, (0, None, 0)))
        for table_id in clocks.keys() | notes.keys()
    }


def _shared() -> ColumnElement[int]:
    """How many notes are meant for the report."""
    return func.count(case((Note.level == Confidentiality.REPORT, Note.id)))


# built once: every screen asks it
_MOVED = Prepared(
    select(Note.id)
    .where(
        Note.table_id == bindparam("table_id"),
        Note.origin_table_id.is_not(None),
        Note.private_phase.is_not(None),
    )
    .limit(1)
)
_CLOCK = (
    select(Run, writers())
    .where(Run.table_id == bindparam("table_id"))
    .options(joinedload(Run.turns), joinedload(Run.reveals))
)


def _clock(run: Run, method: Method, hidden: tuple[int, ...] = (), writers: int = 0) -> TableClock:
    turns = {turn.id: turn.phase for turn in run.turns}
    ended = run.ended_at is not None
    return TableClock(method, turns, hidden, ended, run, runs.current_turn(run), writers)
