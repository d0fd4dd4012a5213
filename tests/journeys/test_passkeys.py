"""An organiser adds a passkey, logs in with it and takes it away, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.installed import ORGANISER, PASSWORD, Installed
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.server import serve
from tests.smtp import free_port

pytestmark = pytest.mark.journey

# a device with a fingerprint reader on which a finger always lies
FINGERPRINT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# as browsers were before they read JSON for passkeys
OLDER = "delete PublicKeyCredential.parseCreationOptionsFromJSON"


@pytest.fixture
def address(tmp_path: Path, installed: Installed) -> Iterator[str]:
    """An installation that is called by a name: passkeys are not for numbers."""
    url, port = installed.copy("sqlite", tmp_path), free_port()
    named = f"http://localhost:{port}"
    with serve(url, tmp_path, port=port, MAKERS_URL=named, MAKERS_WORKER="0"):
        yield named


def with_reader(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a fingerprint reader; how to speak with it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": FINGERPRINT})
    return devtools, str(made["authenticatorId"])


def look(page: Page, watch: Watch, name: str) -> None:
    """Look at a page in both sizes."""
    for size_name, size in {"laptop": LAPTOP, "phone": PHONE}.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        watch.look(page, f"{name}-{size_name}")


def press(page: Page, button: str) -> None:
    """Press a button of the page."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).first.click()


def log_in(page: Page) -> None:
    """Type address and password."""
    page.goto("/login")
    page.get_by_label("E-mailadres").fill(ORGANISER)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    press(page, "Inloggen")


def add(page: Page, name: str) -> None:
    """Go to the form for a passkey and have the browser make one."""
    page.goto("/organise/account")
    page.get_by_role("link", name="Voeg een passkey toe").click()
    page.get_by_label("Hoe noem je deze passkey?").fill(name)
    press(page, "Maak de passkey")


def log_out(page: Page) -> None:
    """Leave the desk."""
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/")


def test_a_passkey_from_the_first_to_the_last_day(
    address: str, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, address, LAPTOP) as page:
        devtools, reader = with_reader(page)
        log_in(page)
        page.wait_for_url("**/organise/")
        add(page, "")
        page.get_by_text("Geef de passkey een naam").first.wait_for()
        look(page, watch, "passkey-nameless")
        add(page, "mijn laptop")
        page.get_by_role("heading", name="Bewaar deze codes").wait_for()
        look(page, watch, "recovery-codes")
        page.get_by_role("link", name="Ik heb ze bewaard").click()
        expect(page.get_by_text("mijn laptop")).to_be_visible()
        look(page, watch, "account")
        add(page, "nog een keer")
        page.get_by_text("Op dit apparaat staat al een passkey").wait_for()
        look(page, watch, "passkey-known")
        log_out(page)
        log_in(page)
        page.get_by_role("heading", name="Nog één stap").wait_for()
        look(page, watch, "second-step")
        devtools.send(
            "WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": False}
        )
        press(page, "Gebruik je passkey")
        page.get_by_text("Er kwam geen passkey").wait_for()
        look(page, watch, "second-step-stopped")
        devtools.send(
            "WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": True}
        )
        press(page, "Gebruik je passkey")
        page.wait_for_url("**/organise/")
        page.goto("/organise/account")
        page.get_by_text("Haal weg").first.click()
        look(page, watch, "passkey-going")
        page.get_by_role("dialog").get_by_role("button", name="Haal weg").click()
        page.get_by_text("De passkey is weggehaald").wait_for()
        look(page, watch, "account-without")
        log_out(page)
        log_in(page)
        page.wait_for_url("**/organise/")


def test_where_the_browser_cannot_the_sentence_and_the_code_stay(
    address: str, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, address, LAPTOP) as page:
        with_reader(page)
        log_in(page)
        page.wait_for_url("**/organise/")
        add(page, "mijn laptop")
        paper = page.locator("li code").first.inner_text()
        page.add_init_script(OLDER)
        page.goto("/organise/account/passkeys")
        expect(page.get_by_role("button", name="Maak de passkey")).to_be_hidden()
        look(page, watch, "passkey-older")
    with opened(browser, watch, address, PHONE, script=False) as page:
        log_in(page)
        expect(page.get_by_text("of JavaScript staat uit. Typ hieronder een code.")).to_be_visible()
        expect(page.get_by_role("button", name="Gebruik je passkey")).to_be_hidden()
        page.get_by_label("Code").fill(paper)
        press(page, "Inloggen")
        expect(page).to_have_url(f"{address}/organise/")
