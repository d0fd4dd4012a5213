"""``python -m tests.journeys.shots``: the README's pictures, taken from the demo."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.journeys.browsers import LAPTOP, PHONE
from tests.server import run_flask, serve

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PROJECTOR = {"width": 1280, "height": 720}


def main() -> None:
    """Lay out the demo on a fresh database and take one picture of each door."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, launch = Path(name), chromium.find()
        url = f"sqlite:///{folder / 'makers.db'}"
        run_flask("db", "upgrade", database_url=url, instance=folder)
        said = run_flask("makers", "demo", database_url=url, instance=folder, MAKERS_DEMO="1")
        doors = dict(line.split() for line in said.splitlines() if "/l/" in line)
        browser = playwright.chromium.launch(executable_path=launch.executable, args=launch.args)
        with serve(url, folder) as server:

            def page(size: dict[str, int], door: str) -> Page:
                context = browser.new_context(base_url=server.url, viewport=size, locale="nl-NL")  # type: ignore[arg-type]
                opened = context.new_page()
                opened.goto(urlsplit(doors[door]).path, wait_until="load")
                return opened

            attendee = page(PHONE, "attendee")
            attendee.locator("p.lead a").first.click()
            take(attendee, "attend")
            take(page(LAPTOP, "facilitator"), "facilitate")
            desk = page(LAPTOP, "organiser")
            desk.get_by_role("link", name="Nu aan tafel").first.click()
            take(desk, "organise")
            take(page(PROJECTOR, "projector"), "show")
        browser.close()


def take(page: Page, name: str) -> None:
    """Keep what this screen shows."""
    page.wait_for_load_state()
    page.locator("h1").first.wait_for()
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
