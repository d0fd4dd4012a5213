"""Three tables of a round with everything that can move, and the whole of it as it stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from makers.core.database import db
from makers.core.journal import Actor
from makers.events.models import Event
from makers.followups import service as followups
from makers.followups.models import FollowUp
from makers.followups.service import Terms
from makers.intervision import notes
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.models import (
    Claim,
    Hand,
    Latecomer,
    Leading,
    Note,
    OldCode,
    Presence,
    Recovery,
)
from makers.intervision.notes import Words
from makers.intervision.recovery.merging import merge
from makers.seating.models import Case, CaseState, Plan, Seat, SeatPart, Table
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON

BY = Actor("organiser", 1)
LATER = NOON + timedelta(minutes=1)
# what a recovery may change; the journal and the recoveries themselves only grow
STANDS = (
    "table",
    "seat",
    "plan",
    "case",
    "note",
    "note_version",
    "follow_up",
    "table_method",
    "latecomer",
    "leading",
    "presence",
    "claim",
    "old_code",
    "hand",
    "approval",
    "approved_note",
)


@dataclass
class Room:
    """A round with a table of five and two of four; the third nobody leads, without a case."""

    tables: list[Table]
    people: list[list[Signup]]
    reserve: Case

    def present(self, who: Signup, part: SeatPart = SeatPart.PARTICIPANT) -> Present:
        """Somebody at a table, as the services see them."""
        return Present(part, who.id, who.name, leads=False, at_table=True)


def room(**values: Any) -> Room:
    """Tables 1, 2 and 3 with their people, notes and an agreement each, and a reserve case.

    ``values`` are those of the event.
    """
    event = build.event(**values)
    item = build.item(event)
    tables, people, parts = list[Table](), list[list[Signup]](), dict[int, SeatPart]()
    for number, count in ((1, 5), (2, 4), (3, 4)):
        here = [build.signup(event, f"Mens {number}{letter}") for letter in "abcde"[:count]]
        more: dict[str, Any] = {}
        if number < 3:
            bringer = build.signup(event, f"Inbrenger {number}", role="sociaal ondernemer")
            leader = build.signup(event, f"Begeleider {number}")
            more = {"case_id": build.case(bringer, f"Casus {number}").id}
            more["facilitator_id"] = leader.id
            parts |= {bringer.id: SeatPart.BRINGER, leader.id: SeatPart.FACILITATOR}
            here = [bringer, leader, *here]
        tables.append(build.table(item, number, **more))
        people.append(here)
    build.published_plan(item, dict(zip(tables, people, strict=True)), parts=parts)
    spare = build.signup(event, "Reserve Anna", role="sociaal ondernemer")
    made = Room(tables, people, build.case(spare, "Reservecasus", state=CaseState.RESERVE))
    for table, here in zip(tables, people, strict=True):
        wrote(made, table, here[-1], f"Vraag van tafel {table.number}")
        terms = Terms(f"Bellen van tafel {table.number}", here[-1].id)
        followups.agree(table, terms, key=uuid.uuid4(), now=NOON, by=BY)
    return made


def company(made: Room) -> list[Signup]:
    """Two who joined each table outside the plan and were seen; one of them leads the third.

    The last of each table is asked for on a second device, and its notes belong together; table 2
    has its hand up, and table 1 had another code.
    """
    came: list[Signup] = []
    event = db.session.get_one(Event, made.tables[0].event_id)
    for table in made.tables:
        here = {"event_id": table.event_id, "table_id": table.id}
        for letter in "xy":
            late = build.signup(event, f"Laat {table.number}{letter}")
            came.append(late)
            who = {**here, "signup_id": late.id}
            db.session.add(Latecomer(item_id=table.item_id, came_at=NOON, **who))
            db.session.add(Presence(came_at=NOON, seen_at=NOON, **who))
        last = made.people[made.tables.index(table)][-1]
        db.session.add(Claim(asked_at=NOON, signup_id=last.id, **here))
        db.session.add(Presence(came_at=NOON, seen_at=NOON, signup_id=last.id, **here))
        db.session.commit()
        front, under = (wrote(made, table, who, "Hetzelfde") for who in (late, last))
        under.front_id, under.follows_id = front.id, front.id
        db.session.commit()
    third, second = made.tables[2], made.tables[1]
    led = {"event_id": third.event_id, "table_id": third.id, "signup_id": came[-1].id}
    db.session.add(Leading(since=NOON, **led))
    db.session.add(Hand(event_id=second.event_id, table_id=second.id, raised_at=NOON))
    db.session.add(OldCode(code="AAAACCCC", table_id=made.tables[0].id, replaced_at=NOON))
    db.session.commit()
    return came


def wrote(made: Room, table: Table, who: Signup, words: str) -> Note:
    """A question at a table."""
    by, key = made.present(who), uuid.uuid4()
    return notes.write(table, NoteKind.QUESTION, Words(words), key=key, by=by, now=NOON)


def merged(made: Room, into: int = 1, one: int = 0) -> Recovery:
    """A table, the first if none is named, goes on at another."""
    return merge(made.tables[one], made.tables[into].id, key=uuid.uuid4(), now=NOON, by=BY)


def stands() -> dict[str, list[Any]]:
    """Every row that a recovery may change, as the database has it."""
    db.session.rollback()
    return {
        name: [tuple(row) for row in db.session.execute(text(f'SELECT * FROM "{name}" ORDER BY 1'))]
        for name in STANDS
    }


def seated(table: Table) -> set[str]:
    """The names of who sits at a table by the plan in force."""
    rows = (
        select(Signup.name)
        .join(Seat, Seat.signup_id == Signup.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(
            Seat.table_id == table.id, Plan.published_at.is_not(None), Plan.superseded_at.is_(None)
        )
    )
    return set(db.session.scalars(rows))


def part_of(who: Signup) -> SeatPart:
    """What somebody does at the table where they sit."""
    return db.session.scalars(select(Seat.part).where(Seat.signup_id == who.id)).one()


def lying(table: Table) -> list[tuple[str, int | None]]:
    """The notes on a table, each with the number of the table that it comes from."""
    rows = db.session.scalars(select(Note).where(Note.table_id == table.id).order_by(Note.id))
    return [(note.text, note.origin.number if note.origin else None) for note in rows]


def agreed(table: Table) -> list[tuple[int, str]]:
    """The agreements of a table, with their ids."""
    rows = select(FollowUp).where(FollowUp.table_id == table.id).order_by(FollowUp.id)
    return [(one.id, one.action) for one in db.session.scalars(rows)]
