"""What this slice holds of somebody: given when they ask, gone when they are erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from makers.events.models import Event
from makers.seating.models import (
    Briefing,
    Case,
    Choice,
    FacilitatorRequest,
    Headcount,
    Leg,
    Plan,
    Seat,
    Table,
)
from makers.signups import retention
from makers.signups.models import Signup
from makers.signups.retention import Over


def erase(signup: Signup, *, session: Session, texts: bool) -> None:
    """Receiver of ``signup_erased``: their cases go, also from the table that worked on them.

    When they were counted on a walk, and asked to lead a table, goes too.
    """
    for told in (Headcount, FacilitatorRequest, Briefing):
        session.execute(delete(told).where(told.signup_id == signup.id))
    if texts:
        for case in session.scalars(select(Case).where(Case.signup_id == signup.id)):
            for table in session.scalars(select(Table).where(Table.case_id == case.id)):
                table.case = None
            session.flush()
            session.delete(case)


def erase_address(address: str, *, session: Session) -> None:
    """Receiver of ``address_erased``: that somebody with this address was asked to lead a table."""
    asked = FacilitatorRequest.email == address
    session.execute(delete(FacilitatorRequest).where(asked))


def over(now: datetime) -> Over:
    """Receiver of ``over_wanted``: who was asked by address long ago and never said yes."""
    return Over(
        _l("Wie gevraagd is als begeleider en niet kwam"),
        retention.after_months(),
        FacilitatorRequest,
        select(FacilitatorRequest.id)
        .join(Event, Event.id == FacilitatorRequest.event_id)
        .where(FacilitatorRequest.signup_id.is_(None), Event.ends_at <= now - retention.term()),
    )


def asked(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: when they were asked to lead a table, and what they said."""
    rows = select(FacilitatorRequest).where(FacilitatorRequest.signup_id == signup.id)
    found = session.scalars(rows.order_by(FacilitatorRequest.id)).all()
    if not found:
        return None
    return "begeleiden", [
        {
            "gevraagd": one.asked_at.isoformat(),
            "antwoord": "ja" if one.accepted_at else "nee" if one.declined_at else "",
            "gezegd": one.said,
        }
        for one in found
    ]


def held(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: their cases and choices, where they sat, and when counted."""
    cases = session.scalars(select(Case).where(Case.signup_id == signup.id)).all()
    sat = session.execute(
        select(Table.number, Seat.part)
        .join(Seat, Seat.table_id == Table.id)
        .join(Plan, Plan.id == Seat.plan_id)
        .where(Seat.signup_id == signup.id, Plan.published_at.is_not(None))
    ).all()
    ranked = session.scalars(
        select(Case.title)
        .join(Choice, Choice.case_id == Case.id)
        .where(Choice.signup_id == signup.id)
        .order_by(Choice.rank)
    ).all()
    counted = session.execute(
        select(Table.number, Headcount.leg, Headcount.at)
        .join(Table, Table.id == Headcount.table_id)
        .where(Headcount.signup_id == signup.id, Headcount.undone_at.is_(None))
        .order_by(Headcount.at)
    ).all()
    if not cases and not sat and not ranked and not counted:
        return None
    return "casus en tafel", {
        "keuzes": list(ranked),
        "casussen": [
            {
                "titel": case.title,
                "situatie": case.situation,
                "vraag": case.question,
                "hoop": case.hope,
                "vanuit de vraag": case.from_demand,
                "vanuit de instelling": case.from_institution,
            }
            for case in cases
        ],
        "tafels": [{"tafel": number, "als": part.value} for number, part in sat],
        "wandeling": [
            {"groep": number, "geteld": "mee" if leg is Leg.OUT else "terug", "om": at.isoformat()}
            for number, leg, at in counted
        ],
    }
