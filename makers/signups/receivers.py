"""What this slice answers when an earlier one says that something changes or goes away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from makers.core.journal import Actor
from makers.events.copying import Choice
from makers.events.models import Event, PolicyDomain, Role
from makers.signups import questions
from makers.signups.models import Person, Question, Signup
from makers.signups.service import fill


def answer_capacity_change(event: Event, *, session: Session, now: datetime, by: Actor) -> None:
    """Receiver of ``capacity_changed``: places that came free go to who waits."""
    session.flush()
    fill(session, event, now=now, by=by)


def copy_questions(
    copied: Event,
    *,
    source: Event,
    roles: Mapping[int, int],
    chosen: Collection[Choice],
    session: Session,
    now: datetime,
    **others: object,
) -> None:
    """Receiver of ``event_copied``: the own questions come along where that was chosen."""
    if Choice.QUESTIONS in chosen:
        questions.copy_questions(session, source, copied, roles, now=now)


def flag_address(address: str, *, session: Session, now: datetime) -> None:
    """Receiver of ``address_refused``: the desk sees whose mail does not arrive."""
    refused = update(Person).where(Person.email == address, Person.refused_at.is_(None))
    session.execute(refused.values(refused_at=now))


def hold_role(role: Role, *, session: Session) -> LazyString | None:
    """A role that somebody came in stays, also when they cancelled, and one with a question of
    its own; answers ``role_leaving``.
    """
    held = select(Signup.id).where((Signup.role_id == role.id) | (Signup.wanted_role_id == role.id))
    if session.scalar(held.limit(1)) is not None:
        return _l("Er zijn mensen met deze rol. Geef hun eerst een andere rol.")
    asked = select(Question.id).where(Question.role_id == role.id)
    if session.scalar(asked.limit(1)) is not None:
        return _l(
            "Er is een eigen vraag alleen voor deze rol. Stel die vraag eerst aan iedereen, "
            "of haal haar weg."
        )
    return None


def hold_domain(domain: PolicyDomain, *, session: Session) -> LazyString | None:
    """A policy domain that somebody knows stays; answers ``domain_leaving``."""
    known = select(Signup.id).where(Signup.domains.any(PolicyDomain.id == domain.id))
    if session.scalar(known.limit(1)) is None:
        return None
    return _l("Er zijn mensen die dit beleidsterrein kozen. Daarom blijft het staan.")
