"""Browsers that keep watch: no policy broken, no console error, no other host, nothing for axe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
AXE = Axe()
# axe leaves style attributes behind: htmx would copy them in a swap, and the policy forbids that
UNSTYLE = "document.querySelectorAll('[style]').forEach((one) => one.removeAttribute('style'))"
# A refused form and a closed door are answers, and Chromium reports each as a console error.
EXPECTED = ("status of 409", "status of 422", "status of 401", "status of 404")


@dataclass
class Watch:
    """What went wrong in a journey's browsers, in the order in which it did."""

    shots: Path
    wrongs: list[str] = field(default_factory=list)
    taken: int = 0

    def follow(self, page: Page) -> Page:
        """Note everything wrong on this page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrongs.append(f"error on {page.url}: {error}"))
        page.on("request", self._request)
        return page

    def look(self, page: Page, name: str) -> None:
        """Let axe read the page; nothing may stick out sideways. ``LOOK=1`` keeps a picture."""
        expect(page.locator(".htmx-request")).to_have_count(0)  # what is under way is dimmed
        if "LOOK" in os.environ:
            self.taken += 1
            page.screenshot(path=self.shots / f"{self.taken:02}-{name}.png", full_page=True)
        found = AXE.run(page, options={"resultTypes": ["violations"]})
        page.evaluate(UNSTYLE)
        for violation in found.response["violations"]:
            where = [" ".join(node["target"]) for node in violation["nodes"]][:3]
            self.wrongs.append(f"axe on {name}: {violation['id']} at {where}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.wrongs.append(f"{name} is {wide} px wider than its screen")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in EXPECTED):
            self.wrongs.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host not in ("127.0.0.1", "localhost", None):
            self.wrongs.append(f"asked another host: {request.url}")


@contextmanager
def opened(
    browser: Browser, watch: Watch, base_url: str, size: dict[str, int], *, script: bool = True
) -> Iterator[Page]:
    """A page of somebody's own browser, in Dutch."""
    context: BrowserContext = browser.new_context(
        base_url=base_url,
        viewport=size,  # type: ignore[arg-type]
        locale="nl-NL",
        java_script_enabled=script,
        has_touch=size is PHONE,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    yield watch.follow(context.new_page())
    context.close()
