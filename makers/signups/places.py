"""Places: counted, never stored. ``allocate`` alone turns waiting into confirmed (DESIGN §5.1)."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from makers.events.models import Event, Role
from makers.signups.models import Signup


@dataclass(frozen=True)
class Won:
    """Someone who got what they waited for; ``moved`` when they had a place with another role."""

    signup: Signup
    moved: bool


def allocate(session: Session, event: Event, now: datetime) -> list[Won]:
    """Give every free place to whoever waits longest for it; who got one, in that order.

    Runs in the transaction of every sign-up, cancellation, change of role, change of capacity and
    end of a hold. The queue is the order of the sign-ups, per role: nobody passes someone older
    who waits for the same role. A party wins as a whole or waits as a whole, at the place of its
    oldest. Who has a place and waits for another role gives up the old one on winning the new
    one, which may let in somebody older who waited for that: then it starts over. There are no
    places at an event that is called off.
    """
    if event.cancelled_at is not None:
        return []
    tally = count(session, event, now)
    if not tally.may_move():
        return []
    line, won = queue(session, event.id), list[Won]()
    while (first := first_to_move(line, tally)) is not None:
        line.remove(first)
        tally.move(first)
        won += [_give(session, one, now) for one in first]
    return won


@dataclass(frozen=True)
class InLine:
    """Someone in the queue: their sign-up, the role they wait for, the one they have if any."""

    signup_id: int
    wants: int
    has: int | None
    party: uuid.UUID | None = None


Group = tuple[InLine, ...]  # one person, or a party that waits together


@dataclass(frozen=True)
class Room:
    """What a role may have: at most ``most`` (``None``: no limit), and ``held`` for it now."""

    most: int | None
    held: int


@dataclass
class Tally:
    """How many have a place and how many wait, by role, and how many there may be."""

    capacity: int = 0
    rooms: dict[int, Room] = field(default_factory=dict)
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

    @property
    def free(self) -> int:
        """Places nobody has; below zero when there are more people than places."""
        return self.capacity - self.taken

    @property
    def over(self) -> int:
        """How many more people there are than places."""
        return max(-self.free, 0)

    @property
    def open(self) -> int:
        """Places left for anybody: neither taken nor held for a role."""
        return max(self.capacity - self._spoken_for(), 0)

    @property
    def has_room(self) -> bool:
        """Whether a newcomer in some role would get a place."""
        return any(self.newcomer(role_id) is None for role_id in self.rooms)

    def held_for(self, role_id: int) -> int:
        """Places kept for this role that nobody of it has taken yet."""
        held = self.rooms[role_id].held if role_id in self.rooms else 0
        return max(held - self.confirmed[role_id], 0)

    def role_is_full(self, role_id: int) -> bool:
        """Whether no more people may have this role."""
        room = self.rooms.get(role_id, Room(0, 0))
        return room.most is not None and self.confirmed[role_id] >= room.most

    def newcomer(self, role_id: int) -> int | None:
        """What who signs up now would get: ``None`` for a place, else the place in the queue."""
        line = self.waiting[role_id] + self.changing[role_id]
        fits = not line and self.fits((InLine(0, role_id, None),))
        return None if fits else line + 1

    def may_move(self) -> bool:
        """Whether anybody in the queue could win something."""
        return bool(self.changing) or bool(self.waiting and self.free > 0)

    def fits(self, group: Group) -> bool:
        """Whether all of these can have what they want, and nothing held for others is taken."""
        after = Tally(self.capacity, self.rooms, Counter(self.confirmed))
        for one in group:
            if after.role_is_full(one.wants):
                return False
            most = max(self.capacity, after._spoken_for())
            after.move((one,))
            above = one.has is None and after.taken > self.capacity
            if above or after._spoken_for() > most:
                return False
        return True

    def move(self, group: Group) -> None:
        """Count these people where they now belong."""
        for one in group:
            if one.has is not None:
                self.confirmed[one.has] -= 1
            self.confirmed[one.wants] += 1

    def _spoken_for(self) -> int:
        """Places taken, and places held and not taken yet."""
        return self.taken + sum(self.held_for(role_id) for role_id in self.rooms)


def count(session: Session, event: Event, now: datetime) -> Tally:
    """The tally of an event at ``now``, in one statement beside the event and its roles."""
    tally = Tally(
        event.capacity,
        {role.id: Room(role.capacity, held(role, event, now)) for role in event.roles},
    )
    rows = session.execute(_COUNTED, {"event_id": event.id})
    for role_id, wanted_id, confirmed, number in rows:
        (tally.confirmed if confirmed else tally.waiting)[role_id] += number
        if wanted_id is not None:
            tally.changing[wanted_id] += number
    return tally


def held(role: Role, event: Event, now: datetime) -> int:
    """How many places are held for a role at ``now``: none once the hold, or the wait, is over."""
    return role.held if now < (role.held_until or event.starts_at) else 0


def place_in_line(session: Session, signup: Signup) -> int:
    """Which place in the queue for their role someone who waits has, from 1."""
    return (session.scalar(_AHEAD_OF_ONE, {"signup_id": signup.id}) or 0) + 1


def first_to_move(line: list[Group], tally: Tally) -> Group | None:
    """The first in the queue who can have what they wait for and pass nobody of that role."""
    held_up: set[int] = set()
    for group in line:
        wanted = {one.wants for one in group}
        if not wanted & held_up and tally.fits(group):
            return group
        held_up |= wanted
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


def queue(session: Session, event_id: int) -> list[Group]:
    """Everybody in the queue, oldest first; one statement."""
    rows = session.execute(
        select(Signup.id, Signup.role_id, Signup.wanted_role_id, Signup.confirmed_at, Signup.party)
        .where(Signup.event_id == event_id, in_line(Signup))
        .order_by(Signup.id)
    )
    groups: dict[object, list[InLine]] = {}
    for signup_id, role, wanted, confirmed, party in rows:
        one = InLine(signup_id, wanted or role, role if confirmed else None, party)
        alone = party is None or confirmed is not None
        groups.setdefault(signup_id if alone else party, []).append(one)
    return [tuple(group) for group in groups.values()]


def in_line(one: type[Signup]) -> ColumnElement[bool]:
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
            in_line(other),
            func.coalesce(other.wanted_role_id, other.role_id)
            == func.coalesce(Signup.wanted_role_id, Signup.role_id),
            other.id < Signup.id,
        )
        .correlate(Signup)
        .scalar_subquery()
    )


AHEAD = _ahead()
_AHEAD_OF_ONE = select(AHEAD).where(Signup.id == bindparam("signup_id"))

_HAS_PLACE = Signup.confirmed_at.is_not(None)
_COUNTED = (
    select(Signup.role_id, Signup.wanted_role_id, _HAS_PLACE, func.count())
    .where(Signup.event_id == bindparam("event_id"), Signup.cancelled_at.is_(None))
    .group_by(Signup.role_id, Signup.wanted_role_id, _HAS_PLACE)
)
