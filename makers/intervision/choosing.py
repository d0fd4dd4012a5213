"""Which method a table will follow: chosen before the start, and the bringer's yes where asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.forms import as_number
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.coming.entry import IN_FORCE, Present
from makers.intervision.methods import DEFAULT, KEYS, Method, Situation, built_in
from makers.intervision.models import BringerYes, EventMethod, Run, TableMethod
from makers.seating.models import Plan, Seat, SeatPart, Table

OWN = "own-"
SHORTEST_ROUND = timedelta(minutes=45)  # the shortest length that most methods have


class NoSuchMethod(Refusal):
    """A method was chosen that is not there, or no longer."""

    sentence = _l("Deze werkvorm is er niet meer. Kies een andere.")


class AlreadyStarted(Refusal):
    """A table keeps the method with which it started."""

    sentence = _l(
        "Deze tafel is al begonnen. De werkvorm blijft zoals hij is: met “Volgende fase” "
        "sla je over wat je niet nodig hebt."
    )


class BringerNotAsked(Refusal):
    """A method that needs the bringer's yes was started without it."""

    sentence = _l(
        "In deze werkvorm praten de anderen over de inbrenger. Daarom zegt de inbrenger eerst ja. "
        "Vraag het, of kies een andere werkvorm."
    )


class NobodyToAsk(Refusal):
    """A method that needs the bringer's yes was chosen at a table without a bringer."""

    sentence = _l(
        "Deze werkvorm kan alleen als de inbrenger het goed vindt. Aan deze tafel zit geen "
        "inbrenger. Kies een andere werkvorm."
    )


class BringersOwn(Refusal):
    """Only the bringer says yes, or a facilitator who heard it."""

    sentence = _l("Alleen de inbrenger zegt hier ja. Vraag het aan tafel.")


def methods_of(event_id: int) -> dict[str, Method]:
    """What tables of an event may choose from: its own methods first; one statement."""
    own = db.session.scalars(
        select(EventMethod).where(EventMethod.event_id == event_id).order_by(EventMethod.id)
    )
    return {**{f"{OWN}{one.id}": Method.from_json(one.content) for one in own}, **built_in()}


def choice_of(chosen: TableMethod | None) -> str:
    """The name under which forms and addresses know what a table chose."""
    if chosen is None:
        return DEFAULT
    return chosen.built_in or f"{OWN}{chosen.own_id}"


def choose(table: Table, choice: str, *, now: datetime, by: Actor) -> None:
    """Have a table follow a method; the same again changes nothing.

    Raises ``NoSuchMethod``, and ``AlreadyStarted`` for a table that runs.
    """
    with writing(table.event_id) as session:
        if session.scalar(select(Run.id).where(Run.table_id == table.id)) is not None:
            raise AlreadyStarted
        _choose(session, table, choice, now, by)


def choose_for_round(
    item: ProgrammeItem, choices: Mapping[int, str], *, now: datetime, by: Actor
) -> int:
    """Have several tables of a round follow a method, by table; how many of them had started.

    Those keep their own. Raises ``NoSuchMethod``.
    """
    with writing(item.event_id) as session:
        tables = session.scalars(select(Table).where(Table.item_id == item.id)).all()
        running = set(session.scalars(select(Run.table_id).where(Run.event_id == item.event_id)))
        wanted = [table for table in tables if table.id in choices]
        for table in wanted:
            if table.id not in running:
                _choose(session, table, choices[table.id], now, by)
        return sum(table.id in running for table in wanted)


def agree(table: Table, *, by: Present, now: datetime) -> None:
    """The bringer lets the table talk about the case as if they were not there; twice is once.

    A facilitator or organiser may note what the bringer said. Raises ``BringersOwn`` for anybody
    else, and ``NobodyToAsk`` at a table without a bringer.
    """
    with writing(table.event_id) as session:
        bringer_id = _may_say(session, table, by)
        if session.get(BringerYes, (table.id, bringer_id)) is None:
            session.add(BringerYes(table_id=table.id, signup_id=bringer_id, said_at=now))
            _record("bringer.agreed", table, by.actor)


def disagree(table: Table, *, by: Present) -> None:
    """The bringer takes the yes back; what runs goes on. Raises like ``agree``."""
    with writing(table.event_id) as session:
        said = session.get(BringerYes, (table.id, _may_say(session, table, by)))
        if said is not None:
            session.delete(said)
            _record("bringer.disagreed", table, by.actor)


def to_start(session: Session, table: Table, choice: str) -> Method | None:
    """The method that a table starts with, inside its transaction; ``None`` where there is none.

    Raises ``BringerNotAsked`` and ``NobodyToAsk``.
    """
    method = _found(session, table.event_id, choice)
    if method is None or not method.asks_bringer:
        return method
    bringer_id = session.scalar(_bringer_at(table.id))
    if bringer_id is None:
        raise NobodyToAsk
    if session.get(BringerYes, (table.id, bringer_id)) is None:
        raise BringerNotAsked
    return method


def situations(
    table: Table, domains: int, *, has_bringer: bool, now: datetime, has_leader: bool = False
) -> list[Situation]:
    """What is so at a table whose case touches so many policy ``domains``, for its choice.

    ``has_leader``: somebody took the role there, whoever the plan names.
    """
    begins, ends = table.item.starts_at, table.item.ends_at
    found = {
        Situation.BETWEEN_DOMAINS: domains > 1,
        Situation.NO_FACILITATOR: table.facilitator_id is None and not has_leader,
        Situation.NO_BRINGER: not has_bringer,
        Situation.LATE: begins < now < ends and ends - now < SHORTEST_ROUND,
    }
    return [situation for situation, is_so in found.items() if is_so]


def advised(methods: Mapping[str, Method], situation: Situation) -> Iterator[str]:
    """The choices that suit a situation."""
    return (choice for choice, method in methods.items() if situation in method.suits)


def first_that_fits(methods: Mapping[str, Method], wanted: str, minutes: int) -> str:
    """What was wanted where it fits a round of so many minutes, else the first that does."""
    offered = (wanted, *KEYS)
    fits = (one for one in offered if one in methods and methods[one].fitting(minutes))
    return next(fits, wanted)


def _may_say(session: Session, table: Table, by: Present) -> int:
    bringer_id: int | None = session.scalar(_bringer_at(table.id))
    if bringer_id is None:
        raise NobodyToAsk
    hears = by.part is SeatPart.FACILITATOR or not by.at_table
    if by.signup_id != bringer_id and not hears:
        raise BringersOwn
    return bringer_id


def _bringer_at(table_id: int) -> Select[int]:
    """The sign-up whose case lies on a table by the plan in force."""
    return (
        select(Seat.signup_id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.table_id == table_id, Seat.part == SeatPart.BRINGER, *IN_FORCE)
    )


def _choose(session: Session, table: Table, choice: str, now: datetime, by: Actor) -> None:
    if _found(session, table.event_id, choice) is None:
        raise NoSuchMethod
    row = session.get(TableMethod, table.id)
    if choice_of(row) == choice:
        return
    if row is None:
        row = TableMethod(table_id=table.id)
        session.add(row)
    own = choice.startswith(OWN)
    row.built_in = "" if own else choice
    row.own_id = as_number(choice.removeprefix(OWN)) if own else None
    row.chosen_at = now
    _record("method.chosen", table, by)


def _found(session: Session, event_id: int, choice: str) -> Method | None:
    if not choice.startswith(OWN):
        return built_in().get(choice)
    own = session.get(EventMethod, as_number(choice.removeprefix(OWN)))
    return Method.from_json(own.content) if own and own.event_id == event_id else None


def _record(what: str, table: Table, by: Actor) -> None:
    topic = f"table-{table.id}-clock"
    journal.record(what, event_id=table.event_id, topic=topic, subject_id=table.id, by=by)
