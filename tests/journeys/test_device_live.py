"""What comes in leaves alone what somebody is doing; a dead line is noticed; clocks stay right."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.at_table import (
    OFFLINE,
    Table,
    comes,
    no_network,
    on_table,
    saves,
    table_of,
    types,
)
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House
from tests.journeys.rounds import takes_a_press
from tests.lines import SilentLine, carried

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
TWENTY_MINUTES = 20 * 60
SLACK = 3  # two cores that run other tests as well
# what a person is in the middle of: words, the marked part, where the eyes are, what stands open
STANDS = """() => {
    const field = document.activeElement;
    return {
        field: field.name, words: field.value, marked: [field.selectionStart, field.selectionEnd],
        kind: document.querySelector('[name=kind]:checked').value,
        open: document.querySelectorAll('details[open]').length,
    };
}"""
WHERE = "() => Math.round(document.activeElement.getBoundingClientRect().top)"
# when words first stood on a screen, by the clock that all browsers of one machine share
SEEN = """words => new Promise((done) => {
    const notes = document.querySelector('#notes');
    const look = () => notes.textContent.includes(words) && done(Date.now());
    new MutationObserver(look).observe(notes, { childList: true, subtree: true });
    look();
})"""
PRESS = """() => {
    const now = Date.now();
    document.querySelector('#write').requestSubmit();
    return now;
}"""
COME_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


@pytest.fixture
def table(makers: House) -> Iterator[Table]:
    """A table that has begun."""
    with table_of(makers) as laid:
        yield laid


@pytest.fixture
def watch(watch: Watch) -> Iterator[Watch]:
    """A browser says in its console that there was no network; here that is the point."""
    yield watch
    expected = (*OFFLINE, "htmx:error: timeout")
    watch.wrongs[:] = [one for one in watch.wrongs if not any(word in one for word in expected)]


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_what_comes_in_leaves_the_writer_alone(
    makers: House, table: Table, browser: Browser, watch: Watch, size: dict[str, int]
) -> None:
    with (
        opened(browser, watch, makers.first, size) as writer,
        opened(browser, watch, makers.first, LAPTOP) as laptop,
    ):
        comes(writer, table.first)
        comes(laptop, table.facilitator)
        writer.get_by_text("De casus", exact=True).click()
        writer.get_by_text("Twee logica’s").click()
        writer.locator("#kinds summary").click()
        writer.get_by_role("radio", name="Aanbod", exact=True).check()
        types(writer, "Ik ben nog aan het typen")
        field = writer.locator("#write").get_by_label("Notitie")
        field.evaluate("field => field.setSelectionRange(4, 6)")
        before, place = writer.evaluate(STANDS), writer.evaluate(WHERE)
        saves(laptop, "Een ander was eerder")
        expect(on_table(writer)).to_have_text(["Een ander was eerder"])
        takes_a_press(laptop)
        laptop.get_by_role("button", name="+2 minuten").click()
        laptop.get_by_role("button", name="Volgende fase").click()
        expect(writer.get_by_role("heading", name="Probleemverkenning")).to_be_visible()
        assert writer.evaluate(STANDS) == before
        assert abs(writer.evaluate(WHERE) - place) <= 2
        field.press("Delete")
        expect(field).to_have_value("Ik b nog aan het typen")
        watch.look(writer, f"typing-{size['width']}")


def test_a_dialog_stays_open_under_what_comes_in(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as writer,
        opened(browser, watch, makers.first, LAPTOP) as laptop,
    ):
        comes(writer, table.first)
        comes(laptop, table.facilitator)
        types(writer, "Half")
        writer.get_by_role("button", name="Verlaat dit apparaat").click()
        dialog = writer.get_by_role("dialog", name="Nog niet alles is verzonden")
        expect(dialog).to_be_visible()
        saves(laptop, "Intussen")
        expect(on_table(writer)).to_have_text(["Intussen"])
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Wacht nog even")).to_be_visible()


def test_note_to_screen_and_back_after_five_seconds_away(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as phone,
        opened(browser, watch, makers.first, LAPTOP) as laptop,
    ):
        comes(phone, table.first)
        comes(laptop, table.facilitator)
        saves(phone, "Warm lopen")
        expect(on_table(laptop)).to_have_text(["Warm lopen"])
        taken = sorted(note_to_screen(phone, laptop, f"Meting {turn}") for turn in range(7))
        print(f"note to screen, ms: {taken}")
        assert taken[len(taken) // 2] <= 300 * SLACK
        with no_network(phone):
            saves(phone, "Hier vandaan")
            saves(laptop, "Daar vandaan")
            phone.evaluate("() => new Promise((done) => setTimeout(done, 5000))")
            looks_out(phone, "Daar vandaan")
            looks_out(laptop, "Hier vandaan")
            back = time.time() * 1000
        after = [round(page.evaluate("globalThis.seen") - back) for page in (phone, laptop)]
        print(f"after five seconds away, ms: {after}")
        assert max(after) <= 2000 * SLACK


def looks_out(page: Page, words: str) -> None:
    """From now on this screen notes when the words are there."""
    page.evaluate(f"words => {{ globalThis.seen = ({SEEN})(words); }}", words)


def note_to_screen(writer: Page, reader: Page, words: str) -> int:
    """From pressing the button on one screen to the words on the other, in milliseconds."""
    writer.locator("#write").get_by_label("Notitie").fill(words)
    looks_out(reader, words)
    pressed = writer.evaluate(PRESS)
    return int(reader.evaluate("globalThis.seen")) - int(pressed)


@pytest.mark.parametrize("trouble", ["refused", "held back"])
def test_where_no_stream_comes_through_it_asks(
    makers: House, table: Table, browser: Browser, watch: Watch, trouble: str
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as phone,
        opened(browser, watch, makers.first, LAPTOP) as laptop,
    ):

        def stop(route: Route) -> None:
            if "once" in route.request.url:
                route.continue_()
            elif trouble == "refused":
                route.fulfill(status=502)

        phone.route("**/stream*", stop)
        comes(phone, table.first)
        comes(laptop, table.facilitator)
        saves(laptop, "Zonder stroom")
        expect(on_table(phone)).to_have_text(["Zonder stroom"], timeout=30_000)
        expect(phone.locator("#connection")).to_have_text("")
        saves(laptop, "Nog een")
        expect(on_table(phone)).to_have_text(["Zonder stroom", "Nog een"])
        phone.unroute("**/stream*", stop)


def test_a_line_that_died_in_silence_is_noticed(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with (
        carried(SilentLine(makers.servers[0].port)) as line,
        opened(browser, watch, f"http://127.0.0.1:{line.port}", PHONE) as phone,
        opened(browser, watch, makers.first, LAPTOP) as laptop,
    ):
        comes(phone, table.first)
        comes(laptop, table.facilitator)
        saves(laptop, "Nog gehoord")
        expect(on_table(phone)).to_have_text(["Nog gehoord"])
        line.fall_silent()
        saves(laptop, "Ongehoord")
        expect(on_table(laptop)).to_have_text(["Nog gehoord", "Ongehoord"])
        expect(on_table(phone)).to_have_text(["Nog gehoord"])
        phone.evaluate(COME_BACK)
        expect(on_table(phone)).to_have_text(["Nog gehoord", "Ongehoord"])


def test_a_laptop_that_slept_for_twenty_minutes_shows_the_right_time(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as laptop:
        laptop.clock.install()
        comes(laptop, table.facilitator)
        expect(laptop.locator("#phase-clock .left")).to_be_visible()
        before = left(laptop)
        with no_network(laptop):
            laptop.clock.fast_forward(TWENTY_MINUTES * 1000)
            expect(laptop.locator("#phase-clock")).to_have_class("clock huge is-over")
            assert abs(before - TWENTY_MINUTES - left(laptop)) <= 20
            expect(laptop.locator("#connection")).to_contain_text("even geen verbinding")
            watch.look(laptop, "slept")
        # the house never slept: its clock is believed, not the laptop's
        expect(laptop.locator("#phase-clock .over")).to_be_hidden(timeout=30_000)
        assert 0 <= before - left(laptop) <= 60


def left(page: Page) -> int:
    """The seconds that the clock shows."""
    shown = page.locator("#phase-clock [data-time]").inner_text()
    minutes, seconds = shown.lstrip("-").split(":")
    size = int(minutes) * 60 + int(seconds)
    return -size if shown.startswith("-") else size
