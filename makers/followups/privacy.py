"""What this slice holds of somebody: given when they ask, gone when they go, needed till then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from makers.core import clock
from makers.core.journal import SYSTEM
from makers.followups import handing_over
from makers.followups.models import BY_NAME, OPEN, Chase, FollowUp, FollowUpChange
from makers.signups.models import Person, Signup


def held(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: the agreements with them, and those they said something of."""
    spoke = select(FollowUpChange.follow_up_id).where(
        FollowUpChange.by_id == signup.id,
        FollowUpChange.by_kind.in_(BY_NAME),
        FollowUpChange.said != "",
    )
    theirs = (FollowUp.owner_id, FollowUp.counterpart_id, FollowUp.offered_to_id)
    mine = or_(*(one == signup.id for one in theirs), FollowUp.id.in_(spoke))
    agreed = session.scalars(select(FollowUp).where(mine).order_by(FollowUp.id)).all()
    told = [
        {
            "afspraak": one.action,
            "van mij": one.owner_id == signup.id,
            "voor": one.due_on.isoformat() if one.due_on else None,
            "stand": one.state.value,
            "wat ik erbij zei": [change.said for change in one.changes if _is_said(change, signup)],
        }
        for one in agreed
    ]
    return ("afspraken", told) if told else None


def _is_said(change: FollowUpChange, signup: Signup) -> bool:
    return bool(change.said) and change.by_id == signup.id and change.by_kind in BY_NAME


def needed(person: Person, *, session: Session) -> bool:
    """Receiver of ``person_needed``: an agreement of theirs is still open."""
    open_one = (
        select(FollowUp.id)
        .join(Signup, Signup.id == FollowUp.owner_id)
        .where(
            Signup.person_id == person.id,
            FollowUp.state.in_(OPEN),
            FollowUp.deleted_at.is_(None),
        )
    )
    return session.scalar(open_one.limit(1)) is not None


def erase(signup: Signup, *, session: Session, texts: bool) -> None:
    """Receiver of ``signup_erased``: the sentences they gave with their answers go.

    What was offered to them stays with who offered it.
    """
    for one in session.scalars(select(FollowUp).where(FollowUp.offered_to_id == signup.id)).all():
        handing_over.take_back(session, one, now=clock.now(), by=SYSTEM)
    mine = (FollowUpChange.by_id == signup.id, FollowUpChange.by_kind.in_(BY_NAME))
    session.execute(update(FollowUpChange).where(*mine).values(said=""))
    session.execute(delete(Chase).where(Chase.owner_id == signup.id))
