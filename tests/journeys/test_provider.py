"""On a phone: in by the account of one's organisation, a file after logging in there once more.

Who does not organise here is told what to do. The provider is another origin, on loopback.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.installed import ORGANISER, Installed
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.people import logged_in_an_hour_ago
from tests.provider import CLIENT_ID, NAME, SECRET, Provider, new_key
from tests.provider import opened as answering
from tests.server import Server, serve

pytestmark = pytest.mark.journey


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Where they log in."""
    with answering(Provider(new_key())) as found:
        yield found


@pytest.fixture
def server(tmp_path: Path, installed: Installed, provider: Provider) -> Iterator[Server]:
    """An installation that was told of it by its environment."""
    url = installed.copy("sqlite", tmp_path)
    with serve(
        url,
        tmp_path,
        MAKERS_WORKER="0",
        OIDC_ISSUER=provider.url,
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=SECRET,
        OIDC_NAME=NAME,
    ) as running:
        yield running


@pytest.mark.parametrize("script", [True, False])
def test_who_organises_comes_in_and_who_does_not_is_told_what_to_do(
    server: Server, provider: Provider, browser: Browser, watch: Watch, script: bool
) -> None:
    with opened(browser, watch, server.url, PHONE, script=script) as page:
        page.goto("/login")
        if script:
            watch.look(page, "login")
        assert provider.asked == []
        provider.account["email"] = "iemand@example.org"
        page.get_by_role("link", name=f"Inloggen met {NAME}").click()
        expect(page).to_have_url(f"{server.url}/login")
        expect(
            page.get_by_text("Met iemand@example.org organiseer je hier nog niet")
        ).to_be_visible()
        if script:
            watch.look(page, "not-known")
        provider.account["email"] = ORGANISER
        page.get_by_role("link", name=f"Inloggen met {NAME}").click()
        expect(page).to_have_url(f"{server.url}/organise/")
        page.goto("/login/again?next=/organise/organisers")
        if script:
            watch.look(page, "again-phone")
            page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
            watch.look(page, "again-laptop")
        page.get_by_role("link", name=f"Nog een keer inloggen met {NAME}").click()
        expect(page).to_have_url(f"{server.url}/organise/organisers")
    assert provider.asked.count("/authorize") == 3


@pytest.mark.parametrize("script", [True, False])
def test_a_form_waits_in_its_own_tab_while_one_logs_in_there_in_another(
    tmp_path: Path,
    server: Server,
    provider: Provider,
    browser: Browser,
    watch: Watch,
    script: bool,
) -> None:
    provider.account["email"] = ORGANISER
    with opened(browser, watch, server.url, PHONE, script=script) as page:
        page.goto("/login/provider")
        page.goto("/organise/organisers")
        page.get_by_label("E-mailadres").fill("noor@example.org")
        logged_in_an_hour_ago(f"sqlite:///{tmp_path / 'makers.db'}")
        page.get_by_role("button", name="Nodig uit").click()
        with page.expect_popup() as beside:
            page.get_by_role("link", name=f"Nog een keer inloggen met {NAME}").click()
        other = watch.follow(beside.value)
        expect(other.get_by_text("Ga terug naar het tabblad")).to_be_visible()
        if script:
            watch.look(page, "again-with-a-form")
            watch.look(other, "proved")
        other.close()
        page.get_by_role("button", name="Daar ingelogd? Ga verder").click()
        expect(page.get_by_label("De link")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("noor@example.org")


def test_a_provider_that_is_away_leaves_the_password(
    server: Server, provider: Provider, browser: Browser, watch: Watch
) -> None:
    provider.answers["/.well-known/openid-configuration"] = 503
    with opened(browser, watch, server.url, PHONE) as page:
        page.goto("/login")
        page.get_by_role("link", name=f"Inloggen met {NAME}").click()
        expect(page.get_by_text(f"{NAME} antwoordt nu niet")).to_be_visible()
        watch.look(page, "away")
        page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
        watch.look(page, "away-laptop")
