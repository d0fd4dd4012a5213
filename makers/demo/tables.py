"""What the tables of the demo have done so far: each stands at another point of the method."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from makers.core import clock
from makers.core.journal import SYSTEM
from makers.demo.cases import AGREEMENTS, NOTES, SILENT
from makers.demo.guests import key
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision import joining, notes, queries, runs
from makers.intervision.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.notes import Words
from makers.seating.models import Seat, SeatPart, Table

# How many phases each table has behind it; the last but one pauses, the last has not begun.
BEHIND = (3, 5, 2, 1, 1, None)
PAUSED, SILENT_PHASE = 4, 2
LENGTH = 60


def at_work(found: Sequence[Table], *, started: datetime, now: datetime) -> None:
    """Run each table through the method, with what its people write on the way."""
    for number, (table, behind) in enumerate(zip(found, BEHIND, strict=True)):
        if behind is None:
            continue
        people = {seat.part: _present(seat) for seat in joining.seats(table)}
        runs.start(table, "vijfstappen", LENGTH, now=started, by=SYSTEM)
        _write(table, people, count=min(len(NOTES), 2 + behind), now=started)
        for phase in range(behind):
            moment = started + (now - started) * (phase + 1) / (behind + 1)
            runs.next_phase(table, _turn(table), now=moment, by=SYSTEM)
            if phase == SILENT_PHASE:
                runs.reveal(table, SILENT_PHASE, now=moment, by=SYSTEM)
        if behind == SILENT_PHASE:
            _in_silence(table, now)
        if number == PAUSED:
            runs.pause(table, _turn(table), now=now - timedelta(minutes=3), by=SYSTEM)
        if behind > SILENT_PHASE:
            _agree(table, now)


def _write(table: Table, people: dict[SeatPart, Present], *, count: int, now: datetime) -> None:
    anybody = next(iter(people.values()))
    parts = {
        "bringer": people.get(SeatPart.BRINGER, anybody),
        "facilitator": people.get(SeatPart.FACILITATOR, anybody),
        "guest": people.get(SeatPart.PARTICIPANT, anybody),
    }
    for minute, (kind, part, text, shared) in enumerate(NOTES[:count]):
        moment, by = now + timedelta(minutes=2 * minute), parts[part]
        made = key(table.item.event, f"{table.id} {text}")
        note = notes.write(table, NoteKind(kind), Words(text), key=made, by=by, now=moment)
        notes.share(note, shared, by=SYSTEM, now=moment)


def _in_silence(table: Table, now: datetime) -> None:
    """Two people wrote for themselves; nobody else sees it yet."""
    writers = [seat for seat in joining.seats(table) if seat.part is SeatPart.PARTICIPANT]
    for seat, text in zip(writers, SILENT, strict=False):
        made = key(table.item.event, f"{table.id} {seat.id} {text}")
        notes.write(table, NoteKind.CORE, Words(text), key=made, by=_present(seat), now=now)


def _agree(table: Table, now: datetime) -> None:
    """Agreements between both sides; the last one has nobody yet, the first is kept."""
    seats = {seat.part: seat.signup_id for seat in joining.seats(table)}
    today = clock.amsterdam(now).date()
    for number, (action, days, owned) in enumerate(AGREEMENTS):
        terms = Terms(
            action=action,
            owner_id=seats.get(SeatPart.PARTICIPANT) if owned else None,
            counterpart_id=seats.get(SeatPart.BRINGER),
            due_on=today + timedelta(days=days) if days else None,
        )
        made = key(table.item.event, f"{table.id} {action}")
        agreed = followups.agree(table, terms, key=made, now=now, by=SYSTEM)
        if number == 1:
            followups.mark_done(agreed, now=now, by=SYSTEM)


def _turn(table: Table) -> int:
    found = queries.clock_of(table.id)
    if found is None:
        raise LookupError(table.id)
    return found.turn.id


def _present(seat: Seat) -> Present:
    leads = seat.part is SeatPart.FACILITATOR
    return Present(seat.part, seat.signup_id, seat.signup.name, leads, at_table=True)
