"""The solver at work in a process of its own, so that every other page keeps its pace.

``python -m makers.seating.matching`` reads a problem and a way as JSON and writes one JSON a line:
how far it is, and at the end the outcome. Asked to end (SIGTERM), it answers with the best it has.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from makers.seating.solver import (
    VERSION,
    Count,
    Plan,
    Problem,
    bound,
    default_budget,
    digest,
    everyones_reasons,
    plan_as,
    plan_from,
    problem_as,
    problem_from,
    solve,
)
from makers.seating.solver.impossible import Impossible
from makers.seating.solver.repair import Repair, afresh, few, seat_new

SECONDS = 60  # an emergency: the budget ends far sooner
TOLD_SECONDS = 0.25  # between two lines
ROOT = Path(__file__).parents[2]


class MatchingFailed(Exception):
    """The solver's process did not answer in time, or died."""


@dataclass(frozen=True)
class Matched:
    """A plan and how it was made, or why there is none; ``offers`` instead when those were asked.

    ``reasons``: per person why they sit where they sit, each a code with its values, the strongest
    first; nobody's needs are among them. An offer has its ``way``, how many are ``moved`` and
    ``placed``, what is ``gained``, per wish what is achieved ``before`` and ``after``, and what is
    ``impossible`` about it.
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
    offers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Sofar:
    """How far the solver is: steps taken, of how many, and the best points so far."""

    done: int
    budget: int
    points: int


Heard = Callable[[Sofar], bool]  # answers whether to go on


def match(problem: Problem, *, seed: int, way: str = "plan", heard: Heard | None = None) -> Matched:
    """Solve ``problem`` elsewhere and wait; ``heard`` is told a few times a second how far it is.

    Where it answers that this is enough, the best so far comes back. Raises ``MatchingFailed``
    when no answer comes within ``SECONDS``, or none that can be read.
    """
    question = json.dumps({"problem": problem_as(problem), "seed": seed, "way": way})
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
    os.nice(10)  # pages go first
    enough = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_told: enough.set())
    question = json.load(sys.stdin)
    problem, seed, way = problem_from(question["problem"]), question["seed"], question["way"]
    if way == "plan":
        _tell(_searched(problem, seed, enough))
    else:
        _tell(_repaired(problem, seed, way, enough))


def _searched(problem: Problem, seed: int, enough: threading.Event) -> dict[str, Any]:
    outcome = solve(
        problem,
        seed=seed,
        seconds=SECONDS / 2,
        progress=_teller(),
        cancelled=enough.is_set,
    )
    return _outcome(
        problem,
        outcome.plan,
        outcome.impossible,
        outcome.counts,
        seed=outcome.seed,
        budget=outcome.budget,
        stopped=outcome.stopped,
    )


def _repaired(problem: Problem, seed: int, way: str, enough: threading.Event) -> dict[str, Any]:
    """One way on as a plan, or all of them weighed up; each takes a search of its own."""
    ways: dict[str, Callable[..., Repair]] = {"seat_new": seat_new, "few": few, "afresh": afresh}
    made, found = ways if way == "offers" else {way: ways[way]}, dict[str, Repair]()
    with _alive(lambda: Sofar(len(found), len(made), 0)):
        for name, repair in made.items():
            if not found or not enough.is_set():
                found[name] = repair(problem, seed=seed)
    stopped = "cancelled" if len(found) < len(made) else ""
    numbers = {"seed": seed, "budget": default_budget(problem), "stopped": stopped}
    if way != "offers":
        only = found[way]
        return _outcome(problem, only.plan, only.impossible, only.after, **numbers)
    offers = [
        {
            "way": name,
            "moved": len(one.moved),
            "placed": len(one.placed),
            "gained": one.gained,
            "before": _achieved(one.before),
            "after": _achieved(one.after),
            "impossible": [asdict(reason) for reason in one.impossible],
        }
        for name, one in found.items()
    ]
    return {**_outcome(problem, None, (), {}, **numbers), "offers": offers}


def _outcome(
    problem: Problem,
    plan: Plan | None,
    impossible: tuple[Impossible, ...],
    counts: dict[str, Count],
    **numbers: Any,
) -> dict[str, Any]:
    why = everyones_reasons(problem, plan) if plan is not None else {}
    return {
        "plan": plan_as(plan) if plan is not None else None,
        "impossible": [asdict(reason) for reason in impossible],
        "reasons": {
            person: [[one.code, *one.values] for one in reasons if not one.private]
            for person, reasons in why.items()
        },
        "digest": digest(problem),
        "version": VERSION,
        "counts": _achieved(counts),
        "points": sum(count.points for count in counts.values()),
        "bound": bound(problem) if plan is not None else None,
        **numbers,
    }


def _achieved(counts: dict[str, Count]) -> dict[str, dict[str, int]]:
    return {
        wish: {"achieved": count.achieved, "possible": count.possible}
        for wish, count in counts.items()
    }


@contextmanager
def _alive(sofar: Callable[[], Sofar]) -> Iterator[None]:
    """Tell how far it is until it is done, so that nobody takes it for dead."""
    done = threading.Event()

    def tell() -> None:
        while not done.wait(TOLD_SECONDS):
            _tell(asdict(sofar()))

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


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
