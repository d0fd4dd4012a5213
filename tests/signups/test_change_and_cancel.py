"""Changing and cancelling: places move in the same transaction, and everybody hears it once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db, writing
from makers.core.journal import JournalEntry
from makers.events.models import Event
from makers.events.signals import capacity_changed
from makers.signups import queries, service
from makers.signups.answers import Answers
from makers.signups.models import Signup, SignupState
from makers.signups.service import ChangedMeanwhile, NoLongerComing, SignupsClosed, TooLateToCancel
from makers.signups.signals import signup_cancelled
from tests import build
from tests.signups.people import BEFORE, VISITOR, answers, join, of, role, told


def change(email: str, *, version: int = 0, **new: object) -> None:
    """Change the answers of whoever has this address; ``role_name`` chooses another role."""
    signup = of(email)
    stored = Answers.of(signup)
    if "role_name" in new:
        new["role_id"] = role(signup.event, str(new.pop("role_name"))).id
    said = Answers(**{**stored.__dict__, **new})
    service.change(signup, said, version=version or signup.version, now=BEFORE, by=VISITOR)


def cancel(email: str) -> None:
    """Cancel the sign-up of whoever has this address."""
    service.cancel(of(email), now=BEFORE, by=VISITOR)


def set_capacity(event: Event, capacity: int, **roles: int | None) -> None:
    """What the desk does when it changes places: in one transaction, with the signal."""
    with writing(event.id) as session:
        event.capacity = capacity
        for name, most in roles.items():
            role(event, name).capacity = most
        capacity_changed.send(event, session=session, now=BEFORE, by=VISITOR)


def test_a_cancelled_place_goes_to_who_is_next(app: Flask) -> None:
    event = build.event(capacity=1)
    for name in ("anna", "ben", "cor"):
        join(event, f"{name}@example.org")
    cancel("anna@example.org")
    states = [of(f"{name}@example.org").state.value for name in ("anna", "ben", "cor")]
    assert states == ["cancelled", "confirmed", "waiting"]
    assert told("anna@example.org") == ["signup.confirmed", "signup.cancelled"]
    assert told("ben@example.org") == ["signup.waiting", "signup.promoted"]
    assert told("cor@example.org") == ["signup.waiting"]


def test_it_goes_to_who_is_next_for_that_role(app: Flask) -> None:
    event = build.event(capacity=2)
    set_capacity(event, 2, ambtenaar=1, gast=1)
    join(event, "anna@example.org")
    join(event, "guest@example.org", role_name="gast")
    join(event, "ben@example.org", role_name="gast")
    join(event, "cor@example.org")
    cancel("anna@example.org")
    assert of("ben@example.org").state is SignupState.WAITING
    assert of("cor@example.org").state is SignupState.CONFIRMED


def test_cancelling_twice_or_while_waiting_is_fine(app: Flask) -> None:
    event = build.event(capacity=1)
    for name in ("anna", "ben", "cor"):
        join(event, f"{name}@example.org")
    cancel("ben@example.org")
    cancel("ben@example.org")
    cancel("anna@example.org")
    assert of("ben@example.org").state is SignupState.CANCELLED
    assert of("cor@example.org").state is SignupState.CONFIRMED
    assert told("ben@example.org") == ["signup.waiting", "signup.cancelled"]


def test_cancelling_is_possible_until_the_start(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    with pytest.raises(TooLateToCancel):
        service.cancel(of("anna@example.org"), now=event.starts_at, by=VISITOR)
    just_before = event.starts_at - timedelta(seconds=1)
    service.cancel(of("anna@example.org"), now=just_before, by=VISITOR)
    assert of("anna@example.org").state is SignupState.CANCELLED


def test_later_slices_hear_of_it_inside_the_transaction(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    heard: list[int] = []

    def listen(signup: Signup, **news: object) -> None:
        assert news["session"].in_transaction()  # type: ignore[attr-defined]
        heard.append(signup.id)

    with signup_cancelled.connected_to(listen):
        cancel("anna@example.org")
        cancel("anna@example.org")
    assert heard == [of("anna@example.org").id]


def test_a_listener_that_fails_keeps_everything_as_it_was(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    join(event, "ben@example.org")

    def fail(signup: Signup, **news: object) -> None:
        raise LookupError

    with signup_cancelled.connected_to(fail), pytest.raises(LookupError):
        cancel("anna@example.org")
    assert of("anna@example.org").state is SignupState.CONFIRMED
    assert of("ben@example.org").state is SignupState.WAITING
    assert told("anna@example.org") == ["signup.confirmed"]


def test_changed_answers_are_kept_and_mailed_once(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    change("anna@example.org", organisation="Leeszaal", domain_ids=(event.domains[0].id,))
    change("anna@example.org", organisation="Leeszaal")
    signup = of("anna@example.org")
    assert (signup.organisation, signup.version) == ("Leeszaal", 2)
    assert told("anna@example.org") == ["signup.confirmed", "signup.changed"]


def test_a_change_from_an_older_page_overwrites_nothing(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    change("anna@example.org", job="adviseur", version=1)
    with pytest.raises(ChangedMeanwhile) as conflict:
        change("anna@example.org", job="teamleider", version=1)
    assert conflict.value.stored.job == "adviseur"
    assert of("anna@example.org").job == "adviseur"
    change("anna@example.org", job="adviseur", version=1)  # the same again is no conflict


def test_another_role_with_room_is_taken_at_once(app: Flask) -> None:
    event = build.event(capacity=2)
    set_capacity(event, 2, ambtenaar=1)
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    change("anna@example.org", role_name="gast")
    assert of("anna@example.org").role.name == "gast"
    assert of("ben@example.org").state is SignupState.CONFIRMED, "anna's old place came free"
    assert told("ben@example.org")[-1] == "signup.promoted"


def test_the_old_place_is_kept_until_the_new_one_is_won(app: Flask) -> None:
    event = build.event(capacity=3)
    set_capacity(event, 3, gast=1)
    join(event, "guest@example.org", role_name="gast")
    join(event, "anna@example.org")
    change("anna@example.org", role_name="gast")
    anna = of("anna@example.org")
    assert (anna.state, anna.role.name, anna.wanted_role.name) == ("confirmed", "ambtenaar", "gast")  # type: ignore[union-attr]
    standing = queries.standing(anna.id)
    assert standing is not None
    assert standing.place == 1
    cancel("guest@example.org")
    anna = of("anna@example.org")
    assert (anna.state, anna.role.name, anna.wanted_role) == ("confirmed", "gast", None)
    assert told("anna@example.org")[-1] == "signup.changed"


def test_taking_back_a_wish_leaves_the_place_as_it_is(app: Flask) -> None:
    event = build.event(capacity=3)
    set_capacity(event, 3, gast=0)
    join(event, "anna@example.org")
    change("anna@example.org", role_name="gast")
    change("anna@example.org", role_name="ambtenaar")
    set_capacity(event, 3, gast=1)
    assert of("anna@example.org").role.name == "ambtenaar"


def test_nobody_with_a_place_passes_who_waits_longer_for_the_same_role(app: Flask) -> None:
    event = build.event(capacity=2)
    set_capacity(event, 2, gast=1)
    join(event, "anna@example.org")
    join(event, "guest@example.org", role_name="gast")
    join(event, "ben@example.org", role_name="gast")
    join(event, "cor@example.org")
    change("cor@example.org", role_name="gast")
    cancel("guest@example.org")
    assert of("ben@example.org").state is SignupState.CONFIRMED
    assert of("cor@example.org").state is SignupState.WAITING


def test_room_in_a_role_lets_nobody_pass_who_waits_longer_for_it(app: Flask) -> None:
    event = build.event(capacity=2)
    set_capacity(event, 2, gast=1)
    join(event, "guest@example.org", role_name="gast")
    join(event, "ben@example.org", role_name="gast")
    join(event, "cor@example.org")
    set_capacity(event, 2, gast=2)
    change("cor@example.org", role_name="gast")
    assert of("cor@example.org").role.name == "ambtenaar", "ben waits for that place, and longer"
    set_capacity(event, 3, gast=2)
    assert of("ben@example.org").state is SignupState.CONFIRMED
    assert of("cor@example.org").role.name == "ambtenaar"


def test_who_cancelled_cannot_change_and_after_the_end_nobody_can(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    cancel("anna@example.org")
    with pytest.raises(NoLongerComing):
        change("anna@example.org", job="adviseur")
    ben = of("ben@example.org")
    with pytest.raises(SignupsClosed):
        service.change(ben, answers(event, "Ben"), version=1, now=event.ends_at, by=VISITOR)


def test_a_raised_capacity_promotes_exactly_the_difference(app: Flask) -> None:
    event = build.event(capacity=1)
    for number in range(5):
        join(event, f"p{number}@example.org")
    set_capacity(event, 3)
    states = [of(f"p{number}@example.org").state.value for number in range(5)]
    assert states == ["confirmed"] * 3 + ["waiting"] * 2


def test_a_lowered_capacity_removes_nobody_and_blocks_promotion(app: Flask) -> None:
    event = build.event(capacity=3)
    for number in range(5):
        join(event, f"p{number}@example.org")
    set_capacity(event, 1)
    assert queries.tally(event, BEFORE).free == -2
    cancel("p0@example.org")
    assert of("p3@example.org").state is SignupState.WAITING
    cancel("p1@example.org")
    cancel("p2@example.org")
    assert of("p3@example.org").state is SignupState.CONFIRMED


def test_the_journal_tells_it_in_order(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    cancel("anna@example.org")
    told = db.session.execute(
        select(JournalEntry.what, JournalEntry.subject_id).order_by(JournalEntry.id)
    ).all()
    anna, ben = of("anna@example.org").id, of("ben@example.org").id
    assert [tuple(row) for row in told] == [
        ("signup.made", anna),
        ("signup.made", ben),
        ("signup.cancelled", anna),
        ("signup.confirmed", ben),
    ]
