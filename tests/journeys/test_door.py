"""The door on the day: a link of its own, a tap, a scan, a walk-in, paper, a line that fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from sqlalchemy import create_engine, text

from tests.journeys import people
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, until
from tests.journeys.people import ANNA, CEES, ENTREPRENEUR, GIJS, Guest

pytestmark = pytest.mark.journey

PENDING = "Dit wordt verstuurd…"
ONE_PROCESS = pytest.mark.parametrize("makers", ["sqlite"], indirect=True)


@pytest.fixture
def watch(watch: Watch) -> Iterator[Watch]:
    """A browser says in its console that there was no network; here that is the point."""
    yield watch
    expected = ("net::ERR_", "Failed to fetch")
    watch.wrongs[:] = [one for one in watch.wrongs if not any(word in one for word in expected)]


def test_a_phone_at_the_door(makers: House, browser: Browser, watch: Watch) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.last, PHONE) as phone,
        opened(browser, watch, makers.last, PHONE) as other,
    ):
        slug = an_afternoon(desk, other, capacity=2)
        phone.goto(the_door(desk, watch))
        expect(phone.get_by_text("0 van 2 binnen")).to_be_visible()
        expect(phone.get_by_role("navigation", name="Deze bijeenkomst")).to_have_count(0)
        expect(phone.get_by_text(ANNA.name)).to_have_count(0)
        watch.look(phone, "door")
        found(phone, "nn").get_by_role("button", name="Binnen").dblclick()
        expect(found(phone, "nn").get_by_text("binnen sinds")).to_be_visible()
        expect(phone.get_by_text("1 van 2 binnen")).to_be_visible()
        expect(desk.get_by_text("1 van 2 binnen")).to_be_visible()
        watch.look(phone, "door-found")
        assert came_in(makers) == 1, "tapping twice is once"
        phone.get_by_role("button", name="Toch niet binnen").click()
        expect(desk.get_by_text("0 van 2 binnen")).to_be_visible()
        the_letter_is_scanned(makers, phone, other, watch)
        waits = found(phone, "gijs")
        expect(waits.get_by_text("op de wachtlijst")).to_be_visible()
        watch.look(phone, "door-waiting")
        waits.get_by_role("button", name="Toch toelaten").click()
        expect(waits.get_by_text("binnen sinds")).to_be_visible()
        people.sign_up(other, slug, Guest("Later Nog"))
        somebody_walks_in(phone, watch)


@ONE_PROCESS
def test_the_line_fails(makers: House, browser: Browser, watch: Watch) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.last, PHONE) as phone,
    ):
        an_afternoon(desk, phone, capacity=2)
        phone.goto(the_door(desk))
        row = found(phone, "nn")
        expect(row).to_be_visible()
        with cut_off(phone):
            row.get_by_role("button", name="Binnen").click()
            expect(row.get_by_text(PENDING)).to_be_visible()
            row.get_by_role("button", name="Binnen").click()
            watch.look(phone, "door-offline")
        expect(row.get_by_text("binnen sinds")).to_be_visible()
        assert came_in(makers) == 1
        with answers_get_lost(phone, "**/undo"):
            with phone.expect_event("requestfailed"):
                row.get_by_role("button", name="Toch niet binnen").click()
            assert came_in(makers, "signup.checked_out") == 1
            expect(desk.get_by_text("0 van 2 binnen")).to_be_visible()
            found(phone, "ce").get_by_role("button", name="Binnen").click()
        expect(found(phone, "ce").get_by_text("binnen sinds")).to_be_visible()
        expect(phone.get_by_text("1 van 2 binnen")).to_be_visible()
        until(lambda: not waiting_taps(phone), what="nothing waits any more")
        assert (came_in(makers), came_in(makers, "signup.checked_out")) == (2, 1)


@ONE_PROCESS
def test_a_tap_outlives_its_page(makers: House, browser: Browser, watch: Watch) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.last, PHONE) as phone,
    ):
        an_afternoon(desk, phone, capacity=2)
        phone.goto(the_door(desk))
        with answers_get_lost(phone, "**/checkins/*", arrive=False):
            row = found(phone, "nn")
            row.get_by_role("button", name="Binnen").click()
            expect(row.get_by_text(PENDING)).to_be_visible()
            found(phone, "ce")
            assert waiting_taps(phone) == 1
            phone.reload()
        expect(phone.get_by_text("1 van 2 binnen")).to_be_visible()
        expect(found(phone, "nn").get_by_text("binnen sinds")).to_be_visible()


@ONE_PROCESS
def test_walking_in_over_a_bad_line(makers: House, browser: Browser, watch: Watch) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.last, PHONE) as phone,
    ):
        an_afternoon(desk, phone, capacity=5)
        phone.goto(the_door(desk))
        phone.get_by_text("Niet op de lijst?").click()
        fill_in(phone, "Ineens Daar")
        with answers_get_lost(phone, "**/walkins"):
            phone.get_by_role("button", name="Binnen").click()
            expect(phone.get_by_text(PENDING)).to_be_visible()
        expect(phone.get_by_text("Ineens Daar is binnen.")).to_be_visible()
        expect(phone.get_by_label("Naam", exact=True)).to_have_value("")
        fill_in(phone, "Nog Iemand")
        with cut_off(phone):
            phone.get_by_role("button", name="Binnen").click()
            expect(phone.get_by_text(PENDING)).to_be_visible()
            expect(phone.get_by_label("Naam", exact=True)).to_have_value("Nog Iemand")
            watch.look(phone, "walk-in-offline")
        expect(phone.get_by_text("Nog Iemand is binnen.")).to_be_visible()
        expect(phone.get_by_text("2 van 5 binnen")).to_be_visible()
        assert came_in(makers) == 2


@ONE_PROCESS
def test_the_door_without_script_and_by_keyboard(
    makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.last, PHONE, script=False) as phone,
    ):
        an_afternoon(desk, phone, capacity=2)
        phone.goto(the_door(desk))
        phone.get_by_label("Zoek op naam of organisatie").fill("nn")
        phone.get_by_role("button", name="Zoek").click()
        phone.get_by_role("listitem").get_by_role("button", name="Binnen").click()
        expect(phone.get_by_text("binnen sinds")).to_be_visible()
        expect(phone.get_by_label("Zoek op naam of organisatie")).to_have_value("nn")
        phone.get_by_text("Niet op de lijst?").click()
        phone.locator("#walk-in").get_by_role("button", name="Binnen").click()
        expect(phone.get_by_role("alert")).to_contain_text("Vul de naam in.")
        fill_in(phone, "Ineens Daar")
        phone.get_by_role("button", name="Binnen").click()
        expect(phone.get_by_text("Ineens Daar is binnen.")).to_be_visible()
        desk.get_by_label("Zoek op naam of organisatie").focus()
        desk.keyboard.type("cees")
        row = found(desk, "cees")
        expect(row).to_be_visible()
        button = row.get_by_role("button", name="Binnen", exact=True)
        while not button.evaluate("button => button === document.activeElement"):
            desk.keyboard.press("Tab")
        desk.keyboard.press("Enter")
        expect(row.locator(".stands")).to_be_focused()
        desk.keyboard.press("Tab")
        desk.keyboard.press("Enter")
        expect(button).to_be_visible()


@ONE_PROCESS
def test_on_paper(makers: House, browser: Browser, watch: Watch) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.last, PHONE) as phone,
    ):
        an_afternoon(desk, phone, capacity=9)
        phone.goto(the_door(desk))
        for name in ("<b>O'Brien</b> & dochters", "Wolfeschlegelsteinhausenberger" * 6, "W" * 200):
            phone.goto(urlsplit(phone.url).path)
            phone.get_by_text("Niet op de lijst?").click()
            fill_in(phone, name)
            phone.get_by_role("button", name="Binnen").click()
            expect(phone.locator("#walk-in .notice").first).to_contain_text("is binnen.")
        for what in ("De lijst", "Naamkaartjes", "Poster met QR-code"):
            people.tab(desk, "Inchecken")
            desk.get_by_role("link", name=what).click()
            expect(desk.get_by_role("heading", level=1)).to_be_visible()
            watch.look(desk, what.split()[0])
            sheets = re.findall(rb"/Type\s*/Page\b", desk.pdf(prefer_css_page_size=True))
            assert len(sheets) == 1, what
            if what == "Naamkaartjes":
                the_badges_stay_in_their_grid(desk)
            desk.go_back()


def an_afternoon(desk: Page, phone: Page, capacity: int) -> str:
    """An event that begins in half an hour, with Anna, Cees, and Gijs where there is no room."""
    people.log_in(desk)
    slug = people.make_event(desk, capacity)
    for guest in (ANNA, CEES, GIJS):
        people.sign_up(phone, slug, guest)
    return slug


def the_door(desk: Page, watch: Watch | None = None) -> str:
    """The organiser makes a link for the door; its path. The desk stays on the check-in page."""
    people.tab(desk, "Inchecken")
    if watch:
        watch.look(desk, "desk-checkin")
    desk.get_by_role("button", name="Maak een link voor de deur").click()
    link = desk.get_by_label("De link").input_value()
    if watch:
        watch.look(desk, "desk-link")
    desk.get_by_role("link", name="Terug").click()
    expect(desk.get_by_text("Er is 1 link gemaakt.")).to_be_visible()
    return str(urlsplit(link).path)


def found(page: Page, letters: str) -> Locator:
    """The one who is found by these letters."""
    field = page.get_by_label("Zoek op naam of organisatie")
    if field.input_value() != letters:
        with page.expect_response(re.compile(f"[?&]q={letters}(&|$)")):
            field.fill(letters)
        expect(field).not_to_have_class(re.compile("htmx-request"))
    return page.locator("#people ul.checkin > li")


def the_letter_is_scanned(makers: House, phone: Page, other: Page, watch: Watch) -> None:
    """The door scans Anna's code; for anybody else it says nothing."""

    def code() -> str | None:
        letters = makers.letters_to(ANNA.email)
        found = re.search(r"/i/[A-Z2-9]{10}", letters[0]) if letters else None
        return found[0] if found else None

    path = until(code, what="Anna's code")
    other.goto(path)
    expect(other.get_by_role("heading", name="Laat deze code zien bij de deur")).to_be_visible()
    expect(other.get_by_text(ANNA.name)).to_have_count(0)
    watch.look(other, "ticket-of-somebody")
    phone.goto(path)
    watch.look(phone, "ticket")
    with cut_off(phone):
        phone.get_by_role("button", name="Binnen").click()
        expect(phone.get_by_text(PENDING)).to_be_visible()
    expect(phone.get_by_text("Al binnen sinds")).to_be_visible()
    phone.goto(path)
    watch.look(phone, "ticket-again")
    phone.get_by_role("link", name="Naar de deur").click()
    expect(phone.get_by_text("1 van 2 binnen")).to_be_visible()


def somebody_walks_in(phone: Page, watch: Watch) -> None:
    """Without an address, and with that of who is signed up already."""
    phone.get_by_text("Niet op de lijst?").click()
    fill_in(phone, "Ineens Daar")
    watch.look(phone, "walk-in")
    phone.get_by_role("button", name="Binnen", exact=True).click()
    expect(phone.get_by_text("Let op: er zijn nu meer mensen dan plekken.")).to_be_visible()
    expect(phone.get_by_text("3 van 4 binnen")).to_be_visible()
    fill_in(phone, "Wie Weet")
    phone.get_by_label("E-mailadres").fill(CEES.email)
    phone.locator("#walk-in form.form").get_by_role("button", name="Binnen").click()
    known = phone.locator("#walk-in li")
    expect(known.get_by_text(CEES.name)).to_be_visible()
    watch.look(phone, "walk-in-known")
    known.get_by_role("button", name="Binnen").click()
    expect(known.get_by_text("binnen sinds")).to_be_visible()


def fill_in(page: Page, name: str) -> None:
    """The short form."""
    page.get_by_label("Naam", exact=True).fill(name)
    page.get_by_role("radio", name=ENTREPRENEUR).check()


def the_badges_stay_in_their_grid(desk: Page) -> None:
    """On paper every badge is 90 by 55 mm, two beside each other, and nothing typed is cut off."""
    desk.emulate_media(media="print")
    cards = desk.locator(".badge-card")
    boxes = [cards.nth(n).bounding_box() for n in range(cards.count())]
    assert len(boxes) == 6
    assert len({round(box["x"]) for box in boxes if box}) == 2
    for n, box in enumerate(boxes):
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == (340, 208)
        assert cards.nth(n).evaluate("e => e.scrollHeight <= e.clientHeight"), n
        assert cards.nth(n).evaluate("e => e.scrollWidth <= e.clientWidth"), n
    desk.emulate_media(media="screen")


def came_in(makers: House, what: str = "signup.checked_in") -> int:
    """How often somebody came in (or out again), as the journal tells."""
    engine = create_engine(makers.database_url)
    with engine.connect() as connection:
        rows = text("SELECT count(*) FROM journal WHERE what = :what")
        count = int(connection.scalar(rows, {"what": what}) or 0)
    engine.dispose()
    return count


def waiting_taps(page: Page) -> int:
    """How many taps this phone still has to send."""
    return int(page.evaluate("JSON.parse(sessionStorage.getItem('taps') ?? '[]').length"))


@contextmanager
def cut_off(page: Page) -> Iterator[None]:
    """No network for this browser."""
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


@contextmanager
def answers_get_lost(page: Page, address: str, *, arrive: bool = True) -> Iterator[None]:
    """What is sent to this address arrives (or does not), and no answer comes back."""

    def lose(route: Route) -> None:
        if arrive:
            route.fetch()
        route.abort("connectionreset")

    page.route(address, lose)
    yield
    page.unroute(address, lose)
