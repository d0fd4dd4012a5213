"""What the programme for calendars, conference apps and other websites has in common."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from makers.core.database import db, writing
from makers.core.journal import record
from makers.events import arranging
from makers.events.models import Event
from tests import build
from tests.counting import statements
from tests.events.conftest import BY

FORMATS = ("programme.ics", "programme.json", "programme.xml", "programme/embed")
FILES = FORMATS[:3]


@pytest.mark.parametrize("name", FORMATS)
def test_anybody_may_fetch_it_and_caches_may_keep_it(fetch: Callable[..., Any], name: str) -> None:
    answer = fetch(name)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    again = fetch(name, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_made_once_for_every_version(
    fetch: Callable[..., Any], event: Event, name: str
) -> None:
    first = fetch(name)
    with statements(db.engine) as seen:
        fetch(name)
    assert len(seen) == 2
    arranging.shift(event.programme[0], 5, version=arranging.version_of(event.id), by=BY)
    with statements(db.engine) as seen:
        changed = fetch(name)
    assert len(seen) <= 6
    assert changed.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("name", FILES)
def test_a_sign_up_changes_no_file(fetch: Callable[..., Any], event: Event, name: str) -> None:
    first = fetch(name)
    with writing(event.id):
        record("signup.made", event_id=event.id, topic="places")
    assert fetch(name).headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_same_in_every_language(fetch: Callable[..., Any], name: str) -> None:
    english = fetch(name, headers={"Accept-Language": "en"})
    assert english.data == fetch(name, headers={"Accept-Language": "nl"}).data


@pytest.mark.parametrize("name", FORMATS)
def test_an_event_that_is_not_published_is_there_for_organisers(
    client: FlaskClient, desk: FlaskClient, app: Flask, name: str
) -> None:
    hidden = build.event(published=False)
    build.item(hidden)
    assert app.test_client().get(f"/e/{hidden.slug}/{name}").status_code == 404
    answer = desk.get(f"/e/{hidden.slug}/{name}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_there_is_answered_as_any_other_page(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/e/nowhere/{name}")
    assert answer.status_code == 404
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", FORMATS)
def test_signs_that_a_format_cannot_hold_break_nothing(
    fetch: Callable[..., Any], event: Event, name: str
) -> None:
    event.programme[0].title = "Een\x0bregel\x1b met\ufffe tekens & <haken>"
    db.session.commit()
    answer = fetch(name)
    if name.endswith("xml"):
        ElementTree.fromstring(answer.text)
    elif name.endswith("json"):
        json.loads(answer.text)
    elif name.endswith("ics"):
        Calendar.from_ical(answer.text)
    else:
        assert "&lt;haken&gt;" in answer.text
