"""What needs an organiser's attention: counts per event, all of them in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from makers.core import clock
from makers.core.database import db
from makers.core.mail import Fate, OutboxMail
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.followups.models import OPEN, FollowUp
from makers.intervision.models import Rehearsal
from makers.seating.facilitators.asking import is_open
from makers.seating.models import Case, CaseState, FacilitatorRequest, Table
from makers.signups.announcements import unaware
from makers.signups.deliveries import overdue
from makers.signups.models import CheckIn, Signup
from makers.talks.models import Deck, Talk

AT_TABLES = Table.item_id.in_(
    select(ProgrammeItem.id).where(ProgrammeItem.kind == ItemKind.INTERVISION)
)
IN_USE = Table.closed_at.is_(None)


@dataclass(frozen=True)
class Standing:
    """How an event stands.

    ``taken`` and ``waiting`` count people, ``inside`` who checked in; ``unled`` tables have no
    facilitator, ``unaccepted`` talks and ``offered`` cases wait for a word, ``slideless`` talks
    have a slot and no slides; ``unsent`` mails should be gone and ``undelivered`` ones were
    given up; ``unaware`` people have not heard of another day, time or place; ``silent`` ones were
    asked to facilitate and did not answer, and ``left`` ones gave up the table they had while
    there are tables without anybody; ``promises`` are agreements that are still to be kept.
    """

    event: Event
    taken: int
    waiting: int
    inside: int
    tables: int
    unled: int
    talks: int
    unaccepted: int
    slideless: int
    cases: int
    offered: int
    unsent: int
    undelivered: int
    unaware: int
    silent: int
    left: int
    promises: int

    @property
    def asks(self) -> bool:
        """Whether anything waits for the organiser."""
        return self.kinds > 0

    @property
    def over(self) -> int:
        """How many more people have a place than there are places."""
        return max(0, self.taken - self.event.capacity)

    @property
    def kinds(self) -> int:
        """How many kinds of things wait for the organiser."""
        waits = (
            self.unled,
            self.left,
            self.silent,
            self.unaccepted,
            self.slideless,
            self.offered,
            self.over,
            self.waiting,
            self.unaware,
            self.undelivered,
        )
        return sum(bool(one) for one in waits)


def of_all() -> list[Standing]:
    """How every event stands, the newest first, rehearsals left out; one statement."""
    real = _counted().where(Event.id.not_in(select(Rehearsal.practice_id)))
    return _standings(real.order_by(Event.starts_at.desc(), Event.id.desc()))


def of(event_id: int) -> Standing | None:
    """How one event stands; one statement."""
    return next(iter(_standings(_counted().where(Event.id == event_id))), None)


def unled_tables(event_id: int) -> list[int]:
    """The numbers of the tables without a facilitator; one statement."""
    numbers = select(Table.number).where(
        Table.event_id == event_id, AT_TABLES, IN_USE, Table.facilitator_id.is_(None)
    )
    return sorted(set(db.session.scalars(numbers)))


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
        _count(Table, [AT_TABLES, IN_USE]),
        _count(Table, [AT_TABLES, IN_USE, Table.facilitator_id.is_(None)]),
        _count(Talk, [booked]),
        _count(Talk, [booked, Talk.accepted_at.is_(None)]),
        _count(Talk, [booked, Talk.slot_id.is_not(None), Talk.id.not_in(select(Deck.talk_id))]),
        _count(Case, [Case.state != CaseState.WITHDRAWN]),
        _count(Case, [Case.state == CaseState.OFFERED]),
        _count(OutboxMail, [overdue(clock.now())]),
        _count(OutboxMail, [lost]),
        _count(Signup, [coming, unaware()]),
        _count(FacilitatorRequest, [is_open(), FacilitatorRequest.accepted_at.is_(None)]),
        _count(FacilitatorRequest, _gave_up_a_table()),
        _count(FollowUp, [FollowUp.deleted_at.is_(None), FollowUp.state.in_(OPEN)]),
    )


def _gave_up_a_table() -> list[ColumnElement[bool]]:
    unled = select(Table.id).where(
        Table.event_id == FacilitatorRequest.event_id,
        Table.facilitator_id.is_(None),
        Table.closed_at.is_(None),
    )
    asked = FacilitatorRequest
    return [asked.left_at.is_not(None), asked.withdrawn_at.is_(None), unled.exists()]


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
