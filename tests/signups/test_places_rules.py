"""Whatever people and organisers do in whatever order, the rules of the places hold."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select

from makers.core.database import db, writing
from makers.core.mail import OutboxMail
from makers.events.models import Event
from makers.events.signals import capacity_changed
from makers.signups import service
from makers.signups.answers import Answers
from makers.signups.models import Person, Signup
from tests import build
from tests.conftest import empty_tables
from tests.signups.people import BEFORE, VISITOR

PLACE, WAITING = "signup.confirmed", "signup.waiting"
PROMOTED, CHANGED = "signup.promoted", "signup.changed"
CANCELLED, AGAIN = "signup.cancelled", "signup.again"
LETTERS = select(OutboxMail.to, OutboxMail.what).order_by(OutboxMail.id)
ROLES = ("ambtenaar", "sociaal ondernemer", "gast")
people = st.integers(1, 5).map(lambda number: f"p{number}@example.org")
roles = st.integers(0, len(ROLES) - 1)


@dataclass(frozen=True)
class Stands:
    """Where an active sign-up stands: the role it has (if a place), the role it wants."""

    email: str
    has: int | None
    wants: int


class Places(RuleBasedStateMachine):
    """Sign up, cancel, change role, raise and lower, in any order."""

    event: Event
    steps: int
    told: dict[str, list[str]]

    @initialize(capacity=st.integers(1, 3), limit=st.none() | st.integers(0, 2))
    def begin(self, capacity: int, limit: int | None) -> None:
        empty_tables()
        self.event = build.event(capacity=capacity)
        self.event.roles[0].capacity = limit
        db.session.commit()
        self.steps, self.told = 0, {}

    @rule(email=people, role=roles)
    def sign_up(self, email: str, role: int) -> None:
        before, known = self.look(), self.signup(email)
        answers = Answers(name=email, role_id=self.event.roles[role].id)
        outcome = service.sign_up(self.event, email, answers, key=uuid.uuid4(), now=self.now())
        if known is None:
            mine = self.signup(email)
            assert mine is not None
            assert outcome.confirmed == (mine.confirmed_at is not None)
            self.hear(email, PLACE if outcome.confirmed else WAITING)
        else:
            self.hear(email, AGAIN)
        self.check(before, by=email)

    @rule(email=people)
    def cancel(self, email: str) -> None:
        before, signup = self.look(), self.signup(email)
        if signup is not None:
            service.cancel(signup, now=self.now(), by=VISITOR)
            self.hear(email, CANCELLED)
            self.check(before, by=email)

    @rule(email=people, role=roles)
    def change_role(self, email: str, role: int) -> None:
        before, signup = self.look(), self.signup(email)
        if signup is None:
            return
        held = Answers.of(signup)
        answers = replace(held, role_id=self.event.roles[role].id)
        waited = signup.confirmed_at is None
        service.change(signup, answers, version=signup.version, now=self.now(), by=VISITOR)
        if answers != held:
            won = waited and signup.confirmed_at is not None
            self.hear(email, PROMOTED if won else CHANGED)
        self.check(before, by=email)

    @rule(capacity=st.integers(0, 4), role=roles, limit=st.none() | st.integers(0, 2))
    def change_capacity(self, capacity: int, role: int, limit: int | None) -> None:
        before = self.look()
        with writing(self.event.id) as session:
            self.event.capacity = capacity
            self.event.roles[role].capacity = limit
            capacity_changed.send(self.event, session=session, now=self.now(), by=VISITOR)
        self.check(before)

    def check(self, before: dict[int, Stands], by: str | None = None) -> None:
        """Every rule, after every step; ``by`` is told by the step itself."""
        after = self.look()
        self.check_limits(before, after)
        self.check_order(before, after)
        self.check_nobody_waits_in_vain(after)
        assert len({one.email for one in after.values()}) == len(after), "one active a person"
        for number, one in after.items():
            was = before.get(number)
            if one.email != by and was is not None and was.has != one.has:
                self.hear(one.email, PROMOTED if was.has is None else CHANGED)
        found: dict[str, list[str]] = {}
        for to, what in db.session.execute(LETTERS):
            found.setdefault(to, []).append(what)
        assert found == self.told, "the outbox tells what happened, once"

    def check_limits(self, before: dict[int, Stands], after: dict[int, Stands]) -> None:
        """Nobody is let in above a limit; a limit that was lowered sends nobody away."""
        had, have = taken(before), taken(after)
        assert have.total() <= max(self.event.capacity, had.total())
        for role in self.event.roles:
            if role.capacity is not None:
                assert have[role.id] <= max(role.capacity, had[role.id])

    def check_order(self, before: dict[int, Stands], after: dict[int, Stands]) -> None:
        """Nobody won a role while somebody older still waits for it."""
        for number, one in after.items():
            was = before.get(number)
            if one.has is not None and (was is None or was.has != one.has):
                older = [other for at, other in after.items() if at < number]
                assert all(other.wants != one.has or other.has == one.has for other in older)

    def check_nobody_waits_in_vain(self, after: dict[int, Stands]) -> None:
        """The first in line for a role waits only if the role, or the afternoon, is full."""
        have = taken(after)
        room = {
            role.id: role.capacity is None or have[role.id] < role.capacity
            for role in self.event.roles
        }
        seen = set()
        for one in after.values():
            if one.has != one.wants and one.wants not in seen:
                seen.add(one.wants)
                full = one.has is None and have.total() >= self.event.capacity
                assert full or not room[one.wants]

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
                str(email),
                one.role_id if one.confirmed_at else None,
                one.wanted_role_id or one.role_id,
            )
            for one, email in rows
        }

    def signup(self, email: str) -> Signup | None:
        """The active sign-up of an address."""
        return db.session.scalar(
            select(Signup).join(Person).where(Person.email == email, Signup.cancelled_at.is_(None))
        )

    def hear(self, email: str, subject: str) -> None:
        """Somebody gets a mail about this."""
        self.told.setdefault(email, []).append(subject)

    def now(self) -> datetime:
        """Time goes on, more than an hour a step, so that nobody runs into a limit of mails."""
        self.steps += 1
        return BEFORE + timedelta(minutes=61 * self.steps)


def taken(stands: dict[int, Stands]) -> Counter[int]:
    """How many have a place, by role."""
    return Counter(one.has for one in stands.values() if one.has is not None)


def test_the_rules_hold_whatever_happens(app: Flask) -> None:
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # making a failure small would take minutes of database
        ),
    )
