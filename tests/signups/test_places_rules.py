"""Whatever people and organisers do in whatever order, the rules of the places hold."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from makers.core.database import writing
from makers.events.signals import capacity_changed
from makers.signups import (
    erasing,
    import_columns,
    importing,
    parties,
    placing,
    service,
)
from makers.signups.answers import Answers
from makers.signups.import_rows import Reading
from makers.signups.parties import Guest
from tests.signups.people import VISITOR
from tests.signups.standing import CHANGED, PROMOTED, Standing

PLACE, WAITING = "signup.confirmed", "signup.waiting"
CANCELLED, AGAIN, IMPORTED = "signup.cancelled", "signup.again", "signup.imported"
ROLES = ("ambtenaar", "sociaal ondernemer", "gast")
people = st.integers(1, 6).map(lambda number: f"p{number}@example.org")
somebody = st.integers(0, 5)  # one of those who are signed up with an address
roles = st.integers(0, len(ROLES) - 1)


class Places(Standing):
    """Sign up, cancel, change role, raise and lower, take over, erase, in any order."""

    @initialize(
        capacity=st.integers(1, 3),
        limit=st.none() | st.integers(0, 2),
        held=st.integers(0, 2),
        crowd=st.lists(st.tuples(people, roles), max_size=5),
    )
    def begin(
        self, capacity: int, limit: int | None, held: int, crowd: list[tuple[str, int]]
    ) -> None:
        self.open(capacity, limit, held)
        for email, role in crowd:
            self.sign_up(email, role)

    @rule(email=people, role=roles)
    def come(self, email: str, role: int) -> None:
        """Somebody signs up, perhaps again."""
        self.sign_up(email, role)

    def sign_up(self, email: str, role: int) -> None:
        """They get a place or wait, and are told which; who is there already stays as they are."""
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

    @rule(who=somebody)
    def cancel(self, who: int) -> None:
        """Somebody does not come after all."""
        before, email = self.look(), self.one_of_them(who)
        signup = self.signup(email)
        if signup is not None:
            service.cancel(signup, now=self.now(), by=VISITOR)
            self.hear(email, CANCELLED)
            self.check(before, by=email)

    @rule(who=somebody, role=roles)
    def change_role(self, who: int, role: int) -> None:
        """Somebody wants to come as something else."""
        before, email = self.look(), self.one_of_them(who)
        signup = self.signup(email)
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

    @rule(role=roles)
    def let_go(self, role: int) -> None:
        """The organiser ends a hold before its time."""
        before = self.look()
        held = [one for one in self.event.roles if one.held]
        if held:
            placing.end_hold(held[role % len(held)], now=self.now(), by=VISITOR)
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

    @rule(who=somebody)
    def give_anyway(self, who: int) -> None:
        """The organiser passes the queue, and says why."""
        before, email = self.look(), self.one_of_them(who)
        signup = self.signup(email)
        if signup is None:
            return
        waited = signup.confirmed_at is None
        placing.give_place(signup, "nodig", now=self.now(), by=VISITOR)
        if waited:
            self.passed.add(signup.id)
            self.hear(email, PROMOTED)
        self.check(before, by=email)

    @rule(who=somebody, role=roles, number=st.integers(2, 3))
    def bring_along(self, who: int, role: int, number: int) -> None:
        """Somebody brings people who wait together."""
        before, email = self.look(), self.one_of_them(who)
        signup = self.signup(email)
        if signup is None or len(parties.guests_of(signup)) + number > parties.MOST:
            return
        guests = [Guest(f"gast {n}", self.event.roles[role].id) for n in range(number)]
        parties.bring(signup, guests, together=True, key=uuid.uuid4(), now=self.now(), by=VISITOR)
        self.check(before)

    @rule(
        emails=st.lists(people, min_size=1, max_size=3, unique=True),
        role=roles,
        all_in=st.booleans(),
        by_mail=st.booleans(),
    )
    def take_over(self, emails: list[str], role: int, all_in: bool, by_mail: bool) -> None:
        """A list of another system, taken over; who was here before stays as they are."""
        before, now = self.look(), self.now()
        new = [email for email in emails if not self.was_here(email)]
        rows = [["Naam", "E-mail"], *([email, email] for email in emails)]
        sheet = importing.keep(self.event, rows, now=now, by=VISITOR)
        read = Reading(import_columns.guess(rows), any_role=self.event.roles[role].id)
        made = importing.take_over(
            self.event, sheet, read, all_in=all_in, by_mail=by_mail, now=now, by=VISITOR
        )
        assert made.confirmed + made.waiting == len(new)
        for email in new if by_mail else ():
            self.hear(email, IMPORTED)
        if all_in:
            assert made.waiting == 0
            self.passed |= self.look().keys() - before.keys()
        self.check(before)

    @rule(who=somebody)
    def erase(self, who: int) -> None:
        """Somebody is forgotten: the place goes to who is next, and the mails to them go too."""
        before, email = self.look(), self.one_of_them(who)
        signup = self.signup(email)
        if signup is None:
            return
        number = signup.id
        erasing.erase_address(email, now=self.now(), by=VISITOR)
        self.told.pop(email, None)
        assert not self.was_here(email)
        assert number not in self.look()
        self.check(before)


@pytest.mark.slow
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
