"""``python -m makers.seating.solver PROBLEM.json --seed 1 [--budget N]``: the plan, as JSON.

Exit status: 0 with a plan, 1 when it is impossible (the reasons are in the JSON), 2 when the file
is not a problem.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from makers.seating.solver import (
    Outcome,
    Problem,
    ProblemError,
    bound,
    broken_rules,
    gap,
    plan_as,
    read_problem,
    solve,
)


def main(words: list[str] | None = None) -> int:
    """Solve the file that the words name and print the outcome; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m makers.seating.solver")
    parser.add_argument(
        "problem", type=Path, help="the problem as JSON; see docs/seating-problem.md"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=int, help="proposals to look at")
    parser.add_argument("--seconds", type=float, help="emergency stop")
    asked = parser.parse_args(words)
    try:
        problem = read_problem(asked.problem.read_text(encoding="utf-8"))
    except (OSError, ProblemError) as wrong:
        print(f"{asked.problem}: {wrong}", file=sys.stderr)  # noqa: T201 - the terminal's answer
        return 2
    began = time.perf_counter()
    outcome = solve(problem, seed=asked.seed, budget=asked.budget, seconds=asked.seconds)
    told = outcome_as(problem, outcome, time.perf_counter() - began)
    json.dump(told, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0 if outcome.plan is not None else 1


def outcome_as(problem: Problem, outcome: Outcome, seconds: float) -> dict[str, Any]:
    """The outcome as JSON values, with the checker's verdict and the bound beside it."""
    told: dict[str, Any] = {
        "seed": outcome.seed,
        "budget": outcome.budget,
        "steps": outcome.steps,
        "digest": outcome.digest,
        "solver": outcome.version,
        "stopped": outcome.stopped,
        "seconds": round(seconds, 3),
        "impossible": [asdict(one) for one in outcome.impossible],
        "notices": [asdict(one) for one in outcome.notices],
    }
    if outcome.plan is not None:
        least = bound(problem)
        told["points"], told["bound"] = outcome.points, least
        told["gap"] = round(gap(outcome.points, least), 4)
        told["counts"] = {wish: asdict(count) for wish, count in outcome.counts.items()}
        told["broken"] = [asdict(one) for one in broken_rules(problem, outcome.plan)]
        told["plan"] = plan_as(outcome.plan)
    return told


if __name__ == "__main__":
    sys.exit(main())
