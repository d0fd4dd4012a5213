"""People who are brought along are rows of their own; a split is asked, never silent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.events.models import Event
from makers.signups import parties, service
from makers.signups.models import Signup, SignupState
from makers.signups.parties import Guest, NotAllFit, TooManyGuests
from tests import build
from tests.signups.people import BEFORE, VISITOR, join, of, role, told

AsPerson = Callable[[Signup], FlaskClient]
ANNA = "anna@example.org"
IN, WAITS = SignupState.CONFIRMED, SignupState.WAITING


def bring(
    event: Event, *names: str, together: bool | None = None, key: uuid.UUID | None = None
) -> list[SignupState]:
    """Anna brings these people; where all her guests stand then."""
    guests = [Guest(name, role(event).id) for name in names]
    parties.bring(
        of(ANNA), guests, together=together, key=key or uuid.uuid4(), now=BEFORE, by=VISITOR
    )
    return [guest.state for guest in parties.guests_of(of(ANNA))]


def test_each_guest_is_a_row_and_takes_a_place(app: Flask) -> None:
    event = build.event(capacity=3)
    join(event, ANNA, organisation="Leeszaal")
    assert bring(event, "Ben", "Cor") == [IN, IN]
    ben = parties.guests_of(of(ANNA))[0]
    assert (ben.name, ben.organisation, ben.person.email) == ("Ben", "Leeszaal", None)
    assert join(event).place == 1


def test_the_same_form_twice_brings_them_once(app: Flask) -> None:
    event, key = build.event(), uuid.uuid4()
    join(event, ANNA)
    for _ in range(2):
        assert bring(event, "Ben", key=key) == [IN]


def test_when_some_fit_and_some_do_not_it_is_asked(app: Flask) -> None:
    event = build.event(capacity=3)
    join(event, ANNA)
    with pytest.raises(NotAllFit) as some:
        bring(event, "Ben", "Cor", "Dina")
    assert (some.value.fit, some.value.wait) == (2, 1)
    assert parties.guests_of(of(ANNA)) == [], "nobody was signed up meanwhile"


def test_two_in_and_one_waits_when_that_was_chosen(app: Flask) -> None:
    event = build.event(capacity=3)
    join(event, ANNA)
    assert bring(event, "Ben", "Cor", "Dina", together=False) == [IN, IN, WAITS]


def test_all_wait_when_that_was_chosen_until_all_fit(app: Flask) -> None:
    event = build.event(capacity=4)
    join(event, ANNA)
    for email in ("x@example.org", "y@example.org"):
        join(event, email)
    assert bring(event, "Ben", "Cor", together=True) == [WAITS, WAITS]
    service.cancel(of("x@example.org"), now=BEFORE, by=VISITOR)
    assert [guest.state for guest in parties.guests_of(of(ANNA))] == [IN, IN]
    assert told(ANNA)[1:] == ["guest.promoted", "guest.promoted"]


def test_nobody_fits_needs_no_question(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, ANNA)
    assert bring(event, "Ben", "Cor") == [WAITS, WAITS]


def test_no_more_than_a_few(app: Flask) -> None:
    event = build.event(capacity=30)
    join(event, ANNA)
    bring(event, *(f"Gast {number}" for number in range(parties.MOST)))
    with pytest.raises(TooManyGuests):
        bring(event, "Nog een")


def test_the_page_asks_and_keeps_what_was_typed(
    app: Flask, before: object, as_person: AsPerson
) -> None:
    event = build.event(capacity=2)
    join(event, ANNA)
    signup = of(ANNA)
    browser, at = as_person(signup), f"/me/{signup.id}/guests"
    page = browser.get(at).text
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert key is not None
    typed = {"key": key[1], "name_1": "Ben", "role_1": role(event).id}
    typed |= {"name_2": "Cor", "role_2": role(event).id}
    asked = browser.post(at, data=typed)
    assert asked.status_code == 409
    assert "Voor 1 van hen is nu plek" in asked.text
    assert 'value="Cor"' in asked.text
    browser.post(at, data={**typed, "way": "apart"})
    after = browser.get(at).text
    assert (after.count("aangemeld"), "op de wachtlijst" in after) == (1, True)


def test_a_guest_is_cancelled_by_who_brings_them_and_by_nobody_else(
    app: Flask, before: object, as_person: AsPerson
) -> None:
    event = build.event()
    join(event, ANNA)
    join(event, "mallory@example.org")
    bring(event, "Ben")
    (guest,) = parties.guests_of(of(ANNA))
    mallory, anna = of("mallory@example.org"), of(ANNA)
    gone = f"guests/{guest.id}/cancellation"
    assert as_person(mallory).post(f"/me/{mallory.id}/{gone}").status_code == 404
    assert as_person(anna).post(f"/me/{anna.id}/{gone}").status_code == 303
    assert parties.guests_of(of(ANNA)) == []


def test_a_guest_gets_a_link_of_their_own(app: Flask, before: object, as_person: AsPerson) -> None:
    event = build.event()
    join(event, ANNA)
    bring(event, "Ben")
    (guest,), anna = parties.guests_of(of(ANNA)), of(ANNA)
    page = as_person(anna).post(f"/me/{anna.id}/guests/{guest.id}/link").text
    address = re.search(r"/l/personal_[\w-]+", page)
    assert address is not None
    opened = app.test_client().get(address[0])
    assert opened.location == f"/me/{guest.id}"


def test_nobody_is_named_and_too_long_names_are_said(
    app: Flask, before: object, as_person: AsPerson
) -> None:
    join(build.event(), ANNA)
    anna = of(ANNA)
    browser, at = as_person(anna), f"/me/{anna.id}/guests"
    empty = browser.post(at, data={"key": str(uuid.uuid4())})
    assert (empty.status_code, "Vul in wie je meeneemt." in empty.text) == (422, True)
    long = browser.post(at, data={"key": str(uuid.uuid4()), "name_1": "x" * 201, "role_1": "1"})
    assert (long.status_code, "Houd het bij 200 tekens" in long.text) == (422, True)
