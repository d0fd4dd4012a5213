"""Finds a good plan: simulated annealing from a plan that keeps every hard rule.

Seed and budget (proposals looked at) decide the result; nothing here depends on the clock, on hash
order or on the process. ``seconds`` is an emergency stop, and the outcome says when it struck.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isqrt
from random import Random

from makers.seating.solver.check import Count, recount
from makers.seating.solver.feasibility import arrange, notices
from makers.seating.solver.given import WISHES, Plan
from makers.seating.solver.impossible import Impossible, Notice
from makers.seating.solver.kernel import Kernel
from makers.seating.solver.problem import Problem, plan_of
from makers.seating.solver.problem_file import digest
from makers.seating.solver.rules import NOWHERE, Rules, rules_of
from makers.seating.solver.state import State

VERSION = "2"
CHUNK = 2_000  # proposals at one heat, fewer when that would make less than HEATS of them
HEATS = 100
LEAST = 50  # proposals a call of the kernel is worth
LOOK = 10  # chunks between two looks at clock and cancellation
HOT = 0.13  # of the dearest wish: the heat to begin with
COLD = 0.13  # of the cheapest wish: the heat to end with
# part of the budget, warmth at its start: the second sets out from the best plan so far
COOLINGS = ((0.6, 1.0), (0.37, 0.4))


@dataclass(frozen=True)
class Progress:
    """How far the search is: proposals looked at, of how many, and the best points so far."""

    done: int
    budget: int
    points: int


@dataclass(frozen=True)
class Outcome:
    """A plan, or why there is none; and all that is needed to make it again.

    ``stopped`` is empty when the budget was used as asked, else ``cancelled`` or ``clock``: then
    the same seed and budget may give another plan.
    """

    plan: Plan | None
    impossible: tuple[Impossible, ...] = ()
    notices: tuple[Notice, ...] = ()
    counts: dict[str, Count] = field(default_factory=dict)
    points: int = 0
    seed: int = 0
    budget: int = 0
    steps: int = 0
    digest: str = ""
    version: str = VERSION
    stopped: str = ""


def default_budget(problem: Problem) -> int:
    """Proposals that give a good plan soon: 0.8 million for 60 seats, 3.9 for 200, 10.6 for 1,500.

    Steep while an event of that size still gains from more, then as many as its seconds allow.
    """
    seats = sum(len(problem.present(turn)) for turn in problem.rounds if not turn.frozen)
    return max(300_000, min(27_000 * (seats - 30), 280_000 * isqrt(seats)))


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    budget: int | None = None,
    seconds: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcome:
    """The best plan found within ``budget`` proposals; ``seconds`` only stops emergencies.

    ``progress`` hears how far it is, ``cancelled`` is asked whether to stop; both every few
    milliseconds. An Outcome without a plan names what is impossible.
    """
    budget = default_budget(problem) if budget is None else budget
    rng = Random(seed)  # noqa: S311 - a plan must be made again from its seed
    turns = [turn for turn in problem.rounds if not turn.frozen]
    rules = [rules_of(problem, turn) for turn in turns]
    starts = [arrange(problem, one, rng) for one in rules]
    impossible = tuple(one for start in starts if isinstance(start, tuple) for one in start)
    if impossible:
        return Outcome(None, impossible, seed=seed, budget=budget, digest=digest(problem))
    kernel = Kernel(State(problem, rules), seed)
    kernel.seat([start for start in starts if isinstance(start, list)])
    kernel.keep()
    search = _Search(kernel, budget, progress, cancelled)
    search.until = None if seconds is None else time.monotonic() + seconds
    if kernel.free:
        search.run(*_heats(problem))
    plan = _as_plan(problem, rules, kernel.best())
    return Outcome(
        plan,
        notices=notices(problem),
        counts=recount(problem, plan),
        points=kernel.points,
        seed=seed,
        budget=budget,
        steps=search.done,
        digest=digest(problem),
        stopped=search.stopped,
    )


class _Search:
    """Some walks from hot to cold over all rounds; keeps the best plan they passed."""

    def __init__(
        self,
        kernel: Kernel,
        budget: int,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.kernel, self.budget = kernel, budget
        self.progress, self.cancelled = progress, cancelled
        self.until: float | None = None
        self.done, self.stopped = 0, ""

    def run(self, hot: float, cold: float) -> None:
        """Walk the budget down, cooling twice; then take every step that still gains."""
        for part, warmth in COOLINGS:
            self.kernel.seat(self.kernel.best())
            if self._cool(round(self.budget * part), hot * warmth, cold):
                return
        self.kernel.seat(self.kernel.best())
        if not self.stopped:
            self.done += self.kernel.settle(max(0, self.budget - self.done))

    def _cool(self, steps: int, hot: float, cold: float) -> bool:
        """Whether every wish came true or it was stopped."""
        chunk = max(LEAST, min(CHUNK, steps // HEATS))
        chunks = max(1, steps // chunk)
        for n in range(chunks):
            if n % LOOK == 0 and self._stop():
                return True
            self.kernel.walk(chunk, hot * (cold / hot) ** (n / chunks))
            self.done += chunk
            if self.kernel.points == 0:
                return True
        return False

    def _stop(self) -> bool:
        if self.progress is not None:
            self.progress(Progress(self.done, self.budget, self.kernel.points))
        if self.cancelled is not None and self.cancelled():
            self.stopped = "cancelled"
        elif self.until is not None and time.monotonic() > self.until:
            self.stopped = "clock"
        return bool(self.stopped)


def _heats(problem: Problem) -> tuple[float, float]:
    """From accepting the usual loss quite often to accepting hardly any."""
    weights = [problem.importances.weight(wish) for wish in WISHES]
    prices = [weight for weight in weights if weight]
    return HOT * max(prices, default=1), COLD * min(prices, default=1)


def _as_plan(problem: Problem, rules: list[Rules], seats: list[list[int]]) -> Plan:
    at: dict[str, dict[str, str]] = {turn.id: {} for turn in problem.rounds}
    for seat in problem.published.seats:
        if seat.round in at:
            at[seat.round][seat.person] = seat.table
    for one, tables in zip(rules, seats, strict=True):
        at[one.turn.id] = {
            problem.people[i].id: one.tables[t].id for i, t in enumerate(tables) if t != NOWHERE
        }
    return plan_of(problem, at)
