"""The runner: the right slide at the right second, on every screen, steered from a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsers import PHONE, Watch, opened
from tests.journeys.pecha_kucha.row import Hall, forgive_the_line, projector, slide, started
from tests.talks.test_timing import CASES

pytestmark = pytest.mark.journey
RUNNER = Path(__file__).parents[3] / "makers/static/js/runner.js"


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
