"""What a plan gave up is told fact by fact, as many as the checker counts."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings

from makers.seating.solver import WISHES, Problem, recount, solve
from makers.seating.solver.missed import Missed, missed
from tests.seating.problems import afternoon, planned
from tests.seating.test_solver_properties import problems


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(problem=problems(rounds=2))
def test_as_many_as_the_checker_misses(problem: Problem) -> None:
    plan = solve(problem, budget=200).plan
    if plan is None:
        return
    counts = recount(problem, plan)
    told = Counter(one.wish for one in missed(problem, plan))
    assert {wish: told[wish] for wish in WISHES} == {
        wish: counts[wish].possible - counts[wish].achieved for wish in WISHES
    }


def test_it_names_the_table_and_what_is_missing() -> None:
    problem = afternoon(60)
    plan, _ = planned(problem, budget=500)
    tables = {table.id for turn in problem.rounds for table in turn.tables}
    told = missed(problem, plan)
    assert told
    assert {one.table for one in told} <= tables
    assert all(one.about for one in told if one.wish in ("domains", "roles"))
    assert all(len(one.people) == 2 for one in told if one.wish == "colleagues")
    assert Missed("choices", "", ()) not in told
