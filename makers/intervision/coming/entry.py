"""Who this browser is at a table: by facilitator's link, by a claimed seat, or from the desk."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import Exists, Select, and_, bindparam, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.base import ExecutableOption

from makers.core import access, live
from makers.core.database import db
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.models import Latecomer, Leading
from makers.intervision.recovery import onward
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.signups.models import Signup

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
    """

    part: SeatPart | None
    signup_id: int | None
    name: str
    leads: bool
    at_table: bool
    together: bool = False
    planned: bool = False

    @property
    def is_bringer(self) -> bool:
        """Whether the case is theirs."""
        return self.part is SeatPart.BRINGER

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


@dataclass(frozen=True)
class Arrival:
    """Who came to which table, and the newest journal entry on the topics that they will see.

    ``leading``: who leads it instead of who was to facilitate, if anybody.
    """

    table: Table
    present: Present
    version: int
    leading: Leading | None


def arrive(table_id: int, *topics: str) -> Arrival:
    """Who this browser is at a table, in one statement beside the request's grants.

    404 for a table that is not there, and for a seat that was given to a place elsewhere. A table
    that nobody in particular leads is led by everyone who sits there.
    """
    return _arrive(_ARRIVAL, table_id, topics)


def open_page(table_id: int, *topics: str) -> Arrival:
    """The same with the table's event, round and case, which its whole page shows."""
    return _arrive(_OPENING, table_id, topics)


def _arrive(
    asked: Select[Table, Seat, Latecomer, Leading, int], table_id: int, topics: tuple[str, ...]
) -> Arrival:
    grant = access.as_whom("table", table_id)
    who = grant.signup_id if grant is not None else None
    answer = {"table_id": table_id, "signup_id": who, "topics": topics}
    found = db.session.execute(asked, answer).one_or_none()
    if found is None:
        abort(404)
    table, seat, latecomer, leading, version = found
    sits = seat or latecomer
    if sits is None or table.closed_at is not None:
        onward.lead(table)
    return Arrival(table, _present(table, sits, leading), version, leading)


def _present(table: Table, sits: Seat | Latecomer | None, leading: Leading | None) -> Present:
    facilitator_id = table.facilitator_id
    leader_id = leading.signup_id if leading is not None else facilitator_id
    if access.as_whom("facilitator", table.id) is not None:
        name = table.facilitator.name if table.facilitator else _("Begeleider")
        leads = leading is None or leader_id == facilitator_id
        part = SeatPart.FACILITATOR
        return Present(part, facilitator_id, str(name), leads, at_table=True, planned=True)
    if sits is not None:
        part = sits.part if isinstance(sits, Seat) else SeatPart.PARTICIPANT
        return Present(
            part,
            sits.signup_id,
            sits.signup.name,
            leads=leader_id in (None, sits.signup_id),
            at_table=True,
            together=leader_id is None,
            planned=facilitator_id == sits.signup_id,
        )
    if not access.is_organiser():
        abort(404)
    return Present(None, None, str(_("Organisatie")), True, False)


def _arriving(*options: ExecutableOption) -> Select[Table, Seat, Latecomer, Leading, int]:
    """A table, how ``signup_id`` sits there, who leads it, and the topics' version."""
    who: Any = bindparam("signup_id")
    in_force = select(Plan.id).where(Plan.id == Seat.plan_id, *IN_FORCE).exists()
    own = and_(Seat.table_id == Table.id, Seat.signup_id == who, in_force)
    beside = and_(Latecomer.table_id == Table.id, Latecomer.signup_id == who, ~in_the_plan())
    return (
        select(Table, Seat, Latecomer, Leading, live.version_of(Table.event_id))
        .select_from(Table)
        .outerjoin(Seat, own)
        .outerjoin(Latecomer, beside)
        .outerjoin(Leading, and_(Leading.table_id == Table.id, Leading.until.is_(None)))
        .where(Table.id == bindparam("table_id"))
        .options(
            joinedload(Table.facilitator).load_only(Signup.name),
            joinedload(Seat.signup).load_only(Signup.name),
            joinedload(Latecomer.signup).load_only(Signup.name),
            *options,
        )
    )


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
_ARRIVAL = _arriving()
_OPENING = _arriving(joinedload(Table.item).joinedload(ProgrammeItem.event), joinedload(Table.case))
