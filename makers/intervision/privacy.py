"""What this slice holds of somebody, given when they ask. What a table wrote stays its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.intervision.models import BringerYes, Note
from makers.signups.models import Signup


def held(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: the notes they wrote at tables."""
    mine = (Note.author_id == signup.id, Note.table_id.is_not(None))
    notes = session.scalars(select(Note).where(*mine).order_by(Note.id)).all()
    told = [
        {"soort": note.kind.value, "tekst": note.text, "geschreven op": note.written_at.isoformat()}
        for note in notes
    ]
    return ("notities", told) if told else None


def agreed(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: when they let a table talk about their case."""
    said = session.scalars(select(BringerYes.said_at).where(BringerYes.signup_id == signup.id))
    told = [moment.isoformat() for moment in said]
    return ("mocht over mijn casus gepraat worden", told) if told else None
