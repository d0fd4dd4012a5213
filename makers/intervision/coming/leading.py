"""Who leads a table when it is not who was to facilitate it: taken, given on, or assigned.

It never changes by itself. Who leads and was not seen for three minutes still leads; the others are
offered to take over, and one of them has to want it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import SYSTEM, Actor, JournalEntry
from makers.intervision.coming import joining, presence
from makers.intervision.coming.entry import Led, Present, Stance
from makers.intervision.coming.joining import Company
from makers.intervision.models import Leading
from makers.seating.models import Table
from makers.signups.models import Signup


class NotNow(Refusal):
    """Somebody leads, and was here a moment ago."""

    sentence = _l(
        "De begeleider is weer gezien. Wil je het overnemen? Vraag de begeleider om het door "
        "te geven."
    )


class ChangedHands(Refusal):
    """Somebody else was first."""

    sentence = _l("Intussen begeleidt iemand anders deze tafel. Hieronder zie je wie.")


class NotHere(Refusal):
    """Who does not sit here, or was not seen for a while, cannot press anything here."""

    sentence = _l(
        "Deze persoon is nu niet aan tafel gezien. Kies iemand die deze pagina open heeft."
    )


@dataclass(frozen=True)
class Leader:
    """Who leads a table now.

    ``present``: seen in the last three minutes; else anybody at the table may say who is who.
    ``away``: not seen for three minutes while they should be, so that others may take over.
    """

    who: Company
    since: datetime | None
    present: bool
    away: bool


def leader_of(
    table: Table, led: Led | None, company: Sequence[Company], now: datetime
) -> Leader | None:
    """Who of these leads the table; ``None`` where nobody in particular does.

    They are away three minutes after they were last seen. Who was not seen since they got the table
    has three minutes from then, or from when the round began if that is later.
    """
    leader_id = led.signup_id if led is not None else table.facilitator_id
    who = next((one for one in company if one.signup_id == leader_id), None)
    if who is None:
        return None
    since = led.since if led is not None else None
    present = not presence.is_away(who.seen_at, now)
    away = not present and presence.is_away(_last_sign(table, who.seen_at, since), now)
    if away and led is None:  # asked last: the journal is read for who seems to be away alone
        given_at = _given_at(table)
        away = presence.is_away(_last_sign(table, who.seen_at, given_at), now)
    return Leader(who, since, present, away)


def lead(table: Table, signup_id: int, *, seen: int, by: Present, now: datetime) -> None:
    """Let somebody at the table lead it from now on: they take it, or are given it.

    ``seen`` led when this was chosen, 0 for nobody; of two who press at once the second hears it.
    Who leads gives it to whom is present, without their yes: it is agreed aloud, and can be given
    back. Others may only take it for themselves, when nobody leads, when who leads is away, or when
    they were to facilitate. The desk gives it to anybody at the table.

    Raises ``ChangedHands``, ``NotHere`` and ``NotNow``.
    """
    with writing(table.event_id) as session:
        running = _running(session, table.id)
        company = joining.seats(table)
        led = Led(running.signup_id, running.since) if running is not None else None
        leader = leader_of(table, led, company, now)
        leader_id = leader.who.signup_id if leader is not None else 0
        if leader_id == signup_id:
            return
        if leader_id != seen:
            raise ChangedHands
        _check(leader, company, signup_id, by, now)
        _end(running, now)
        session.flush()
        if signup_id != table.facilitator_id:
            session.add(
                Leading(event_id=table.event_id, table_id=table.id, signup_id=signup_id, since=now)
            )
        _record("leader.changed", table, signup_id, by.actor)


def lay_down(table: Table, *, by: Present, now: datetime) -> None:
    """Who took a table lays it down: it is as the plan says again, and everybody's without a
    facilitator. Twice is once.
    """
    with writing(table.event_id) as session:
        running = _running(session, table.id)
        if running is not None and running.signup_id == by.signup_id:
            _end(running, now)
            _record("leader.changed", table, running.signup_id, by.actor)


def follow_the_plan(table: Table, *, session: Session, now: datetime) -> None:
    """Receiver of ``facilitator_changed``: a new facilitator goes before who leads now.

    On the day the journal keeps when that was: until then nobody could see them lead.
    """
    if table.facilitator_id is None:
        return
    running = _running(session, table.id)
    _end(running, now)
    if running is not None or now >= joining.opens_at(table.item.event):
        _record("leader.changed", table, table.facilitator_id, SYSTEM)


def leave(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Receiver of ``signup_cancelled``: who will not come leads nothing."""
    mine = select(Leading).where(Leading.signup_id == signup.id, Leading.until.is_(None))
    for running in session.scalars(mine):
        _end(running, now)
        _record("leader.changed", session.get_one(Table, running.table_id), signup.id, by)


def _last_sign(table: Table, seen_at: datetime | None, since: datetime | None) -> datetime:
    """From when who leads ``since`` is counted as away."""
    if seen_at is not None and (since is None or seen_at >= since):
        return seen_at
    begins: datetime = table.item.starts_at
    return max(since, begins) if since is not None else begins


def _given_at(table: Table) -> datetime | None:
    """When who leads by the plan got the table, if that was on the day; one statement."""
    mine = (
        JournalEntry.event_id == table.event_id,
        JournalEntry.topic == f"table-{table.id}-leading",
        JournalEntry.what == "leader.changed",
    )
    newest = select(JournalEntry.at).where(*mine).order_by(JournalEntry.id.desc()).limit(1)
    return db.session.scalar(newest)


def _check(
    leader: Leader | None, company: Sequence[Company], signup_id: int, by: Present, now: datetime
) -> None:
    """Raise a refusal where this person may not give this table to that one."""
    gives = by.stance is Stance.LEADS
    if gives and leader is not None and leader.who.signup_id != by.signup_id:
        raise ChangedHands
    chosen = next((one for one in company if one.signup_id == signup_id), None)
    if chosen is None:
        raise NotHere
    takes = signup_id == by.signup_id
    if gives and presence.is_away(chosen.seen_at, now):
        raise NotHere
    if gives or by.stance is Stance.DESK or (takes and by.stance is Stance.RETURNS):
        return
    if not takes or (leader is not None and not leader.away):
        raise NotNow


def _running(session: Session, table_id: int) -> Leading | None:
    return session.scalar(
        select(Leading).where(Leading.table_id == table_id, Leading.until.is_(None))
    )


def _end(running: Leading | None, now: datetime) -> None:
    if running is not None:
        running.until = now


def _record(what: str, table: Table, subject_id: int, by: Actor) -> None:
    for part in ("people", "leading"):
        topic = f"table-{table.id}-{part}"
        journal.record(what, event_id=table.event_id, topic=topic, subject_id=subject_id, by=by)
