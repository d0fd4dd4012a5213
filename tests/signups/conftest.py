"""Browsers for these tests: of a visitor, of someone with a personal link, of an organiser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import clock, links
from makers.core.links import Grant
from makers.signups.models import Signup
from tests.signups.people import BEFORE


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages' clock stands three days before the afternoon."""
    monkeypatch.setattr(clock, "now", lambda: BEFORE)
    return BEFORE


@pytest.fixture
def as_person(app: Flask) -> Callable[[Signup], FlaskClient]:
    """The browser of someone who opened their personal link."""

    def browser(signup: Signup) -> FlaskClient:
        client = app.test_client()
        grant = Grant("personal", signup.event_id, signup.id, signup.id)
        secret = links.give(grant, None, now=BEFORE)
        with client.session_transaction() as session:
            session["visit"] = secret
        return client

    return browser


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    """The browser of someone at the desk."""
    client = app.test_client()
    secret = links.give(Grant("organiser", None, 1), None, now=BEFORE)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client
