"""A pecha kucha from the phone that hands in the slides to the projector that shows them."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
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
from tests.installed import Installed
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import SERVERS, House, house, laying_out, settled
from tests.talks import files
from tests.talks.test_slides import pages
from tests.talks.test_timing import CASES
from tests.visitor import Visitor

pytestmark = pytest.mark.journey

RUNNER = Path(__file__).parents[2] / "makers/static/js/runner.js"
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


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def makers(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    installed: Installed,
) -> Iterator[House]:
    """One installation for all that happens here: SQLite with one process, PostgreSQL with two."""
    folder = tmp_path_factory.mktemp("row")
    with house(installed.copy(request.param, folder), folder, SERVERS[request.param]) as made:
        yield made


@pytest.fixture
def hall(makers: House) -> Iterator[Hall]:
    """The row, half an hour before it begins, on a running installation."""
    with laying_out(makers) as app:
        yield settled(_hall(app, makers.first))


def _hall(app: Flask, url: str) -> Hall:
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


def test_the_same_rule_on_the_server_and_on_screens(browser: Browser) -> None:
    rule = re.search(r"export (function at\(.*?\n})", RUNNER.read_text(), re.DOTALL)
    assert rule
    page = browser.new_page()
    ask = f"([run, moment]) => {{ {rule[1]} return at(run, moment); }}"
    for after, paused, before, part, number in CASES:
        run = {
            "startsAt": 0,
            "slides": 20,
            "seconds": 20,
            "pausedAt": None if paused is None else paused * 1000,
            "pausedSeconds": before,
        }
        found = page.evaluate(ask, [run, after * 1000])
        assert (found["part"], found["number"]) == (part, number)
    page.close()


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_twenty_slides_at_the_servers_seconds_also_without_a_network(
    browser: Browser, watch: Watch, hall: Hall
) -> None:
    with projector(browser, watch, hall, frozen=True) as page:
        expect(page.get_by_text("Klaar", exact=True)).to_be_visible()
        expect(page.locator("[data-names]")).to_have_text("Noor")
        watch.look(page, "opening")
        begins = started(hall, ago=-30) / 1000  # time enough, however slow the machine
        expect(page.locator("[data-part=countdown]")).to_be_visible()
        # the server's clock does not jump along
        page.route("**/state", lambda route: route.abort())
        begins -= float(page.locator("[data-run]").get_attribute("data-offset") or "") / 1000
        page.clock.pause_at(begins - 0.1)
        assert slide(page) == ""
        for number, source in enumerate(hall.sources[0], 1):
            page.clock.pause_at(begins + (number - 1) * 20 + 0.1)
            assert slide(page) == source, number
            if number == 3:
                page.context.set_offline(True)
            if number == 18:
                page.context.set_offline(False)
            page.clock.pause_at(begins + number * 20 - 0.1)
            assert slide(page) == source, number
        page.clock.pause_at(begins + 400.1)
        assert slide(page) == ""
        expect(page.locator("[data-part=black]")).to_contain_text("Sam")
        page.clock.pause_at(begins + 420)
        expect(page.locator("[data-part=opening]")).to_contain_text("Verhaal 2")
        forgive_the_line(watch)


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_a_laptop_that_slept_shows_the_right_slide_within_a_second(
    browser: Browser, watch: Watch, hall: Hall
) -> None:
    with projector(browser, watch, hall, frozen=True) as page:
        expect(page.get_by_text("Klaar", exact=True)).to_be_visible()
        begins = started(hall, ago=-30) / 1000  # time enough, however slow the machine
        expect(page.locator("[data-part=countdown]")).to_be_visible()
        page.route("**/state", lambda route: route.abort())
        page.clock.pause_at(begins + 245)
        page.clock.run_for(1000)
        assert slide(page) == hall.sources[0][12]
        forgive_the_line(watch)


def test_two_projectors_and_one_that_reloads_show_the_same_slide(
    browser: Browser, watch: Watch, hall: Hall
) -> None:
    with projector(browser, watch, hall) as first, projector(browser, watch, hall) as second:
        for page in (first, second):
            expect(page.locator("[data-part=opening]")).to_be_visible()
        started(hall, ago=68.5)  # five seconds into the fourth slide
        for page in (first, second):
            expect(page.locator(f"img[src='{hall.sources[0][3]}']")).to_be_visible()
        first.reload()
        expect(first.locator(f"img[src='{hall.sources[0][3]}']")).to_be_visible(timeout=1000)
        assert slide(first) == slide(second)


def test_the_moderator_starts_and_stops_from_a_phone(
    browser: Browser, watch: Watch, hall: Hall
) -> None:
    with (
        projector(browser, watch, hall) as wall,
        opened(browser, watch, hall.url, PHONE) as phone,
        opened(browser, watch, hall.url, PHONE) as speaker,
        opened(browser, watch, hall.url, PHONE) as follower,
    ):
        expect(wall.get_by_text("Klaar", exact=True)).to_be_visible()
        phone.goto(hall.doors["moderator"])
        watch.look(phone, "operate")
        speaker.goto(hall.doors["speaker"])
        speaker.goto(f"{speaker.url}/talk/speaker")
        watch.look(speaker, "speaker-before")
        follower.goto(f"/e/{hall.slug}/follow")
        expect(follower.locator("[data-names]")).to_contain_text("Noor")
        watch.look(follower, "follow-before")
        phone.get_by_role("button", name="Start", exact=True).tap()
        expect(wall.locator("[data-part=countdown]")).to_be_visible()
        expect(wall.locator(f"img[src='{hall.sources[0][0]}']")).to_be_visible()
        expect(speaker.get_by_text("Dia 1 van 20")).to_be_visible()
        expect(speaker.locator("[data-notes]")).to_have_text("Rustig beginnen")
        expect(follower.locator("[data-description]")).to_have_text("Een kas op het dak")
        for page, name in ((speaker, "speaker"), (follower, "follow"), (phone, "operate-on")):
            watch.look(page, name)
        phone.locator("summary").filter(has_text="Zet stil").tap()
        phone.get_by_role("dialog").get_by_role("button", name="Zet stil").tap()
        expect(phone.get_by_role("button", name="Ga verder")).to_be_visible()
        expect(wall.get_by_text("Even wachten")).to_be_visible()
        phone.get_by_role("button", name="Ga verder").tap()
        expect(wall.get_by_text("Even wachten")).to_be_hidden()
        phone.locator("summary").filter(has_text="Breek af").tap()
        phone.get_by_role("dialog").get_by_role("button", name="Breek af").tap()
        expect(phone.get_by_role("button", name="Start", exact=True)).to_be_visible()
        expect(wall.locator("[data-part=opening]")).to_be_visible()


def test_a_speaker_books_hands_in_looks_and_approves_by_touch(
    browser: Browser, watch: Watch, hall: Hall, tmp_path: Path
) -> None:
    file = tmp_path / "mijn verhaal.pdf"
    file.write_bytes(files.pdf(21))
    with opened(browser, watch, hall.url, PHONE) as phone:
        phone.goto(hall.doors["newcomer"])
        phone.get_by_role("link", name="Kies je plek").tap()
        phone.get_by_label("Titel").fill("Een kas op elk dak")
        watch.look(phone, "book")
        phone.get_by_role("button", name="Boek deze plek").tap()
        phone.get_by_role("link", name="Lever je dia’s in").tap()
        watch.look(phone, "hand-in")
        phone.get_by_label("Kies je bestand").set_input_files(file)
        phone.get_by_role("button", name="Lever in").tap()
        expect(phone.get_by_text("Je hebt 21 dia’s, er is plek voor 20")).to_be_visible(
            timeout=30_000
        )
        watch.look(phone, "choose")
        phone.get_by_label("Dia 1", exact=True).uncheck()
        phone.get_by_label("Dia 21", exact=True).check()
        phone.get_by_role("button", name="Toon deze").tap()
        expect(phone.get_by_text("Kijk de proef na")).to_be_visible()
        phone.get_by_role("button", name="Speel af").tap()
        expect(phone.locator("[data-left]")).to_have_text(re.compile(r"\d+ s"))
        phone.get_by_role("button", name="Stop").tap()
        phone.get_by_role("button", name="Volgende").tap()
        watch.look(phone, "proof")
        phone.get_by_text("Beschrijving en notities").tap()
        phone.get_by_label("Wat laat dia 1 zien?").fill("Een kas op het dak van de school")
        phone.get_by_role("button", name="Bewaar de teksten").tap()
        expect(phone.get_by_text("Je teksten bij de dia’s zijn bewaard.")).to_be_visible()
        phone.get_by_role("button", name="Keur goed").tap()
        expect(phone.get_by_text("Je dia’s zijn klaar", exact=True)).to_be_visible()
        watch.look(phone, "approved")


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_desk_of_the_row(
    browser: Browser, watch: Watch, hall: Hall, size: dict[str, int]
) -> None:
    with opened(browser, watch, hall.url, size) as desk:
        desk.goto(hall.doors["organiser"])
        desk.goto(f"/organise/events/{hall.event_id}/talks")
        for text in ("Meer Verhaal 1", "Plekken, tijden en wie mag boeken", "Zet iemand in de rij"):
            desk.locator("summary").filter(has_text=text).click()
        watch.look(desk, "row")
        desk.get_by_label("Wie", exact=True).select_option(label="Jo")
        desk.locator("form").filter(has=desk.get_by_label("Wie", exact=True)).get_by_label(
            "Titel"
        ).fill("Het verhaal van Jo")
        desk.get_by_role("button", name="Zet in de rij").click()
        expect(desk.get_by_text("Jo staat in de rij.")).to_be_visible()
        desk.goto(f"/organise/events/{hall.event_id}/talks/slides")
        desk.locator("summary").filter(has_text="Het verhaal van Jo").click()
        watch.look(desk, "slides")
        desk.goto(f"/organise/events/{hall.event_id}/screens")
        desk.get_by_role("button", name="Maak een link").last.click()
        expect(desk.get_by_alt_text("QR-code van de link")).to_be_visible()
        watch.look(desk, "screens")


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_a_wrong_file_is_told_beside_the_form(
    browser: Browser, watch: Watch, hall: Hall, tmp_path: Path
) -> None:
    file = tmp_path / "dia's.key"
    file.write_bytes(files.PRESENTATION)
    with opened(browser, watch, hall.url, PHONE) as phone:
        phone.goto(hall.doors["speaker"])
        phone.goto(f"{phone.url}/talk/slides")
        phone.get_by_label("Kies je bestand").set_input_files(file)
        phone.get_by_role("button", name="Lever in").tap()
        expect(phone.get_by_text("Sla haar eerst op als pdf")).to_be_visible()


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_the_web_process_stays_small_whatever_is_handed_in(hall: Hall, makers: House) -> None:

    worker = _worker(makers)
    visitor = Visitor(hall.url)
    path = visitor.enter(hall.doors["speaker"])
    token = visitor.token(path + "/talk/slides")
    before = _peak(worker)
    for data in (b"%PDF-" + bytes(48_000_000), files.huge_png(), files.laughs()):
        status = visitor.upload(f"{path}/talk/slides", {"csrf_token": token}, "x.pdf", data)
        assert status == 422
    assert _peak(worker) - before < 40_000  # kilobytes, of 48 megabytes handed in


def _worker(makers: House) -> int:
    """gunicorn's worker."""
    first = makers.servers[0].process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return int(children[0])


def _peak(pid: int) -> int:
    """The most memory a process ever had, in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found
    return int(found[1])
