"""The event page beside a bare page on the same server in the same run; queries per page.

Aim: at least one third of the bare page's requests per second, at most 6 queries.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.load import ask_for
from benchmarks.place import demo
from makers.core.database import db
from tests.conftest import made_app
from tests.counting import statements
from tests.server import serve

SECONDS = 5.0
CLIENTS = (1, 16)


def main() -> None:
    """Measure both pages in turn, twice, and print the better run of each."""
    with tempfile.TemporaryDirectory() as folder:
        place = demo(Path(folder))
        found: dict[str, object] = {"queries": _queries(place.database_url, place.slug)}
        with (
            serve(place.database_url, place.instance) as ours,
            serve(place.database_url, place.instance, app="benchmarks.bare:app") as bare,
        ):
            for clients in CLIENTS:
                pair = {
                    "event_page": ask_for(
                        f"{ours.url}/e/{place.slug}", clients=clients, seconds=SECONDS
                    ),
                    "bare_page": ask_for(f"{bare.url}/", clients=clients, seconds=SECONDS),
                }
                rates = [pair[name]["requests_per_second"] for name in ("event_page", "bare_page")]
                found[f"clients_{clients}"] = {**pair, "ratio": round(rates[0] / rates[1], 3)}
    print(json.dumps(found, indent=2))


def _queries(database_url: str, slug: str) -> dict[str, int]:
    """Statements for the event page, cold and once it is in memory."""
    with tempfile.TemporaryDirectory() as folder:
        app = made_app(Path(folder), database_url)
        counts = []
        with app.app_context():
            engine = db.engine
        for _ in range(2):
            with statements(engine) as seen:
                app.test_client().get(f"/e/{slug}")
            counts.append(len(seen))
    return {"first_visit": counts[0], "after_that": counts[1]}


if __name__ == "__main__":
    main()
