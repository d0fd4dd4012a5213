"""What is on and what comes, on the screens of who is there, and a programme that runs late."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.links import Grant
from makers.events.models import Event, ItemKind, ProgrammeItem
from tests import build
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled

pytestmark = pytest.mark.journey


@dataclass(frozen=True)
class Afternoon:
    """An afternoon of three parts; the walk is locked, and the hall holds fewer than there are."""

    url: str
    slug: str
    event_id: int
    item_ids: list[int]
    doors: dict[str, str]

    def begins(self, item: int, at: datetime) -> None:
        """Let a part begin at this moment, and what is between them last until the next."""
        db.session.get_one(ProgrammeItem, self.item_ids[item]).starts_at = at
        db.session.commit()


@pytest.fixture
def afternoon(makers: House) -> Iterator[Afternoon]:
    """It began a quarter of an hour ago: the welcome is on."""
    with laying_out(makers):
        yield settled(_afternoon(makers.first))


def _afternoon(url: str) -> Afternoon:
    starts_at = clock.now().replace(microsecond=0) - timedelta(minutes=15)
    event = build.event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=40)
    items = [
        _part(event, "Welkom", 0, 30),
        _part(event, "Lezing", 30, 30, kind=ItemKind.LECTURE, who="Bo", place="Zolder"),
        _part(event, "Wandeling", 60, 45, kind=ItemKind.WALK, locked=True),
    ]
    signup = build.signup(event, "Noor")
    grants = {
        "organiser": Grant("organiser", None, 1),
        "moderator": Grant("moderator", event.id, event.id),
        "projector": Grant("projector", event.id, event.id),
        "personal": Grant("personal", event.id, signup.id, signup.id),
    }
    with writing() as session:
        doors = {
            name: f"/l/{links.issue(session, grant, now=clock.now())}"
            for name, grant in grants.items()
        }
    return Afternoon(url, event.slug, event.id, [item.id for item in items], doors)


def _part(event: Event, title: str, after: int, minutes: int, **more: object) -> ProgrammeItem:
    starts_at = event.starts_at + timedelta(minutes=after)
    kind = more.pop("kind", ItemKind.WELCOME)
    assert isinstance(kind, ItemKind)
    return build.item(event, kind, title=title, starts_at=starts_at, minutes=minutes, **more)


@contextmanager
def elsewhere(page: str) -> Iterator[str]:
    """Another website, that answers everything with this page; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def in_rotterdam(starts_at: datetime) -> str:
    return clock.amsterdam(starts_at).strftime("%H.%M")


def announced(page: Page) -> str:
    """What a screen reader was told last."""
    return page.locator("#announce").inner_text()


def test_a_programme_that_runs_late_is_late_on_every_screen(
    afternoon: Afternoon, browser: Browser, watch: Watch
) -> None:
    event = db.session.get_one(Event, afternoon.event_id)
    lecture = event.starts_at + timedelta(minutes=30)
    late = lecture + timedelta(minutes=10)
    with (
        opened(browser, watch, afternoon.url, PHONE) as public,
        opened(browser, watch, afternoon.url, PHONE) as own,
        opened(browser, watch, afternoon.url, LAPTOP) as wall,
        opened(browser, watch, afternoon.url, LAPTOP) as desk,
        opened(browser, watch, afternoon.url, PHONE) as moderator,
    ):
        public.goto(f"/e/{afternoon.slug}")
        own.goto(afternoon.doors["personal"])
        wall.goto(afternoon.doors["projector"])
        desk.goto(afternoon.doors["organiser"])
        desk.goto(f"/organise/events/{afternoon.event_id}/programme")
        moderator.goto(afternoon.doors["moderator"])
        moderator.goto(f"/operate/{afternoon.event_id}/programme")
        for page in (public, own):
            expect(page.locator("#now-next")).to_contain_text("Nu: Welkom")
            expect(page.locator("#now-next")).to_contain_text(
                f"Straks, om {in_rotterdam(lecture)}: Lezing, Zolder"
            )
        expect(wall.locator("body")).to_contain_text("Welkom")
        expect(desk.locator("#day")).to_contain_text("staat vast")
        for name, page in (
            ("public", public),
            ("own", own),
            ("wall", wall),
            ("desk", desk),
            ("moderator", moderator),
        ):
            watch.look(page, name)
        moderator.get_by_role("button", name="+10 minuten").tap()
        expect(moderator.locator("#said")).to_contain_text("‘Welkom’ duurt nu 40 minuten")
        expect(moderator.locator("#said")).to_contain_text("maar ‘Lezing’ duurt tot")
        watch.look(moderator, "shifted")
        for page in (public, own):
            expect(page.locator("#now-next")).to_contain_text(f"om {in_rotterdam(late)}: Lezing")
        expect(desk.locator("#day")).to_contain_text(in_rotterdam(late))
        expect(desk.locator("#concerns")).to_contain_text("maar ‘Lezing’ duurt tot")
        expect(wall.locator("body")).to_contain_text(in_rotterdam(late))
        assert "Lezing" not in announced(own)


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_what_is_on_changes_by_itself_and_is_told_once(
    afternoon: Afternoon, browser: Browser, watch: Watch
) -> None:
    soon = clock.now() + timedelta(seconds=6)
    welcome = db.session.get_one(ProgrammeItem, afternoon.item_ids[0])
    welcome.starts_at = soon - timedelta(minutes=30)
    afternoon.begins(1, soon)
    with (
        opened(browser, watch, afternoon.url, PHONE) as own,
        opened(browser, watch, afternoon.url, LAPTOP) as wall,
    ):
        own.goto(afternoon.doors["personal"])
        wall.goto(afternoon.doors["projector"])
        expect(own.locator("#now-next")).to_contain_text("Nu: Welkom")
        assert announced(own) == ""
        expect(own.locator("#now-next")).to_contain_text("Nu: Lezing")
        changed = own.evaluate("Date.now()") / 1000 - soon.timestamp()
        assert 0 <= changed < 3
        expect(own.locator("#announce")).to_have_text("Nu: Lezing")
        expect(own.locator("#now-next")).to_contain_text(re.compile("Straks, om .*: Wandeling"))
        expect(wall.locator("body")).to_contain_text("Lezing")


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_the_day_is_arranged_at_the_desk_with_the_keyboard(
    afternoon: Afternoon, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, afternoon.url, LAPTOP) as desk:
        desk.goto(afternoon.doors["organiser"])
        desk.goto(f"/organise/events/{afternoon.event_id}/programme")
        later = desk.get_by_role("button", name="Later Welkom")
        later.focus()
        desk.keyboard.press("Enter")
        expect(desk.locator("#said")).to_contain_text("‘Welkom’ begint nu om")
        expect(desk.locator("#day tbody tr").first).to_contain_text("Lezing")
        expect(later).to_be_focused()
        watch.look(desk, "arranged")
        desk.locator("#room-0-name").fill("Zolder")
        desk.locator("#room-0-people").fill("12")
        desk.get_by_role("button", name="Bewaar de ruimtes").click()
        expect(desk.locator("#concerns")).to_contain_text(
            "‘Lezing’ is voor 40 mensen, maar in Zolder passen er 12."
        )
        watch.look(desk, "concerns")
        desk.set_viewport_size(PHONE)  # type: ignore[arg-type]
        watch.look(desk, "concerns on a phone")
        desk.get_by_role("link", name="Verander Lezing").click()
        watch.look(desk, "a part")


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_another_website_shows_the_programme(
    afternoon: Afternoon, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, afternoon.url, PHONE) as page:
        page.goto(f"/e/{afternoon.slug}/programme/embed")
        expect(page.locator(".programme li")).to_have_count(3)
        watch.look(page, "embedded")
        assert page.context.cookies() == []
    frame = f"<!doctype html><iframe src='{afternoon.url}/e/{afternoon.slug}/programme/embed'>"
    with elsewhere(frame) as url, opened(browser, watch, url, PHONE) as other:
        other.goto(url)
        expect(other.frame_locator("iframe").locator("h1")).to_be_visible()
