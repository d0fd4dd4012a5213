"""Seconds to make each document of a report of twelve tables, and all of them together.

``python -m benchmarks.documents`` prints JSON; the aim for all together is under 1.5 seconds.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from functools import partial

from flask import Flask
from flask_babel import Babel

from makers.reports import workshop
from tests.reports.sample import report

ROUNDS = 5
TABLES = 12


def main() -> None:
    """Print the medians of a few rounds as JSON."""
    app = Flask("makers")
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam")
    content = report(TABLES)
    with app.app_context():
        sizes = {kind: len(made) for kind, made in workshop.make_all(content).items()}
        seconds = {kind: _median(partial(workshop.make, content, kind)) for kind in sizes}
        together = _median(partial(workshop.make_all, content))
    measured = {"seconds": seconds, "seconds_all_formats": together, "bytes": sizes}
    print(json.dumps({"tables": TABLES, "rounds": ROUNDS, **measured}, indent=2))


def _median(work: Callable[[], object]) -> float:
    """The median of a few rounds of ``work``, in seconds."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return round(statistics.median(took), 3)


if __name__ == "__main__":
    main()
