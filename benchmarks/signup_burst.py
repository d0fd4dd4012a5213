"""Two hundred people sign up through the real form, 16 at a time, each with CSRF and cookie.

Aim on one worker: at least 100 sign-ups per second, p95 under 400 ms, and exactly 50 confirmed on
50 places within 3 seconds; the same fifty on PostgreSQL with two workers.
"""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.load import milliseconds
from benchmarks.place import Place, afternoon
from tests import postgres
from tests.server import serve
from tests.visitor import Visitor, hidden_fields

PEOPLE = 200
AT_ONCE = 16
ROLE = re.compile(r'name="role"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="role"')


@dataclass
class Burst:
    """What came of it."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Enough places for all, then too few; one worker on SQLite, two on PostgreSQL."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.start(Path(folder))
        try:
            for name, capacity in (("200_places", PEOPLE), ("50_places", 50)):
                here, there = Path(folder) / f"sqlite{capacity}", Path(folder) / f"pg{capacity}"
                found[name] = {
                    "sqlite_1_worker": _measure(here, f"sqlite:///{here / 'makers.db'}", capacity),
                    "postgresql_2_workers": _measure(
                        there, server.create_database(f"burst{capacity}"), capacity, workers=2
                    ),
                }
        finally:
            server.stop()
    print(json.dumps(found, indent=2))


def _measure(folder: Path, url: str, capacity: int, workers: int = 1) -> dict[str, object]:
    folder.mkdir()
    place = afternoon(folder, url, capacity)
    with serve(url, folder, workers, MAKERS_SIGNUPS_PER_ADDRESS="5000") as server:
        people = [_form(server.url, place) for _ in range(PEOPLE)]
        burst, queue = Burst(), iter(enumerate(people))
        began = time.perf_counter()
        threads = [
            threading.Thread(target=_sign_up, args=(place, queue, burst)) for _ in range(AT_ONCE)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
    return {
        "signups_per_second": round(PEOPLE / took, 1),
        "p50_ms": milliseconds(burst.seconds, 50),
        "p95_ms": milliseconds(burst.seconds, 95),
        "seconds": round(took, 2),
        **_counts(url),
        "errors": burst.errors[:3],
    }


def _form(url: str, place: Place) -> tuple[Visitor, dict[str, object]]:
    """Someone with the form open."""
    visitor = Visitor(url)
    page = visitor.get(f"/e/{place.slug}/signups/new")[2]
    role = next(filter(None, ROLE.search(page).groups()))  # type: ignore[union-attr]
    visitor.close()  # a server lets go of idle connections; the clock runs on a fresh one
    return visitor, {**hidden_fields(page), "role": role}


def _sign_up(
    place: Place, queue: Iterator[tuple[int, tuple[Visitor, dict[str, object]]]], burst: Burst
) -> None:
    while True:
        try:
            number, (visitor, fields) = next(queue)
        except StopIteration:
            return
        fields |= {"name": f"Deelnemer {number}", "email": f"deelnemer{number}@example.org"}
        began = time.perf_counter()
        status, _, answer = visitor.post(f"/e/{place.slug}/signups", fields)
        burst.seconds.append(time.perf_counter() - began)
        visitor.close()
        if status != 303:
            burst.errors.append(f"{status}: {answer[:200]}")


def _counts(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        confirmed, total = connection.execute(
            text("SELECT count(confirmed_at), count(*) FROM signup")
        ).one()
    return {"confirmed": confirmed, "waiting": total - confirmed}


if __name__ == "__main__":
    main()
