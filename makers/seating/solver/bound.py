"""A number of points that no plan can stay under: each wish alone, as well as it could ever go.

Simple and quick, so often well below the best plan; the gap to it proves how much can at most be
won. Choices and moves: a Lagrangian bound on seating people by their own points within the tables'
sizes (any prices of seats give a valid bound; a few hundred steps find good ones). Colleagues and
meetings: groups spread as evenly as can be. Domains: at most as many as there are who bring them.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from makers.seating.solver.problem import Problem
from makers.seating.solver.rules import Rules
from makers.seating.solver.state import RoundState, State
from makers.seating.solver.wishes import circles

STEPS = 200


def bound(problem: Problem) -> int:
    """Points that no plan can stay under. The problem must be possible."""
    state = State(problem)
    total = sum(
        _own(rules, here) + _domains(rules, here) + _colleagues(problem, rules)
        for rules, here in zip(state.rules, state.rounds, strict=True)
    )
    return total + _meetings(problem, state)


def gap(points: int, least: int) -> float:
    """How far the points lie above the bound, as a part of the points: 0.0 is proven best."""
    return (points - least) / points if points else 0.0


def spread(members: int, tables: int) -> int:
    """The fewest pairs at one table when so many people spread over so many tables."""
    size, over = divmod(members, max(1, tables))
    return max(1, tables) * size * (size - 1) // 2 + over * size


def _own(rules: Rules, here: RoundState) -> int:
    """Choices, moves and cases sat with before: what people would pay if only sizes counted."""
    tables = range(len(rules.tables))
    rows = [
        [(here.near[i][t], t) for t in tables if rules.allowed[i] >> t & 1] for i in rules.present
    ]
    price, best = [0] * len(rules.tables), 0
    most = [table.most for table in rules.tables]
    step = max((cost for row in rows for cost, _ in row), default=0)
    for _ in range(STEPS):
        taken, total = [0] * len(most), -sum(p * m for p, m in zip(price, most, strict=True))
        for row in rows:
            cost, t = min((cost + price[t], t) for cost, t in row)
            total += cost
            taken[t] += 1
        best = max(best, total)
        over = [n - m for n, m in zip(taken, most, strict=True)]
        price = [max(0, p + step * ((o > 0) - (o < 0))) for p, o in zip(price, over, strict=True)]
        step = max(1, step * 9 // 10)
    return best


def _domains(rules: Rules, here: RoundState) -> int:
    needs, brings = here.wishes.needs, here.wishes.brings
    wanted = sum(need.bit_count() for need in needs)
    reach = sum(
        max((brings[i] & n).bit_count() for t, n in enumerate(needs) if rules.allowed[i] >> t & 1)
        for i in rules.present
        if needs and brings[i]
    )
    short = 0
    for bit in range(max((need.bit_length() for need in needs), default=0)):
        tables = sum(need >> bit & 1 for need in needs)
        short += max(0, tables - sum(brings[i] >> bit & 1 for i in rules.present))
    return here.wishes.domain * max(short, wanted - reach, 0)


def _colleagues(problem: Problem, rules: Rules) -> int:
    members = Counter(one for i in rules.present for one in circles(problem.people[i]))
    asked: Counter[tuple[str, tuple[str, ...], int]] = Counter()
    for block in rules.blocks:
        for one, other in combinations(block, 2):
            theirs = circles(problem.people[other])
            asked.update(c for c in circles(problem.people[one]) if c in theirs)
    steps = sum(
        circle[2] * max(0, spread(n, len(rules.tables)) - asked[circle])
        for circle, n in members.items()
    )
    return steps * problem.importances.weight("colleagues")


def _meetings(problem: Problem, state: State) -> int:
    sittings = sum(
        spread(len(rules.present), len(rules.tables))
        - sum(len(block) * (len(block) - 1) // 2 for block in rules.blocks)
        for rules in state.rules
    )
    there = {i for rules in state.rules for i in rules.present}
    strangers = sum(other not in state.known[one] for one, other in combinations(sorted(there), 2))
    return max(0, sittings - strangers) * state.meeting
