"""What this slice holds of somebody: given when they ask, gone when they are erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makers.signups.models import Signup
from makers.talks import slides
from makers.talks.models import Talk


def erase(signup: Signup, *, session: Session, texts: bool) -> None:
    """Receiver of ``signup_erased``: their talks go, with title, summary and slides.

    Of a duo the talk is the other's from then on.
    """
    session.execute(update(Talk).where(Talk.partner_id == signup.id).values(partner_id=None))
    if texts:
        theirs = session.scalars(select(Talk.id).where(Talk.signup_id == signup.id)).all()
        slides.forget(session, theirs)
        session.execute(delete(Talk).where(Talk.id.in_(theirs)))


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
    shown = slides.held(session, signup)
    return ("pecha kucha", [*told, *shown]) if told else None
