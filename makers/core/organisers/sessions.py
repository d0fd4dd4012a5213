"""In which browsers somebody is logged in at the desk; each can be logged out from any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.links import DESK, GrantRow, Visit, digest


@dataclass(frozen=True)
class DeskSession:
    """A browser that is logged in: since when (UTC), which, and whether it is the one that asks."""

    id: int
    since: datetime
    browser: str
    is_this: bool


def of(organiser_id: int, visit_secret: str) -> list[DeskSession]:
    """Where somebody is logged in, the newest first; one statement."""
    this = digest(visit_secret)
    rows = db.session.execute(
        select(GrantRow.id, GrantRow.given_at, GrantRow.browser, Visit.digest)
        .join(Visit, Visit.id == GrantRow.visit_id)
        .where(GrantRow.kind.in_(DESK), GrantRow.subject_id == organiser_id)
        .order_by(GrantRow.given_at.desc(), GrantRow.id.desc())
    )
    return [DeskSession(number, at, browser, one == this) for number, at, browser, one in rows]


def end(session_id: int, organiser_id: int) -> None:
    """Log one browser out; one that is logged out stays so."""
    with writing() as session:
        mine = (GrantRow.kind.in_(DESK), GrantRow.subject_id == organiser_id)
        session.execute(delete(GrantRow).where(GrantRow.id == session_id, *mine))
        _tell(organiser_id)


def end_others(organiser_id: int, visit_secret: str) -> None:
    """Log out every browser but the one that asks."""
    with writing() as session:
        this = select(Visit.id).where(Visit.digest == digest(visit_secret)).scalar_subquery()
        mine = (GrantRow.kind.in_(DESK), GrantRow.subject_id == organiser_id)
        session.execute(delete(GrantRow).where(*mine, GrantRow.visit_id != this))
        _tell(organiser_id)


def _tell(organiser_id: int) -> None:
    journal.record(
        "organiser.logged_out",
        event_id=None,
        topic="organisers",
        subject_id=organiser_id,
        by=Actor("organiser", organiser_id),
    )
