"""Rows for tests, made in one call each; what a test does not name gets a plain default."""

from __future__ import annotations

import itertools
import uuid
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from makers.core.database import Model, db
from makers.core.journal import SYSTEM
from makers.events.models import Event, ItemKind, PolicyDomain, ProgrammeItem, Role, Side
from makers.intervision.phases import runs
from makers.seating.models import Case, CaseState, Plan, Seat, SeatPart, Table
from makers.signups.models import Person, Signup
from makers.talks.models import Row, Slot
from tests.conftest import NOON

_number = itertools.count(1)
Kept = TypeVar("Kept", bound=Model)


def event(capacity: int = 20, *, published: bool = True, **values: object) -> Event:
    """A published afternoon from 13.00 to 17.00 with three roles and three policy domains."""
    made = Event(
        slug=f"afternoon-{next(_number)}",
        title="Een middag van de makers",
        starts_at=NOON + timedelta(hours=1),
        ends_at=NOON + timedelta(hours=5),
        place="Leeszaal",
        capacity=capacity,
        made_at=NOON - timedelta(days=30),
        published_at=NOON - timedelta(days=20) if published else None,
        roles=[
            Role(name="ambtenaar", side=Side.GOVERNMENT, position=1),
            Role(name="sociaal ondernemer", side=Side.ENTREPRENEUR, position=2),
            Role(name="gast", side=Side.GUEST, position=3),
        ],
        domains=[
            PolicyDomain(name=name, position=position)
            for position, name in enumerate(("onderwijs", "cultuur", "armoede"))
        ],
    )
    for name, value in values.items():
        setattr(made, name, value)
    return _kept(made)


def item(event: Event, kind: ItemKind = ItemKind.INTERVISION, **values: object) -> ProgrammeItem:
    """A programme item of an hour that begins with the event."""
    given = {"title": str(kind), "starts_at": event.starts_at, "minutes": 60, **values}
    return _kept(ProgrammeItem(event_id=event.id, kind=kind, **given))


def slots(item: ProgrammeItem, count: int = 3) -> list[Slot]:
    """Free pecha kucha slots of an item."""
    made = [Slot(event_id=item.event_id, number=n + 1) for n in range(count)]
    row = Row(event_id=item.event_id, item_id=item.id)
    for slot in made:
        slot.row = row
    db.session.add_all([row, *made])
    db.session.commit()
    return made


def signup(
    event: Event,
    name: str = "",
    *,
    role: str = "ambtenaar",
    state: str = "confirmed",
    **values: object,
) -> Signup:
    """A sign-up with an address of its own."""
    number = next(_number)
    made = Signup(
        event_id=event.id,
        person=Person(email=f"p{number}@example.org", since=NOON),
        role=next(one for one in event.roles if one.name == role),
        key=uuid.uuid4(),
        name=name or f"Deelnemer {number}",
        joined_at=NOON - timedelta(days=10),
        confirmed_at=NOON - timedelta(days=10) if state == "confirmed" else None,
        cancelled_at=NOON - timedelta(days=9) if state == "cancelled" else None,
    )
    for key, value in values.items():
        setattr(made, key, value)
    return _kept(made)


def case(signup: Signup, title: str = "Een casus", **values: object) -> Case:
    """An accepted case."""
    given = {
        "situation": "Zo staat het ervoor.",
        "question": "Wat nu?",
        "state": CaseState.ACCEPTED,
        **values,
    }
    made = Case(
        event_id=signup.event_id,
        signup_id=signup.id,
        key=uuid.uuid4(),
        title=title,
        offered_at=NOON,
        **given,
    )
    return _kept(made)


def table(item: ProgrammeItem, number: int = 1, **values: object) -> Table:
    """A table of 4 to 8 in a round."""
    code = f"TAFEL{next(_number):03}"[-8:]
    return _kept(
        Table(event_id=item.event_id, item_id=item.id, number=number, join_code=code, **values)
    )


def published_plan(
    item: ProgrammeItem,
    seats: dict[Table, list[Signup]],
    *,
    parts: dict[int, SeatPart] | None = None,
) -> Plan:
    """A plan in force; ``parts`` gives the part of a sign-up's id, else participant."""
    plan = Plan(
        event_id=item.event_id,
        item_id=item.id,
        made_at=NOON,
        published_at=NOON,
        seats=[
            Seat(
                table_id=table.id,
                signup_id=one.id,
                part=(parts or {}).get(one.id, SeatPart.PARTICIPANT),
            )
            for table, people in seats.items()
            for one in people
        ],
    )
    return _kept(plan)


def _kept(row: Kept) -> Kept:
    session: Session = db.session()
    session.add(row)
    session.commit()
    return row


def goes_on(table: Table, now: datetime, times: int = 1) -> None:
    """On to the next phase at ``now``, or as soon after it as the clock takes another press."""
    for _ in range(times):
        run = runs.run_of(table.id)
        assert run is not None
        turn = runs.current_turn(run)
        runs.next_phase(table, turn.id, now=max(now, turn.started_at + runs.SETTLES), by=SYSTEM)
