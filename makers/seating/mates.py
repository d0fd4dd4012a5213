"""Who sits at one's table, with what each of them shows of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.seating.models import Plan, Seat
from makers.seating.queries import IN_FORCE
from makers.signups.models import Consent, ConsentKind, Person, Signup


@dataclass(frozen=True)
class Mate:
    """Somebody at one's table: the name (else empty) and the address (else empty) they show."""

    role: str
    name: str = ""
    organisation: str = ""
    address: str = ""


def of(seat: Seat, *, together: bool) -> list[Mate]:
    """Who else sits at this table, by name, and last who shows none; one statement.

    ``together``: at the table everybody has a name; before, only who said yes to that.
    """
    named, shares = (_says_yes(kind) for kind in (ConsentKind.NAME, ConsentKind.ADDRESS))
    rows = (
        select(Signup, named, case((shares, Person.email), else_=""))
        .join(Seat, Seat.signup_id == Signup.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .join(Person, Person.id == Signup.person_id)
        .where(Seat.table_id == seat.table_id, Seat.signup_id != seat.signup_id, *IN_FORCE)
        .options(joinedload(Signup.role, innerjoin=True))
        .order_by(Signup.id)
    )
    found = [
        Mate(one.role.name, one.name, one.organisation, address or "")
        if together or known
        else Mate(one.role.name, address=address or "")
        for one, known, address in db.session.execute(rows)
    ]
    return sorted(found, key=lambda mate: (not mate.name, mate.name.casefold()))


def _says_yes(kind: ConsentKind) -> ColumnElement[bool]:
    """Whether a sign-up says yes to this now."""
    return (
        select(Consent.id)
        .where(
            Consent.signup_id == Signup.id,
            Consent.kind == kind,
            Consent.withdrawn_at.is_(None),
        )
        .exists()
    )
