"""What this slice holds of somebody, given when they ask. What a table wrote stays its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.intervision.models import Approval, BringerYes, Hand, Note, Ready, Sighting, Spoken
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


def signalled(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: the moments at which they gave a sign at a table."""
    asked = {
        "hand opgestoken": select(Hand.raised_at).where(Hand.raised_by_id == signup.id),
        "bericht aan alle tafels gezien": select(Sighting.at).where(
            Sighting.signup_id == signup.id
        ),
        "klaar met de fase die loopt": select(Ready.at).where(Ready.signup_id == signup.id),
        "gesproken in de fase die loopt": select(Spoken.at).where(Spoken.signup_id == signup.id),
    }
    found = {what: list(session.scalars(moments)) for what, moments in asked.items()}
    told = {
        what: [moment.isoformat() for moment in moments]
        for what, moments in found.items()
        if moments
    }
    return ("aan tafel", told) if told else None


def approved(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: when they let what a table wrote about their case go on."""
    given = session.scalars(
        select(Approval.given_at).where(Approval.signup_id == signup.id).order_by(Approval.id)
    )
    told = [moment.isoformat() for moment in given]
    return ("akkoord met wat de tafel verliet", told) if told else None
