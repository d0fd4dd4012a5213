"""Social golfers: groups that should never meet the same people twice; repeat meetings left."""

from __future__ import annotations

from typing import Any

from benchmarks.seating.alone import alone
from benchmarks.seating.events import SEEDS

COURSES = ((5, 3, 7), (8, 4, 6), (8, 4, 7), (9, 7, 3), (29, 7, 3))  # groups, size, rounds


def name(groups: int, size: int, rounds: int) -> str:
    """What a course is called: groups-size-rounds."""
    return f"{groups}-{size}-{rounds}"


def course(groups: int, size: int, rounds: int) -> dict[str, Any]:
    """One course from each seed; 0 repeat meetings is solved."""
    runs = [alone("golf", (groups, size, rounds), seed) for seed in SEEDS]
    return {
        "golf": name(groups, size, rounds),
        "runs": [
            {
                "seed": run["seed"],
                "repeats": run["counts"]["meetings"]["steps"],
                **{key: run[key] for key in ("seconds", "cpu_seconds", "peak_mb", "broken")},
            }
            for run in runs
        ],
    }
