"""A change at a table on a dead line: the page stays, its words are kept, counted, sent once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.at_table import (
    OFFLINE,
    Table,
    answers_cut,
    comes,
    no_network,
    on_table,
    saves,
    table_of,
    waiting,
    written,
)
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
DEAD = "Geen verbinding. Je tekst is op dit apparaat bewaard"
FIRST = "Het dak is van een ander."


@pytest.fixture
def table(makers: House) -> Iterator[Table]:
    """A table that has begun."""
    with table_of(makers) as laid:
        yield laid


@pytest.fixture
def watch(watch: Watch) -> Iterator[Watch]:
    """A browser says in its console that there was no network; here that is the point."""
    yield watch
    watch.wrongs[:] = [one for one in watch.wrongs if not any(word in one for word in OFFLINE)]


def opens(page: Page, link: str) -> None:
    """Go to where the one note is changed, or gets a next version."""
    page.locator("#notes li.note").get_by_role("link", name=link).click()
    page.wait_for_load_state()


def changes(page: Page, words: str, button: str = "Bewaar") -> None:
    """Type other words and press the button."""
    page.get_by_label("Probleemstelling").fill(words)
    page.get_by_role("button", name=button, exact=True).click()


def stays(page: Page) -> None:
    """The page is still there, and says why and what becomes of the words."""
    expect(page.get_by_text(DEAD)).to_be_visible()
    expect(page.locator("#kept")).to_have_text("1 nog niet verzonden")


def test_an_edit_waits_on_its_page_and_goes_when_the_line_is_back(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        saves(phone, FIRST)
        opens(phone, "Pas aan")
        with no_network(phone):
            changes(phone, "Het dak is van ons.")
            stays(phone)
            expect(phone.get_by_label("Probleemstelling")).to_have_value("Het dak is van ons.")
            watch.look(phone, "edit-offline")
        expect(on_table(phone)).to_have_text(["Het dak is van ons."])
        expect(phone.locator("#kept")).to_have_text("Alles is opgeslagen")
        assert written(makers) == ["Het dak is van ons."]


def test_an_edit_left_behind_is_counted_asked_about_and_never_overwrites(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as phone,
        opened(browser, watch, makers.first, LAPTOP) as laptop,
    ):
        comes(phone, table.first)
        saves(phone, FIRST)
        opens(phone, "Pas aan")
        with no_network(phone):
            changes(phone, "Het dak, zegt Eerste.")
            stays(phone)
            context = phone.context
            phone.close()
        comes(laptop, table.second)
        opens(laptop, "Pas aan")
        changes(laptop, "Het dak, zegt Tweede.")
        expect(on_table(laptop)).to_have_text(["Het dak, zegt Tweede."])
        phone = watch.follow(context.new_page())
        phone.goto(table.first)
        expect(phone.locator("#kept")).to_have_text("1 nog niet verzonden")
        expect(waiting(phone)).to_contain_text("Het dak, zegt Eerste.")
        watch.look(phone, "edit-waits")
        phone.get_by_role("button", name="Verlaat dit apparaat").click()
        dialog = phone.get_by_role("dialog", name="Nog niet alles is verzonden")
        dialog.get_by_role("link", name="Notitie aanpassen").click()
        field = phone.get_by_label("Probleemstelling")
        expect(field).to_have_value("Het dak, zegt Eerste.")
        phone.reload()
        expect(field).to_have_value("Het dak, zegt Eerste.")
        phone.get_by_role("button", name="Bewaar", exact=True).click()
        expect(phone.get_by_role("heading", name="Twee teksten voor één notitie")).to_be_visible()
        watch.look(phone, "conflict")
        with no_network(phone):
            phone.get_by_role("button", name="Neem de mijne").click()
            stays(phone)
        expect(on_table(phone)).to_have_text(["Het dak, zegt Eerste."])
        expect(phone.locator("#kept")).to_have_text("Alles is opgeslagen")
        assert written(makers) == ["Het dak, zegt Eerste."]


def test_a_change_that_is_not_wanted_any_more_is_thrown_away(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        saves(phone, FIRST)
        opens(phone, "Pas aan")
        phone.get_by_label("Probleemstelling").press_sequentially("Toch niet")
        expect(phone.locator("#kept")).to_have_text("1 nog niet verzonden")
        phone.get_by_role("link", name="Terug").click()
        waiting(phone).get_by_role("button", name="Gooi weg").click()
        expect(phone.locator("#kept")).to_have_text("Alles is opgeslagen")
        opens(phone, "Pas aan")
        expect(phone.get_by_label("Probleemstelling")).to_have_value(FIRST)


def test_a_next_version_whose_answer_got_lost_is_there_once(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        saves(phone, FIRST)
        opens(phone, "Nieuwe versie")
        with answers_cut(phone, "**/successor"):
            changes(phone, "Van wie is het dak?", "Bewaar als nieuwe versie")
            stays(phone)
            phone.goto(table.first)
            expect(phone.locator("#kept")).to_have_text("1 nog niet verzonden")
        waiting(phone).get_by_role("button", name="Pas aan").click()
        expect(phone.get_by_label("Probleemstelling")).to_have_value("Van wie is het dak?")
        phone.get_by_role("button", name="Bewaar als nieuwe versie").click()
        expect(phone.locator("#kept")).to_have_text("Alles is opgeslagen")
        expect(on_table(phone)).to_have_count(2)
        assert written(makers) == [FIRST, "Van wie is het dak?"]


def test_an_agreement_and_what_stood_on_paper_wait_as_well(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as laptop:
        comes(laptop, table.facilitator)
        laptop.get_by_label("Wat spreek je af?").fill("Bellen")
        laptop.locator("#agree").get_by_role("button").click()
        agreements = laptop.locator("#agreements")
        expect(agreements).to_contain_text("Bellen")
        agreements.get_by_role("link", name="Pas aan").click()
        with no_network(laptop):
            laptop.get_by_label("Wat spreek je af?").fill("Maandag bellen")
            laptop.get_by_role("button", name="Bewaar").click()
            stays(laptop)
        expect(agreements).to_contain_text("Maandag bellen")
        laptop.goto(f"{table.path}/paper")
        with no_network(laptop):
            laptop.get_by_role("textbox", name="Vraag").first.fill("Van wie is het dak?")
            laptop.get_by_role("button", name="Bewaar alles").click()
            stays(laptop)
            watch.look(laptop, "paper-offline")
        expect(laptop.get_by_text("1 notitie van papier is bewaard.")).to_be_visible()
        assert written(makers) == ["Van wie is het dak?"]


def test_what_is_wrong_comes_back_on_the_page_with_the_words(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        saves(phone, FIRST)
        opens(phone, "Nieuwe versie")
        phone.get_by_label("Gezien vanuit de vraag").fill("Een euro is haalbaar")
        changes(phone, "", "Bewaar als nieuwe versie")
        expect(phone.get_by_role("heading", name="Nog niet gelukt")).to_be_visible()
        expect(phone.get_by_label("Gezien vanuit de vraag")).to_have_value("Een euro is haalbaar")
        watch.look(phone, "wrong")
        changes(phone, "Van wie is het dak?", "Bewaar als nieuwe versie")
        expect(on_table(phone)).to_have_count(2)
