"""What who leads a table is told of it: once, and again only when something changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from makers.core import journal, mail
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.events.models import Event, ProgrammeItem
from makers.seating.models import Briefing, Plan, Seat, SeatPart, Table
from makers.seating.queries import IN_FORCE
from makers.seating.signals import methods_wanted
from makers.signups.models import Person, Signup
from makers.signups.service import be_open

WHAT = "facilitator.briefing"


@dataclass
class Told:
    """What there is to tell of a table to who leads it; ``digest_sent`` is of what they know.

    ``people``: who else sits there, by name, each with the part they have. ``method``: its name by
    language, nothing where none was chosen.
    """

    table: Table
    leads: Signup
    address: str
    digest_sent: str
    people: list[tuple[str, SeatPart]] = field(default_factory=list)
    method: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Tells these words from others, without holding them."""
        table, case = self.table, self.table.case
        event = table.item.event
        words = (
            (event.title, event.place, event.address),
            (table.item.title, table.item.starts_at, table.item.ends_at),
            (table.number, table.name, table.place),
            (case.title, case.situation, case.question) if case is not None else (),
            self.people,
            sorted(self.method.items()),
        )
        return hashlib.sha256(repr(words).encode()).hexdigest()

    @property
    def is_news(self) -> bool:
        """Whether who leads the table does not know this yet, and can be mailed."""
        return bool(self.address) and self.digest != self.digest_sent


def to_tell(event: Event, now: datetime) -> list[Told]:
    """What there is to tell of each table that is led and whose plan is in force, rounds to come.

    One statement, and one for the methods.
    """
    found = [one for one in _told(Table.event_id == event.id) if one.table.item.ends_at > now]
    return _with_methods(found, event)


def of_table(table_id: int, signup_id: int) -> Told | None:
    """What there is to tell of one table to who leads it, if that is still this person."""
    for one in _told((Table.id == table_id) & (Table.facilitator_id == signup_id)):
        return _with_methods([one], one.table.item.event)[0]
    return None


def send(event: Event, *, now: datetime, by: Actor) -> int:
    """Mail each who leads a table what they do not know of it yet; how many mails go out.

    Twice is once. Raises ``SignupsClosed`` and ``CalledOff``.
    """
    with writing(event.id) as session:
        be_open(event, now)
        news = [one for one in to_tell(event, now) if one.is_news]
        for one in news:
            _send(session, one, now)
        if news:
            journal.record(
                "facilitator.briefed",
                event_id=event.id,
                topic="seating",
                subject_id=event.id,
                by=by,
            )
    return len(news)


def _send(session: Session, one: Told, now: datetime) -> None:
    same = (Briefing.table_id == one.table.id, Briefing.signup_id == one.leads.id)
    row = session.scalar(select(Briefing).where(*same))
    if row is None:
        row = Briefing(table_id=one.table.id, signup_id=one.leads.id)
        session.add(row)
    row.digest, row.sent_at = one.digest, now
    mail.queue(
        session,
        WHAT,
        to=one.address,
        event_id=one.table.event_id,
        signup_id=one.leads.id,
        subject_id=one.table.id,
        language=one.leads.language,
        until=one.table.item.ends_at,
        now=now,
    )


def _told(which: ColumnElement[bool]) -> Iterable[Told]:
    """Table by table, as far as its plan is in force and somebody leads it; one statement."""
    leads, sits = aliased(Signup), aliased(Signup)
    rows = db.session.execute(
        select(Table, leads, Person.email, Briefing.digest, sits.id, sits.name, Seat.part)
        .join(Table.item)
        .join(Plan, Plan.item_id == Table.item_id)
        .join(leads, leads.id == Table.facilitator_id)
        .join(Person, Person.id == leads.person_id)
        .outerjoin(Briefing, (Briefing.table_id == Table.id) & (Briefing.signup_id == leads.id))
        .outerjoin(Seat, (Seat.plan_id == Plan.id) & (Seat.table_id == Table.id))
        .outerjoin(sits, sits.id == Seat.signup_id)
        .where(which, Table.closed_at.is_(None), *IN_FORCE)
        .order_by(ProgrammeItem.starts_at, Table.number, sits.name, sits.id)
        .options(contains_eager(Table.item), joinedload(Table.case))
    )
    found: dict[int, Told] = {}
    for table, leader, email, digest, sitter, name, part in rows:
        one = found.setdefault(table.id, Told(table, leader, email or "", digest or ""))
        if sitter is not None and sitter != leader.id:
            one.people.append((name, part))
    return found.values()


def _with_methods(found: list[Told], event: Event) -> list[Told]:
    methods: dict[int, Mapping[str, str]] = {}
    for _receiver, answer in methods_wanted.send(event):
        methods |= answer
    for one in found:
        one.method = methods.get(one.table.id, {})
    return found
