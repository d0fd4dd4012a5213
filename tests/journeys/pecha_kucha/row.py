"""The row of talks, its doors, and the projector that shows it."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ItemKind
from makers.talks import arranging, booking, running, slides
from makers.talks.booking import Pitch
from makers.talks.models import Performance, Talk
from tests import build
from tests.journeys.browsers import Watch, opened
from tests.talks.test_slides import pages

SOON = re.compile(r"^\d{1,2}$")  # milliseconds that the server's clock was under way
WIDE = {"width": 1920, "height": 1080}


@dataclass(frozen=True)
class Hall:
    """An event with two talks that have slides, a third that has none, and a link for each door."""

    app: Flask
    url: str
    event_id: int
    slug: str
    talk_ids: list[int]
    sources: list[list[str]]
    doors: dict[str, str]


def laid_out(app: Flask, url: str) -> Hall:
    """The row, half an hour before it begins: booked, with slides, a link for each door."""
    starts_at = clock.now() + timedelta(minutes=30)
    event = build.event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=4))
    row = build.slots(build.item(event, ItemKind.PECHA_KUCHA), 4)
    people = [
        build.signup(event, name, role="sociaal ondernemer") for name in ("Noor", "Sam", "Jo")
    ]
    talk_ids, sources = list[int](), list[list[str]]()
    for number, who in enumerate(people[:2]):
        pitch = Pitch(row[number].id, f"Verhaal {number + 1}")
        talk = booking.book(who, pitch, key=uuid.uuid4(), now=clock.now(), by=SYSTEM)
        deck = slides.hand_in(talk, pages(20, number * 40), source="", now=clock.now(), by=SYSTEM)
        slides.approve(deck, version=1, now=clock.now(), by=SYSTEM)
        first = {deck.slides[0].id: slides.Told("Een kas op het dak", "Rustig beginnen")}
        slides.describe(deck, first, by=SYSTEM)
        arranging.accept(talk, True, version=1, now=clock.now(), by=SYSTEM)
        talk_ids.append(talk.id)
        sources.append([f"/slides/{one.digest}.webp" for one in deck.slides])
    grants = {
        "projector": Grant("projector", event.id, event.id),
        "organiser": Grant("organiser", None, 1),
        "moderator": Grant("moderator", event.id, event.id),
        "speaker": Grant("personal", event.id, people[0].id, people[0].id),
        "newcomer": Grant("personal", event.id, people[2].id, people[2].id),
    }
    with writing() as session:
        doors = {
            name: f"/l/{links.issue(session, grant, now=clock.now())}"
            for name, grant in grants.items()
        }
    return Hall(app, url, event.id, event.slug, talk_ids, sources, doors)


def started(hall: Hall, talk: int = 0, *, ago: float = 0.0) -> float:
    """Start a talk so many seconds ago; when its first slide begins, in milliseconds."""
    newest = db.session.query(Performance).order_by(Performance.id.desc()).first()
    made = running.start(
        db.session.get_one(Talk, hall.talk_ids[talk]),
        after=newest.id if newest else 0,
        now=clock.now() - timedelta(seconds=ago),
        by=SYSTEM,
    )
    return made.starts_at.timestamp() * 1000


@contextmanager
def projector(
    browser: Browser, watch: Watch, hall: Hall, *, frozen: bool = False
) -> Iterator[Page]:
    """The runner on a projector; ``frozen``: with a clock of its own that the test moves."""
    with opened(browser, watch, hall.url, WIDE) as page:
        if frozen:
            page.clock.install(time=time.time())
        page.goto(hall.doors["projector"])
        page.goto(f"/show/{hall.event_id}/talks")
        expect(page.locator("[data-run]")).to_have_attribute("data-way", SOON, timeout=20_000)
        yield page


def slide(page: Page) -> str:
    """The picture that fills the screen, nothing when none does."""
    shown = page.locator("[data-part=slide]:not([hidden]) img")
    return str(shown.get_attribute("src", timeout=2000)) if shown.count() else ""


def forgive_the_line(watch: Watch) -> None:
    """Leave out what a browser says of a line that is gone, or of a clock that jumps."""
    words = ("ERR_", "Failed to fetch", "htmx:sse:error")
    watch.wrongs[:] = [one for one in watch.wrongs if not any(word in one for word in words)]
