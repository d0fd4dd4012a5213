"""What of htmx-flask 0.1, made for htmx 1, still holds under htmx 4, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from htmx_flask import Htmx, make_response, request

import makers

HTMX = (Path(makers.__file__).parent / "static/vendor/htmx.min.js").read_text(encoding="utf-8")

# As htmx 4.0.1 sends them from <button id="save"> with hx-target="#notes"
SENT = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Source": "button#save",
    "HX-Target": "section#notes",
    "HX-Current-URL": "http://127.0.0.1:8000/table/3",
}


@pytest.fixture
def page() -> Flask:
    """An app that does nothing but know htmx."""
    app = Flask(__name__)
    Htmx(app)
    return app


@pytest.fixture
def asked_by_htmx(page: Flask) -> Iterator[None]:
    """Inside a request that htmx 4 made."""
    with page.test_request_context(headers=SENT):
        yield


@pytest.mark.parametrize("name", [*SENT, "HX-Boosted", "HX-History-Restore-Request"])
def test_the_vendored_htmx_sends_these_headers(name):
    assert name in HTMX


def test_a_request_of_htmx_is_true(asked_by_htmx):
    assert request.htmx


def test_a_request_of_the_browser_itself_is_false(page):
    with page.test_request_context():
        assert not request.htmx


def test_a_boosted_link_is_told_apart(page, asked_by_htmx):
    assert not request.htmx.boosted
    with page.test_request_context(headers={**SENT, "HX-Boosted": "true"}):
        assert request.htmx.boosted


def test_a_page_restored_from_history_is_told_apart(page, asked_by_htmx):
    assert not request.htmx.history_restore_request
    with page.test_request_context(headers={**SENT, "HX-History-Restore-Request": "true"}):
        assert request.htmx.history_restore_request


def test_the_page_that_asks_is_known(asked_by_htmx):
    assert request.htmx.current_url == "http://127.0.0.1:8000/table/3"


def test_the_target_reads_tag_and_id_not_the_id_alone(asked_by_htmx):
    assert request.htmx.target == "section#notes"


def test_trigger_is_empty_because_htmx_4_names_its_source_instead(asked_by_htmx):
    assert request.htmx.trigger is None
    assert request.htmx.trigger_name is None
    assert request.headers["HX-Source"] == "button#save"


@pytest.mark.parametrize(
    ("given", "header", "value", "read_as"),
    [
        ({"redirect": "/me/4"}, "HX-Redirect", "/me/4", "hx.redirect"),
        ({"location": "/me/4"}, "HX-Location", "/me/4", "hx.location"),
        ({"refresh": True}, "HX-Refresh", "true", "hx.refresh"),
        ({"push_url": "/me/4"}, "HX-Push-Url", "/me/4", ".pushurl"),
        ({"replace_url": False}, "HX-Replace-Url", "false", ".replaceurl"),
        ({"retarget": "#notes"}, "HX-Retarget", "#notes", "hx.retarget"),
        ({"reswap": "outerHTML"}, "HX-Reswap", "outerHTML", "hx.reswap"),
        ({"trigger": {"saved": 4}}, "HX-Trigger", '{"saved": 4}', "hx.trigger"),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_response_headers_that_htmx_4_still_reads(page, given, header, value, read_as):
    with page.test_request_context():
        assert make_response("", **given).headers[header] == value
    assert read_as in HTMX


def test_triggers_after_swap_and_settle_are_no_longer_read(page):
    with page.test_request_context():
        sent = make_response("", trigger_after_swap="one", trigger_after_settle="two").headers
    assert sent["HX-Trigger-After-Swap"] == "one"
    assert "triggerafter" not in HTMX.lower().replace("-", "")
    assert sent["HX-Trigger-After-Settle"] == "two"


def test_a_morphing_swap_cannot_be_asked_for_by_its_response(page):
    with page.test_request_context(), pytest.raises(ValueError, match="Invalid reswap"):
        make_response("", reswap="innerMorph")
    assert "innerMorph" in HTMX
