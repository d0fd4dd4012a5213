"""The demo: the first afternoon, going on now, and the next one, open for sign-up.

The people who sign up are made up and plainly so. Real public persons stand only where the first
programme named them: as lecturer, guide and lector.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from makers.core import access, links, organisers
from makers.core.database import db, writing
from makers.core.links import Grant
from makers.demo import afternoon, next_time
from makers.events.models import Event
from makers.intervision.models import Run
from makers.seating.models import Seat, SeatPart, Table

ORGANISER = "organisatie@example.org"


@dataclass(frozen=True)
class Door:
    """One way in: what stands before the link on the terminal, and the link."""

    name: str
    address: str


def lay_out(*, now: datetime) -> Sequence[Door]:
    """Have both afternoons stand as they should at ``now`` and give a fresh link for each door.

    An afternoon that is not over stays as people left it; one that is over is laid out anew.
    """
    for title, set_out in (
        (afternoon.TITLE, afternoon.set_out),
        (next_time.TITLE, next_time.set_out),
    ):
        event = db.session.scalar(select(Event).where(Event.title == title))
        if event is not None and event.ends_at > now:
            continue
        if event is not None:
            with writing(event.id) as session:
                session.execute(delete(Event).where(Event.id == event.id))
        set_out(now)
    return _doors(now)


def _doors(now: datetime) -> list[Door]:
    event = db.session.scalars(select(Event).where(Event.title == afternoon.TITLE)).one()
    table = db.session.scalars(
        select(Table).join(Run, Run.table_id == Table.id).where(Table.event_id == event.id).limit(1)
    ).one()
    organiser = organisers.add(ORGANISER, "De organisatie", secrets.token_urlsafe(24), now=now)
    seats = {
        part: db.session.scalars(
            select(Seat).where(Seat.table_id == table.id, Seat.part == part).limit(1)
        ).one()
        for part in SeatPart
    }
    people = {part: Grant("personal", event.id, seat.signup_id) for part, seat in seats.items()}
    facilitator = seats[SeatPart.FACILITATOR].signup_id
    doors = {
        "attendee": people[SeatPart.PARTICIPANT],
        "entrepreneur": people[SeatPart.BRINGER],
        "facilitator": Grant("facilitator", event.id, table.id, facilitator),
        "organiser": Grant("organiser", None, organiser.id),
        "projector": Grant("projector", event.id, event.id),
    }
    with writing() as session:
        return [
            Door(name, access.link_to(links.issue(session, grant, now=now)))
            for name, grant in doors.items()
        ]
