"""Who this browser is at a table: by facilitator's link, by a claimed seat, or from the desk."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask import abort, g
from flask_babel import gettext as _
from sqlalchemy import Exists, Integer, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased, joinedload

from makers.core import access, links, live, web
from makers.core.access import Keeper
from makers.core.database import db
from makers.core.journal import Actor
from makers.core.prepared import Prepared
from makers.events.models import Event, ProgrammeItem
from makers.intervision.models import Latecomer, Leading
from makers.intervision.recovery import onward
from makers.seating.models import Case, Plan, Seat, SeatPart, Table
from makers.signups.models import Signup

Ask = Callable[..., Sequence[Any]]
IN_FORCE = (Plan.published_at.is_not(None), Plan.superseded_at.is_(None))


class Stance(enum.StrEnum):
    """What somebody has to do with leading a table."""

    LEADS = "leads"
    TOGETHER = "together"  # nobody leads, so everybody does
    FOLLOWS = "follows"
    RETURNS = "returns"  # was to facilitate it, and somebody else leads now
    DESK = "desk"


@dataclass(frozen=True)
class Present:
    """Someone at a table as its pages see them; ``signup_id``: ``None`` for who has no sign-up.

    ``together``: they lead because nobody in particular does. ``planned``: they were to facilitate.
    ``owns_case``: it is their case that lies here, also when the table goes on without a bringer.
    """

    part: SeatPart | None
    signup_id: int | None
    name: str
    leads: bool
    at_table: bool
    together: bool = False
    planned: bool = False
    owns_case: bool = False

    @property
    def is_bringer(self) -> bool:
        """Whether the case is theirs."""
        return self.part is SeatPart.BRINGER

    @property
    def is_spoken_of(self) -> bool:
        """Whether others may write what this one is not to read yet."""
        return self.is_bringer or self.owns_case

    @property
    def notes_aloud(self) -> bool:
        """Whether they note what somebody without a device says: who leads in particular does."""
        return self.leads and self.at_table and not self.together

    @property
    def stance(self) -> Stance:
        """What they may do about who leads."""
        if not self.at_table:
            return Stance.DESK
        if self.leads:
            return Stance.TOGETHER if self.together else Stance.LEADS
        return Stance.RETURNS if self.planned else Stance.FOLLOWS

    @property
    def actor(self) -> Actor:
        """The same person in the journal."""
        if not self.at_table:
            return Actor("organiser")
        return Actor("facilitator" if self.leads else "signup", self.signup_id)


class Led(NamedTuple):
    """Who leads a table instead of who was to facilitate it."""

    signup_id: int
    since: datetime


class Spot(NamedTuple):
    """A table by its numbers, for what need not read it."""

    id: int
    event_id: int


@dataclass(frozen=True)
class Arrival:
    """Who came to which table, and the newest journal entry on the topics that they will see.

    ``led``: by whom, if it is not by who was to facilitate. ``opened``: the table, if it was asked.
    """

    spot: Spot
    present: Present
    version: int
    led: Led | None
    opened: Table | None = None

    @cached_property
    def table(self) -> Table:
        """The table; one more statement for who only looked in."""
        return self.opened or db.session.get_one(Table, self.spot.id)


def arrive(table_id: int, *topics: str) -> Arrival:
    """Who this browser is at a table, in one statement beside the request's grants.

    404 for a table that is not there, and for a seat that was given to a place elsewhere. A table
    that nobody in particular leads is led by everyone who sits there.
    """
    return _arrive(_asked(_ARRIVAL), table_id, topics)


def look_in(table_id: int, *topics: str) -> Arrival:
    """The same without the table, for a part that is mostly kept: then nobody needs it.

    The topics of this table are told as "table-{}-notes". Where the route's keeper looked already
    (``looking_in``), nothing is asked.
    """
    looked: Looked | None = g.pop("looked", None)
    if looked is None or looked.topics != topics:
        looked = _look(table_id, topics)
    return _arrived(table_id, looked.row)


def looking_in(*topics: str) -> Keeper:
    """The keeper ``access.table``, which asks as whom they come in the same statement."""

    def keeper(args: Mapping[str, Any]) -> bool:
        g.looked = _look(args["table_id"], topics)
        return access.table(args)

    return keeper


class Looked(NamedTuple):
    """What a keeper saw of who comes to a table, with the newest version of these topics."""

    topics: tuple[str, ...]
    row: Any


def _look(table_id: int, topics: tuple[str, ...]) -> Looked:
    here = tuple(topic.format(table_id) for topic in topics)
    rows = access.with_grants(_LOOK, table_id=table_id, topics=here)
    own = (row for row in reversed(rows) if row.is_own)
    return Looked(topics, next(own, rows[-1] if rows else None))


def open_page(table_id: int, *topics: str) -> Arrival:
    """The same with the table, its event, round and case, which its whole page shows."""
    return _arrive(_asked(_OPENING), table_id, topics)


def _asked(statement: Select[Any]) -> Ask:
    """By the session: the rows hold objects of it."""
    return lambda **values: db.session.execute(statement, values).unique().all()


def _arrive(ask: Ask, table_id: int, topics: tuple[str, ...]) -> Arrival:
    grant = access.as_whom("table", table_id)
    who = grant.signup_id if grant is not None else None
    rows = ask(table_id=table_id, signup_id=who, topics=topics)
    return _arrived(table_id, rows[0] if rows else None)


def _arrived(table_id: int, row: Any) -> Arrival:
    found = web.found(row if row is not None and row.at_event is not None else None)
    led = Led(found.leads_id, found.since) if found.leads_id is not None else None
    if found.sits_id is None or found.closed_at is not None:
        onward.lead(table_id, is_closed=found.closed_at is not None)
    opened = getattr(found, "Table", None)
    spot = Spot(table_id, found.at_event)
    return Arrival(spot, _present(table_id, found, led), found.version, led, opened)


def _present(table_id: int, found: Any, led: Led | None) -> Present:
    facilitator_id = found.facilitator_id
    leader_id = led.signup_id if led is not None else facilitator_id
    facilitates = access.as_whom("facilitator", table_id)
    if facilitates is not None and facilitates.signup_id in (None, facilitator_id):
        # a link that names nobody makes nobody of who holds it, whoever facilitates by now
        who = facilitates.signup_id
        name = str(_("Begeleider")) if who is None else found.facilitator_name
        leads = led is None or leader_id == facilitator_id
        return Present(SeatPart.FACILITATOR, who, name, leads, at_table=True, planned=True)
    if found.sits_id is not None:
        return Present(
            found.part or SeatPart.PARTICIPANT,
            found.sits_id,
            found.name,
            leads=leader_id in (None, found.sits_id),
            at_table=True,
            together=leader_id is None,
            planned=facilitator_id == found.sits_id,
            owns_case=found.case_of == found.sits_id,
        )
    if not access.is_organiser():
        abort(404)
    return Present(None, None, str(_("Organisatie")), True, False)


def _arriving(asked: Select[Any], who: Any) -> Select[Any]:
    """Beside each row of a table: how ``who`` sits there, who leads it, the topics' version."""
    facilitator, sitting = aliased(Signup), aliased(Signup)
    in_force = select(Plan.id).where(Plan.id == Seat.plan_id, *IN_FORCE).exists()
    own = and_(Seat.table_id == Table.id, Seat.signup_id == who, in_force)
    beside = and_(Latecomer.table_id == Table.id, Latecomer.signup_id == who, ~in_the_plan())
    sits_id = func.coalesce(Seat.signup_id, Latecomer.signup_id)
    return (
        asked.add_columns(
            Table.event_id.label("at_event"),
            Table.facilitator_id,
            facilitator.name.label("facilitator_name"),
            Table.closed_at,
            Case.signup_id.label("case_of"),
            sits_id.label("sits_id"),
            sitting.name,
            Seat.part,
            Leading.signup_id.label("leads_id"),
            Leading.since,
            live.version_of(Table.event_id).label("version"),
        )
        .outerjoin(facilitator, facilitator.id == Table.facilitator_id)
        .outerjoin(Case, Case.id == Table.case_id)
        .outerjoin(Seat, own)
        .outerjoin(Latecomer, beside)
        .outerjoin(sitting, sitting.id == sits_id)
        .outerjoin(Leading, and_(Leading.table_id == Table.id, Leading.until.is_(None)))
    )


def _whole() -> Select[Any]:
    """The table itself, beside who ``signup_id`` is there."""
    here = select(Table).where(Table.id == bindparam("table_id"))
    return _arriving(here, bindparam("signup_id"))


def _beside_rights() -> Select[Any]:
    """Each right of a visit, with the table, and as whom a right to a seat there comes."""
    held = links.rights()
    kind, _event_id, subject_id, signup_id = held.selected_columns
    table_id = bindparam("table_id", type_=Integer)
    is_own = and_(kind == "table", subject_id == table_id)
    here = held.add_columns(is_own.label("is_own")).outerjoin(Table, Table.id == table_id)
    return _arriving(here, case((is_own, signup_id)))


def in_the_plan() -> Exists:
    """Whether the plan in force seats a latecomer after all, here or elsewhere in the round."""
    seat = aliased(Seat)
    return (
        select(seat.id)
        .join(Plan, Plan.id == seat.plan_id)
        .where(seat.signup_id == Latecomer.signup_id, Plan.item_id == Latecomer.item_id, *IN_FORCE)
        .correlate(Latecomer)
        .exists()
    )


# built once: every screen asks it at every change
_LOOK = Prepared(_beside_rights())
_ARRIVAL = _whole()
_OPENING = _whole().options(
    joinedload(Table.item).joinedload(ProgrammeItem.event).joinedload(Event.domains),
    joinedload(Table.case),
)
