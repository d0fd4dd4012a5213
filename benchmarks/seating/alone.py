"""One plan in a process of its own: ``… -m benchmarks.seating.alone KIND NUMBERS SEED MOMENT``.

``MOMENT`` is when the parent started this process (``time.monotonic()``, one clock for all
processes of a machine). Making the problem is not counted; all else is.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from makers.seating.solver import Problem

ROOT = Path(__file__).parents[2]


def alone(kind: str, numbers: tuple[int, ...], seed: int) -> dict[str, Any]:
    """The plan of one seed, made in a fresh process: its seconds, memory, points and counts."""
    words = [kind, "-".join(map(str, numbers)), str(seed), str(time.monotonic())]
    command = [sys.executable, "-m", "benchmarks.seating.alone", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def problem_of(kind: str, numbers: tuple[int, ...]) -> Problem:
    """An afternoon (people, rounds) or golfers (groups, size, rounds)."""
    from tests.seating.problems import afternoon, golfers

    return golfers(*numbers) if kind == "golf" else afternoon(*numbers)


def main() -> None:
    """Make the plan and tell about it as JSON."""
    kind, numbers, seed, moment = sys.argv[1:]
    from makers.seating.solver import solve

    before = time.monotonic()
    problem = problem_of(kind, tuple(map(int, numbers.split("-"))))
    making = time.monotonic() - before
    outcome = solve(problem, seed=int(seed))
    seconds = time.monotonic() - float(moment) - making
    json.dump(_judged(problem, outcome, int(seed), seconds, making), sys.stdout)


def _peak_mb() -> float:
    """The most memory this process held. Linux's own word for it starts at its parent's, once."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024  # macOS: bytes


def _judged(
    problem: Problem, outcome: Any, seed: int, seconds: float, making: float
) -> dict[str, Any]:
    """The outcome as numbers, counted again by the checker."""
    cpu, memory = time.process_time() - making, _peak_mb()
    from makers.seating.solver import broken_rules, points, recount

    if outcome.plan is None or outcome.points != points(problem, outcome.plan):
        raise SystemExit(f"seed {seed}: no plan, or its points do not add up")
    return {
        "seed": seed,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "peak_mb": round(memory, 1),
        "points": outcome.points,
        "budget": outcome.budget,
        "steps": outcome.steps,
        "broken": len(broken_rules(problem, outcome.plan)),
        "counts": {
            wish: {
                "achieved": one.achieved,
                "possible": one.possible,
                "steps": one.steps,
                "points": one.points,
            }
            for wish, one in recount(problem, outcome.plan).items()
        },
    }


if __name__ == "__main__":
    main()
