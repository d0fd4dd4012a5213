"""One laptop writes for others, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.at_table import Table, comes, on_table, table_of
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House
from tests.journeys.rounds import goes_on

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]


@pytest.fixture
def table(makers: House) -> Iterator[Table]:
    """A table that has begun."""
    with table_of(makers) as laid:
        yield laid


def tabs_to(page: Page, name: str, key: str = "Tab") -> None:
    """By the keyboard to what is called so."""
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {name} by keyboard")


def test_a_scribe_needs_no_mouse(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as laptop,
        opened(browser, watch, makers.first, PHONE) as phone,
    ):
        comes(laptop, table.facilitator)
        comes(phone, table.first)
        watch.look(laptop, "before")
        tabs_to(laptop, "scribes")
        laptop.keyboard.press("Space")
        text = laptop.locator("#write").get_by_label("Notitie")
        tabs_to(laptop, "on_behalf_of", "Shift+Tab")
        laptop.keyboard.type("Twe")
        laptop.keyboard.press("Tab")
        expect(text).to_be_focused()
        laptop.keyboard.press("Control+Shift+Digit2")
        laptop.keyboard.type("Wie betaalt het nu?")
        watch.look(laptop, "scribing")
        laptop.keyboard.press("Enter")
        expect(text).to_have_value("")
        expect(text).to_be_focused()
        laptop.keyboard.press("Control+Shift+Digit7")
        laptop.keyboard.type("Begin klein")
        laptop.keyboard.press("Shift+Enter")
        laptop.keyboard.type("met één wijk")
        laptop.keyboard.press("Enter")
        laptop.keyboard.press("Shift+Tab")
        expect(laptop.get_by_label("Namens", exact=True)).to_be_focused()
        laptop.keyboard.type("Eer")
        laptop.keyboard.press("Enter")
        expect(text).to_be_focused()
        laptop.keyboard.press("Control+Shift+Digit9")
        laptop.keyboard.type("De regel past nergens")
        laptop.keyboard.press("Enter")
        an_agreement_has_a_key_too(laptop)
        for page in (laptop, phone):
            expect(on_table(page)).to_have_text(
                ["Wie betaalt het nu?", "Begin klein\nmet één wijk", "De regel past nergens"],
                use_inner_text=True,
            )
            for kind, words, author in (
                ("Vraag", "Wie betaalt", "Tweede Proef"),
                ("Advies", "Begin klein", "Tweede Proef"),
                ("Signaal", "De regel", "Eerste Proef"),
            ):
                group = page.locator("#notes").get_by_role("region", name=kind)
                note = group.locator("li.note").filter(has_text=words)
                expect(note.locator("footer")).to_contain_text(author)
                expect(note.locator("footer")).to_contain_text("getypt door Begeleider Proef")
        laptop.reload()
        expect(laptop.get_by_role("switch", name="Schrijven voor anderen")).to_be_checked()
        watch.look(laptop, "scribed")
        watch.look(phone, "scribed-phone")
        expect(phone.get_by_role("switch", name="Schrijven voor anderen")).not_to_be_checked()
        refused_in_silence(laptop, phone, watch)


def an_agreement_has_a_key_too(laptop: Page) -> None:
    """Ctrl+Shift+0 leads to its form, another digit back to the notes."""
    keys = laptop.locator("#kinds [aria-keyshortcuts]").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-keyshortcuts').slice(-1)).sort()"
    )
    assert keys == list("0123456789")
    laptop.keyboard.press("Control+Shift+Digit0")
    what = laptop.locator("#agree").get_by_label("Wat spreek je af?")
    expect(what).to_be_focused()
    laptop.keyboard.type("Een brief aan de wijkraad")
    tabs_to(laptop, "department")
    laptop.keyboard.press("Enter")
    expect(laptop.locator("#agreements")).to_contain_text("Een brief aan de wijkraad")
    expect(what).to_have_value("")
    laptop.keyboard.press("Control+Shift+Digit1")
    expect(laptop.locator("#write").get_by_label("Notitie")).to_be_focused()


def refused_in_silence(laptop: Page, phone: Page, watch: Watch) -> None:
    """In silent writing it is said, and the words stand in the form again."""
    for phase in ("Probleemverkenning", "Kern formuleren"):
        goes_on(laptop, phase)
        for page in (laptop, phone):
            expect(page.get_by_role("heading", name=phase, exact=True)).to_be_visible()
    expect(laptop.locator("#write").get_by_role("radio", name="Kern")).to_be_checked()
    laptop.get_by_label("Namens", exact=True).select_option(label="Eerste Proef")
    text = laptop.locator("#write").get_by_label("Notitie")
    text.fill("Een geheim van Eerste")
    text.press("Enter")
    expect(laptop.get_by_role("alert").filter(has_text="schrijft ieder voor zich")).to_be_visible()
    expect(text).to_have_value("Een geheim van Eerste")
    expect(laptop.locator("#waiting li")).to_have_count(0)
    watch.look(laptop, "refused")
    assert "geheim" not in phone.content()
    laptop.get_by_label("Namens", exact=True).select_option(label="mezelf")
    text.press("Enter")
    expect(on_table(laptop).filter(has_text="geheim")).to_be_visible()
    expect(laptop.get_by_role("alert").filter(has_text="schrijft ieder voor zich")).to_have_count(0)
    assert "geheim" not in phone.content()
