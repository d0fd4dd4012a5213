"""Cases that civil servants would like to sit with: up to three, best first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Side
from makers.seating.models import Case, CaseState, Choice
from makers.signups.models import Signup, SignupState


class MayNotChoose(Refusal):
    """Only a civil servant with a place ranks cases, and only until the event begins."""

    sentence = _l(
        "Je kunt nu geen casus kiezen. Dat kan als ambtenaar met een plek, tot de bijeenkomst "
        "begint. Vraag anders de organisatie om hulp."
    )


class NotOnOffer(Refusal):
    """A case among these is not on offer any more."""

    sentence = _l(
        "Een van deze casussen is er niet meer bij. Hieronder staan de casussen van nu. "
        "Kies opnieuw."
    )


def choose(signup: Signup, case_ids: Sequence[int], *, now: datetime, by: Actor) -> None:
    """Keep these cases as somebody's choices, best first; none takes them all back.

    The same again changes nothing. Raises ``MayNotChoose`` and ``NotOnOffer``, and ``ValueError``
    for a case twice.
    """
    if len(set(case_ids)) < len(case_ids):
        raise ValueError("a case twice among the choices")
    with writing(signup.event_id) as session:
        if not may_choose(signup, now):
            raise MayNotChoose
        stands = session.scalars(
            select(Choice.case_id).where(Choice.signup_id == signup.id).order_by(Choice.rank)
        ).all()
        if list(stands) == list(case_ids):
            return
        if not set(case_ids) <= _on_offer(session, signup.event_id):
            raise NotOnOffer
        session.execute(delete(Choice).where(Choice.signup_id == signup.id))
        for rank, case_id in enumerate(case_ids, 1):
            session.add(Choice(signup_id=signup.id, case_id=case_id, rank=rank, chosen_at=now))
        journal.record(
            "cases.chosen",
            event_id=signup.event_id,
            topic="seating",
            subject_id=signup.id,
            by=by,
        )


def may_choose(signup: Signup, now: datetime) -> bool:
    """Whether somebody may rank cases at this moment."""
    return (
        signup.state is SignupState.CONFIRMED
        and signup.role.side is Side.GOVERNMENT
        and now < signup.event.starts_at
    )


def _on_offer(session: Session, event_id: int) -> set[int]:
    accepted = select(Case.id).where(Case.event_id == event_id, Case.state == CaseState.ACCEPTED)
    return set(session.scalars(accepted))
