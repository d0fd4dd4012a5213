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
from sqlalchemy import func, select

from makers.core.database import db, writing
from makers.core.journal import JournalEntry
from makers.core.mail import OutboxMail
from makers.events.models import Event
from makers.events.signals import capacity_changed
from makers.signups import (
    erasing,
    import_columns,
    importing,
    parties,
    places,
    placing,
    service,
)
from makers.signups.answers import Answers
from makers.signups.import_rows import Reading
from makers.signups.models import Person, Signup
from makers.signups.parties import Guest
from tests import build
from tests.conftest import empty_tables
from tests.signups.people import BEFORE, VISITOR

PLACE, WAITING = "signup.confirmed", "signup.waiting"
PROMOTED, CHANGED = "signup.promoted", "signup.changed"
CANCELLED, AGAIN = "signup.cancelled", "signup.again"
GUEST = "guest.promoted"
LETTERS = select(OutboxMail.to, OutboxMail.what).order_by(OutboxMail.id)
ROLES = ("ambtenaar", "sociaal ondernemer", "gast")
people = st.integers(1, 5).map(lambda number: f"p{number}@example.org")
roles = st.integers(0, len(ROLES) - 1)


@dataclass(frozen=True)
class Stands:
    """Where an active sign-up stands: the role it has (if a place), the role it wants."""

    email: str | None
    has: int | None
    wants: int
    party: uuid.UUID | None = None


class Places(RuleBasedStateMachine):
    """Sign up, cancel, change role, raise and lower, take over, erase, in any order."""

    event: Event
    steps: int
    at: datetime
    start = BEFORE - timedelta(days=4)  # so that all steps come before the afternoon
    told: dict[str, list[str]]
    passed: set[int]
    counted: set[int]
    newest: int | None
    written_at: datetime

    @initialize(capacity=st.integers(1, 3), limit=st.none() | st.integers(0, 2))
    def begin(self, capacity: int, limit: int | None) -> None:
        empty_tables()
        self.event = build.event(capacity=capacity)
        self.event.roles[0].capacity = limit
        db.session.commit()
        self.steps, self.told, self.at = 0, {}, self.start
        self.newest, self.written_at = None, self.start
        self.passed, self.counted = set(), set()

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

    @rule(role=roles, held=st.integers(0, 3), hours=st.none() | st.integers(1, 8))
    def hold(self, role: int, held: int, hours: int | None) -> None:
        """Places are held for a role, until a moment some steps away or until the start."""
        before = self.look()
        with writing(self.event.id) as session:
            one = self.event.roles[role]
            one.held = held
            one.held_until = None if hours is None else self.later(hours)
            capacity_changed.send(self.event, session=session, now=self.now(), by=VISITOR)
        self.check(before)

    @rule()
    def the_job_runs(self) -> None:
        """What was held too long is given out; running twice gives the same."""
        before, now = self.look(), self.now()
        placing.release_holds(now)
        once = self.look()
        placing.release_holds(now)
        assert self.look() == once
        self.check(before)

    @rule(email=people)
    def give_anyway(self, email: str) -> None:
        """The organiser passes the queue, and says why."""
        before, signup = self.look(), self.signup(email)
        if signup is None:
            return
        waited = signup.confirmed_at is None
        placing.give_place(signup, "nodig", now=self.now(), by=VISITOR)
        if waited:
            self.passed.add(signup.id)
            self.hear(email, PROMOTED)
        self.check(before, by=email)

    @rule(email=people, role=roles, number=st.integers(2, 3))
    def bring_along(self, email: str, role: int, number: int) -> None:
        """Somebody brings people who wait together."""
        before, signup = self.look(), self.signup(email)
        if signup is None or len(parties.guests_of(signup)) + number > parties.MOST:
            return
        guests = [Guest(f"gast {n}", self.event.roles[role].id) for n in range(number)]
        parties.bring(signup, guests, together=True, key=uuid.uuid4(), now=self.now(), by=VISITOR)
        self.check(before)

    @rule(
        emails=st.lists(people, min_size=1, max_size=3, unique=True),
        role=roles,
        all_in=st.booleans(),
    )
    def take_over(self, emails: list[str], role: int, all_in: bool) -> None:
        """A list of another system, taken over; who was here before stays as they are."""
        before, now = self.look(), self.now()
        new = [email for email in emails if not self.was_here(email)]
        rows = [["Naam", "E-mail"], *([email, email] for email in emails)]
        sheet = importing.keep(self.event, rows, now=now, by=VISITOR)
        read = Reading(import_columns.guess(rows), any_role=self.event.roles[role].id)
        made = importing.take_over(
            self.event, sheet, read, all_in=all_in, by_mail=False, now=now, by=VISITOR
        )
        assert made.confirmed + made.waiting == len(new)
        if all_in:
            assert made.waiting == 0
            self.passed |= self.look().keys() - before.keys()
        self.check(before)

    @rule(email=people)
    def erase(self, email: str) -> None:
        """Somebody is forgotten: the place goes to who is next, and the mails to them go too."""
        before = self.look()
        erasing.erase_address(email, now=self.now(), by=VISITOR)
        assert self.signup(email) is None
        self.told.pop(email, None)
        self.check(before)

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
        """Nobody is let in above a limit; a limit that was lowered sends nobody away."""
        had, have = taken(before), taken(after)
        passed = len([one for one in self.passed if one in after and one not in self.counted])
        self.counted |= self.passed
        assert have.total() <= max(self.event.capacity, had.total()) + passed
        for role in self.event.roles:
            if role.capacity is not None:
                assert have[role.id] <= max(role.capacity, had[role.id]) + passed

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
        held = {
            role.id: max(places.held(role, self.event, self.written_at) - have[role.id], 0)
            for role in self.event.roles
        }
        room = {
            role.id: role.capacity is None or have[role.id] < role.capacity
            for role in self.event.roles
        }
        seen = set()
        for one in after.values():
            if one.has != one.wants and one.wants not in seen:
                seen.add(one.wants)
                others = sum(held.values()) - held[one.wants]
                full = have.total() + others >= self.event.capacity
                assert full or not room[one.wants] or one.party is not None

    def check_parties(self, before: dict[int, Stands], after: dict[int, Stands]) -> None:
        """A party wins as a whole."""
        for number, one in after.items():
            if one.party is not None and one.has is not None:
                mates = [other for other in after.values() if other.party == one.party]
                assert all(mate.has is not None for mate in mates), number

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
