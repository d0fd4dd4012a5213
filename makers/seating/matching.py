"""The solver at work in a process of its own, so that every other page keeps its pace.

``python -m makers.seating.matching`` reads a problem as JSON and writes the outcome as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from makers.seating.solver.impossible import Impossible
from makers.seating.solver.problem import Plan, Problem
from makers.seating.solver.problem_file import plan_as, plan_from, problem_as, problem_from

SECONDS = 60  # an emergency: the budget ends far sooner
ROOT = Path(__file__).parents[2]


class MatchingFailed(Exception):
    """The solver's process did not answer in time, or died."""


@dataclass(frozen=True)
class Matched:
    """A plan and how it was made, or why there is none.

    ``reasons``: per person why they sit where they sit, each a code with its values, the strongest
    first; nobody's needs are among them.
    """

    plan: Plan | None
    impossible: tuple[Impossible, ...]
    reasons: dict[str, list[list[str | int]]]
    seed: int
    budget: int
    digest: str
    version: str
    counts: dict[str, Any]


def match(problem: Problem, *, seed: int) -> Matched:
    """Solve ``problem`` elsewhere and wait.

    Raises ``MatchingFailed`` when no answer comes within ``SECONDS``.
    """
    question = {"problem": problem_as(problem), "seed": seed}
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
    rows, impossible = answer.pop("plan"), answer.pop("impossible")
    return Matched(
        plan=plan_from(rows) if rows is not None else None,
        impossible=tuple(Impossible(**one) for one in impossible),
        **answer,
    )


def main() -> None:
    """Answer one question from standard input on standard output."""
    from makers.seating.solver import everyones_reasons, solve

    question = json.load(sys.stdin)
    problem = problem_from(question["problem"])
    outcome = solve(problem, seed=question["seed"], seconds=SECONDS / 2)
    plan = outcome.plan
    why = everyones_reasons(problem, plan) if plan is not None else {}
    answer = {
        "plan": plan_as(plan) if plan is not None else None,
        "impossible": [asdict(reason) for reason in outcome.impossible],
        "reasons": {
            person: [[one.code, *one.values] for one in reasons if not one.private]
            for person, reasons in why.items()
        },
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
