"""The tables of the demo at work: what they did so far is done again, each thing at its minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from makers.core import clock
from makers.core.journal import Actor
from makers.demo.conversations import COURSES, Course, Promise, Said, Voice
from makers.demo.guests import key
from makers.events.models import Side
from makers.followups import promises
from makers.followups import queries as agreements
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision import notes, queries
from makers.intervision.coming import joining
from makers.intervision.coming.entry import Present
from makers.intervision.coming.joining import Company
from makers.intervision.notes import Confidentiality, Words
from makers.intervision.phases import runs
from makers.seating.models import SeatPart, Table

METHOD = "vijfstappen"
SILENT_PHASE = 2


def at_work(found: Sequence[Table], *, started: datetime) -> None:
    """Have each table do what its course tells, counted in minutes from ``started`` on."""
    for table, course in zip(found, COURSES, strict=True):
        if course.begun:
            Group(table, course, started, _voices(joining.seats(table))).work()


@dataclass(frozen=True)
class Group:
    """A table, what it does, from when on, and who speaks there."""

    table: Table
    course: Course
    started: datetime
    people: Mapping[Voice, Present]

    def work(self) -> None:
        """Do everything in the order of its minutes; a phase begins before what is said in it."""
        course = self.course
        steps: list[tuple[int, Callable[[datetime], None]]] = [
            *((minute, partial(self._begin, phase)) for phase, minute in enumerate(course.begun)),
            *((said.minute, partial(self._write, said)) for said in course.said),
            *((promise.minute, partial(self._agree, promise)) for promise in course.promised),
        ]
        if course.revealed is not None:
            steps.append((course.revealed, self._reveal))
        if course.paused is not None:
            steps.append((course.paused, self._pause))
        if course.ended is not None:
            steps += [(course.ended, self._end), (course.ended, self._let_go_on)]
        for minute, step in sorted(steps, key=lambda one: one[0]):
            step(self.started + timedelta(minutes=minute))

    def _begin(self, phase: int, now: datetime) -> None:
        if phase == 0:
            runs.start(self.table, METHOD, self.course.length, now=now, by=self._lead)
        else:
            runs.next_phase(self.table, self._turn(), now=now, by=self._lead)

    def _write(self, said: Said, now: datetime) -> None:
        by = self.people[said.voice]
        words = Words(said.text, said.from_demand, said.from_institution)
        once = key(self.table.item.event, f"table {self.table.number} {said.text}")
        note = notes.write(self.table, said.kind, words, key=once, by=by, now=now)
        if said.shared:
            notes.share(note, Confidentiality.REPORT, by=self.people[Voice.FACILITATOR], now=now)
        if said.answer:
            notes.answer(note, said.answer, by=self.people[Voice.BRINGER])

    def _agree(self, promise: Promise, now: datetime) -> None:
        owner = self.people[promise.owner] if promise.owner is not None else None
        terms = Terms(
            action=promise.action,
            owner_id=owner.signup_id if owner is not None else None,
            counterpart_id=self.people[promise.counterpart].signup_id,
            due_on=clock.amsterdam(now).date() + timedelta(days=promise.days),
        )
        once = key(self.table.item.event, f"table {self.table.number} {promise.action}")
        agreed = followups.agree(self.table, terms, key=once, now=now, by=self._lead)
        if promise.done and owner is not None:
            promises.mark_done(agreed, now=now, by=owner.actor)

    def _reveal(self, now: datetime) -> None:
        runs.reveal(self.table, SILENT_PHASE, now=now, by=self._lead)

    def _pause(self, now: datetime) -> None:
        runs.pause(self.table, self._turn(), now=now, by=self._lead)

    def _end(self, now: datetime) -> None:
        runs.next_phase(self.table, self._turn(), now=now, by=self._lead)

    def _let_go_on(self, now: datetime) -> None:
        """The bringer approves of everything proposed, and who promised something says yes too."""
        bringer = self.people[Voice.BRINGER]
        clock_now = queries.clock_of(self.table.id)
        found = queries.notes_for(self.table.id, bringer, clock_now)
        seen = notes.leaving(self.table, found).seen
        notes.approve(self.table, seen, by=bringer, now=now)
        for agreed in agreements.at_table(self.table.id):
            if agreed.owner_id is not None:
                by = Actor("signup", agreed.owner_id)
                followups.consent(agreed, agreed.version, now=now, by=by)

    @property
    def _lead(self) -> Actor:
        return self.people[Voice.FACILITATOR].actor

    def _turn(self) -> int:
        found = queries.clock_of(self.table.id)
        if found is None:
            raise LookupError(f"table {self.table.id} has not begun")
        return found.turn.id


def _voices(seats: Sequence[Company]) -> dict[Voice, Present]:
    """Who speaks with which voice; two voices may be one person's where few sit at the table."""
    parts = {seat.part: seat for seat in seats}
    others = [seat for seat in seats if seat.part is SeatPart.PARTICIPANT] or list(seats)
    officials = [seat for seat in others if seat.signup.role.side is Side.GOVERNMENT] or others
    makers = [seat for seat in others if seat not in officials] or others[-1:]
    chosen = {
        Voice.BRINGER: parts.get(SeatPart.BRINGER, others[0]),
        Voice.FACILITATOR: parts.get(SeatPart.FACILITATOR, others[0]),
        Voice.OFFICIAL: officials[0],
        Voice.COLLEAGUE: officials[-1],
        Voice.MAKER: makers[0],
    }
    return {voice: _present(seat) for voice, seat in chosen.items()}


def _present(seat: Company) -> Present:
    leads = seat.part is SeatPart.FACILITATOR
    return Present(seat.part, seat.signup_id, seat.signup.name, leads, at_table=True)
