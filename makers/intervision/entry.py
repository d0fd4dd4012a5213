"""Who this browser is at a table: by facilitator's link, by a claimed seat, or from the desk."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from makers.core import access, live
from makers.core.database import db
from makers.core.journal import Actor
from makers.intervision.recovery import onward
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.signups.models import Signup

IN_FORCE = (Plan.published_at.is_not(None), Plan.superseded_at.is_(None))


@dataclass(frozen=True)
class Present:
    """Someone at a table as its pages see them; ``signup_id``: ``None`` for who has no sign-up."""

    part: SeatPart | None
    signup_id: int | None
    name: str
    leads: bool
    at_table: bool

    @property
    def is_bringer(self) -> bool:
        """Whether the case is theirs."""
        return self.part is SeatPart.BRINGER

    @property
    def actor(self) -> Actor:
        """The same person in the journal."""
        if not self.at_table:
            return Actor("organiser")
        return Actor("facilitator" if self.leads else "signup", self.signup_id)


@dataclass(frozen=True)
class Arrival:
    """Who came to which table, and the newest journal entry on the topics that they will see."""

    table: Table
    present: Present
    version: int


def arrive(table_id: int, *topics: str) -> Arrival:
    """Who this browser is at a table, in one statement beside the request's grants.

    404 for a table that is not there, and for a seat that was given to a place elsewhere. A table
    without a facilitator is led by everyone who sits there.
    """
    return _arrive(_ARRIVAL, table_id, topics)


def open_page(table_id: int, *topics: str) -> Arrival:
    """The same with the table's round and case, which its whole page shows."""
    return _arrive(_OPENING, table_id, topics)


def _arrive(asked: Select[Table, Seat, int], table_id: int, topics: tuple[str, ...]) -> Arrival:
    grant = access.as_whom("table", table_id)
    who = grant.signup_id if grant is not None else None
    answer = {"table_id": table_id, "signup_id": who, "topics": topics}
    found = db.session.execute(asked, answer).one_or_none()
    if found is None:
        abort(404)
    table, seat, version = found
    if seat is None or table.closed_at is not None:
        onward.lead(table)
    return Arrival(table, _present(table, seat), version)


def _present(table: Table, seat: Seat | None) -> Present:
    if access.as_whom("facilitator", table.id) is not None:
        name = table.facilitator.name if table.facilitator else _("Begeleider")
        return Present(SeatPart.FACILITATOR, table.facilitator_id, str(name), True, True)
    if seat is not None:
        leads = table.facilitator_id in (None, seat.signup_id)
        return Present(seat.part, seat.signup_id, seat.signup.name, leads, True)
    if not access.is_organiser():
        abort(404)
    return Present(None, None, str(_("Organisatie")), True, False)


def _arriving(*options: ExecutableOption) -> Select[Table, Seat, int]:
    """A table, the seat of ``signup_id`` there in the plan in force, and the topics' version."""
    in_force = select(Plan.id).where(Plan.id == Seat.plan_id, *IN_FORCE).exists()
    own = and_(Seat.table_id == Table.id, Seat.signup_id == bindparam("signup_id"), in_force)
    return (
        select(Table, Seat, live.version_of(Table.event_id))
        .outerjoin(Seat, own)
        .where(Table.id == bindparam("table_id"))
        .options(
            joinedload(Table.facilitator).load_only(Signup.name),
            joinedload(Seat.signup).load_only(Signup.name),
            *options,
        )
    )


# built once: every screen asks it at every change
_ARRIVAL = _arriving()
_OPENING = _arriving(joinedload(Table.item), joinedload(Table.case))
