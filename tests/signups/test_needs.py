"""Needs: kept with a yes beside them, counted without names, gone when the yes is taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from makers.core.database import db
from makers.signups import service
from makers.signups.answers import Needs
from makers.signups.models import Need, Signup
from tests import build
from tests.signups.people import BEFORE, VISITOR, join, of

AsPerson = Callable[[Signup], FlaskClient]
pytestmark = pytest.mark.usefixtures("before")
ANNA = "anna@example.org"
NUTS = Needs(diet="Geen noten", step_free=True)


def change(browser: FlaskClient, **typed: object) -> TestResponse:
    """Change Anna's answers to this."""
    signup = of(ANNA)
    least = {"name": "Anna", "role": signup.role_id, "version": signup.version}
    answer = browser.post(f"/me/{signup.id}/answers", data={**least, **typed})
    db.session.expire_all()
    return answer


def test_only_unticking_the_yes_is_taking_it_back(app: Flask, as_person: AsPerson) -> None:
    join(build.event(), ANNA, needs=NUTS)
    browser = as_person(of(ANNA))
    more = change(browser, diet="Geen noten en geen soja", step_free="y")
    assert (more.status_code, 'href="#needs_ok"' in more.text) == (422, True)
    assert 'value="Geen noten en geen soja"' in more.text
    assert change(browser, diet="Geen noten", step_free="y").status_code == 303
    assert db.session.scalars(select(Need)).all() == []


def test_other_answers_leave_the_needs_and_their_moment(app: Flask, as_person: AsPerson) -> None:
    join(build.event(), ANNA, needs=NUTS)
    yes = {"diet": "Geen noten", "step_free": "y", "needs_ok": "y"}
    change(as_person(of(ANNA)), name="Anne", **yes)
    need = of(ANNA).need
    assert need is not None
    assert (of(ANNA).name, need.diet, need.consented_at) == ("Anne", "Geen noten", BEFORE)


def test_the_kitchen_gets_a_sheet_of_paper_without_names(
    app: Flask, organiser: FlaskClient
) -> None:
    event = build.event()
    join(event, ANNA, needs=Needs(diet="Geen noten", other="Ik ben Anna en kom later"))
    join(event, "ben@example.org", needs=Needs(diet="geen noten", sign_language=True))
    page = organiser.get(f"/organise/events/{event.id}/needs").text
    kitchen, _, arranged = page.partition('<section class="on-screen"')
    assert arranged, "what carries names is not printed"
    assert re.search(r"Geen noten</td>\s*<td[^>]*>2<", kitchen)
    assert "<dt>Gebarentolk</dt><dd>1</dd>" in kitchen
    assert "<dt>Iets anders</dt><dd>1</dd>" in kitchen
    for name in ("anna", "ben", "Ik ben Anna"):
        assert f">{name}" not in kitchen
        assert name in arranged
    assert "11 december 2026" in page, "two weeks after the afternoon"


def test_who_does_not_come_is_not_cooked_for(app: Flask, organiser: FlaskClient) -> None:
    event = build.event(capacity=1)
    join(event, ANNA, needs=NUTS)
    join(event, "waits@example.org", needs=Needs(diet="Vegetarisch"))
    at = f"/organise/events/{event.id}/needs"
    assert "Vegetarisch" not in organiser.get(at).text
    service.cancel(of(ANNA), now=BEFORE, by=VISITOR)
    page = organiser.get(at).text
    assert "Vegetarisch" in page
    assert "Geen noten" not in page
