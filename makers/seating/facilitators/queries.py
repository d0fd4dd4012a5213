"""What pages ask about who leads the tables: who was asked, who said what, and who may lead."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem
from makers.seating.facilitators.asking import is_open
from makers.seating.models import FacilitatorRequest, Plan, Seat, Table
from makers.seating.queries import IN_FORCE
from makers.signups.models import Signup, SignupState
from makers.signups.queries import folded

MOST_FOUND = 20


class Answer(enum.StrEnum):
    """How somebody who was asked stands."""

    ASKED = "asked"
    YES = "yes"
    RESERVE = "reserve"
    NO = "no"
    LEFT = "left"

    @property
    def label(self) -> LazyString:
        """The answer on screen."""
        return {
            Answer.ASKED: _l("gevraagd"),
            Answer.YES: _l("ja"),
            Answer.RESERVE: _l("reserve"),
            Answer.NO: _l("nee"),
            Answer.LEFT: _l("zegde af"),
        }[self]

    @property
    def tone(self) -> str:
        """How its badge looks."""
        return {Answer.ASKED: "open", Answer.YES: "good", Answer.LEFT: "bad"}.get(self, "")


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and the tables they lead, in the order of the rounds."""

    request: FacilitatorRequest
    tables: Sequence[Table] = ()

    @property
    def answer(self) -> Answer:
        """Where they stand; who stands by and leads a table is no reserve any more."""
        one = self.request
        if one.declined_at is not None:
            return Answer.LEFT if one.left_at is not None else Answer.NO
        if one.accepted_at is None:
            return Answer.ASKED
        return Answer.RESERVE if one.reserve_at is not None and not self.tables else Answer.YES

    @property
    def since(self) -> datetime:
        """Since when (UTC)."""
        one = self.request
        if self.answer is Answer.RESERVE and one.reserve_at is not None:
            return max(one.reserve_at, one.accepted_at or one.reserve_at)
        return one.declined_at or one.accepted_at or one.mailed_at or one.asked_at

    @property
    def may_lead(self) -> Signup | None:
        """Who said yes and comes."""
        one = self.request
        coming = one.signup is not None and one.signup.state is SignupState.CONFIRMED
        return one.signup if coming and one.accepted_at is not None else None


@dataclass(frozen=True)
class Led:
    """A table, and who may take it in its round: first who said yes, then the reserve."""

    table: Table
    first: list[Signup]
    reserve: list[Signup]


@dataclass(frozen=True)
class Overview:
    """Everybody who was asked, who leads without having been asked, and the tables."""

    asked: list[Asked]
    unasked: list[tuple[Signup, list[Table]]]
    tables: list[Led]

    def count(self, answer: Answer) -> int:
        """How many stand so."""
        return sum(one.answer is answer for one in self.asked)

    @property
    def without(self) -> list[Led]:
        """The tables that nobody leads."""
        return [one for one in self.tables if one.table.facilitator_id is None]


def overview(event_id: int, now: datetime) -> Overview:
    """Who was asked, and every table in use of rounds and walks to come; two statements."""
    tables = _tables_to_come(event_id, now)
    led: dict[int, list[Table]] = defaultdict(list)
    leads: dict[int, Signup] = {}
    for table in tables:
        if table.facilitator is not None:
            led[table.facilitator.id].append(table)
            leads[table.facilitator.id] = table.facilitator
    asked = [Asked(one, led.get(one.signup_id or 0, ())) for one in _newest(event_id)]
    known = {one.request.signup_id for one in asked if one.request.declined_at is None}
    return Overview(
        asked=asked,
        unasked=[(leads[one], found) for one, found in led.items() if one not in known],
        tables=[_led(table, tables, asked) for table in tables],
    )


def request(event_id: int, request_id: int) -> FacilitatorRequest | None:
    """One question of an event, with who was asked; one statement."""
    rows = _with_who(select(FacilitatorRequest).where(FacilitatorRequest.id == request_id))
    return db.session.scalar(rows.where(FacilitatorRequest.event_id == event_id))


def asked(request_id: int) -> FacilitatorRequest | None:
    """One question with who was asked, the role and the event; one statement."""
    rows = _with_who(select(FacilitatorRequest).where(FacilitatorRequest.id == request_id))
    return db.session.scalar(rows.options(joinedload(FacilitatorRequest.event)))


def asked_as(signup_id: int) -> FacilitatorRequest | None:
    """The newest question to a sign-up, as ``asked``; one statement."""
    rows = _with_who(select(FacilitatorRequest))
    rows = rows.where(FacilitatorRequest.signup_id == signup_id)
    newest = rows.order_by(FacilitatorRequest.id.desc()).limit(1)
    return db.session.scalar(newest.options(joinedload(FacilitatorRequest.event)))


def led_by(signup_id: int) -> Sequence[Table]:
    """The tables somebody leads, in order; one statement."""
    rows = select(Table).join(Table.item).where(Table.facilitator_id == signup_id)
    return db.session.scalars(
        rows.order_by(ProgrammeItem.starts_at, Table.number).options(
            contains_eager(Table.item), joinedload(Table.case)
        )
    ).all()


def seats_and_question(signup: Signup) -> tuple[list[Seat], FacilitatorRequest | None]:
    """Where somebody sits in each round, and the question to lead that stands; one statement."""
    seats = (
        select(Seat.id)
        .join(Plan)
        .join(Table, Seat.table_id == Table.id)
        .join(ProgrammeItem, Table.item_id == ProgrammeItem.id)
        .where(Seat.signup_id == signup.id, ProgrammeItem.kind == ItemKind.INTERVISION, *IN_FORCE)
    )
    theirs = (FacilitatorRequest.signup_id == Signup.id) & is_open()
    rows = db.session.execute(
        select(Seat, FacilitatorRequest)
        .select_from(Signup)
        .outerjoin(Seat, Seat.id.in_(seats))
        .outerjoin(FacilitatorRequest, theirs)
        .where(Signup.id == signup.id)
        .options(
            joinedload(Seat.table).joinedload(Table.case),
            joinedload(Seat.table).joinedload(Table.item),
        )
    ).all()
    found = [seat for seat, _question in rows if seat is not None]
    found.sort(key=lambda seat: (seat.table.item.starts_at, seat.id))
    return found, rows[0][1] if rows else None


@dataclass(frozen=True)
class Candidate:
    """Somebody who signed up: whether they led a table at another event, and were asked."""

    signup: Signup
    led_before: bool
    asked: bool


def candidates(event_id: int, wanted: str) -> tuple[list[Candidate], int]:
    """Who signed up and goes by this name, who led a table before first; how many more there are.

    Without regard to accents and capitals; the organisation is looked at too. One statement.
    """
    rows = db.session.execute(
        select(Signup, _led_before(), _is_asked())
        .where(Signup.event_id == event_id, Signup.cancelled_at.is_(None))
        .options(joinedload(Signup.role, innerjoin=True))
    )
    found = [
        Candidate(*row)
        for row in rows
        if folded(wanted) in folded(f"{row[0].name} {row[0].organisation}")
    ]
    found.sort(key=lambda one: (not one.led_before, one.signup.name.casefold()))
    return found[:MOST_FOUND], max(0, len(found) - MOST_FOUND)


def _tables_to_come(event_id: int, now: datetime) -> list[Table]:
    rows = select(Table).join(Table.item).where(Table.event_id == event_id)
    found = db.session.scalars(
        rows.where(Table.closed_at.is_(None))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.id, Table.number)
        .options(contains_eager(Table.item), joinedload(Table.case), joinedload(Table.facilitator))
    )
    return [table for table in found if table.item.ends_at > now]


def _newest(event_id: int) -> list[FacilitatorRequest]:
    """The newest question to each that was not taken back, oldest first."""
    rows = _with_who(select(FacilitatorRequest))
    rows = rows.where(
        FacilitatorRequest.event_id == event_id, FacilitatorRequest.withdrawn_at.is_(None)
    )
    found: dict[object, FacilitatorRequest] = {}
    for one in db.session.scalars(rows.order_by(FacilitatorRequest.id)):
        found[one.signup_id or one.email] = one
    return list(found.values())


def _with_who(rows: Select[FacilitatorRequest]) -> Select[FacilitatorRequest]:
    return rows.options(
        joinedload(FacilitatorRequest.signup).options(
            joinedload(Signup.person, innerjoin=True), joinedload(Signup.role, innerjoin=True)
        ),
        joinedload(FacilitatorRequest.role),
    )


def _led(table: Table, tables: Sequence[Table], asked: Sequence[Asked]) -> Led:
    busy = {one.facilitator_id for one in tables if one.item_id == table.item_id}
    free = [
        (one.answer, one.may_lead)
        for one in asked
        if one.may_lead is not None and one.may_lead.id not in busy
    ]
    return Led(
        table,
        first=[who for answer, who in free if answer is Answer.YES and who],
        reserve=[who for answer, who in free if answer is Answer.RESERVE and who],
    )


def _led_before() -> ColumnElement[bool]:
    """Whether who signed up led a table at another event."""
    then = aliased(Signup)
    return (
        select(Table.id)
        .join(then, then.id == Table.facilitator_id)
        .where(then.person_id == Signup.person_id, then.event_id != Signup.event_id)
        .correlate(Signup)
        .exists()
    )


def _is_asked() -> ColumnElement[bool]:
    mine = FacilitatorRequest.signup_id == Signup.id
    return select(FacilitatorRequest.id).where(mine, is_open()).correlate(Signup).exists()
