"""A rehearsal: made-up tables with made-up people, set up and removed in one go.

It is an event of its own, which stands on no page that others see. So nothing of it can be counted,
exported or reported with the real one, and nothing is left once it goes. Nobody in it has an
address, so no mail can be sent to them.
"""

from __future__ import annotations

import secrets
import string
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor, JournalEntry
from makers.core.links import GrantRow, Link
from makers.core.mail import OutboxMail
from makers.events.models import Event, ItemKind, ProgrammeItem, Role, Side
from makers.intervision.models import Rehearsal
from makers.seating import tables
from makers.seating.models import Case, CaseState, Plan, Seat, SeatPart, Table
from makers.signups.models import CheckIn, Person, Signup

TABLES, AT_EACH = 3, 5
MINUTES = 60
WHO = "oefening"


def make(event: Event, *, now: datetime, by: Actor) -> Rehearsal:
    """Set up a rehearsal of an event that begins now; the one that is there already returns.

    Three tables of five, a case on each and one in reserve. The third has nobody to lead it and
    its bringer is not in: there is something to mend.
    """
    with writing(event.id) as session:
        found = session.get(Rehearsal, event.id)
        if found is not None:
            return found
        practice = _event(session, event, now)
        _seat(session, practice, now)
        found = Rehearsal(event_id=event.id, practice_id=practice.id, made_at=now)
        session.add(found)
        _record("rehearsal.made", event, by)
        return found


def remove(event: Event, *, by: Actor) -> None:
    """Take a rehearsal away with all that was done in it; twice is once."""
    with writing(event.id) as session:
        found = session.get(Rehearsal, event.id)
        if found is None:
            return
        practice_id = found.practice_id
        people = select(Signup.person_id).where(Signup.event_id == practice_id)
        persons = list(session.scalars(people))
        session.expunge(found)
        for kept in (GrantRow, Link, OutboxMail, JournalEntry):
            session.execute(delete(kept).where(kept.event_id == practice_id))
        session.execute(delete(Event).where(Event.id == practice_id))
        session.execute(delete(Person).where(Person.id.in_(persons)))
        _record("rehearsal.removed", event, by)


def of(event_id: int) -> Rehearsal | None:
    """The rehearsal of an event, with its made-up event; one statement."""
    rows = select(Rehearsal).where(Rehearsal.event_id == event_id)
    return db.session.scalar(rows.options(joinedload(Rehearsal.practice)))


def _event(session: Session, event: Event, now: datetime) -> Event:
    practice = Event(
        slug=f"oefening-{secrets.token_hex(6)}",
        title=f"Oefening: {event.title}"[:200],
        place=event.place,
        starts_at=now,
        ends_at=now + timedelta(minutes=2 * MINUTES),
        capacity=TABLES * AT_EACH + 1,
        made_at=now,
        roles=[
            Role(name="ambtenaar", side=Side.GOVERNMENT, position=1),
            Role(name="sociaal ondernemer", side=Side.ENTREPRENEUR, position=2),
        ],
    )
    session.add(practice)
    session.flush()
    return practice


def _seat(session: Session, practice: Event, now: datetime) -> None:
    """The tables with their people and cases, by a plan in force."""
    item = ProgrammeItem(
        event_id=practice.id,
        kind=ItemKind.INTERVISION,
        title="Oefenronde",
        starts_at=now,
        minutes=MINUTES,
    )
    plan = Plan(event_id=practice.id, made_at=now, published_at=now)
    session.add(item)
    session.flush()
    plan.item_id = item.id
    session.add(plan)
    people = [_person(session, practice, n, now) for n in range(TABLES * AT_EACH + 1)]
    for number in range(1, TABLES + 1):
        here = people[(number - 1) * AT_EACH : number * AT_EACH]
        last = number == TABLES
        table = _table(session, item, number, here[0], None if last else here[1], now)
        for one in here:
            part = SeatPart.BRINGER if one is here[0] else SeatPart.PARTICIPANT
            if one.id == table.facilitator_id:
                part = SeatPart.FACILITATOR
            session.add(Seat(plan_id=plan.id, table_id=table.id, signup_id=one.id, part=part))
            if not (last and one is here[0]):
                session.add(CheckIn(signup_id=one.id, at=now, by=WHO))
    session.add(CheckIn(signup_id=people[-1].id, at=now, by=WHO))
    session.add(_case(people[-1], "Oefencasus in reserve", CaseState.RESERVE, now))
    session.flush()


def _table(
    session: Session,
    item: ProgrammeItem,
    number: int,
    bringer: Signup,
    leader: Signup | None,
    now: datetime,
) -> Table:
    case = _case(bringer, f"Oefencasus {number}", CaseState.ACCEPTED, now)
    session.add(case)
    session.flush()
    table = tables.new(session, item)
    table.name, table.case_id = f"Oefentafel {number}", case.id
    table.facilitator_id = leader.id if leader is not None else None
    session.add(table)
    session.flush()
    return table


def _person(session: Session, practice: Event, number: int, now: datetime) -> Signup:
    """Somebody made up, without an address; the first at each table brings a case."""
    official, entrepreneur = sorted(practice.roles, key=lambda role: role.position)
    brings = number % AT_EACH == 0
    made = Signup(
        event_id=practice.id,
        person=Person(email=None, since=now),
        role=entrepreneur if brings else official,
        key=uuid.uuid4(),
        name=f"Oefenpersoon {string.ascii_uppercase[number]}",
        joined_at=now,
        confirmed_at=now,
    )
    session.add(made)
    session.flush()
    return made


def _case(bringer: Signup, title: str, state: CaseState, now: datetime) -> Case:
    return Case(
        event_id=bringer.event_id,
        signup_id=bringer.id,
        key=uuid.uuid4(),
        title=title,
        situation="Een verzonnen situatie om mee te oefenen.",
        question="Wat zou jij doen?",
        state=state,
        offered_at=now,
    )


def _record(what: str, event: Event, by: Actor) -> None:
    journal.record(what, event_id=event.id, topic="readiness", subject_id=event.id, by=by)
