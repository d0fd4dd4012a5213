"""Does a page stall while 500 people in three rounds are being seated beside it?

Visitors ask for the event page 50 times a second, before and during a search in its own process,
as a press on the board starts it. Aim: the p95 at most doubled.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.load import ask_for, milliseconds
from benchmarks.place import demo
from makers.seating.matching import match
from tests.seating.problems import afternoon
from tests.server import serve
from tests.visitor import Visitor

PER_SECOND = 50
SECONDS = 6.0


def main() -> None:
    """Print the page's latency without and with a search, and how long the search took."""
    with tempfile.TemporaryDirectory() as folder:
        place = demo(Path(folder))
        with serve(place.database_url, place.instance) as server:
            page = f"/e/{place.slug}"
            ask_for(f"{server.url}{page}", clients=1, seconds=1)
            quiet = _paced(server.url, page, lambda: False)
            searching, seconds = _search()
            beside = _paced(server.url, page, lambda: not searching.is_alive())
            searching.join()
    told = {"quiet": quiet, "while_matching_500x3": beside, "matching_seconds": seconds[0]}
    told["times_the_quiet_p95"] = round(beside["p95_ms"] / quiet["p95_ms"], 2)
    print(json.dumps(told, indent=2))


def _search() -> tuple[threading.Thread, list[float]]:
    """The search under way, and where its seconds will stand."""
    problem, seconds = afternoon(500, 3), list[float]()

    def search() -> None:
        began = time.perf_counter()
        match(problem, seed=1)
        seconds.append(round(time.perf_counter() - began, 1))

    thread = threading.Thread(target=search)
    thread.start()
    return thread, seconds


def _paced(url: str, page: str, over: Callable[[], bool]) -> dict[str, float]:
    """Latency in milliseconds at a steady pace, for ``SECONDS`` or until it is over."""
    visitor, found = Visitor(url), list[float]()
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS and not over():
        sent = time.perf_counter()
        status = visitor.get(page)[0]
        assert status == 200, status
        found.append(time.perf_counter() - sent)
        time.sleep(max(0.0, began + len(found) / PER_SECOND - time.perf_counter()))
    return {
        "requests": len(found),
        "p50_ms": milliseconds(found, 50),
        "p95_ms": milliseconds(found, 95),
    }


if __name__ == "__main__":
    main()
