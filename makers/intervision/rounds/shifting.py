"""All tables of a round get some minutes more, or have some less."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime

from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, defer, selectinload

from makers.core import journal
from makers.core.database import writing
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.models import Run, Shift
from makers.intervision.phases import clock, runs
from makers.seating.models import Table

MOST_MINUTES = 30


def shift(item: ProgrammeItem, minutes: int, *, key: uuid.UUID, by: Actor, now: datetime) -> Shift:
    """Make the phase that is on at every table of a round ``minutes`` longer, or shorter below 0.

    A clock that stands still is shifted too: it has that much more or less when it goes on. Where
    less is left than what goes off, a minute stays to round off; a phase that is over its time,
    a table that is done and one that has not begun stay as they are. The same ``key`` again
    changes nothing and tells the same.
    """
    event_id, item_id = item.event_id, item.id
    with writing(event_id) as session:
        done = session.scalar(select(Shift).where(Shift.key == key))
        if done is not None:
            return done
        done = Shift(event_id=event_id, item_id=item_id, key=key, minutes=minutes, at=now)
        _count(session, done)
        for run in _running(session, item_id):
            _shift(done, run, now, by)
        session.add(done)
        session.flush()
        journal.record(
            "tables.shifted",
            event_id=event_id,
            topic="broadcasts",
            subject_id=done.id,
            by=by,
        )
        return done


def told(done: Shift) -> Iterator[str]:
    """What became of the tables, in sentences; the first one always."""
    size = abs(done.minutes)
    said = {
        True: ngettext(
            "%(num)d tafel heeft %(minutes)d min meer.",
            "%(num)d tafels hebben %(minutes)d min meer.",
            done.shifted,
            minutes=size,
        ),
        False: ngettext(
            "%(num)d tafel heeft %(minutes)d min minder.",
            "%(num)d tafels hebben %(minutes)d min minder.",
            done.shifted,
            minutes=size,
        ),
    }
    yield said[done.minutes > 0]
    if done.rounding_off:
        yield ngettext(
            "%(num)d tafel had minder over en rondt binnen een minuut af.",
            "%(num)d tafels hadden minder over en ronden binnen een minuut af.",
            done.rounding_off,
        )
    if done.standing:
        yield ngettext(
            "%(num)d daarvan staat stil: het telt zodra die klok verder loopt.",
            "%(num)d daarvan staan stil: het telt zodra die klokken verder lopen.",
            done.standing,
        )
    if done.untouched:
        yield ngettext(
            "%(num)d tafel was al aan het einde van haar tijd en bleef zo.",
            "%(num)d tafels waren al aan het einde van hun tijd en bleven zo.",
            done.untouched,
        )
    if done.waiting:
        yield ngettext(
            "%(num)d tafel is nog niet begonnen: daar verandert niets.",
            "%(num)d tafels zijn nog niet begonnen: daar verandert niets.",
            done.waiting,
        )
    if done.ended:
        yield ngettext("%(num)d tafel is al klaar.", "%(num)d tafels zijn al klaar.", done.ended)


def title(done: Shift) -> str:
    """What was done, as it stands in the list."""
    size = abs(done.minutes)
    longer = ngettext(
        "Alle tafels %(num)d minuut langer", "Alle tafels %(num)d minuten langer", size
    )
    shorter = ngettext(
        "Alle tafels %(num)d minuut korter", "Alle tafels %(num)d minuten korter", size
    )
    return str(longer if done.minutes > 0 else shorter)


def _shift(done: Shift, run: Run, now: datetime, by: Actor) -> None:
    turn = runs.current_turn(run)
    before, wanted = turn.seconds, done.minutes * 60
    turn.state = clock.shift(turn.state, wanted, now)
    if turn.seconds == before:
        done.untouched += 1
        return
    if turn.seconds == before + wanted:
        done.shifted += 1
    else:
        done.rounding_off += 1
    done.standing += turn.paused_at is not None
    topic = f"table-{run.table_id}-time"
    journal.record("clock.shifted", event_id=run.event_id, topic=topic, subject_id=run.id, by=by)


def _count(session: Session, done: Shift) -> None:
    """How many tables have ended and how many have not begun; closed ones are out of use."""
    states = session.execute(
        select(Run.id, Run.ended_at)
        .select_from(Table)
        .outerjoin(Run, Run.table_id == Table.id)
        .where(Table.item_id == done.item_id, Table.closed_at.is_(None))
    ).all()
    done.waiting = sum(run_id is None for run_id, _ended in states)
    done.ended = sum(ended is not None for _run, ended in states)
    done.shifted = done.rounding_off = done.standing = done.untouched = 0


def _running(session: Session, item_id: int) -> Iterator[Run]:
    runs_on = session.scalars(
        select(Run)
        .join(Table, Table.id == Run.table_id)
        .where(Table.item_id == item_id, Table.closed_at.is_(None), Run.ended_at.is_(None))
        .order_by(Table.number)
        .options(defer(Run.method), selectinload(Run.turns))
    )
    yield from runs_on
