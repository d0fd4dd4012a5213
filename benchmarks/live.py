"""A note is posted at one of 11 tables; how long until each of its 9 screens has the new fragment?

Ninety-nine real streams in all. Aim: p95 at most 50 ms, nothing lost.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import http.client  # noqa: E402
import json  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from collections import defaultdict  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

from benchmarks.load import milliseconds  # noqa: E402
from benchmarks.place import tables  # noqa: E402
from tests.server import serve  # noqa: E402
from tests.visitor import Visitor  # noqa: E402

TABLES = 11
SCREENS = 9
NOTES = 200
PER_SECOND = 20


@dataclass
class Measured:
    """When each note was acknowledged, and how long each screen took to show it."""

    posted: dict[str, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def main() -> None:
    """Post ``NOTES`` notes at ``PER_SECOND`` and print what the screens saw."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'makers.db'}"
        places = tables(folder, url, TABLES)
        with serve(url, folder) as server:
            found = _measure(server.url, places)
    print(json.dumps(found, indent=2))


def _measure(url: str, places: list[tuple[int, str]]) -> dict[str, object]:
    measured = Measured()
    posters = []
    for table_id, link in places:
        screen = Visitor(url)
        screen.enter(link)
        posters.append((table_id, screen, screen.token(f"/table/{table_id}")))
        for _ in range(SCREENS):
            gevent.spawn(_screen, url, table_id, dict(screen.cookies), measured)
    gevent.sleep(2)
    for number in range(NOTES):
        table_id, poster, token = posters[number % TABLES]
        gevent.spawn(_post, poster, table_id, token, f"notitie {number}.", measured)
        gevent.sleep(1 / PER_SECOND)
    gevent.sleep(2)
    expected = NOTES * SCREENS
    return {
        "screens": TABLES * SCREENS,
        "notes": NOTES,
        "p50_ms": milliseconds(measured.seconds, 50),
        "p95_ms": milliseconds(measured.seconds, 95),
        "p99_ms": milliseconds(measured.seconds, 99),
        "lost": expected - sum(measured.shown.values()),
    }


def _post(poster: Visitor, table_id: int, token: str, text: str, measured: Measured) -> None:
    """Post one note on a connection of its own; its clock starts when it is sent."""
    writer = Visitor(f"http://{poster.host}:{poster.port}")
    writer.cookies = poster.cookies
    fields = {"csrf_token": token, "key": uuid.uuid4(), "kind": "question", "text": text}
    measured.posted[text] = time.perf_counter()
    status = writer.post(f"/table/{table_id}/notes", fields)[0]
    assert status == 303
    writer.close()


def _screen(url: str, table_id: int, cookies: dict[str, str], measured: Measured) -> None:
    """An open table page: hear a signal, fetch the fragment, see which notes are new."""
    fetcher = Visitor(url)
    fetcher.cookies = cookies
    connection = http.client.HTTPConnection(fetcher.host, fetcher.port)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection.request("GET", f"/table/{table_id}/stream", headers={"Cookie": cookie})
    response = connection.getresponse()
    seen: set[str] = set()
    while line := response.readline():
        if line.strip() == f"event: table-{table_id}-notes".encode():
            page = fetcher.get(f"/table/{table_id}/notes", **{"HX-Request": "true"})[2]
            arrived = time.perf_counter()
            for text, sent in list(measured.posted.items()):
                if text not in seen and f"<p>{text}</p>" in page:
                    seen.add(text)
                    measured.shown[text] += 1
                    measured.seconds.append(arrived - sent)


if __name__ == "__main__":
    main()
