"""A yes is apart, unticked, kept with its words and moment, and taken back at once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from makers.core.database import db
from makers.events.models import Event
from makers.signups import queries
from makers.signups.models import CONSENT_WORDING, Consent, Need, Signup
from tests import build
from tests.signups.people import BEFORE, join, of, role

AsPerson = Callable[[Signup], FlaskClient]
pytestmark = pytest.mark.usefixtures("before")
ANNA = "anna@example.org"


def send(client: FlaskClient, event: Event, **typed: object) -> TestResponse:
    """Sign up with this."""
    least = {"key": str(uuid.uuid4()), "name": "Anna", "email": ANNA, "role": role(event).id}
    return client.post(f"/e/{event.slug}/signups", data={**least, **typed})


def change(browser: FlaskClient, **typed: object) -> TestResponse:
    """Change one's answers to this."""
    signup = of(ANNA)
    least = {"name": "Anna", "role": signup.role_id, "version": signup.version}
    return browser.post(f"/me/{signup.id}/answers", data={**least, **typed})


def test_nothing_is_ticked_beforehand(client: FlaskClient) -> None:
    page = client.get(f"/e/{build.event().slug}/signups/new").text
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page)
    assert len(boxes) >= 7
    assert not [box for box in boxes if "checked" in box]


def test_a_yes_keeps_its_words_and_moment_and_a_no_its_own(
    app: Flask, client: FlaskClient, as_person: AsPerson
) -> None:
    event = build.event()
    send(client, event, consents=["photos", "name"])
    signup = of(ANNA)
    held = {one.kind.value: (one.wording, one.given_at) for one in signup.consents}
    assert held == {"photos": (CONSENT_WORDING, BEFORE), "name": (CONSENT_WORDING, BEFORE)}
    change(as_person(signup), consents=["photos", "next_time"])
    db.session.expire_all()
    rows = db.session.scalars(select(Consent).order_by(Consent.id))
    assert {one.kind.value: one.withdrawn_at is None for one in rows} == {
        "name": False,
        "photos": True,
        "next_time": True,
    }


def test_needs_are_kept_only_with_a_yes_beside_them(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    page = send(client, event, diet="Geen noten", step_free="y")
    assert page.status_code == 422
    assert 'href="#needs_ok"' in page.text
    assert 'value="Geen noten"' in page.text
    assert send(client, event, diet="Geen noten", step_free="y", needs_ok="y").status_code == 303
    need = of(ANNA).need
    assert need is not None
    assert (need.diet, need.step_free, need.consented_at) == ("Geen noten", True, BEFORE)


def test_needs_that_are_taken_back_are_gone(
    app: Flask, client: FlaskClient, as_person: AsPerson
) -> None:
    send(client, build.event(), diet="Geen noten", needs_ok="y")
    change(as_person(of(ANNA)))
    assert db.session.scalars(select(Need)).all() == []


def test_the_kitchen_gets_totals_without_names(
    app: Flask, client: FlaskClient, organiser: FlaskClient
) -> None:
    event = build.event(capacity=3)
    for number, diet in enumerate(("Vegetarisch", "vegetarisch ", "VEGETARISCH", "geen noten")):
        typed = {"email": f"p{number}@example.org", "name": f"Persoon {number}"}
        send(client, event, diet=diet, needs_ok="y", **typed)
    page = organiser.get(f"/organise/events/{event.id}/needs").text
    assert re.search(r"Vegetarisch</td>\s*<td[^>]*>3<", page)
    assert "geen noten" not in page, "who waits is not cooked for"
    assert "Persoon" not in page


def test_who_must_be_helped_is_named_to_the_organiser(
    app: Flask, client: FlaskClient, organiser: FlaskClient
) -> None:
    event = build.event()
    at = f"/organise/events/{event.id}/needs"
    assert "Niemand heeft iets nodig" in organiser.get(at).text
    send(client, event, sign_language="y", needs_ok="y")
    page = organiser.get(at).text
    assert re.search(r"Anna</strong>: gebarentolk", page)


def test_what_only_one_person_typed_is_suggested_to_nobody(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    for email in ("a@example.org", "b@example.org"):
        join(event, email, organisation="Gemeente Voorbeeld")
    join(event, "c@example.org", organisation="Stichting Geheim")
    assert queries.suggestions()["organisation"] == ["Gemeente Voorbeeld"]
    page = client.get(f"/e/{event.slug}/signups/new").text
    assert 'list="organisations"' in page
    assert '<option value="Gemeente Voorbeeld">' in page
    assert "Geheim" not in page
