"""What this slice holds of somebody: given when they ask, gone when they are erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.seating.models import Case, Choice, Plan, Seat, Table
from makers.signups.models import Signup


def erase(signup: Signup, *, session: Session, texts: bool) -> None:
    """Receiver of ``signup_erased``: their cases go, also from the table that worked on them."""
    if texts:
        for case in session.scalars(select(Case).where(Case.signup_id == signup.id)):
            for table in session.scalars(select(Table).where(Table.case_id == case.id)):
                table.case = None
            session.flush()
            session.delete(case)


def held(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: the cases they brought and the tables they sat at."""
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
    if not cases and not sat and not ranked:
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
    }
