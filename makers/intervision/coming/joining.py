"""Coming to a table with its code: whether it works, and who there is to sit down as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    false,
    func,
    select,
    union,
)
from sqlalchemy.orm import Session, aliased, joinedload

from makers.core.database import Model, db
from makers.core.errors import Refusal
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.intervision.coming.entry import IN_FORCE, in_the_plan
from makers.intervision.models import Claim, Latecomer, OldCode, Presence
from makers.intervision.recovery import onward
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.signups.models import Signup

BEFORE = timedelta(hours=2)
AFTER = timedelta(hours=6)


class NoSuchCode(Refusal):
    """No table has this code."""

    sentence = _l(
        "Deze code kennen we niet. Kijk nog eens op de kaart op tafel: acht letters en cijfers."
    )
    status = 422


class Replaced(NoSuchCode):
    """A table had this code, and has another one now."""

    sentence = _l(
        "Deze code is vervangen door een nieuwe. Vraag die aan de begeleider of de organisatie."
    )


class NotToday(Refusal):
    """A code works on the day of the event only."""

    sentence = _l(
        "Deze code werkt alleen op de dag zelf, rond de bijeenkomst. Probeer het dan opnieuw."
    )


@dataclass(frozen=True)
class Company:
    """Somebody at a table: in which part, in its plan or not, last seen when, and who claims it.

    ``seen_at`` is ``None`` for who did not come yet; from then on the name is taken.
    """

    signup: Signup
    part: SeatPart
    in_plan: bool
    seen_at: datetime | None
    claims: tuple[Claim, ...] = ()

    @property
    def signup_id(self) -> int:
        """Whose place it is."""
        return self.signup.id


def table_by_code(code: str, *, now: datetime) -> Table:
    """The table with this join code, typed in any case and with any spaces, or what it became.

    It works from two hours before the event until six hours after. Raises ``NoSuchCode``,
    ``Replaced`` or ``NotToday``, and ``Dissolved`` for a table that is no more.
    """
    plain = "".join(code.split()).upper()
    found = db.session.execute(
        select(Table, Event)
        .join(Event, Table.event_id == Event.id)
        .join(ProgrammeItem, ProgrammeItem.id == Table.item_id)
        .where(Table.join_code == plain, ProgrammeItem.kind == ItemKind.INTERVISION)
        .options(joinedload(Table.case), joinedload(Table.item))
    ).first()
    if found is None:
        old = select(OldCode.code).where(OldCode.code == plain)
        raise Replaced if db.session.scalar(old) else NoSuchCode
    table, event = found
    if not codes_work(event, now):
        raise NotToday
    return onward.stands_for(table)


def open_tables(item_id: int) -> Sequence[Table]:
    """The tables of a round that are in use, by number; one statement."""
    here = (Table.item_id == item_id, Table.closed_at.is_(None))
    return db.session.scalars(select(Table).where(*here).order_by(Table.number)).all()


def table_of(claim: Claim) -> Table:
    """The table at which a name was asked for, with its case; one statement."""
    return db.session.scalars(
        select(Table).where(Table.id == claim.table_id).options(joinedload(Table.case))
    ).one()


def opens_at(event: Event) -> datetime:
    """From when people come to their tables: two hours before the event."""
    return event.starts_at - BEFORE


def codes_work(event: Event, now: datetime) -> bool:
    """Whether the codes of its tables open something."""
    return opens_at(event) <= now <= event.ends_at + AFTER


def seats(table: Table) -> list[Company]:
    """Who is at this table by the plan in force, who joined it outside the plan, and who is to
    facilitate it, in the order of the alphabet; one statement.
    """
    rows: Any = db.session.execute(_COMPANY, {"table_id": table.id}).all()
    claims: dict[int, list[Claim]] = {}
    for _signup, _seat, _facilitates, _seen, claim in rows:
        if claim is not None:
            claims.setdefault(claim.signup_id, []).append(claim)
    found = {
        signup.id: Company(
            signup,
            _part(seat, facilitates),
            in_plan=seat is not None or facilitates,
            seen_at=seen_at,
            claims=tuple(claims.get(signup.id, ())),
        )
        for signup, seat, facilitates, seen_at, _claim in rows
    }
    return sorted(found.values(), key=lambda one: (one.signup.name.casefold(), one.signup_id))


def ids_at(session: Session, table_id: int) -> set[int]:
    """The sign-ups of who is at a table, as ``seats``; one statement."""
    return set(session.scalars(_IDS, {"table_id": table_id}))


def ids_where(
    at: Callable[[ColumnElement[int]], ColumnElement[bool]], *around: type[Model]
) -> CompoundSelect[int]:
    """The sign-ups of who is at the tables whose id is ``at``, each once: who sits there by the
    plan in force, who joined outside it, and who is to facilitate.

    ``around``: what stands in the statement around it and ``at`` tells of.
    """
    led = aliased(Table)
    seated = select(Seat.signup_id).join(Plan, Plan.id == Seat.plan_id)
    late = select(Latecomer.signup_id).where(~in_the_plan())
    facilitates = select(led.facilitator_id).where(led.facilitator_id.is_not(None))
    found: tuple[Any, ...] = (
        seated.where(*IN_FORCE, at(Seat.table_id)),  # type: ignore[arg-type]
        late.where(at(Latecomer.table_id)),  # type: ignore[arg-type]
        facilitates.where(at(led.id)),  # type: ignore[arg-type]
    )
    return union(*(one.correlate(*around) for one in found) if around else found)


def _part(seat: Seat | None, facilitates: bool) -> SeatPart:
    if seat is not None:
        return seat.part
    return SeatPart.FACILITATOR if facilitates else SeatPart.PARTICIPANT


def _here() -> CompoundSelect[int]:
    return ids_where(lambda table_id: table_id == bindparam("table_id"))


def _company() -> Select[Signup, Seat, bool, datetime, Claim]:
    table_id: Any = bindparam("table_id")
    in_force = select(Plan.id).where(Plan.id == Seat.plan_id, *IN_FORCE).exists()
    facilitates = select(Table.facilitator_id).where(Table.id == table_id).scalar_subquery()
    unanswered = (Claim.granted_at.is_(None), Claim.refused_at.is_(None))
    return (
        select(
            Signup, Seat, func.coalesce(Signup.id == facilitates, false()), Presence.seen_at, Claim
        )
        .select_from(Signup)
        .outerjoin(Seat, and_(_theirs(Seat), in_force))
        .outerjoin(Presence, _theirs(Presence))
        .outerjoin(Claim, and_(_theirs(Claim), *unanswered))
        .where(Signup.id.in_(_here()))
        .order_by(Claim.id)
    )


def _theirs(model: type[Seat | Presence | Claim]) -> ColumnElement[bool]:
    return and_(model.table_id == bindparam("table_id"), model.signup_id == Signup.id)


# built once: every screen asks it at every change
_COMPANY = _company()
_IDS = _here()
