"""A group's route: its stops in order."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.journal import Actor
from makers.seating.models import Stop, Table


def add(table: Table, place: str, sights: str, *, by: Actor) -> Stop:
    """A stop at the end of the route."""
    with writing(table.event_id) as session:
        last = select(func.max(Stop.position)).where(Stop.table_id == table.id)
        stop = Stop(
            table_id=table.id,
            position=(session.scalar(last) or 0) + 1,
            place=place,
            sights=sights,
        )
        session.add(stop)
        _record("stop.added", table, by)
        return stop


def change(stop: Stop, place: str, sights: str, *, by: Actor) -> None:
    """Another place, or something else to see there."""
    with writing(stop.table.event_id):
        if (stop.place, stop.sights) != (place, sights):
            stop.place, stop.sights = place, sights
            _record("stop.changed", stop.table, by)


def put_earlier(stop: Stop, *, by: Actor) -> None:
    """Change places with the stop before it; the first stays where it is."""
    with writing(stop.table.event_id) as session:
        before = session.scalar(
            select(Stop).where(Stop.table_id == stop.table_id, Stop.position == stop.position - 1)
        )
        if before is not None:
            here = stop.position
            for one, position in ((stop, 0), (before, here), (stop, here - 1)):
                _number(session, one, position)
            _record("stop.moved", stop.table, by)


def remove(stop: Stop, *, by: Actor) -> None:
    """Leave a stop out; those after it move up."""
    with writing(stop.table.event_id) as session:
        table, after = stop.table, stop.position
        session.delete(stop)
        session.flush()
        later = session.scalars(
            select(Stop)
            .where(Stop.table_id == table.id, Stop.position > after)
            .order_by(Stop.position)
        )
        for one in later.all():
            _number(session, one, one.position - 1)
        _record("stop.removed", table, by)


def _number(session: Session, stop: Stop, position: int) -> None:
    """At once, so that two stops never have the same number."""
    session.execute(update(Stop).where(Stop.id == stop.id).values(position=position))


def _record(what: str, table: Table, by: Actor) -> None:
    journal.record(what, event_id=table.event_id, topic="seating", subject_id=table.id, by=by)
