"""Random events with every kind of rule: no rule is broken, and what cannot be is named."""

from __future__ import annotations

import pytest

from makers.seating.solver import broken_rules, points, solve
from tests.seating.instances import instance


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_fifty_random_events_keep_every_rule_or_say_why_not(first: int) -> None:
    planned = 0
    for number in range(first, first + 50):
        problem = instance(number)
        outcome = solve(problem, seed=number, budget=1_000)
        if outcome.plan is None:
            assert outcome.impossible, number
            continue
        planned += 1
        assert broken_rules(problem, outcome.plan) == (), number
        assert points(problem, outcome.plan) == outcome.points, number
    assert 10 <= planned <= 45
