"""``python -m benchmarks.live``: every size on each engine, as JSON."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.live.afternoon import prepare
from tests import postgres
from tests.server import ROOT, serve

SIZES = (100, 500, 2000)
SECONDS = 15.0
WORKERS = {"sqlite": 1, "postgres": 2}
FILES_A_CLIENT, FILES_BESIDE = 6, 200


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live")
    parser.add_argument("--clients", type=int, nargs="+", default=SIZES)
    parser.add_argument("--engine", choices=WORKERS, nargs="+", default=list(WORKERS))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long notes are posted")
    asked = parser.parse_args()
    _open_files(max(asked.clients))
    found: dict[str, Any] = {}
    for engine in asked.engine:
        name = f"{engine}_{WORKERS[engine]}_{'process' if WORKERS[engine] == 1 else 'processes'}"
        found[name] = {}
        for clients in asked.clients:
            print(f"· {clients} clients on {engine}", file=sys.stderr)
            found[name][str(clients)] = measure(engine, clients, asked.seconds)
    print(json.dumps(found, indent=2))


def measure(engine: str, clients: int, seconds: float) -> dict[str, Any]:
    """One size on one engine: a database, a server and the clients, each new."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url, postmaster = f"sqlite:///{folder / 'makers.db'}", 0
        if engine == "postgres":
            database = postgres.start(folder)
            stack.callback(database.stop)
            url = database.create_database("live")
            postmaster = int((database.folder / "data" / "postmaster.pid").read_text().split()[0])
        tables, desk = prepare(folder, url, clients)
        server = stack.enter_context(serve(url, folder, WORKERS[engine], MAKERS_WORKER="0"))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.live.screens"],
            cwd=ROOT,
            input=json.dumps(
                {
                    "port": server.port,
                    "server": server.process.pid,
                    "postgresql": postmaster,
                    "tables": tables,
                    "desk": desk,
                    "seconds": seconds,
                }
            ),
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _open_files(clients: int) -> None:
    """Let this process's children, server and clients, open a file for every connection."""
    wanted = clients * FILES_A_CLIENT + FILES_BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = hard if hard != resource.RLIM_INFINITY else wanted
    if allowed < wanted:
        sys.exit(
            f"{clients} clients need {wanted} open files and this machine allows {allowed}. "
            f"Raise it (ulimit -Hn {wanted}) or ask for fewer: --clients {allowed // 8}"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


if __name__ == "__main__":
    main()
