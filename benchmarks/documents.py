"""Seconds and peak memory to make each document of a report, beside bare typst and pandoc.

``python -m benchmarks.documents`` prints JSON, for reports of 12, 40 and 300 tables. The aim for
all formats of twelve tables together is under 1.5 seconds.

Memory is the most that the process of a document held at once; of what is made in this process
(workbook, CSV, JSON) the most that Python asked for meanwhile. The bare tools get the same report
as pandoc turns it into typst's own markup, and as HTML: without our template, standards, fonts and
escapes. All of it is one run, the bare tools right after ours.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Flask, render_template
from flask_babel import Babel
from pypandoc import get_pandoc_path

from makers.reports import workshop
from makers.reports.content import ReportContent, printable
from makers.reports.documents.errand import Errand
from makers.reports.documents.page import BOUNDS
from tests.reports.sample import report

ROUNDS = {12: 5, 40: 5, 300: 1}  # by the number of tables: once is long enough for 300
BARE_TYPST = "import sys, typst; sys.stdout.buffer.write(typst.compile(sys.stdin.buffer.read()))"


def main() -> None:
    """Print what each size took."""
    app = Flask("makers")
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam")
    with app.app_context():
        found = {
            str(tables): _measured(_sized(tables), rounds) for tables, rounds in ROUNDS.items()
        }
    print(json.dumps({"rounds": ROUNDS, "tables": found}, indent=2))


def _sized(tables: int) -> ReportContent:
    """The sample's twelve tables, as often as it takes, each with a number of its own."""
    content = report()
    several = itertools.islice(itertools.cycle(content.tables), tables)
    numbered = (replace(table, number=number) for number, table in enumerate(several, start=1))
    return replace(content, tables=tuple(numbered))


def _measured(content: ReportContent, rounds: int) -> dict[str, Any]:
    content = printable(content)
    sizes = {kind: len(made) for kind, made in workshop.make_all(content).items()}
    formats = {
        kind: {"bytes": size, **_format(content, kind, rounds)} for kind, size in sizes.items()
    }
    return {
        "all_formats_seconds": _median(partial(workshop.make_all, content), rounds),
        "formats": formats,
        "bare": {name: _errand(errand, rounds) for name, errand in _bare(content).items()},
    }


def _format(content: ReportContent, kind: str, rounds: int) -> dict[str, float]:
    seconds = _median(partial(workshop.make, content, kind), rounds)
    if kind in workshop.ERRANDS:
        return {**_errand(workshop.ERRANDS[kind](content), rounds), "seconds": seconds}
    tracemalloc.start()
    workshop.make(content, kind)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"seconds": seconds, "peak_mib": round(peak / 2**20, 1)}


def _bare(content: ReportContent) -> dict[str, Errand]:
    """The same report for the tools alone: typst's markup by pandoc, and HTML."""
    html = render_template("reports/_document.html", report=content).encode()
    pandoc = (get_pandoc_path(), *BOUNDS, "--from=html", "--output=-")
    to_typst = (*pandoc, "--standalone", "--to=typst")
    markup = subprocess.run(to_typst, input=html, capture_output=True, check=True).stdout
    return {
        "typst": Errand((sys.executable, "-I", "-c", BARE_TYPST), markup),
        "pandoc_docx": Errand((*pandoc, "--to=docx"), html),
    }


def _errand(errand: Errand, rounds: int) -> dict[str, float]:
    """The median of some rounds of its process, and the most memory that one of them held."""
    found = [_one(errand) for _ in range(rounds)]
    seconds = statistics.median(took for took, _ in found)
    return {"seconds": round(seconds, 3), "peak_mib": max(peak for _, peak in found)}


def _one(errand: Errand) -> tuple[float, float]:
    began = time.perf_counter()
    with tempfile.TemporaryFile() as given, open(os.devnull, "wb") as nowhere:
        given.write(errand.given)
        given.seek(0)
        process = subprocess.Popen(errand.command, stdin=given, stdout=nowhere)
        _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{errand.command[0]} ended with {process.returncode}")
    return time.perf_counter() - began, round(usage.ru_maxrss / 1024, 1)


def _median(work: Callable[[], object], rounds: int) -> float:
    """The median of a few rounds of ``work``, in seconds."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return round(statistics.median(took), 3)


if __name__ == "__main__":
    main()
