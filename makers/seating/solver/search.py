"""Finds a good plan: simulated annealing from a plan that keeps every hard rule.

Seed and budget (proposals looked at) decide the result; nothing here depends on the clock, on hash
order or on the process. ``seconds`` is an emergency stop, and the outcome says when it struck.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from makers.seating.solver.check import Count, recount
from makers.seating.solver.feasibility import arrange, notices
from makers.seating.solver.impossible import Impossible, Notice
from makers.seating.solver.problem import WISHES, Plan, Problem, plan_of
from makers.seating.solver.problem_file import digest
from makers.seating.solver.rules import NOWHERE, Rules, rules_of
from makers.seating.solver.state import State
from makers.seating.solver.walk import Floor, Walk, walker

VERSION = "1"
CHUNK = 50  # steps in one round before the next has its turn
LOOK = 10  # chunks between two looks at clock and cancellation
HOT = 0.15  # of the dearest wish: the heat to begin with
COLD = 0.25  # of the cheapest wish: the heat to end with
# part of the budget, warmth at its start: each sets out from the best so far, the first from afar
COOLINGS = ((0.25, 3.0), (0.5, 1.0), (0.22, 0.5))


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
    """Proposals that give a good plan within a second: 120,000 for 60 seats, 600,000 for 200."""
    seats = sum(len(problem.present(turn)) for turn in problem.rounds if not turn.frozen)
    return max(120_000, min(1_000_000, 15 * seats * seats))


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
    state = State(problem, rules)
    state.fill([start for start in starts if isinstance(start, list)])
    search = _Search(state, rng, budget, progress, cancelled)
    search.until = None if seconds is None else time.monotonic() + seconds
    search.run()
    state.fill(search.best)
    plan = _as_plan(problem, rules, search.best)
    return Outcome(
        plan,
        notices=notices(problem),
        counts=recount(problem, plan),
        points=state.points,
        seed=seed,
        budget=budget,
        steps=search.done,
        digest=digest(problem),
        stopped=search.stopped,
    )


class _Search:
    """Some walks from hot to cold over all rounds; keeps the best plan it passed."""

    def __init__(
        self,
        state: State,
        rng: Random,
        budget: int,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.state, self.rng, self.budget = state, rng, budget
        self.progress, self.cancelled = progress, cancelled
        self.until: float | None = None
        self.done, self.stopped = 0, ""
        self.floors = [Floor(state, r, rng) for r in range(len(state.rounds))]
        self.walks: list[Walk] = [
            walker(floor) for floor in self.floors if floor.singles or floor.blocks
        ]
        self.best, self.points = state.seats(), state.points

    def run(self) -> None:
        """Walk the budget down, cooling several times; then take every step that still gains."""
        if not self.walks:
            return
        hot, cold = self._heats()
        for part, warmth in COOLINGS:
            self.state.fill(self.best)
            self._cool(round(self.budget * part), hot * warmth, cold)
        self.state.fill(self.best)
        self._settle()

    def _heats(self) -> tuple[float, float]:
        """From accepting the usual loss quite often to accepting hardly any."""
        importances, wishes = self.state.problem.importances, WISHES
        prices = [importances.weight(wish) for wish in wishes if importances.weight(wish)]
        return HOT * max(prices, default=1), COLD * min(prices, default=1)

    def _cool(self, steps: int, hot: float, cold: float) -> None:
        chunks = max(1, steps // CHUNK)
        for chunk in range(chunks):
            if chunk % LOOK == 0 and self._stop():
                return
            heat = hot * (cold / hot) ** (chunk / chunks)
            self.walks[chunk % len(self.walks)](CHUNK, heat)
            self.done += CHUNK
            self._note()

    def _note(self) -> None:
        if self.state.points < self.points:
            self.best, self.points = self.state.seats(), self.state.points

    def _stop(self) -> bool:
        if self.progress is not None:
            self.progress(Progress(self.done, self.budget, self.points))
        if self.cancelled is not None and self.cancelled():
            self.stopped = "cancelled"
        elif self.until is not None and time.monotonic() > self.until:
            self.stopped = "clock"
        return bool(self.stopped)

    def _settle(self) -> None:
        better = True
        while better and not self.stopped and self.done < self.budget:
            better = False
            for floor in self.floors:
                for one in floor.singles:
                    better |= self._improve(floor, one)
                    self.done += len(floor.singles)
                    if self.done >= self.budget:
                        break
        self._note()

    def _improve(self, floor: Floor, one: int) -> bool:
        seat = floor.here.seat
        for b in range(len(floor.most)):
            if b != seat[one] and floor.may_move(one, b) and floor.move_price(one, b) < 0:
                floor.move(one, b)
                return True
        for other in floor.singles:
            if (
                seat[other] != seat[one]
                and floor.may_swap(one, other)
                and floor.swap_price(one, other) < 0
            ):
                floor.swap(one, other)
                return True
        return False


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
