"""Three ways on when reality differs from the published plan: seat the new, move a few, afresh.

``Problem.published`` is the plan in force, frozen rounds included. A seat of it still stands when
its person is there and its table too. Every plan offered keeps every hard rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from makers.seating.solver.check import Count, points, recount
from makers.seating.solver.floor import Floor
from makers.seating.solver.given import PRICES, WISHES, Importances, Pin, Plan
from makers.seating.solver.impossible import Impossible
from makers.seating.solver.problem import Problem, plan_of
from makers.seating.solver.rules import NOWHERE
from makers.seating.solver.search import solve
from makers.seating.solver.seated import Seated
from makers.seating.solver.state import State

MOST_MOVED = 6  # people, beyond those who must, unless asked otherwise
Step = tuple[int, int, int, int]  # round, person, table, who comes back (NOWHERE: nobody)


@dataclass(frozen=True)
class Repair:
    """A plan to go on with, or why there is none. ``moved``: whose standing seat changes.

    ``placed``: who had no seat that stands. ``gained``: points fewer than before, the wish to stay
    left out; below 0 when seating the new costs more than is won.
    """

    plan: Plan | None
    impossible: tuple[Impossible, ...] = ()
    moved: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    before: dict[str, Count] = field(default_factory=dict)
    after: dict[str, Count] = field(default_factory=dict)
    gained: int = 0


def seat_new(problem: Problem, *, seed: int = 1, budget: int | None = None) -> Repair:
    """Nobody with a standing seat moves; who has none gets the best places that are free."""
    pins = {(pin.person, pin.table) for pin in problem.pins}
    seats = standing(problem).seats
    kept = [Pin(s.person, s.table) for s in seats if (s.person, s.table) not in pins]
    held = replace(problem, pins=(*problem.pins, *kept))
    return _solved(problem, held, seed, budget)


def few(
    problem: Problem, *, seed: int = 1, budget: int | None = None, most: int = MOST_MOVED
) -> Repair:
    """From ``seat_new``, the single moves and exchanges that gain most per person moved.

    Every step is looked at each time. It ends when a step gains less than the price of a move, or
    ``most`` more people would have moved. Where nobody moving is impossible, it starts from a plan
    that is searched for with staying as the only wish.
    """
    start = seat_new(problem, seed=seed, budget=budget)
    if start.plan is None:
        only = Importances(**{**dict.fromkeys(WISHES, 0), "moves": 27})
        start = _solved(problem, replace(problem, importances=only), seed, budget)
    if start.plan is None:
        return start
    return _told(problem, _Steps(problem, start.plan).taken(most))


def afresh(problem: Problem, *, seed: int = 1, budget: int | None = None) -> Repair:
    """The whole search again, as if nobody minded moving."""
    return _solved(problem, _free(problem), seed, budget)


def standing(problem: Problem) -> Plan:
    """The seats of the published plan whose person and table are still there, not yet frozen."""
    at = {
        turn.id: {
            seat.person: seat.table
            for seat in problem.published.seats
            if seat.round == turn.id and seat.table in {table.id for table in turn.tables}
        }
        for turn in problem.rounds
        if not turn.frozen
    }
    there = {(turn.id, p.id) for turn in problem.rounds for p in problem.present(turn)}
    plan = plan_of(problem, at)
    return Plan(tuple(seat for seat in plan.seats if (seat.round, seat.person) in there))


def _solved(problem: Problem, asked: Problem, seed: int, budget: int | None) -> Repair:
    outcome = solve(asked, seed=seed, budget=budget)
    if outcome.plan is None:
        return Repair(None, outcome.impossible)
    at: dict[str, dict[str, str]] = {}
    for seat in outcome.plan.seats:
        at.setdefault(seat.round, {})[seat.person] = seat.table
    return _told(problem, plan_of(problem, at))


def _told(problem: Problem, plan: Plan) -> Repair:
    free, kept = _free(problem), standing(problem)
    frozen = {turn.id for turn in problem.rounds if turn.frozen}
    had = {(seat.round, seat.person): seat.table for seat in kept.seats}
    now = [seat for seat in plan.seats if seat.round not in frozen]
    moved = {s.person for s in now if had.get((s.round, s.person), s.table) != s.table}
    placed = {s.person for s in now if (s.round, s.person) not in had}
    return Repair(
        plan,
        moved=tuple(p.id for p in problem.people if p.id in moved),
        placed=tuple(p.id for p in problem.people if p.id in placed),
        before=recount(problem, kept),
        after=recount(problem, plan),
        gained=points(free, kept) - points(free, plan),
    )


def _free(problem: Problem) -> Problem:
    return replace(problem, importances=replace(problem.importances, moves=0))


class _Steps:
    """A plan that changes by the best step there is, again and again."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.price = problem, problem.importances.weight("moves") or PRICES["moves"]
        free = _free(problem)
        self.seated, self.home = Seated(free, plan), Seated(free, standing(problem)).seats
        self.state = State(free, self.seated.rules)
        self.state.fill(self.seated.seats)
        rounds = range(len(self.state.rounds))
        self.floors = [Floor(self.state, r) for r in rounds]

    def taken(self, most: int) -> Plan:
        """The plan after all steps worth taking."""
        most += len(self._moved())
        while True:
            worth = (one for one in self._steps() if self._rank(one) > (0, 0.0))
            for step in sorted(worth, key=self._rank, reverse=True):
                self._do(step)
                if len(self._moved()) <= most:
                    break
                self._undo(step)
            else:
                return self._plan()

    def _moved(self) -> set[int]:
        return {
            i
            for home, here in zip(self.home, self.state.rounds, strict=True)
            for i, t in enumerate(home)
            if t not in (NOWHERE, here.seat[i])
        }

    def _steps(self) -> Iterator[Step]:
        """Every single move and every exchange of two that keeps the hard rules."""
        for r, floor in enumerate(self.floors):
            seat = floor.here.seat
            for n, one in enumerate(floor.singles):
                for b in range(len(floor.most)):
                    if b != seat[one] and floor.may_move(one, b):
                        yield r, one, b, NOWHERE
                for other in floor.singles[n + 1 :]:
                    if seat[one] != seat[other] and floor.may_swap(one, other):
                        yield r, one, seat[other], other

    def _rank(self, step: Step) -> tuple[int, float]:
        """Above (0, 0) when worth its moves: first what moves nobody more, then gain a person."""
        r, one, b, other = step
        floor, more = self.floors[r], self._more(r, one, b)
        if other == NOWHERE:
            gain = -floor.move_price(one, b)
        else:
            gain = -floor.swap_price(one, other)
            more += self._more(r, other, floor.here.seat[one])
        if gain - self.price * more <= 0:
            return 0, 0.0
        return (2, gain - self.price * more) if more <= 0 else (1, gain / more)

    def _more(self, r: int, i: int, table: int) -> int:
        home = self.home[r][i]
        before = self.floors[r].here.seat[i]
        return 0 if home == NOWHERE else (table != home) - (before != home)

    def _do(self, step: Step) -> None:
        r, one, b, other = step
        self.back = self.floors[r].here.seat[one]
        if other == NOWHERE:
            self.floors[r].move(one, b)
        else:
            self.floors[r].swap(one, other)

    def _undo(self, step: Step) -> None:
        r, one, _, other = step
        self._do((r, one, self.back, other))

    def _plan(self) -> Plan:
        at: dict[str, dict[str, str]] = {}
        for seat in self.problem.published.seats:
            at.setdefault(seat.round, {})[seat.person] = seat.table
        for r, turn in enumerate(self.seated.turns):
            seats = self.state.rounds[r].seat
            ids = self.problem.people
            at[turn.id] = {
                ids[i].id: turn.tables[t].id for i, t in enumerate(seats) if t != NOWHERE
            }
        return plan_of(self.problem, at)
