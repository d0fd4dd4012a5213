"""Signing up: decided at submit, once, and without telling strangers anything."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import limits
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.signups import service
from makers.signups.models import Person, Signup, SignupState
from makers.signups.service import RoleGone, SignupsClosed
from tests import build
from tests.signups.people import BEFORE, VISITOR, answers, join, mails, of, told


def test_a_free_place_is_given_at_once(app: Flask) -> None:
    event = build.event(capacity=2)
    assert join(event, "anna@example.org").confirmed
    assert of("anna@example.org").state is SignupState.CONFIRMED
    assert told("anna@example.org") == ["signup.confirmed"]


def test_who_comes_when_it_is_full_waits_in_order(app: Flask) -> None:
    event = build.event(capacity=1)
    places = [join(event).place for _ in range(4)]
    assert places == [None, 1, 2, 3]


def test_a_role_that_is_full_lets_others_in(app: Flask) -> None:
    event = build.event(capacity=5)
    event.roles[0].capacity = 1
    db.session.commit()
    assert join(event).confirmed
    assert join(event).place == 1
    assert join(event, role_name="gast").confirmed
    assert join(event).place == 2


def test_only_name_address_and_role_are_needed_and_all_is_kept(app: Flask) -> None:
    event = build.event()
    known = tuple(domain.id for domain in event.domains[:2])
    join(event, "anna@example.org", organisation="Leeszaal", question="Wat nu?", domain_ids=known)
    signup = of("anna@example.org")
    assert (signup.organisation, signup.question, signup.job) == ("Leeszaal", "Wat nu?", "")
    assert [domain.id for domain in signup.domains] == list(known)


def test_the_same_form_sent_twice_is_one_signup_and_one_mail(app: Flask) -> None:
    event, key = build.event(capacity=1), uuid.uuid4()
    assert join(event, "anna@example.org", key=key).confirmed
    assert join(event, "anna@example.org", key=key).confirmed
    assert count(Signup) == 1
    assert len(mails()) == 1


def test_the_same_form_with_another_address_is_another_person(app: Flask) -> None:
    event, key = build.event(), uuid.uuid4()
    join(event, "ana@example.org", key=key)
    join(event, "anna@example.org", key=key)
    assert count(Signup) == 2


def test_a_known_address_changes_nothing_and_its_owner_hears_of_it(app: Flask) -> None:
    event = build.event(capacity=2)
    join(event, "anna@example.org", organisation="Leeszaal")
    seen = count(JournalEntry)
    stranger = join(event, " Anna@Example.ORG ", role_name="gast", organisation="Elders")
    assert stranger.confirmed, "as a new sign-up would have ended"
    assert of("anna@example.org").organisation == "Leeszaal"
    assert count(Signup) == 1
    assert count(JournalEntry) == seen
    assert told("anna@example.org") == ["signup.confirmed", "signup.again"]


def test_a_known_address_gets_the_answer_of_a_new_one(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    assert join(event, "anna@example.org").place == 2
    assert join(event, "ben@example.org").place == 2
    assert join(event, "cor@example.org").place == 2


def test_a_known_address_is_not_flooded_with_mail(app: Flask) -> None:
    event = build.event()
    for _ in range(8):
        join(event, "anna@example.org")
    assert len(mails("anna@example.org")) == 1 + service.REMINDERS_AN_HOUR


def test_the_part_after_a_plus_makes_another_address(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    join(event, "anna+werk@example.org")
    assert count(Person) == 2


def test_after_cancelling_one_can_sign_up_again_at_the_end(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    service.cancel(of("anna@example.org"), now=BEFORE, by=VISITOR)
    assert join(event, "anna@example.org").place == 1
    assert of("ben@example.org").state is SignupState.CONFIRMED
    assert count(Signup) == 3


def test_one_person_may_come_to_two_events(app: Flask) -> None:
    first, second = build.event(), build.event()
    join(first, "anna@example.org")
    assert join(second, "anna@example.org").confirmed
    assert count(Person) == 1


def test_what_is_over_or_not_public_takes_nobody(app: Flask) -> None:
    event, hidden = build.event(), build.event(published=False)
    with pytest.raises(SignupsClosed):
        join(event, now=event.ends_at)
    with pytest.raises(SignupsClosed):
        join(hidden)
    assert join(event, now=event.ends_at - timedelta(minutes=1)).confirmed


def test_a_role_of_another_event_is_refused(app: Flask) -> None:
    event, other = build.event(), build.event()
    with pytest.raises(RoleGone):
        service.sign_up(event, "a@example.org", answers(other), key=uuid.uuid4(), now=BEFORE)
    assert count(Person) == 0


def test_one_address_of_the_net_signs_up_so_many_and_no_more(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = build.event(capacity=100)
    settings = replace(app.config["MAKERS"], signups_per_address=3)
    monkeypatch.setitem(app.config, "MAKERS", settings)

    def from_the_venue(number: int, minutes: int = 0) -> None:
        service.sign_up(
            event,
            f"p{number}@example.org",
            answers(event),
            key=uuid.uuid4(),
            now=BEFORE + timedelta(minutes=minutes),
            address="192.0.2.1",
        )

    for number in range(3):
        from_the_venue(number)
    with pytest.raises(limits.TooMany):
        from_the_venue(3)
    from_the_venue(3, minutes=11)
    assert count(Signup) == 4


def count(model: type) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0
