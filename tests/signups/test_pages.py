"""The pages of signing up, as a browser without JavaScript meets them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from makers.core import clock
from makers.core.database import db
from makers.events.models import Event
from makers.signups.models import Signup, SignupState
from tests import build
from tests.counting import statements
from tests.signups.people import join, mails, of, role, told

AsPerson = Callable[[Signup], FlaskClient]
pytestmark = pytest.mark.usefixtures("before")


def form(event: Event, **typed: object) -> dict[str, object]:
    """What a browser sends for the least that is needed."""
    least = {
        "key": str(uuid.uuid4()),
        "name": "Anna",
        "email": "anna@example.org",
        "role": role(event).id,
    }
    return {**least, **typed}


def send(client: FlaskClient, event: Event, **typed: object) -> TestResponse:
    """Send the form and follow to the page after it."""
    answer = client.post(f"/e/{event.slug}/signups", data=form(event, **typed))
    return client.get(answer.location) if answer.status_code == 303 else answer


def test_from_the_form_to_the_page_after_it(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    page = client.get(f"/e/{event.slug}/signups/new")
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page.text)
    assert key is not None
    after = send(client, event, key=key[1], organisation="Leeszaal", domains=[event.domains[0].id])
    assert after.request.path == f"/e/{event.slug}/signups/received"
    assert "Kijk in je mail" in after.text
    assert "Je hebt een plek" in after.text
    assert "/l/personal_" not in after.text, "the personal link goes by mail only"
    assert of("anna@example.org").domains == [event.domains[0]]


def test_everybody_gets_a_form_with_a_key_of_their_own(client: FlaskClient) -> None:
    event = build.event()
    pages = [client.get(f"/e/{event.slug}/signups/new").text for _ in range(2)]
    keys = [re.findall(r'name="key"[^>]*value="([^"]+)"', page) for page in pages]
    assert keys[0] != keys[1]
    assert "(vol" not in pages[0]


def test_the_form_says_which_role_is_full_and_when_all_is(client: FlaskClient) -> None:
    event = build.event(capacity=2)
    role(event, "gast").capacity = 1
    db.session.commit()
    path = f"/e/{event.slug}/signups/new"
    pages = [client.get(path).text]
    for name in ("gast", "ambtenaar"):
        join(event, role_name=name)
        pages.append(client.get(path).text)
    said = [("gast (vol:" in page, "Alle plekken zijn bezet" in page) for page in pages]
    assert said == [(False, False), (True, False), (False, True)]


def test_who_waits_reads_which_place_in_the_queue(client: FlaskClient) -> None:
    event = build.event(capacity=0)
    join(event)
    assert "Je bent nummer 2 in de rij" in send(client, event).text


def test_a_known_address_sees_the_same_page(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    known = send(app.test_client(), event, email="anna@example.org").text
    new = send(app.test_client(), event, email="anne@example.org").text
    nonce = re.compile(r'nonce="[^"]+"|data-now="\d+"')
    assert nonce.sub("", known).replace("anna@", "anne@") == nonce.sub("", new)
    assert told("anna@example.org") == ["signup.confirmed", "signup.again"]


def test_a_double_click_and_a_refresh_are_one_signup(client: FlaskClient) -> None:
    event, key = build.event(), str(uuid.uuid4())
    pages = [send(client, event, key=key) for _ in range(3)]
    assert {page.status_code for page in pages} == {200}
    client.get(f"/e/{event.slug}/signups/received")
    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"name": " "}, "Vul je naam in.", "name"),
        ({"email": ""}, "Vul je e-mailadres in.", "email"),
        ({"email": "anna"}, "Kijk het e-mailadres na.", "email"),
        ({"email": "anna@leeszaal"}, "Kijk het e-mailadres na.", "email"),
        ({"email": "a b@example.org"}, "Kijk het e-mailadres na.", "email"),
        ({"role": ""}, "Kies in welke rol je komt.", "role-0"),
        ({"role": "x"}, "Kies in welke rol je komt.", "role-0"),
        ({"name": "x" * 201}, "Houd het bij 200 tekens.", "name"),
        ({"question": "x" * 2001}, "Houd het bij 2000 tekens.", "question"),
        ({"homepage": "http://spam"}, "een veld dat leeg hoort te zijn", "homepage"),
        ({"key": "x"}, "Er ging iets mis met dit formulier.", "key"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: FlaskClient, typed: dict[str, object], sentence: str, field: str
) -> None:
    event = build.event()
    page = send(client, event, **{"organisation": "Leeszaal <West>", **typed})
    assert page.status_code == 422
    assert sentence in page.text
    assert f'href="#{field}"' in page.text
    assert 'value="Leeszaal &lt;West&gt;"' in page.text
    assert mails() == []


def test_a_role_that_is_gone_is_said_on_the_form(client: FlaskClient) -> None:
    event, other = build.event(), build.event()
    page = send(client, event, role=role(other).id)
    assert page.status_code == 409
    assert "Kies een andere rol" in page.text
    assert 'value="anna@example.org"' in page.text


def test_a_database_never_sees_a_null_sign(client: FlaskClient) -> None:
    event = build.event()
    assert send(client, event, name="An\x00na", question="a\x00b").status_code == 200
    assert (of("anna@example.org").name, of("anna@example.org").question) == ("Anna", "ab")


def test_too_many_from_one_address_are_told_to_wait(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAKERS", replace(app.config["MAKERS"], signups_per_address=2))
    event = build.event()
    pages = [send(client, event, email=f"p{number}@example.org") for number in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 429]
    assert "Wacht een paar minuten" in pages[2].text
    assert "p2@example.org" in pages[2].text


def test_an_event_that_is_not_public_is_not_there(client: FlaskClient) -> None:
    event = build.event(published=False)
    assert client.get(f"/e/{event.slug}/signups/new").status_code == 404
    assert send(client, event).status_code == 404


def test_an_event_that_is_over_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = build.event()
    monkeypatch.setattr(clock, "now", lambda: event.ends_at)
    for page in (client.get(f"/e/{event.slug}/signups/new"), send(client, event)):
        assert page.status_code == 409
        assert "deze bijeenkomst is voorbij" in page.text


def test_answers_are_changed_from_the_personal_page(app: Flask, as_person: AsPerson) -> None:
    event = build.event()
    join(event, "anna@example.org", domain_ids=(event.domains[1].id,))
    signup = of("anna@example.org")
    browser = as_person(signup)
    page = browser.get(f"/me/{signup.id}/answers")
    assert 'value="anna"' in page.text
    assert page.text.count(" checked") == 2, "the role and the domain"
    sent = {"name": "Anna B", "role": signup.role_id, "version": 1, "question": "Hoe?"}
    after = browser.post(f"/me/{signup.id}/answers", data=sent)
    assert (after.status_code, after.location) == (303, f"/me/{signup.id}")
    changed = of("anna@example.org")
    db.session.refresh(changed)
    assert (changed.name, changed.question, changed.domains) == ("Anna B", "Hoe?", [])


def test_two_pages_that_change_the_same_show_both_texts(app: Flask, as_person: AsPerson) -> None:
    event = build.event()
    join(event, "anna@example.org")
    signup = of("anna@example.org")
    browser, sent = as_person(signup), {"name": "Anna", "role": signup.role_id, "version": 1}
    browser.post(f"/me/{signup.id}/answers", data={**sent, "job": "adviseur"})
    page = browser.post(f"/me/{signup.id}/answers", data={**sent, "job": "teamleider"})
    assert page.status_code == 409
    assert "adviseur" in page.text
    assert 'value="teamleider"' in page.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page.text)
    assert version is not None
    browser.post(
        f"/me/{signup.id}/answers", data={**sent, "job": "teamleider", "version": version[1]}
    )
    db.session.expire_all()
    assert of("anna@example.org").job == "teamleider"


def test_cancelling_asks_first_and_a_get_changes_nothing(app: Flask, as_person: AsPerson) -> None:
    event = build.event()
    join(event, "anna@example.org")
    signup = of("anna@example.org")
    browser = as_person(signup)
    assert "Wil je je afmelden?" in browser.get(f"/me/{signup.id}/cancellation").text
    db.session.expire_all()
    assert of("anna@example.org").state is SignupState.CONFIRMED
    assert browser.post(f"/me/{signup.id}/cancellation").location == f"/me/{signup.id}"
    assert browser.post(f"/me/{signup.id}/cancellation").status_code == 303
    db.session.expire_all()
    assert of("anna@example.org").state is SignupState.CANCELLED
    for path in ("answers", "cancellation"):
        assert browser.get(f"/me/{signup.id}/{path}").location == f"/me/{signup.id}"


def test_cancelling_after_the_start_says_why_not(
    app: Flask, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = build.event()
    signup = build.signup(event)
    browser = as_person(signup)
    monkeypatch.setattr(clock, "now", lambda: event.starts_at)
    page = browser.post(f"/me/{signup.id}/cancellation")
    assert page.status_code == 409
    assert "De bijeenkomst is al begonnen" in page.text


def test_somebody_elses_pages_are_not_there(app: Flask, as_person: AsPerson) -> None:
    event = build.event()
    anna, ben = build.signup(event), build.signup(event)
    browser = as_person(anna)
    for path in ("answers", "cancellation"):
        assert browser.get(f"/me/{ben.id}/{path}").status_code == 404
        assert browser.post(f"/me/{ben.id}/{path}").status_code == 404
        assert app.test_client().get(f"/me/{ben.id}/{path}").status_code == 401


def test_the_organiser_finds_people_whatever_their_accents(organiser: FlaskClient) -> None:
    event = build.event()
    build.signup(event, "Zoë Bäumer", organisation="Granny's Finest")
    build.signup(event, "Anna de Wit", role="gast", state="cancelled")
    path = f"/organise/events/{event.id}/people"

    def found(query: str) -> list[str]:
        text = organiser.get(f"{path}?{query}").text
        return [name for name in ("Zoë Bäumer", "Anna de Wit") if name in text]

    assert found("") == ["Zoë Bäumer", "Anna de Wit"]
    assert found("q=zoe+bau") == ["Zoë Bäumer"]
    assert found("q=GRANNY") == ["Zoë Bäumer"]
    assert found("state=cancelled") == ["Anna de Wit"]
    assert found(f"role={role(event, 'gast').id}") == ["Anna de Wit"]
    assert found("q=nobody") == []
    assert "Niemand gevonden" in organiser.get(f"{path}?q=nobody").text


def test_the_list_of_people_is_for_organisers(client: FlaskClient) -> None:
    event = build.event()
    assert client.get(f"/organise/events/{event.id}/people").status_code == 401


def test_check_in_twice_is_once_and_can_be_taken_back(organiser: FlaskClient) -> None:
    event = build.event()
    signup = build.signup(event)
    path = f"/door/{event.id}/checkins/{signup.id}"
    for _ in range(2):
        assert organiser.post(path).status_code == 303
    db.session.expire_all()
    assert signup.check_in is not None
    fragment = organiser.post(f"{path}/undo", headers={"HX-Request": "true"})
    assert f'id="person-{signup.id}"' in fragment.text
    assert "<html" not in fragment.text
    db.session.expire_all()
    assert signup.check_in is None


def test_who_has_no_place_cannot_be_checked_in(organiser: FlaskClient) -> None:
    event = build.event()
    for state in ("waiting", "cancelled"):
        signup = build.signup(event, state=state)
        path = f"/door/{event.id}/checkins/{signup.id}"
        answer = organiser.post(path, data={"q": signup.name}, follow_redirects=True)
        assert "heeft geen plek" in answer.text
        assert "Toch toelaten" in answer.text


def test_a_sign_up_of_another_event_is_not_at_this_door(organiser: FlaskClient) -> None:
    event, other = build.event(), build.event()
    signup = build.signup(other)
    assert organiser.post(f"/door/{event.id}/checkins/{signup.id}").status_code == 404


def test_pages_ask_the_database_little(
    app: Flask, client: FlaskClient, organiser: FlaskClient, as_person: AsPerson, before: datetime
) -> None:
    event = build.event()
    for _ in range(5):
        build.signup(event)
    signup = build.signup(event, joined_at=before - timedelta(days=1))
    mine = as_person(signup)
    for browser, path in (
        (client, f"/e/{event.slug}/signups/new"),
        (mine, f"/me/{signup.id}/answers"),
        (mine, f"/me/{signup.id}/cancellation"),
        (organiser, f"/organise/events/{event.id}/people"),
    ):
        with statements(db.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) <= 6, (path, seen)
