"""The solver at work in a process of its own, so that every other page keeps its pace.

``python -m makers.seating.matching`` reads a problem as JSON and writes one JSON a line: how far it
is, and at the end the outcome. Asked to end (SIGTERM), it answers with the best it has.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from makers.seating.solver.impossible import Impossible
from makers.seating.solver.problem import Plan, Problem
from makers.seating.solver.problem_file import plan_as, plan_from, problem_as, problem_from

SECONDS = 60  # an emergency: the budget ends far sooner
TOLD_SECONDS = 0.25  # between two lines
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
    points: int
    bound: int | None
    stopped: str


@dataclass(frozen=True)
class Sofar:
    """How far the solver is: proposals looked at, of how many, and the best points so far."""

    done: int
    budget: int
    points: int


Heard = Callable[[Sofar], bool]  # answers whether to go on


def match(problem: Problem, *, seed: int, heard: Heard | None = None) -> Matched:
    """Solve ``problem`` elsewhere and wait; ``heard`` is told a few times a second how far it is.

    Where it answers that this is enough, the best so far comes back. Raises ``MatchingFailed``
    when no answer comes within ``SECONDS``, or none that can be read.
    """
    question = json.dumps({"problem": problem_as(problem), "seed": seed})
    with subprocess.Popen(
        [sys.executable, "-m", "makers.seating.matching"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
    ) as child:
        emergency = threading.Timer(SECONDS, child.kill)
        emergency.start()
        try:
            answer = _answer(child, question, heard)
        except (OSError, ValueError) as trouble:
            raise MatchingFailed from trouble
        finally:
            emergency.cancel()
            child.kill()
    rows, impossible = answer.pop("plan"), answer.pop("impossible")
    return Matched(
        plan=plan_from(rows) if rows is not None else None,
        impossible=tuple(Impossible(**one) for one in impossible),
        **answer,
    )


def _answer(child: subprocess.Popen[str], question: str, heard: Heard | None) -> dict[str, Any]:
    """The last line; ``ValueError`` when the child ends without one."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("the solver has no line to it")
    with child.stdin as line:
        line.write(question)
    for told in child.stdout:
        answer: dict[str, Any] = json.loads(told)
        if "plan" in answer:
            return answer
        if heard is not None and not heard(Sofar(**answer)):
            child.terminate()
    raise ValueError("the solver ended without an answer")


def main() -> None:
    """Answer one question from standard input on standard output."""
    from makers.seating.solver import bound, everyones_reasons, solve

    enough = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_told: enough.set())
    question = json.load(sys.stdin)
    problem = problem_from(question["problem"])
    outcome = solve(
        problem,
        seed=question["seed"],
        seconds=SECONDS / 2,
        progress=_teller(),
        cancelled=enough.is_set,
    )
    plan = outcome.plan
    why = everyones_reasons(problem, plan) if plan is not None else {}
    _tell(
        {
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
            "points": outcome.points,
            "bound": bound(problem) if plan is not None else None,
            "stopped": outcome.stopped,
        }
    )


def _teller() -> Callable[[Any], None]:
    """A function that tells how far it is, not too often."""
    last = 0.0

    def tell(progress: Any) -> None:
        nonlocal last
        if time.monotonic() - last >= TOLD_SECONDS:
            last = time.monotonic()
            _tell(asdict(progress))

    return tell


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
