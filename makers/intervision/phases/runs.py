"""A table's way through its method: start, next, back, pause, more time, reveal, the end.

Every screen computes from the start moments written here. Each press tells which turn it saw; when
another press came first it changes nothing, so two facilitators who press *next* advance one phase.
A press within two seconds of another was meant for the phase before: the live update had already
put the next one under the finger.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session, joinedload

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.intervision import choosing
from makers.intervision.methods import Method, Visibility
from makers.intervision.models import Note, NoteVersion, PhaseTurn, Ready, Reveal, Run, Spoken
from makers.intervision.phases import clock
from makers.seating.models import Table

EXTRA_SECONDS = 120
SETTLES = timedelta(seconds=2)  # longer than a second click, or a second facilitator's hand


class NotOffered(Refusal):
    """A method is not there, has no minutes for this length, or does not fit the round."""

    sentence = _l("Deze werkvorm is er niet in die lengte. Kies een andere lengte of werkvorm.")


def start(table: Table, choice: str, length: int, *, now: datetime, by: Actor) -> Run:
    """Start a table with a method of ``length`` minutes, frozen as it is now.

    ``choice`` is the key of a built-in method or names one of the event's own. A phase without
    time at this length is left out. A table that has started keeps its run: the same run is
    returned. Raises ``NotOffered``, and what ``choosing.to_start`` raises.
    """
    with writing(table.event_id) as session:
        return begin(session, table, choice, length, now=now, by=by)


def begin(
    session: Session, table: Table, choice: str, length: int, *, now: datetime, by: Actor
) -> Run:
    """The same inside a transaction; what it refuses, it refuses before it writes."""
    run = _run(session, table)
    if run is not None:
        return run
    method = choosing.to_start(session, table, choice)
    if method is None or length not in method.fitting(table.item.minutes):
        raise NotOffered
    frozen = method.to_json(length)
    run = Run(
        event_id=table.event_id,
        table_id=table.id,
        method=frozen,
        length=length,
        started_at=now,
    )
    session.add(run)
    session.flush()
    _turn(session, run, Method.from_json(frozen), 0, now)
    _record("run.started", table, run.id, by)
    return run


def next_phase(table: Table, seen_turn: int, *, now: datetime, by: Actor) -> None:
    """Go on to the next phase, or end the run after the last.

    Nothing happens if ``seen_turn`` is past, nor within two seconds of its beginning, the first
    phase's at the start included.
    """
    with writing(table.event_id) as session:
        run, turn = _at_turn(session, table, seen_turn)
        if run is None or turn is None or run.ended_at is not None:
            return
        if _settles(turn.started_at, now):
            return
        method = Method.from_json(run.method)
        if turn.phase + 1 < len(method.phases):
            _turn(session, run, method, turn.phase + 1, now)
            _record("phase.begun", table, run.id, by)
        else:
            run.ended_at = now
            _forget(session, run)
            _record("run.ended", table, run.id, by)


def previous_phase(table: Table, seen_turn: int, *, now: datetime, by: Actor) -> None:
    """Go back to the phase before, with its whole time.

    Nothing happens if ``seen_turn`` is past or the run is over, nor within two seconds of the
    beginning of that turn.
    """
    with writing(table.event_id) as session:
        run, turn = _at_turn(session, table, seen_turn)
        if run is None or turn is None or run.ended_at is not None or turn.phase == 0:
            return
        if _settles(turn.started_at, now):
            return
        _turn(session, run, Method.from_json(run.method), turn.phase - 1, now)
        _record("phase.begun", table, run.id, by)


def reopen(table: Table, seen_turn: int, *, now: datetime, by: Actor) -> None:
    """Take back the end of the run: its last phase is on again; twice is once.

    Nothing happens within two seconds of the end.
    """
    with writing(table.event_id) as session:
        run, turn = _at_turn(session, table, seen_turn)
        if run is None or turn is None or run.ended_at is None or _settles(run.ended_at, now):
            return
        run.ended_at = None
        _record("phase.begun", table, run.id, by)


def pause(table: Table, seen_turn: int, *, now: datetime, by: Actor) -> None:
    """Let the clock stand still."""
    with writing(table.event_id) as session:
        run, turn = _at_turn(session, table, seen_turn)
        if run is None or turn is None or turn.paused_at is not None or run.ended_at is not None:
            return
        turn.state = clock.pause(turn.state, now)
        _record("clock.paused", table, run.id, by, "time")


def resume(table: Table, seen_turn: int, *, now: datetime, by: Actor) -> None:
    """Let the clock run on with the seconds it had left."""
    with writing(table.event_id) as session:
        run, turn = _at_turn(session, table, seen_turn)
        if run is None or turn is None or turn.paused_at is None:
            return
        turn.state = clock.resume(turn.state, now)
        _record("clock.resumed", table, run.id, by, "time")


def extend(table: Table, seen_turn: int, *, by: Actor) -> None:
    """Give the running phase two minutes more."""
    with writing(table.event_id) as session:
        run, turn = _at_turn(session, table, seen_turn)
        if run is None or turn is None or run.ended_at is not None:
            return
        turn.state = clock.extend(turn.state, EXTRA_SECONDS)
        _record("clock.extended", table, run.id, by, "time")


def reveal(table: Table, phase: int, *, now: datetime, by: Actor) -> None:
    """Show what was written in silence in this phase to the whole table; twice is once.

    What was thrown away or replaced before stays its author's (``intervision.silence``).
    """
    with writing(table.event_id) as session:
        run = _run(session, table)
        if run is None or not hides(Method.from_json(run.method), phase):
            return
        shown = select(Reveal.id).where(Reveal.run_id == run.id, Reveal.phase == phase)
        if session.scalar(shown) is not None:
            return
        at = max([now, *_last_changed(session, table, phase)])
        session.add(Reveal(run_id=run.id, phase=phase, at=at))
        _reveal_elsewhere(session, table, phase, by)
        _record("phase.revealed", table, run.id, by)
        journal.record(
            "notes.revealed",
            event_id=table.event_id,
            topic=f"table-{table.id}-notes",
            subject_id=run.id,
            by=by,
        )


def hides(method: Method, phase: int) -> bool:
    """Whether what is written in this phase waits for a reveal."""
    return (
        0 <= phase < len(method.phases) and method.phases[phase].visibility is not Visibility.OPEN
    )


def current_turn(run: Run) -> PhaseTurn:
    """The turn that is on; a run always has one."""
    return run.turns[-1]


def turn_on(session: Session, table: Table, seen_turn: int) -> PhaseTurn | None:
    """The turn that a screen showed, inside a transaction, if it is on at a run that goes on."""
    run, turn = _at_turn(session, table, seen_turn)
    return turn if run is not None and run.ended_at is None else None


def _run(session: Session, table: Table) -> Run | None:
    return session.scalar(select(Run).where(Run.table_id == table.id))


def _at_turn(session: Session, table: Table, seen_turn: int) -> tuple[Run | None, PhaseTurn | None]:
    run = _run(session, table)
    if run is None:
        return None, None
    turn = current_turn(run)
    return run, turn if turn.id == seen_turn else None


def _settles(began: datetime, now: datetime) -> bool:
    """Whether it is too soon to press again; clocks of two processes may differ a little."""
    return abs(now - began) < SETTLES


def _turn(session: Session, run: Run, method: Method, phase: int, now: datetime) -> None:
    _, seconds = method.for_length(run.length)[phase]
    _forget(session, run)
    session.add(PhaseTurn(run_id=run.id, phase=phase, started_at=now, seconds=seconds))
    session.expire(run, ["turns"])


def _forget(session: Session, run: Run) -> None:
    """A turn is over: who was ready in it, and who spoke, is nobody's business any more."""
    turns = select(PhaseTurn.id).where(PhaseTurn.run_id == run.id)
    for kept in (Ready, Spoken):
        session.execute(delete(kept).where(kept.turn_id.in_(turns)))


def _reveal_elsewhere(session: Session, table: Table, phase: int, by: Actor) -> None:
    """What was written here in silence and lies on another table by now is shown there too."""
    written = select(Note).where(Note.origin_table_id == table.id, Note.private_phase == phase)
    for note in session.scalars(written):
        note.private_phase = None
        topic = f"table-{note.table_id}-notes"
        journal.record(
            "notes.revealed", event_id=table.event_id, topic=topic, subject_id=note.id, by=by
        )


def _last_changed(session: Session, table: Table, phase: int) -> list[datetime]:
    """When what waits for a reveal was last thrown away or given words.

    Who was first here may have read the clock later than who reveals.
    """
    home = func.coalesce(Note.origin_table_id, Note.table_id)
    newest = (
        select(func.max(Note.deleted_at), func.max(NoteVersion.at))
        .join(NoteVersion, NoteVersion.note_id == Note.id)
        .where(Note.event_id == table.event_id, home == table.id, Note.private_phase == phase)
    )
    return [at for at in session.execute(newest).one() if at is not None]


def _record(what: str, table: Table, subject_id: int, by: Actor, part: str = "clock") -> None:
    """``part``: "clock" where the words on the screen change, "time" where only the time does."""
    topic = f"table-{table.id}-{part}"
    journal.record(what, event_id=table.event_id, topic=topic, subject_id=subject_id, by=by)


def run_of(table_id: int) -> Run | None:
    """The run of a table with its turns and reveals, if it has started; one statement."""
    found = db.session.scalars(_RUN, {"table_id": table_id})
    return found.unique().one_or_none()


_RUN = (
    select(Run)
    .where(Run.table_id == bindparam("table_id"))
    .options(joinedload(Run.turns), joinedload(Run.reveals))
)
