"""The solver at work in a process of its own, so that every other page keeps its pace.

``python -m makers.seating.matching`` reads a problem as JSON and writes the outcome as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makers.seating.solver.problem import Plan, Problem
from makers.seating.solver.problem_file import plan_as, plan_from, problem_as, problem_from

SECONDS = 60  # an emergency: the budget ends far sooner
ROOT = Path(__file__).parents[2]


class MatchingFailed(Exception):
    """The solver's process did not answer in time, or died."""


@dataclass(frozen=True)
class Matched:
    """A plan and how it was made, or the sentences that say why there is none."""

    plan: Plan | None
    sentences: tuple[str, ...]
    seed: int
    budget: int
    digest: str
    version: str
    counts: dict[str, Any]


def match(problem: Problem, names: dict[str, str], *, seed: int) -> Matched:
    """Solve ``problem`` elsewhere and wait. ``names``: what to call people and tables.

    Raises ``MatchingFailed`` when no answer comes within ``SECONDS``.
    """
    question = {"problem": problem_as(problem), "names": names, "seed": seed}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "makers.seating.matching"],
            input=json.dumps(question),
            capture_output=True,
            check=True,
            cwd=ROOT,
            text=True,
            timeout=SECONDS,
        )
    except subprocess.SubprocessError as trouble:
        raise MatchingFailed from trouble
    answer = json.loads(done.stdout)
    plan = plan_from(answer.pop("plan")) if answer["plan"] is not None else answer.pop("plan")
    return Matched(plan=plan, sentences=tuple(answer.pop("sentences")), **answer)


def main() -> None:
    """Answer one question from standard input on standard output."""
    from makers.seating.solver import solve
    from makers.seating.solver.impossible import sentence

    question = json.load(sys.stdin)
    outcome = solve(problem_from(question["problem"]), seed=question["seed"], seconds=SECONDS / 2)
    answer = {
        "plan": plan_as(outcome.plan) if outcome.plan is not None else None,
        "sentences": [sentence(reason, question["names"]) for reason in outcome.impossible],
        "seed": outcome.seed,
        "budget": outcome.budget,
        "digest": outcome.digest,
        "version": outcome.version,
        "counts": {
            wish: {"achieved": count.achieved, "possible": count.possible}
            for wish, count in outcome.counts.items()
        },
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
