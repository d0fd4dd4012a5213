"""Random instances: is a hard rule ever broken, and is what cannot be named?"""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from makers.seating.solver import broken_rules, points, solve
from tests.seating.instances import instance

HOW_MANY = 10_000
BUDGET = 1_000  # proposals: enough to leave the first plan far behind on events this small


def measure(how_many: int = HOW_MANY) -> dict[str, Any]:
    """Solve so many instances and count what the checker says of each."""
    began = time.perf_counter()
    broken = miscounted = unnamed = 0
    planned, named = 0, Counter[str]()
    for number in range(how_many):
        problem = instance(number)
        outcome = solve(problem, seed=number, budget=BUDGET)
        if outcome.plan is None:
            unnamed += not outcome.impossible
            named.update({one.code for one in outcome.impossible})
            continue
        planned += 1
        broken += bool(broken_rules(problem, outcome.plan))
        miscounted += points(problem, outcome.plan) != outcome.points
    return {
        "instances": how_many,
        "planned": planned,
        "with_a_broken_rule": broken,
        "with_other_points_than_counted": miscounted,
        "without_a_plan": how_many - planned,
        "without_a_plan_or_a_reason": unnamed,
        "reasons": dict(named.most_common()),
        "seconds": round(time.perf_counter() - began, 1),
    }
