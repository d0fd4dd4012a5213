"""How good a plan, how soon: ``python -m benchmarks.seating`` prints JSON.

Events like the first afternoon, three seeds each. ``seconds`` runs from problem to plan in a
running process; ``start_seconds`` is what a fresh process needs before it can begin. ``gap`` is to
a simple lower bound (each wish alone), so it says how much could at most be won, not what can be.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from makers.seating.solver import (
    Problem,
    bound,
    broken_rules,
    default_budget,
    gap,
    points,
    solve,
)
from tests.seating.problems import afternoon

ROOT = Path(__file__).parents[1]
SIZES = ((60, 1), (60, 3), (200, 1))
SEEDS = (1, 2, 3)


def main() -> None:
    """Print all measurements as JSON."""
    print(json.dumps(measure(), indent=2))


def measure() -> dict[str, Any]:
    """All measurements of seating."""
    return {
        "start_seconds": round(start_seconds(), 3),
        "events": [event(people, rounds) for people, rounds in SIZES],
    }


def start_seconds() -> float:
    """What a fresh process needs to have the solver ready."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import makers.seating.solver"], cwd=ROOT, check=True)
    return time.perf_counter() - began


def event(people: int, rounds: int) -> dict[str, Any]:
    """One event, from each seed; its bound, and the gap of the best and of the worst plan."""
    problem = afternoon(people, rounds)
    least = bound(problem)
    runs = [run(problem, seed) for seed in SEEDS]
    found = [one["points"] for one in runs]
    return {
        "event": f"{people}x{rounds}",
        "budget": default_budget(problem),
        "bound": least,
        "best_gap": round(gap(min(found), least), 4),
        "worst_over_best": round(max(found) / max(1, min(found)), 4),
        "runs": runs,
    }


def run(problem: Problem, seed: int) -> dict[str, Any]:
    """One plan, counted again by the checker."""
    began = time.perf_counter()
    outcome = solve(problem, seed=seed)
    seconds = time.perf_counter() - began
    if outcome.plan is None or outcome.points != points(problem, outcome.plan):
        raise SystemExit(f"seed {seed}: no plan, or its points do not add up")
    return {
        "seed": seed,
        "seconds": round(seconds, 3),
        "points": outcome.points,
        "steps": outcome.steps,
        "broken": len(broken_rules(problem, outcome.plan)),
        "counts": {
            wish: {"achieved": one.achieved, "possible": one.possible, "points": one.points}
            for wish, one in outcome.counts.items()
        },
    }


if __name__ == "__main__":
    main()
