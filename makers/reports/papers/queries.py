"""Reading the plans in force into what the papers say."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from makers.core.database import db
from makers.core.web import address, day, language, wall_clock
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.reports.papers.content import (
    PapersContent,
    PersonContent,
    RoundContent,
    SeatedContent,
    TableContent,
)
from makers.seating import queries as seating
from makers.seating.cards import address_of
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.signups.models import Signup

NOWHERE = "–"
Seated = dict[int, list[tuple[Signup, SeatPart]]]  # by table


def cards_of(event: Event, *, item_id: int | None, now: datetime) -> PapersContent:
    """Every table in use, of one round or of all, without people; one statement."""
    return _papers(event, _rounds(event, _tables(event, item_id), {}), (), now)


def plan_of(event: Event, *, item_id: int | None, now: datetime) -> PapersContent:
    """Who sits where by the plans in force, of one round or of all, and everybody with a place.

    Rounds without a plan in force are left out. Three statements.
    """
    tables, seated = _tables(event, item_id), _seated(event.id)
    known = {table.item_id for table in tables if table.id in seated}
    tables = [table for table in tables if table.item_id in known]
    rounds = _rounds(event, tables, seated)
    if not rounds:
        return _papers(event, (), (), now)
    return _papers(event, rounds, _people(event, tables, seated), now)


def _papers(
    event: Event,
    rounds: tuple[RoundContent, ...],
    people: tuple[PersonContent, ...],
    now: datetime,
) -> PapersContent:
    return PapersContent(
        title=event.title,
        slug=event.slug,
        day=day(event.starts_at),
        generated_at=now,
        language="en" if language() == "en" else "nl",
        join_at=address("intervision.join").partition("://")[2],
        rounds=rounds,
        people=people,
    )


def _tables(event: Event, item_id: int | None) -> list[Table]:
    """Tables in use, those of one round where it is given."""
    return [one for one in seating.tables_of(event.id, item_id) if one.closed_at is None]


def _seated(event_id: int) -> Seated:
    """Who sits at each table by the plans in force; one statement."""
    rows = db.session.execute(
        select(Seat.table_id, Signup, Seat.part)
        .join(Plan, Plan.id == Seat.plan_id)
        .join(Signup, Signup.id == Seat.signup_id)
        .where(Plan.event_id == event_id, Signup.cancelled_at.is_(None), *seating.IN_FORCE)
    )
    found: Seated = defaultdict(list)
    for table_id, signup, part in rows:
        found[table_id].append((signup, part))
    return dict(found)


def _rounds(event: Event, tables: Sequence[Table], seated: Seated) -> tuple[RoundContent, ...]:
    return tuple(
        RoundContent(
            time=wall_clock(item.starts_at),
            title=item.title,
            is_walk=item.kind is ItemKind.WALK,
            tables=tuple(_table(one, item, seated) for one in tables if one.item_id == item.id),
        )
        for item in _items(event, tables)
    )


def _items(event: Event, tables: Sequence[Table]) -> list[ProgrammeItem]:
    used = {table.item_id for table in tables}
    return [item for item in seating.seated_items(event) if item.id in used]


def _table(table: Table, item: ProgrammeItem, seated: Seated) -> TableContent:
    is_walk, leads = item.kind is ItemKind.WALK, table.facilitator
    guides = leads is not None and is_walk
    people = [
        (signup, part)
        for signup, part in seated.get(table.id, [])
        if not (guides and signup.id == table.facilitator_id)
    ]
    return TableContent(
        number=table.number,
        name=table.name,
        case_title=table.case.title if table.case else "",
        place=table.place,
        guide=leads.name if leads is not None and guides else "",
        address=address_of(table),
        join_code=table.join_code,
        people=tuple(
            SeatedContent(signup.name, _part(part))
            for signup, part in sorted(people, key=_at_table)
        ),
    )


def _at_table(seat: tuple[Signup, SeatPart]) -> tuple[bool, str, int]:
    signup, part = seat
    return part is not SeatPart.FACILITATOR, in_order(signup.name), signup.id


def _part(part: SeatPart) -> str:
    return "" if part is SeatPart.PARTICIPANT else str(part.label)


def _people(event: Event, tables: Sequence[Table], seated: Seated) -> tuple[PersonContent, ...]:
    """Everybody with a place, by name as it is said, with a number for each round."""
    items = _items(event, tables)
    numbers: dict[tuple[int, int], str] = {}
    for table in tables:
        for who in _at(table, seated):
            numbers[table.item_id, who] = str(table.number)
    people = sorted(
        seating.with_a_place(event.id), key=lambda one: (in_order(one.name), one.name, one.id)
    )
    alike = Counter(in_order(one.name) for one in people)
    return tuple(
        PersonContent(
            name=one.name,
            numbers=tuple(numbers.get((item.id, one.id), NOWHERE) for item in items),
            works_at=_works_at(one) if alike[in_order(one.name)] > 1 else "",
            initial=initial,
        )
        for one, initial in zip(people, _initials(people), strict=True)
    )


def _at(table: Table, seated: Seated) -> set[int]:
    """Whose table this is: who sits there, and who leads it."""
    leads = {table.facilitator_id} if table.facilitator_id is not None else set()
    return {signup.id for signup, _part in seated.get(table.id, [])} | leads


def _works_at(signup: Signup) -> str:
    return ", ".join(part for part in (signup.department, signup.organisation) if part)


def in_order(name: str) -> str:
    """What a name is put in order by: as it is said, accents and capitals aside."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()


def _initials(people: Iterable[Signup]) -> list[str]:
    """The letter before the first name that begins with it, nothing before the others."""
    found, last = [], ""
    for one in people:
        first = in_order(one.name)[:1].upper()
        letter = first if first.isalpha() else ""
        found.append(letter if letter != last else "")
        last = letter or last
    return found
