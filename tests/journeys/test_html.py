"""Every page of the demo is valid HTML, in both languages, and answers without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from makers import demo
from makers.core.database import db
from makers.events.models import Event
from tests import vnu
from tests.conftest import made_app

pytestmark = pytest.mark.journey

LINKS = re.compile(r'href="(/[^"#]*)"')
NOT_PAGES = ("/static/", "/l/", "report.", "signals.", ".pdf", "lang=", "before=", ".csv")
MOST = 150
# pages of the desk that a walk of this length may not come to
DEEP = ("signals", "report/sections", "report/sections/walk", "research")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page that one can walk to from the demo's doors, by address."""
    folder: Path = tmp_path_factory.mktemp("html")
    app = made_app(folder, f"sqlite:///{folder / 'makers.db'}")
    with app.app_context():
        doors = demo.lay_out(now=datetime.now(UTC))
        events = db.session.query(Event).order_by(Event.id).all()
        slugs = [event.slug for event in events]
        deep = [f"/organise/events/{events[0].id}/{page}" for page in DEEP]
    found: dict[str, str] = {}
    for door in doors:
        browser = app.test_client()
        first = browser.get(urlsplit(door.address).path).location
        waiting = [first, "/", "/join", *(f"/e/{slug}" for slug in slugs)]
        while waiting and len(found) < MOST:
            path = waiting.pop()
            if path in found or any(word in path for word in NOT_PAGES):
                continue
            answer = browser.get(path)
            assert answer.status_code < 500, path
            if answer.status_code == 200 and answer.mimetype == "text/html":
                found[path] = answer.text
                waiting += LINKS.findall(answer.text)
        found |= {f"{first}?lang=en": browser.get(f"{first}?lang=en").text}
        answers = {path: browser.get(path) for path in deep}
        found |= {path: one.text for path, one in answers.items() if one.status_code == 200}
    return found


def test_the_walk_sees_every_kind_of_page(pages: dict[str, str]) -> None:
    seen = " ".join(pages)
    for part in (
        "/e/",
        "/me/",
        "/table/",
        "/seating",
        "/wall",
        "/door/",
        "/report/sections/walk",
        "/signals",
        "/research",
        "/show/",
    ):
        assert part in seen


def test_every_page_is_valid_html(pages: dict[str, str]) -> None:
    checker = vnu.find()
    faults = checker.faults(pages) if checker else []
    assert not faults, "\n".join(faults)
