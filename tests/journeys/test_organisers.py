"""An organiser sets up an app for codes, and asks somebody to help; axe reads every page of it."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installed import ORGANISER, PASSWORD, Installed
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.people import logged_in_an_hour_ago
from tests.server import serve

pytestmark = pytest.mark.journey


def look(page: Page, watch: Watch, name: str) -> None:
    """Look at a page in both sizes."""
    for size_name, size in {"laptop": LAPTOP, "phone": PHONE}.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        watch.look(page, f"{name}-{size_name}")


def press(page: Page, button: str) -> None:
    """Press a button of the page and wait for what comes."""
    page.get_by_role("main").get_by_role("button", name=button).first.click()
    page.wait_for_load_state()


def log_in(page: Page) -> None:
    """Type address and password."""
    page.goto("/login")
    page.get_by_label("E-mailadres").fill(ORGANISER)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    press(page, "Inloggen")


def test_a_second_step_and_a_helper(
    tmp_path: Path, installed: Installed, browser: Browser, watch: Watch
) -> None:
    url = installed.copy("sqlite", tmp_path)
    with serve(url, tmp_path, MAKERS_WORKER="0") as server:
        with opened(browser, watch, server.url, LAPTOP) as chief:
            log_in(chief)
            code = turn_on(chief, watch)
            log_out(chief)
            log_in(chief)
            look(chief, watch, "second-step")
            chief.get_by_label("Code").fill(code)
            press(chief, "Inloggen")
            expect(chief).to_have_url(f"{server.url}/organise/")
            link = ask_for_help(chief, watch)
        with opened(browser, watch, server.url, PHONE, script=False) as helper:
            helper.goto(link)
            helper.get_by_label("Je naam").fill("Noor Voorbeeld")
            helper.get_by_label("Kies een wachtwoord").fill("een lang wachtwoord van Noor")
            press(helper, "Maak mijn account")
            expect(helper).to_have_url(f"{server.url}/organise/")
            expect(helper.get_by_role("link", name="Instellingen")).to_have_count(0)
        with opened(browser, watch, server.url, PHONE) as late:
            late.goto(link)
            expect(late.get_by_role("heading", name="Deze link werkt niet")).to_be_visible()
            look(late, watch, "dead-link")
            late.get_by_role("link", name="Stuur mijn link").click()
            expect(late.get_by_label("E-mailadres")).to_be_visible()


def test_a_form_that_waited_too_long_goes_on_after_the_password(
    tmp_path: Path, installed: Installed, browser: Browser, watch: Watch
) -> None:
    url = installed.copy("sqlite", tmp_path)
    with (
        serve(url, tmp_path, MAKERS_WORKER="0") as server,
        opened(browser, watch, server.url, PHONE) as chief,
    ):
        log_in(chief)
        chief.goto("/organise/organisers")
        chief.get_by_label("E-mailadres").fill("noor@example.org")
        logged_in_an_hour_ago(url)
        press(chief, "Nodig uit")
        expect(chief.get_by_text("Wat je invulde, is nog niet verstuurd")).to_be_visible()
        look(chief, watch, "again-with-a-form")
        chief.get_by_label("Wachtwoord").fill(PASSWORD)
        press(chief, "Ga verder")
        expect(chief.get_by_label("De link")).to_be_visible()
        expect(chief.get_by_role("main")).to_contain_text("noor@example.org")


def turn_on(page: Page, watch: Watch) -> str:
    """Have an app make codes from now on; one of the codes that were drawn anew."""
    page.get_by_role("link", name="Je account").click()
    look(page, watch, "account")
    press(page, "Stel de app in")
    secret = page.locator("code").inner_text().replace(" ", "")
    look(page, watch, "app")
    page.get_by_label("De zes cijfers").fill(pyotp.TOTP(secret).now())
    press(page, "Zet aan")
    look(page, watch, "recovery-codes")
    old = page.locator("li code").first.inner_text()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    page.locator("summary").filter(has_text="Maak nieuwe codes").click()
    look(page, watch, "account-with-codes")
    page.get_by_role("dialog").get_by_role("button", name="Maak nieuwe codes").click()
    expect(page.get_by_text("De oude codes werken niet meer")).to_be_visible()
    look(page, watch, "other-recovery-codes")
    expect(page.get_by_text(old)).to_have_count(0)
    return page.locator("li code").first.inner_text()


def ask_for_help(page: Page, watch: Watch) -> str:
    """Invite a helper; the link."""
    page.goto("/organise/organisers")
    look(page, watch, "organisers")
    page.get_by_label("E-mailadres").fill("noor@example.org")
    press(page, "Nodig uit")
    look(page, watch, "invited")
    link = page.get_by_label("De link").input_value()
    page.goto("/login/again?next=/organise/organisers")
    look(page, watch, "again")
    return link


def log_out(page: Page) -> None:
    """Leave the desk."""
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_load_state()
