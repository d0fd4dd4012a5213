"""A first visit by phone over slow 4G: requests, bytes, when the page is there, whether it jumps.

The line is Lighthouse's slow 4G (562 ms a request, 1.47 Mbit/s down) and the processor four times
slower than this one. Aim: at most 5 requests (4 where nothing is live yet) and 60 kB, LCP at most
1.8 s, CLS under 0.01.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks import place
from tests import chromium
from tests.server import serve

VISITS = 5
SLOW_4G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1_474_560 / 8,
    "uploadThroughput": 675_000 / 8,
}
SLOWER = 4
PHONE = {"width": 390, "height": 844}
WATCH = """
    window.seen = { lcp: 0, cls: 0 };
    new PerformanceObserver((list) => list.getEntries().forEach((e) => { seen.lcp = e.startTime; }))
      .observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((e) => { seen.cls += e.value; }))
      .observe({ type: "layout-shift", buffered: true });
"""


def main() -> None:
    """The event page before the day, its form, and the event page on the day itself."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        found = place.demo(Path(folder))
        launch = chromium.find()
        browser = playwright.chromium.launch(
            executable_path=launch.executable, args=launch.args, env=dict(launch.env)
        )
        with serve(found.database_url, found.instance) as server:
            pages = {
                "event_page": f"/e/{found.slug}",
                "form": f"/e/{found.slug}/signups/new",
                "event_page_on_the_day": f"/e/{found.running}",
            }
            measured = {name: _visits(browser, server.url + path) for name, path in pages.items()}
        browser.close()
    print(json.dumps(measured, indent=2))


def _visits(browser: Browser, url: str) -> dict[str, Any]:
    """The median of some first visits."""
    visits = [_visit(browser, url) for _ in range(VISITS)]
    return {name: median(visit[name] for visit in visits) for name in visits[0]}


def _visit(browser: Browser, url: str) -> dict[str, float]:
    """One visit by a browser that was never here."""
    context = browser.new_context(viewport=PHONE, locale="nl-NL", has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    line = context.new_cdp_session(page)
    requests: set[str] = set()
    sizes: dict[str, float] = {}
    line.on("Network.requestWillBeSent", lambda e: _note(requests, e))
    line.on("Network.dataReceived", lambda e: _add(sizes, e["requestId"], e["encodedDataLength"]))
    line.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
    )
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_4G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(url, wait_until="load")
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_timeout(1000)  # late shifts, and the stream's beginning
    seen = page.evaluate("seen")
    context.close()
    return {
        "requests": len(requests),
        "kilobytes": round(sum(sizes.values()) / 1000, 1),
        "lcp_ms": round(seen["lcp"]),
        "cls": round(seen["cls"], 4),
    }


def _note(requests: set[str], event: dict[str, Any]) -> None:
    if not event["request"]["url"].startswith("data:"):
        requests.add(event["requestId"])


def _add(sizes: dict[str, float], request: str, more: float) -> None:
    sizes[request] = sizes.get(request, 0) + more


if __name__ == "__main__":
    main()
