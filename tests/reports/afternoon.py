"""A round of three tables that wrote, agreed, and let out what their bringers approved of."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from makers.core.database import db, writing
from makers.events.models import Event, ProgrammeItem
from makers.intervision import notes
from makers.intervision import queries as intervision
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.intervision.notes.marking import put_at
from makers.seating.models import SeatPart, Table
from makers.signups.models import Signup
from tests import build

NAMES = ("Sanne Voorbeeld", "Ömer Bedacht", "Fleur Verzonnen")
ROLES = ("ambtenaar", "sociaal ondernemer", "gast")


@dataclass
class Round:
    """An event with its tables; each has a facilitator, a bringer and a guest who writes."""

    event: Event
    item: ProgrammeItem
    now: datetime
    tables: list[Table] = field(default_factory=list)
    people: dict[int, list[Signup]] = field(default_factory=dict)

    def by(self, table: Table, part: SeatPart = SeatPart.PARTICIPANT) -> Present:
        """The bringer of a table, or the guest who writes there."""
        who = self.people[table.id][1 if part is SeatPart.BRINGER else 2]
        return Present(part, who.id, who.name, False, True)

    def write(
        self,
        number: int,
        text: str,
        kind: NoteKind = NoteKind.SIGNAL,
        level: Confidentiality = Confidentiality.REPORT,
    ) -> Note:
        """What the guest of a table writes, as far as it may go; not approved of yet."""
        table, key = self.tables[number - 1], uuid.uuid4()
        by = self.by(table)
        note = notes.write(table, kind, Words(text), key=key, by=by, now=self.now)
        with writing(table.event_id) as session:
            put_at(session, note, level, by=by, now=self.now)
        return note

    def approve(self, *numbers: int) -> None:
        """The bringers of these tables (or all) let out what would leave them now."""
        for table in self.tables:
            if not numbers or table.number in numbers:
                by = self.by(table, SeatPart.BRINGER)
                seen = intervision.notes_for(table.id, by, None)
                notes.approve(table, notes.leaving(table, seen).seen, by=by, now=self.now)

    def withdraw(self, number: int) -> None:
        """The bringer of a table takes the approval back."""
        table = self.tables[number - 1]
        notes.withdraw(table, by=self.by(table, SeatPart.BRINGER), now=self.now)


def round_of(now: datetime, tables: int = 3, **event: object) -> Round:
    """Such a round; nobody wrote anything yet."""
    made = build.event(**event)  # type: ignore[arg-type]
    found = Round(made, build.item(made), now)
    seats, parts = {}, {}
    for number in range(1, tables + 1):
        people = [
            build.signup(made, f"{name} {number}", role=role, department="Beleid")
            for name, role in zip(NAMES, ROLES, strict=True)
        ]
        case = build.case(people[1], f"Casus {number}", domains=made.domains[:number])
        given = {"case_id": case.id, "facilitator_id": people[0].id}
        table = build.table(found.item, number, **given)
        found.tables.append(table)
        found.people[table.id], seats[table] = people, people
        parts[people[1].id] = SeatPart.BRINGER
    build.published_plan(found.item, seats, parts=parts)
    db.session.commit()
    return found
