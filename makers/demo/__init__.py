"""The demo: the first afternoon, going on now, and the next one, open for sign-up.

The people who sign up are made up and plainly so. Real public persons stand only where the first
programme named them: as lecturer, guide and lector.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from makers.core import access, links, organisers
from makers.core.database import db, writing
from makers.core.links import Grant
from makers.core.organisers import Organiser
from makers.demo import afternoon, event, next_time
from makers.events.models import Event
from makers.followups import queries as followups
from makers.seating import queries as seating
from makers.seating.models import Seat, SeatPart, Table

ORGANISER = "organisatie@example.org"


@dataclass(frozen=True)
class Door:
    """One way in: what stands before the link on the terminal, and the link."""

    name: str
    address: str


def lay_out(*, now: datetime) -> Sequence[Door]:
    """Have both afternoons stand as they should at ``now`` and give a fresh link for each door.

    An afternoon that is not over stays as people left it; one that is over, or whose laying out
    was broken off, is laid out anew.
    """
    for made in (afternoon, next_time):
        found = event.standing(made.BY)
        if found is not None and found.whole and found.event.ends_at > now:
            continue
        if found is not None:
            event.take_away(found.event, by=made.BY)
        made.set_out(now)
    running = event.standing(afternoon.BY)
    if running is None:
        raise LookupError("the afternoon that was laid out is gone")
    grants = dict(_rights(running.event, _organiser(now)))
    with writing() as session:
        return [
            Door(name, access.link_to(links.issue(session, grant, now=now)))
            for name, grant in grants.items()
        ]


def _rights(running: Event, organiser_id: int) -> Iterator[tuple[str, Grant]]:
    """What each door opens; those of a table are missing when no table has all its people."""
    found = _table(running)
    if found is not None:
        table, attendee, bringer = found
        for name, seat in (("attendee", attendee), ("entrepreneur", bringer)):
            yield name, Grant("personal", running.id, seat.signup_id, seat.signup_id)
        yield "facilitator", Grant("facilitator", running.id, table.id, table.facilitator_id)
    yield "organiser", Grant("organiser", None, organiser_id)
    yield "moderator", Grant("moderator", running.id, running.id)
    yield "projector", Grant("projector", running.id, running.id)


def _table(running: Event) -> tuple[Table, Seat, Seat] | None:
    """The first table with a facilitator, a participant and a bringer; best one who promised."""
    for table in seating.tables_of(running.id):
        owners = {agreed.owner_id for agreed in followups.at_table(table.id)}
        seats = sorted(seating.people_at(table.id), key=lambda one: one.signup_id not in owners)
        first = {seat.part: seat for seat in reversed(seats)}
        if table.facilitator_id and {SeatPart.PARTICIPANT, SeatPart.BRINGER} <= first.keys():
            return table, first[SeatPart.PARTICIPANT], first[SeatPart.BRINGER]
    return None


def _organiser(now: datetime) -> int:
    """The demo's organiser, who comes in by a link: nobody knows the password."""
    known = db.session.scalar(select(Organiser.id).where(Organiser.email == ORGANISER))
    if known is not None:
        return known
    return organisers.add(ORGANISER, "De organisatie", secrets.token_urlsafe(24), now=now).id
