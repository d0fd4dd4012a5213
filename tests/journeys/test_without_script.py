"""The whole attendee path without JavaScript: sign up, change, book, offer a case, join, cancel."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import people
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House
from tests.journeys.people import ANNA, CEES

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_an_attendee_needs_no_script(makers: House, browser: Browser, watch: Watch) -> None:
    with opened(browser, watch, makers.first, LAPTOP, script=False) as desk:
        people.log_in(desk)
        slug = people.make_event(desk, capacity=5)
        people.tab(desk, "Pecha kucha")
        desk.get_by_label("Aantal plekken").fill("2")
        desk.get_by_role("button", name="Bewaar").click()
    with opened(browser, watch, makers.first, PHONE, script=False) as phone:
        phone.goto(f"/e/{slug}/signups/new")
        phone.get_by_label("Naam", exact=True).fill(ANNA.name)
        phone.get_by_role("button", name="Aanmelden").click()
        expect(phone.get_by_role("alert")).to_be_visible()
        expect(phone.get_by_label("Naam", exact=True)).to_have_value(ANNA.name)
        people.sign_up(phone, slug, ANNA)
        people.open_own_page(phone, makers, ANNA)
        people.book_slot(phone, "Lezen met de buurt")
        expect(phone.get_by_text("Lezen met de buurt")).to_be_visible()
        people.offer_case(phone, "Een casus zonder script", "cultuur")
        phone.get_by_role("link", name="Verander je antwoorden").click()
        phone.get_by_label("Functie").fill("voorzitter")
        phone.get_by_role("button", name="Bewaar").click()
        expect(phone.get_by_text("voorzitter")).to_be_visible()
        phone.get_by_role("link", name="Afmelden").click()
        phone.get_by_role("button", name="Meld me af").click()
        expect(phone.get_by_text("Je bent afgemeld")).to_be_visible()
        people.sign_up(phone, slug, CEES)
        phone.goto("/?lang=en")
        expect(phone.locator("html")).to_have_attribute("lang", "en")
