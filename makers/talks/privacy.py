"""What this slice holds of somebody: given when they ask, gone when they are erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from makers.signups.models import Signup
from makers.talks.models import Talk


def erase(signup: Signup, *, session: Session, texts: bool) -> None:
    """Receiver of ``signup_erased``: their talks go, with title and summary."""
    if texts:
        session.execute(delete(Talk).where(Talk.signup_id == signup.id))


def held(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: every talk they booked."""
    talks = session.scalars(select(Talk).where(Talk.signup_id == signup.id)).all()
    told = [
        {
            "titel": talk.title,
            "samenvatting": talk.summary,
            "geboekt op": talk.booked_at.isoformat(),
        }
        for talk in talks
    ]
    return ("pecha kucha", told) if told else None
