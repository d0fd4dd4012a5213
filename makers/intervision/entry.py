"""Who this browser is at a table: by facilitator's link, by a claimed seat, or from the desk."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core import access
from makers.core.database import db
from makers.core.journal import Actor
from makers.seating.models import Plan, Seat, SeatPart, Table


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


def at(table: Table) -> Present:
    """Who this browser is at ``table``; 404 for a seat that was given to a place elsewhere.

    A table without a facilitator is led by everyone who sits there. One statement at most beside
    the request's grants.
    """
    led_by_all = table.facilitator_id is None
    facilitator = access.as_whom("facilitator", table.id)
    if facilitator is not None:
        name = table.facilitator.name if table.facilitator else _("Begeleider")
        return Present(SeatPart.FACILITATOR, table.facilitator_id, str(name), True, True)
    grant = access.as_whom("table", table.id)
    seat = seat_at(table, grant.signup_id) if grant is not None else None
    if seat is not None:
        leads = led_by_all or seat.signup_id == table.facilitator_id
        return Present(seat.part, seat.signup_id, seat.signup.name, leads, True)
    if not access.is_organiser():
        abort(404)
    return Present(None, None, str(_("Organisatie")), True, False)


def seat_at(table: Table, signup_id: int | None) -> Seat | None:
    """The seat of a sign-up at this table in the published plan."""
    return db.session.scalar(
        select(Seat)
        .join(Plan)
        .where(
            Seat.table_id == table.id,
            Seat.signup_id == signup_id,
            Plan.published_at.is_not(None),
            Plan.superseded_at.is_(None),
        )
        .options(joinedload(Seat.signup))
    )
