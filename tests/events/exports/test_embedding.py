"""The programme in another website's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from makers.events.models import Event
from tests import build
from tests.events.exports.test_all_forms import FILES


def test_another_website_may_show_it(fetch: Callable[..., Any]) -> None:
    answer = fetch("programme/embed")
    assert "X-Frame-Options" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert re.search(r"<(script|form|input|button)", answer.text) is None
    again = fetch("programme/embed", headers={"If-None-Match": answer.headers["ETag"]})
    assert "X-Frame-Options" not in again.headers


def test_no_other_page_may_be_shown_elsewhere(fetch: Callable[..., Any], event: Event) -> None:
    for name in (*FILES, ""):
        answer = fetch(name)
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], name


def test_it_knows_nobody_and_sets_nothing(desk: FlaskClient, event: Event) -> None:
    answer = desk.get(f"/e/{event.slug}/programme/embed?lang=en")
    assert "Set-Cookie" not in answer.headers
    assert 'lang="en"' in answer.text


def test_it_shows_the_programme_with_its_talks(with_talk: None, fetch: Callable[..., Any]) -> None:
    page = fetch("programme/embed").text
    assert "Zes keer &lt;pecha kucha&gt;" in page
    assert "<strong>Een buurthuis</strong>, Cor Visser, Dilan Kaya" in page


def test_an_empty_programme_says_so(client: FlaskClient, app: Flask) -> None:
    page = client.get(f"/e/{build.event().slug}/programme/embed").text
    assert "Het programma volgt nog." in page
