"""What needs an organiser's attention: counts per event, all of them in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from makers.core.database import db
from makers.core.mail import Fate, OutboxMail
from makers.events.models import Event
from makers.seating.models import Case, CaseState, Table
from makers.signups.announcements import unaware
from makers.signups.models import CheckIn, Signup
from makers.talks.models import Talk


@dataclass(frozen=True)
class Standing:
    """How an event stands.

    ``taken`` and ``waiting`` count people, ``inside`` who checked in; ``unled`` tables have no
    facilitator, ``unaccepted`` talks and ``offered`` cases wait for a word, ``unsent`` mails are
    on their way and ``undelivered`` ones were given up; ``unaware`` people have not heard of
    another day, time or place.
    """

    event: Event
    taken: int
    waiting: int
    inside: int
    tables: int
    unled: int
    talks: int
    unaccepted: int
    cases: int
    offered: int
    unsent: int
    undelivered: int
    unaware: int

    @property
    def asks(self) -> bool:
        """Whether anything waits for the organiser."""
        return bool(
            self.unled or self.unaccepted or self.offered or self.undelivered or self.unaware
        )


def of_all() -> list[Standing]:
    """How every event stands, the newest first; one statement."""
    return _standings(_counted().order_by(Event.starts_at.desc(), Event.id.desc()))


def of(event_id: int) -> Standing | None:
    """How one event stands; one statement."""
    return next(iter(_standings(_counted().where(Event.id == event_id))), None)


def _standings(counted: Select[*tuple[Any, ...]]) -> list[Standing]:
    return [Standing(*row) for row in db.session.execute(counted)]


def _counted() -> Select[*tuple[Any, ...]]:
    coming = Signup.cancelled_at.is_(None)
    booked = Talk.given_back_at.is_(None)
    lost = OutboxMail.fate.in_((Fate.REFUSED, Fate.FAILED, Fate.UNCERTAIN))
    return select(
        Event,
        _count(Signup, [coming, Signup.confirmed_at.is_not(None)]),
        _count(Signup, [coming, Signup.confirmed_at.is_(None)]),
        _inside(),
        _count(Table, []),
        _count(Table, [Table.facilitator_id.is_(None)]),
        _count(Talk, [booked]),
        _count(Talk, [booked, Talk.accepted_at.is_(None)]),
        _count(Case, [Case.state != CaseState.WITHDRAWN]),
        _count(Case, [Case.state == CaseState.OFFERED]),
        _count(OutboxMail, [OutboxMail.fate == Fate.WAITING]),
        _count(OutboxMail, [lost]),
        _count(Signup, [coming, unaware()]),
    )


def _count(model: Any, which: Sequence[ColumnElement[bool]]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(model)
        .where(model.event_id == Event.id, *which)
        .correlate(Event)
        .scalar_subquery()
    )


def _inside() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(CheckIn)
        .join(Signup, Signup.id == CheckIn.signup_id)
        .where(Signup.event_id == Event.id, Signup.cancelled_at.is_(None))
        .correlate(Event)
        .scalar_subquery()
    )
