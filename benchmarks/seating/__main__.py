"""``python -m benchmarks.seating [--only PART …]``: all measurements of seating, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from benchmarks.seating import events, golf, randoms, repairs


def main() -> None:
    """Print what was asked for, everything unless told otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seating")
    parser.add_argument(
        "--only",
        action="append",
        metavar="PART",
        help="an event (500x3), a golf (8-4-7), golf, repairs, oracle or randoms; repeatable",
    )
    parser.add_argument("--randoms", type=int, default=randoms.HOW_MANY, help="random instances")
    asked = parser.parse_args()
    print(json.dumps(measure(asked.only or [], asked.randoms), indent=2))


def measure(only: list[str], how_many: int = randoms.HOW_MANY) -> dict[str, object]:
    """The parts asked for; all of them when none is named."""
    found: dict[str, object] = {}
    wanted = [size for size in events.SIZES if not only or events.name(*size) in only]
    if wanted:
        found["events"] = [_told(events.event, *size) for size in wanted]
    courses = [one for one in golf.COURSES if not {*only} or {"golf", golf.name(*one)} & {*only}]
    if courses:
        found["golf"] = [_told(golf.course, *one) for one in courses]
    if not only or "repairs" in only:
        found["repairs"] = _told(repairs.measure)
    if not only or "oracle" in only:
        from benchmarks.seating import oracle

        found["oracle"] = _told(oracle.measure)
    if not only or "randoms" in only:
        found["randoms"] = _told(randoms.measure, how_many)
    return found


def _told(measured: Callable[..., object], *about: int) -> object:
    """Say on the other channel what is being measured, then measure it."""
    where = measured.__module__.rsplit(".", 1)[-1]
    print("·", where, *about, file=sys.stderr, flush=True)
    return measured(*about)


if __name__ == "__main__":
    main()
