"""How everybody at an event stands, and what must be so after whatever happens there."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import func, select

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.mail import OutboxMail
from makers.events.models import Event
from makers.signups.models import Person, Signup
from tests import build
from tests.conftest import empty_tables
from tests.signups.people import BEFORE

PROMOTED, CHANGED, GUEST = "signup.promoted", "signup.changed", "guest.promoted"
LETTERS = select(OutboxMail.to, OutboxMail.what).order_by(OutboxMail.id)


@dataclass(frozen=True)
class Stands:
    """Where an active sign-up stands: the role it has (if a place), the role it wants."""

    email: str | None
    has: int | None
    wants: int
    party: uuid.UUID | None = None


class Standing(RuleBasedStateMachine):
    """One event: who stands where, what they were told, and every rule of the places.

    A step says what it is about to tell with ``hear``, does what it does, and asks ``check``.
    Whom an organiser lets pass the queue stands in ``passed``.
    """

    event: Event
    steps: int
    at: datetime
    start = BEFORE - timedelta(days=4)  # so that all steps come before the afternoon
    told: dict[str, list[str]]
    passed: set[int]
    counted: set[int]
    newest: int | None
    written_at: datetime

    def open(self, capacity: int, limit: int | None, held: int) -> None:
        """A new event, and nobody there yet.

        ``limit`` is how many there may be of the first role; so many are held for the last.
        """
        empty_tables()
        self.event = build.event(capacity=capacity)
        self.event.roles[0].capacity, self.event.roles[-1].held = limit, held
        db.session.commit()
        self.steps, self.told, self.at = 0, {}, self.start
        self.newest, self.written_at = None, self.start
        self.passed, self.counted = set(), set()

    def check(self, before: dict[int, Stands], by: str | None = None) -> None:
        """Every rule, after every step; ``by`` is told by the step itself."""
        after = self.look()
        self.check_limits(before, after)
        self.check_order(before, after)
        self.check_nobody_waits_in_vain(after)
        self.check_parties(before, after)
        known = [one.email for one in after.values() if one.email is not None]
        assert len(set(known)) == len(known), "one active a person"
        for number, one in after.items():
            was = before.get(number)
            if was is None or was.has == one.has:
                continue
            if one.email is None:
                if bringer := self.bringer(number):
                    self.hear(bringer, GUEST)
            elif one.email != by:
                self.hear(one.email, PROMOTED if was.has is None else CHANGED)
        found: dict[str, list[str]] = {}
        for to, what in db.session.execute(LETTERS):
            found.setdefault(to, []).append(what)
        assert found == self.told, "the outbox tells what happened, once"

    def check_limits(self, before: dict[int, Stands], after: dict[int, Stands]) -> None:
        """Nobody is let in above a limit, nor on a place that is held for somebody else.

        A limit that was lowered, or more that is held, sends nobody away.
        """
        had, have = taken(before), taken(after)
        passed = len([one for one in self.passed if one in after and one not in self.counted])
        self.counted |= self.passed
        assert have.total() <= max(self.event.capacity, had.total()) + passed
        for role in self.event.roles:
            if role.capacity is not None:
                assert have[role.id] <= max(role.capacity, had[role.id]) + passed
        was, now = (all_of.total() + self.kept(all_of, self.at).total() for all_of in (had, have))
        assert now <= max(self.event.capacity, was) + passed, "what is held is for that role"

    def check_order(self, before: dict[int, Stands], after: dict[int, Stands]) -> None:
        """Nobody won a role while somebody older still waits for it."""
        for number, one in after.items():
            was = before.get(number)
            if number in self.passed or one.party is not None:
                continue
            if one.has is not None and (was is None or was.has != one.has):
                older = [other for at, other in after.items() if at < number]
                assert all(other.wants != one.has or other.has == one.has for other in older)

    def check_nobody_waits_in_vain(self, after: dict[int, Stands]) -> None:
        """The first in line for a role waits only if the role, or the afternoon, is full.

        What is held for other roles counts as full; a party may wait for room for all of it. A
        hold that is over by the clock alone is given out by the next write.
        """
        newest = db.session.scalar(select(func.max(JournalEntry.id)))
        if newest != self.newest:
            self.newest, self.written_at = newest, self.at
        have = taken(after)
        held = self.kept(have, self.written_at)
        room = {
            role.id: role.capacity is None or have[role.id] < role.capacity
            for role in self.event.roles
        }
        seen = set()
        for one in after.values():
            if one.has != one.wants and one.wants not in seen:
                seen.add(one.wants)
                others = held.total() - held[one.wants]
                full = have.total() + others >= self.event.capacity
                assert full or not room[one.wants] or one.party is not None

    def check_parties(self, before: dict[int, Stands], after: dict[int, Stands]) -> None:
        """A party wins as a whole."""
        for number, one in after.items():
            if one.party is not None and one.has is not None:
                mates = [other for other in after.values() if other.party == one.party]
                assert all(mate.has is not None for mate in mates), number

    def kept(self, have: Counter[int], at: datetime) -> Counter[int]:
        """Places held at a moment for a role, and not taken by it, when so many have one."""
        until = {one.id: one.held_until or self.event.starts_at for one in self.event.roles}
        held = {one.id: one.held for one in self.event.roles if at < until[one.id]}
        return Counter({role: max(number - have[role], 0) for role, number in held.items()})

    def look(self) -> dict[int, Stands]:
        """The active sign-ups in the order of the queue."""
        db.session.expire_all()
        rows = db.session.execute(
            select(Signup, Person.email)
            .join(Person)
            .where(Signup.cancelled_at.is_(None))
            .order_by(Signup.id)
        )
        return {
            one.id: Stands(
                email,
                one.role_id if one.confirmed_at else None,
                one.wanted_role_id or one.role_id,
                one.party,
            )
            for one, email in rows
        }

    def signup(self, email: str) -> Signup | None:
        """The active sign-up of an address."""
        return db.session.scalar(
            select(Signup).join(Person).where(Person.email == email, Signup.cancelled_at.is_(None))
        )

    def one_of_them(self, who: int) -> str:
        """The address of somebody who is signed up, counted round; nothing when nobody is."""
        known = [one.email for one in self.look().values() if one.email is not None]
        return known[who % len(known)] if known else ""

    def was_here(self, email: str) -> bool:
        """Whether this address signed up before, also when they cancelled."""
        here = select(Signup.id).join(Person).where(Person.email == email).limit(1)
        return db.session.scalar(here) is not None

    def bringer(self, number: int) -> str:
        """The address of who brings this guest; nothing when they were erased."""
        found = db.session.scalar(
            select(Person.email)
            .join(Signup, Signup.person_id == Person.id)
            .where(
                Signup.id
                == select(Signup.brought_by_id).where(Signup.id == number).scalar_subquery()
            )
        )
        return found or ""

    def hear(self, email: str, subject: str) -> None:
        """Somebody gets a mail about this."""
        self.told.setdefault(email, []).append(subject)

    def now(self) -> datetime:
        """Time goes on, more than an hour a step, so that nobody runs into a limit of mails."""
        self.steps += 1
        self.at = self.later(0)
        return self.at

    def later(self, hours: int) -> datetime:
        """The moment some steps away."""
        return self.start + timedelta(minutes=61 * (self.steps + hours))


def taken(stands: dict[int, Stands]) -> Counter[int]:
    """How many have a place, by role."""
    return Counter(one.has for one in stands.values() if one.has is not None)
