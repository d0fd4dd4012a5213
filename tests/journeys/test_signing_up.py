"""On a phone, by keyboard alone, in both languages: signed up, found in the mail, cancelled."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import people
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House
from tests.journeys.people import ANNA

pytestmark = pytest.mark.journey

WORDS = {
    "nl": {
        "join": "Meld je aan",
        "name": "Naam",
        "email": "E-mailadres",
        "sign up": "Aanmelden",
        "place": "Je hebt een plek",
        "cancel": "Afmelden",
        "sure": "Meld me af",
        "gone": "Je bent afgemeld",
    },
    "en": {
        "join": "Sign up",
        "name": "Name",
        "email": "E-mail address",
        "sign up": "Sign up",
        "place": "You have a place",
        "cancel": "Cancel my place",
        "sure": "Cancel my place",
        "gone": "Your place is cancelled",
    },
}


def go_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the focus stands on this control."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def press(page: Page, role: str, name: str) -> None:
    """Go to a link or button and press Enter."""
    go_to(page, role, name)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_by_keyboard_alone(makers: House, browser: Browser, watch: Watch, lang: str) -> None:
    say = WORDS[lang]
    with opened(browser, watch, makers.first, LAPTOP) as desk:
        people.log_in(desk)
        slug = people.make_event(desk, capacity=5)
    with opened(browser, watch, makers.first, PHONE) as phone:
        phone.goto(f"/e/{slug}?lang={lang}")
        watch.look(phone, f"event-{lang}")
        press(phone, "link", say["join"])
        watch.look(phone, f"form-{lang}")
        press(phone, "button", say["sign up"])
        expect(phone.get_by_role("alert")).to_be_visible()
        watch.look(phone, f"errors-{lang}")
        go_to(phone, "textbox", say["name"])
        phone.keyboard.type(ANNA.name)
        go_to(phone, "textbox", say["email"])
        phone.keyboard.type(ANNA.email)
        phone.keyboard.press("Tab")
        phone.keyboard.press("Space")
        press(phone, "button", say["sign up"])
        expect(phone.get_by_role("heading", name=say["place"])).to_be_visible()
        watch.look(phone, f"received-{lang}")
        phone.goto(makers.personal_link(ANNA.email))
        expect(phone.get_by_text(say["place"])).to_be_visible()
        watch.look(phone, f"own-page-{lang}")
        press(phone, "link", say["cancel"])
        press(phone, "button", say["sure"])
        expect(phone.get_by_text(say["gone"])).to_be_visible()
        watch.look(phone, f"cancelled-{lang}")


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_is_there_in_the_other_language(
    makers: House, browser: Browser, watch: Watch, script: bool
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as desk:
        people.log_in(desk)
        slug = people.make_event(desk, capacity=5)
    with opened(browser, watch, makers.first, PHONE, script=script) as phone:
        phone.goto(f"/e/{slug}/signups/new")
        phone.get_by_label("Naam", exact=True).fill(ANNA.name)
        phone.get_by_role("radio", name=ANNA.role).check()
        phone.get_by_role("button", name="English").click()
        name = phone.get_by_label("Name", exact=True)
        expect(name).to_have_value(ANNA.name)
        expect(phone.get_by_role("radio", name=ANNA.role)).to_be_checked()
        if script:
            watch.look(phone, "form-in-english")
        phone.get_by_role("button", name="Nederlands").click()
        address = phone.get_by_label("E-mailadres", exact=True)
        address.fill(ANNA.email)
        address.press("Enter")
        expect(phone.get_by_role("heading", name="Je hebt een plek")).to_be_visible()


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", "13.00"), ("2027-10-31", "13.00")])
def test_an_afternoon_on_the_day_the_clock_changes(
    makers: House, browser: Browser, watch: Watch, day: str, hours: str
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as desk:
        people.log_in(desk)
        desk.get_by_role("link", name="Nieuwe bijeenkomst").first.click()
        desk.get_by_label("Naam van de bijeenkomst").fill("De klok verspringt")
        desk.get_by_label("Dag").fill(day)
        desk.get_by_label("Begint om").fill("13:00")
        desk.get_by_label("Eindigt om").fill("17:00")
        desk.get_by_label("Aantal plekken").fill("5")
        desk.get_by_role("button", name="Maak de bijeenkomst").click()
        people.tab(desk, "Overzicht")
        desk.get_by_role("button", name="Zet op de website").click()
        expect(desk.get_by_text("nog niet op de website")).to_have_count(0)
    with opened(browser, watch, makers.first, PHONE) as phone:
        people.sign_up(phone, "de-klok-verspringt", ANNA)
        makers.personal_link(ANNA.email)
        assert f"{hours} tot 17.00 uur" in makers.letters_to(ANNA.email)[0]
