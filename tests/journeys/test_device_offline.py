"""No network: what is typed stays, what is sent waits, the page opens again, all arrives once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.events.models import Event
from tests import chromium
from tests.journeys.at_table import (
    OFFLINE,
    Table,
    answers_cut,
    comes,
    no_network,
    on_table,
    saves,
    table_of,
    types,
    waiting,
    written,
)
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled, until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]

# the page as it would stand here when the event is long over
OUT_OF_DATE = """async () => {
    const path = '/table/1';
    const page = await caches.match(path) ?? new Response('<html data-now="1">');
    for (const name of await caches.keys()) await caches.delete(name);
    await (await caches.open('table table-1 1')).put(path, page);
}"""


@pytest.fixture
def table(makers: House) -> Iterator[Table]:
    """A table that has begun."""
    with table_of(makers) as laid:
        yield laid


@pytest.fixture
def watch(watch: Watch) -> Iterator[Watch]:
    """A browser says in its console that there was no network; here that is the point."""
    yield watch
    expected = (*OFFLINE, "status of 400")
    watch.wrongs[:] = [one for one in watch.wrongs if not any(word in one for word in expected)]


def kept_for_later(page: Page) -> None:
    """The service worker is there and has put this page away."""
    path = "caches.match(location.pathname, { ignoreVary: true }).then(Boolean)"
    until(lambda: page.evaluate(path), what="the page on the shelf")


def test_type_on_without_a_network_close_and_come_back(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as phone,
        opened(browser, watch, makers.first, LAPTOP) as laptop,
    ):
        comes(phone, table.first)
        comes(laptop, table.facilitator)
        saves(phone, "Met verbinding")
        expect(on_table(laptop)).to_have_text(["Met verbinding"])
        expect(phone.locator("#kept")).to_contain_text("Opgeslagen ")
        kept_for_later(phone)
        watch.look(phone, "online")
        with no_network(phone):
            saves(phone, "Zonder verbinding")
            expect(phone.locator("#kept")).to_contain_text("1 nog niet verzonden")
            saves(phone, "Nog een")
            expect(waiting(phone).locator("p")).to_have_text(["Zonder verbinding", "Nog een"])
            types(phone, "Half get")
            watch.look(phone, "offline")
            context = phone.context
            phone.close()
            phone = watch.follow(context.new_page())
            phone.goto(table.path)
            expect(on_table(phone)).to_have_text(["Met verbinding"])
            expect(phone.locator("#connection")).to_contain_text("even geen verbinding")
            expect(phone.locator("#kept")).to_contain_text("2 nog niet verzonden")
            field = phone.locator("#write").get_by_label("Notitie")
            expect(field).to_have_value("Half get")
            types(phone, "ypt")
            field.press("End")
            phone.locator("#write").get_by_role("button", name="Bewaar").click()
            expect(waiting(phone)).to_have_count(3)
            watch.look(phone, "reopened-offline")
            assert written(makers) == ["Met verbinding"]
        everything = ["Met verbinding", "Zonder verbinding", "Nog een", "Half getypt"]
        expect(on_table(laptop)).to_have_text(everything)
        expect(on_table(phone)).to_have_text(everything)
        expect(waiting(phone)).to_have_count(0)
        expect(phone.locator("#kept")).to_contain_text("Opgeslagen ")
        assert written(makers) == everything


def test_a_browser_that_is_killed_loses_nothing(
    makers: House, table: Table, browser: Browser, watch: Watch, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    page = its_own_browser(browser, watch, makers, profile)
    comes(page, table.first)
    saves(page, "Voor de klap")
    expect(on_table(page)).to_have_text(["Voor de klap"])
    page.context.set_offline(True)
    saves(page, "Onverzonden een")
    saves(page, "Onverzonden twee")
    expect(page.locator("#kept")).to_contain_text("2 nog niet verzonden")
    types(page, "Half getypt")
    page.evaluate("() => new Promise((done) => setTimeout(done, 800))")  # the finger rests
    os.kill(its_process(profile), signal.SIGKILL)
    page = its_own_browser(browser, watch, makers, profile)
    comes_again(page, table.first)
    expect(on_table(page)).to_have_text(["Voor de klap", "Onverzonden een", "Onverzonden twee"])
    expect(page.locator("#write").get_by_label("Notitie")).to_have_value("Half getypt")
    expect(waiting(page)).to_have_count(0)
    assert written(makers) == ["Voor de klap", "Onverzonden een", "Onverzonden twee"]
    page.context.close()


def test_nothing_is_kept_past_its_day(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        kept_for_later(phone)
        phone.goto("/join")
        phone.evaluate(OUT_OF_DATE)
        with no_network(phone), pytest.raises(Error, match="ERR_"):
            phone.goto(table.path)
        phone.goto("/join")
        phone.evaluate(OUT_OF_DATE)
        phone.reload()
        until(lambda: phone.evaluate("caches.keys()") == [], what="an empty device")


def test_after_the_event_only_ones_own_words_stay_on_the_device(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        kept_for_later(phone)
        with laying_out(makers):
            db.session.scalars(select(Event)).one().ends_at = clock.now() - timedelta(seconds=1)
            settled(None)
        phone.reload()
        until(lambda: phone.evaluate("caches.keys()") == [], what="an empty shelf")
        with no_network(phone):
            saves(phone, "Na afloop")
            expect(phone.locator("#kept")).to_contain_text("1 nog niet verzonden")
            phone.context.route("**/notes", lambda route: route.abort())
        with phone.expect_response("**/presence"):
            phone.reload()
        expect(phone.locator("#kept")).to_contain_text("1 nog niet verzonden")
        assert phone.evaluate("caches.keys()") == []
        phone.context.unroute_all()
        expect(on_table(phone)).to_have_text(["Na afloop"], timeout=20_000)


def its_own_browser(browser: Browser, watch: Watch, makers: House, profile: Path) -> Page:
    """A browser with a profile on disk, as people have."""
    launch = chromium.find()
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=launch.executable,
        args=launch.args,
        env=dict(launch.env),
        base_url=makers.first,
        locale="nl-NL",
    )
    context.set_default_timeout(10_000)
    return watch.follow(context.pages[0])


def its_process(profile: Path) -> int:
    """The number of the browser with this profile."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}" in words and not any("--type=" in one for one in words):
            return int(folder.name)
    raise AssertionError("no browser has this profile")


def comes_again(page: Page, link: str) -> None:
    """Someone opens their link; what was left behind goes first."""
    page.goto(link)
    expect(page.locator("#kept")).not_to_be_empty()


def test_an_answer_that_is_cut_off_writes_once(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        with answers_cut(phone, "**/notes"):
            with phone.expect_event("requestfailed"):
                saves(phone, "Een keer")
            assert written(makers) == ["Een keer"]
            expect(phone.locator("#kept")).to_contain_text("1 nog niet verzonden")
            expect(waiting(phone).get_by_role("button", name="Pas aan")).to_have_count(0)
        expect(phone.locator("#kept")).to_contain_text("Opgeslagen ")
        expect(on_table(phone)).to_have_text(["Een keer"])
        assert written(makers) == ["Een keer"]


def test_a_signal_waits_with_its_policy_domains(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        form = phone.locator("#write")
        about = form.get_by_role("group", name="Over welke beleidsterreinen gaat dit?")
        expect(about).to_be_hidden()
        form.get_by_text("Iets anders").click()
        form.get_by_label("Signaal").check()
        for name in ("cultuur", "armoede"):
            about.get_by_label(name).check()
        with no_network(phone):
            saves(phone, "Vier loketten")
            expect(about).to_be_hidden()
            waiting(phone).get_by_role("button", name="Pas aan").click()
            expect(form.get_by_label("Notitie")).to_have_value("Vier loketten")
            for name, is_checked in (("onderwijs", False), ("cultuur", True), ("armoede", True)):
                expect(about.get_by_label(name)).to_be_checked(checked=is_checked)
            form.get_by_role("button", name="Bewaar").click()
        expect(on_table(phone)).to_have_text(["Vier loketten"])
        phone.locator("#notes").get_by_role("link", name="Pas aan").first.click()
        said = phone.get_by_role("group", name="Over welke beleidsterreinen gaat dit?")
        for name, is_checked in (("onderwijs", False), ("cultuur", True), ("armoede", True)):
            expect(said.get_by_label(name)).to_be_checked(checked=is_checked)


def test_what_waits_can_be_changed_and_withdrawn(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        field = phone.locator("#write").get_by_label("Notitie")
        with no_network(phone):
            for words in ("Een", "Weg ermee", "Drie"):
                saves(phone, words)
            expect(waiting(phone)).to_have_count(3)
            waiting(phone).nth(1).get_by_role("button", name="Trek in").click()
            waiting(phone).nth(0).get_by_role("button", name="Pas aan").click()
            expect(field).to_have_value("Een")
            expect(field).to_be_focused()
            waiting(phone).nth(0).get_by_role("button", name="Pas aan").click()
            expect(phone.locator("#kept")).to_have_text("Bewaar eerst wat je nu typt.")
            field.fill("Een, maar beter")
            phone.locator("#write").get_by_role("button", name="Bewaar").click()
            expect(waiting(phone).locator("p")).to_have_text(["Een, maar beter", "Drie"])
        expect(on_table(phone)).to_have_text(["Een, maar beter", "Drie"])
        assert written(makers) == ["Een, maar beter", "Drie"]


def test_who_lost_their_way_in_is_told_and_keeps_the_words(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        phone.context.clear_cookies()
        button = phone.get_by_role("button", name="Ik ben klaar")
        button.click()
        told = phone.get_by_role("alert").filter(has_text="Deze pagina stond te lang open")
        expect(told).to_be_visible()
        expect(button).to_be_visible()
        saves(phone, "Zonder recht")
        expect(phone.locator("#kept")).to_contain_text("Open je link opnieuw")
        other = watch.follow(phone.context.new_page())
        other.goto(table.first)
        expect(on_table(other)).to_have_text(["Zonder recht"])
        expect(phone.locator("#kept")).to_have_text("Alles is opgeslagen", timeout=45_000)
        saves(phone, "Met een oud formulier")
        expect(on_table(other)).to_have_text(["Zonder recht", "Met een oud formulier"])
        assert written(makers) == ["Zonder recht", "Met een oud formulier"]
