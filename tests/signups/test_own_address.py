"""Giving one's address later: it is theirs when who reads its mail says so, and not before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db
from makers.core.limits import TooMany
from makers.core.mail import OutboxMail
from makers.events.models import Event
from makers.signups import erasing, my_data, own_address
from makers.signups.models import AddressProof, Person, Signup
from makers.signups.own_address import AlreadySignedUp, HasAddress
from tests import build
from tests.conftest import NOON
from tests.signups.people import VISITOR

NEW = "anna@example.org"
AsPerson = Callable[[Signup], FlaskClient]


@pytest.fixture
def event(app: Flask) -> Event:
    """An event that somebody came to."""
    return build.event()


@pytest.fixture
def guest(event: Event) -> Signup:
    """Who was brought along, without an address."""
    return without_address(build.signup(event, "Gast"))


def without_address(signup: Signup) -> Signup:
    """The same, and nobody knows their address."""
    signup.person.email = None
    db.session.commit()
    return signup


def asked(guest: Signup, email: str = NEW) -> AddressProof:
    """A letter went to this address."""
    own_address.ask(guest, email, now=NOON, by=VISITOR)
    newest = select(AddressProof).order_by(AddressProof.id.desc())
    return db.session.scalars(newest).first()  # type: ignore[return-value]


def addresses() -> list[str | None]:
    """Who is known, by address."""
    db.session.rollback()
    return list(db.session.scalars(select(Person.email).order_by(Person.email)))


def test_the_letter_leads_to_a_question_and_a_yes_makes_it_theirs(
    app: Flask, as_person: AsPerson, guest: Signup
) -> None:
    home = f"/me/{guest.id}"
    mine = as_person(guest)
    answer = mine.post(f"{home}/address", data={"email": " Anna@Example.org "})
    assert (answer.status_code, answer.location) == (303, home)
    assert "Kijk in de mail van Anna@Example.org" in mine.get(home).text
    assert addresses() == [None]
    row = db.session.scalars(select(OutboxMail)).one()
    assert row.to == NEW
    with app.test_request_context():
        letter = mail.compose(row)
    assert letter is not None
    db.session.add_all(letter.links)
    db.session.commit()
    found = re.search(r"/l/address_\S+", letter.text)
    assert found is not None
    assert "Gast" not in letter.text
    reader = app.test_client()
    asks = reader.get(found.group(), follow_redirects=True)
    assert "Is dit jouw e-mailadres?" in asks.text
    assert addresses() == [None]
    proof = db.session.scalars(select(AddressProof)).one()
    yes = reader.post(f"/address/{proof.id}")
    assert (yes.status_code, yes.location) == (303, home)
    assert addresses() == [NEW]
    assert reader.get(home).status_code == 200
    assert "Dit adres is al bevestigd" in reader.get(f"/address/{proof.id}").text
    assert reader.post(f"/address/{proof.id}").status_code == 303


def test_without_the_letter_nobody_says_yes(as_person: AsPerson, guest: Signup) -> None:
    proof = asked(guest)
    assert as_person(guest).post(f"/address/{proof.id}").status_code == 404
    assert addresses() == [None]


def test_what_is_no_address_is_told_and_stays_in_the_form(
    as_person: AsPerson, guest: Signup
) -> None:
    answer = as_person(guest).post(f"/me/{guest.id}/address", data={"email": "anna@"})
    assert answer.status_code == 422
    assert "naam@voorbeeld.nl" in answer.text
    assert 'value="anna@"' in answer.text
    assert db.session.scalars(select(AddressProof)).all() == []


def test_who_has_an_address_is_not_asked(app: Flask, event: Event) -> None:
    known = build.signup(event, "Bo")
    with pytest.raises(HasAddress):
        own_address.ask(known, NEW, now=NOON, by=VISITOR)


def test_one_that_no_mail_reaches_gives_way_to_another_with_all_of_theirs(
    event: Event, guest: Signup
) -> None:
    earlier = build.signup(build.event(slug="eerder"), "Gast")
    guest.person.email, guest.person.refused_at = "oud@example.org", NOON
    earlier.person_id = guest.person_id
    db.session.commit()
    own_address.prove(asked(guest), now=NOON)
    db.session.rollback()
    assert guest.person.email == NEW
    assert guest.person.is_reached
    assert earlier.person_id == guest.person_id
    assert "oud@example.org" not in addresses()


def test_who_is_known_by_the_address_is_that_person(event: Event, guest: Signup) -> None:
    known = build.signup(build.event(slug="eerder"), "Anna")
    known.person.email = NEW
    db.session.commit()
    own_address.prove(asked(guest), now=NOON)
    db.session.rollback()
    assert guest.person_id == known.person_id


def test_two_sign_ups_for_one_event_are_not_one_person(event: Event, guest: Signup) -> None:
    other = build.signup(event, "Anna")
    other.person.email = NEW
    db.session.commit()
    proof = asked(guest)
    with pytest.raises(AlreadySignedUp):
        own_address.prove(proof, now=NOON)
    db.session.rollback()
    assert guest.person_id != other.person_id


def test_the_last_yes_of_two_addresses_is_refused(guest: Signup) -> None:
    first, second = asked(guest), asked(guest, "anders@example.org")
    own_address.prove(second, now=NOON)
    with pytest.raises(HasAddress):
        own_address.prove(first, now=NOON)
    assert addresses() == ["anders@example.org"]


def test_a_stream_of_letters_is_stopped(guest: Signup) -> None:
    for _time in range(own_address.ASKED_AN_HOUR):
        asked(guest)
    with pytest.raises(TooMany):
        asked(guest)
    with pytest.raises(TooMany):
        asked(guest, "anders@example.org")


def test_after_three_days_nothing_is_known_of_it(app: Flask, guest: Signup) -> None:
    asked(guest)
    own_address.forget_unproved(NOON + own_address.LASTS - timedelta(seconds=1))
    assert len(db.session.scalars(select(AddressProof)).all()) == 1
    own_address.forget_unproved(NOON + own_address.LASTS)
    assert db.session.scalars(select(AddressProof)).all() == []
    with app.test_request_context():
        assert mail.compose(db.session.scalars(select(OutboxMail)).one()) is None


def test_it_is_in_what_we_hold_of_them_and_erasing_takes_it_along(guest: Signup) -> None:
    asked(guest)
    held = my_data.about(guest)["aanmeldingen"][0]
    assert held["adressen die nog niet zijn bevestigd"] == [NEW]
    erasing.erase(guest.person, now=NOON, by=VISITOR)
    assert db.session.scalars(select(AddressProof)).all() == []
