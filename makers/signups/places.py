"""Places: counted, never stored. ``allocate`` alone turns waiting into confirmed (DESIGN §5.1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from makers.events.models import Event
from makers.signups.models import Signup


@dataclass(frozen=True)
class Won:
    """Someone who got what they waited for; ``moved`` when they had a place with another role."""

    signup: Signup
    moved: bool


def allocate(session: Session, event: Event, now: datetime) -> list[Won]:
    """Give every free place to whoever waits longest for it; who got one, in that order.

    Runs in the transaction of every sign-up, cancellation, change of role and change of capacity.
    The queue is the order of the sign-ups, per role: nobody passes someone older who waits for
    the same role. Who has a place and waits for another role gives up the old one on winning
    the new one, which may let in somebody older who waited for that: then it starts over.
    """
    tally = count(session, event.id)
    if not tally.may_move(event):
        return []
    queue, won = _queue(session, event.id), list[Won]()
    while (first := _first_to_move(queue, tally, event)) is not None:
        queue.remove(first)
        tally.move(first)
        won.append(_give(session, first, now))
    return won


@dataclass(frozen=True)
class InLine:
    """Someone in the queue: their sign-up, the role they wait for, the one they have if any."""

    signup_id: int
    wants: int
    has: int | None


@dataclass
class Tally:
    """How many have a place and how many wait, by role."""

    confirmed: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    changing: Counter[int] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        """Places taken."""
        return self.confirmed.total()

    @property
    def in_line(self) -> int:
        """People who wait for a place."""
        return self.waiting.total()

    def free(self, event: Event) -> int:
        """Places left at the event; below zero when there are more people than places."""
        return event.capacity - self.taken

    def role_has_room(self, event: Event, role_id: int) -> bool:
        """Whether one more may have this role."""
        most = next((role.capacity for role in event.roles if role.id == role_id), 0)
        return most is None or self.confirmed[role_id] < most

    def newcomer(self, event: Event, role_id: int) -> int | None:
        """What who signs up now would get: ``None`` for a place, else the place in the queue."""
        line = self.waiting[role_id] + self.changing[role_id]
        if self.free(event) > 0 and self.role_has_room(event, role_id) and not line:
            return None
        return line + 1

    def may_move(self, event: Event) -> bool:
        """Whether anybody in the queue could win something."""
        return bool(self.changing) or bool(self.waiting and self.free(event) > 0)

    def move(self, one: InLine) -> None:
        """Count someone where they now belong."""
        if one.has is not None:
            self.confirmed[one.has] -= 1
        self.confirmed[one.wants] += 1


def count(session: Session, event_id: int) -> Tally:
    """The tally of an event, in one statement."""
    has_place = Signup.confirmed_at.is_not(None)
    rows = session.execute(
        select(Signup.role_id, Signup.wanted_role_id, has_place, func.count())
        .where(Signup.event_id == event_id, Signup.cancelled_at.is_(None))
        .group_by(Signup.role_id, Signup.wanted_role_id, has_place)
    )
    tally = Tally()
    for role_id, wanted_id, confirmed, number in rows:
        (tally.confirmed if confirmed else tally.waiting)[role_id] += number
        if wanted_id is not None:
            tally.changing[wanted_id] += number
    return tally


def place_in_line(session: Session, signup: Signup) -> int:
    """Which place in the queue for their role someone who waits has, from 1."""
    return (session.scalar(_AHEAD_OF_ONE, {"signup_id": signup.id}) or 0) + 1


def _first_to_move(queue: list[InLine], tally: Tally, event: Event) -> InLine | None:
    """The oldest in the queue who can have what they wait for and passes nobody of that role."""
    held_up: set[int] = set()
    for one in queue:
        if one.wants in held_up:
            continue
        room = tally.role_has_room(event, one.wants)
        if room and (one.has is not None or tally.free(event) > 0):
            return one
        held_up.add(one.wants)
    return None


def _give(session: Session, one: InLine, now: datetime) -> Won:
    signup = session.get_one(Signup, one.signup_id)
    moved = one.has is not None
    if moved:
        signup.role_id, signup.wanted_role_id = one.wants, None
        session.flush()
        session.expire(signup, ["role", "wanted_role"])
    else:
        signup.confirmed_at = now
    return Won(signup, moved)


def _queue(session: Session, event_id: int) -> list[InLine]:
    rows = session.execute(
        select(Signup.id, Signup.role_id, Signup.wanted_role_id, Signup.confirmed_at)
        .where(Signup.event_id == event_id, _in_line(Signup))
        .order_by(Signup.id)
    )
    return [
        InLine(signup_id, wanted or role, role if confirmed else None)
        for signup_id, role, wanted, confirmed in rows
    ]


def _in_line(one: type[Signup]) -> ColumnElement[bool]:
    """Who waits for a place, or for another role than they have."""
    return one.cancelled_at.is_(None) & or_(
        one.confirmed_at.is_(None), one.wanted_role_id.is_not(None)
    )


def _ahead() -> ScalarSelect[int]:
    """How many wait for the same role as the sign-up of the statement, and signed up earlier."""
    other = aliased(Signup)
    return (
        select(func.count())
        .where(
            other.event_id == Signup.event_id,
            _in_line(other),
            func.coalesce(other.wanted_role_id, other.role_id)
            == func.coalesce(Signup.wanted_role_id, Signup.role_id),
            other.id < Signup.id,
        )
        .correlate(Signup)
        .scalar_subquery()
    )


AHEAD = _ahead()
_AHEAD_OF_ONE = select(AHEAD).where(Signup.id == bindparam("signup_id"))
