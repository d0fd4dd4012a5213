"""The proven optimum of the smallest events, by an exact solver that knows nothing of ours.

CP-SAT: one round, every hard rule and every wish, written as whole numbers and inequalities.
"""

from __future__ import annotations

import time
from collections import defaultdict
from itertools import combinations, pairwise
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.seating.alone import alone, problem_of
from benchmarks.seating.events import SEEDS, name
from makers.seating.solver import Plan, Problem, broken_rules, plan_of, points
from makers.seating.solver.given import GOVERNMENT, NO_CHOICE_STEPS
from makers.seating.solver.rules import suits
from makers.seating.solver.wishes import choosers, circles, share

SIZES = ((20, 1), (60, 1))
SECONDS = 120.0  # a proof that takes longer is given up, and told


def measure() -> list[dict[str, Any]]:
    """The optimum of each event and what our solver finds from each seed, in the same run."""
    return [_compared(*size) for size in SIZES]


def _compared(people: int, rounds: int) -> dict[str, Any]:
    problem = problem_of("event", (people, rounds))
    began = time.perf_counter()
    plan, proven, least = optimum(problem)
    seconds = time.perf_counter() - began
    best = points(problem, plan)
    if broken_rules(problem, plan):
        raise SystemExit(f"{name(people, rounds)}: the oracle breaks a rule")
    runs = [alone("event", (people, rounds), seed) for seed in SEEDS]
    return {
        "event": name(people, rounds),
        "proven": proven,
        "oracle_points": best,
        "oracle_bound": least,
        "oracle_seconds": round(seconds, 1),
        "ours": [{key: run[key] for key in ("seed", "points", "seconds")} for run in runs],
        "ours_optimal_on_every_seed": proven and all(run["points"] == best for run in runs),
    }


def optimum(problem: Problem, seconds: float = SECONDS) -> tuple[Plan, bool, int]:
    """The best plan found, whether it is proven best, and the points no plan can stay under.

    For one round without people seen or met before, without moves and languages, as ``afternoon``.
    """
    asked = _Model(problem)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 2
    solver.parameters.symmetry_level = 2
    status = solver.solve(asked.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise SystemExit("the oracle found no plan")
    turn = asked.turn
    at = {
        person: turn.tables[t].id
        for (person, t), seat in asked.seat.items()
        if solver.boolean_value(seat)
    }
    least = round(solver.best_objective_bound)
    return plan_of(problem, {turn.id: at}), status == cp_model.OPTIMAL, least


class _Model:
    """One round as a model: a yes or no for each person at each table."""

    def __init__(self, problem: Problem) -> None:
        (self.turn,) = problem.rounds
        self.problem, self.model = problem, cp_model.CpModel()
        self.people = problem.present(self.turn)
        tables = self.tables = self.turn.tables
        new = self.model.new_bool_var
        self.seat = {(p.id, t): new("") for p in self.people for t in range(len(tables))}
        self.cost: list[Any] = []
        self._rules()
        self._choices()
        self._domains()
        self._roles()
        self._colleagues()
        self.model.minimize(sum(self.cost))

    def _rules(self) -> None:
        add, seat = self.model.add, self.seat
        parts, pins = (
            self.problem.parts(self.turn),
            {(p.person, p.table) for p in self.problem.pins},
        )
        for person in self.people:
            self.model.add_exactly_one(seat[person.id, t] for t in range(len(self.tables)))
            for t, table in enumerate(self.tables):
                if not suits(person, table):
                    add(seat[person.id, t] == 0)
                if table.id in parts.get(person.id, ()) or (person.id, table.id) in pins:
                    add(seat[person.id, t] == 1)
        for t, table in enumerate(self.tables):
            self.model.add_linear_constraint(
                sum(seat[p.id, t] for p in self.people), table.least, table.most
            )
            for pair in self.problem.apart:
                self.model.add_at_most_one(seat[who, t] for who in pair.people)
            for block in self.problem.together:
                for one, other in combinations(block.people, 2):
                    add(seat[one, t] == seat[other, t])

    def _choices(self) -> None:
        weight = self.problem.importances.weight("choices")
        for person, steps in choosers(self.problem, self.turn).items():
            for t, table in enumerate(self.tables):
                cost = weight * steps.get(table.case or "", NO_CHOICE_STEPS)
                self.cost.append(cost * self.seat[person, t])

    def _domains(self) -> None:
        weight = self.problem.importances.weight("domains")
        leaders = {table.facilitator for table in self.tables}
        cases = {case.id: case for case in self.problem.cases}
        for t, table in enumerate(self.tables):
            for domain in cases[table.case].domains if table.case else ():
                missed = self.model.new_bool_var("")
                bring = [
                    self.seat[p.id, t]
                    for p in self.people
                    if p.side == GOVERNMENT and p.id not in leaders and domain in p.domains
                ]
                self.model.add_bool_or([missed, *bring])
                self.cost.append(weight * missed)

    def _roles(self) -> None:
        weight = self.problem.importances.weight("roles")
        of_role, seats = defaultdict(list), sum(table.most for table in self.tables)
        for person in self.people:
            of_role[person.role].append(person.id)
        for role, people in of_role.items():
            for t, table in enumerate(self.tables if role else ()):
                low, high = share(len(people), table.most, seats)
                off = self.model.new_int_var(0, len(people), "")
                here = sum(self.seat[one, t] for one in people)
                self.model.add(off >= here - high)
                self.model.add(off >= low - here)
                self.cost.append(weight * off)

    def _colleagues(self) -> None:
        """The k-th member of a circle at a table makes k - 1 pairs."""
        weight = self.problem.importances.weight("colleagues")
        of_circle = defaultdict(list)
        for person in self.people:
            for circle in circles(person):
                of_circle[circle].append(person.id)
        for (_, _, steps), people in of_circle.items():
            for t, table in enumerate(self.tables):
                most = min(table.most, len(people))
                nth = [self.model.new_bool_var("") for _ in range(most)]
                self.model.add(sum(nth) == sum(self.seat[one, t] for one in people))
                for earlier, later in pairwise(nth):
                    self.model.add_implication(later, earlier)
                self.cost += [weight * steps * k * one for k, one in enumerate(nth)]
