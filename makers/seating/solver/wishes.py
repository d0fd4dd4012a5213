"""The wishes of one round as tables of points, so that a change is priced by looking up.

Three shapes cover all wishes. *Near*: points for this person at this table (choices, moves, a case
sat with before, people met before). *Groups*: roles, organisations and departments are groups of
which a table has so many members; the next member costs so much. *Domains*: a bit each, covered
when at least one civil servant who brings it sits there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from makers.seating.solver.given import (
    CHOICE_STEPS,
    GOVERNMENT,
    NO_CHOICE_STEPS,
    SAME_DEPARTMENT,
    SAME_ORGANISATION,
    Person,
    Round,
)
from makers.seating.solver.problem import Problem
from makers.seating.solver.rules import NOWHERE, Rules

ROLE = "role"
Circle = tuple[str, tuple[str, ...], int]  # kind, name, steps that each pair in it adds


@dataclass(frozen=True)
class Wishes:
    """One round's points. ``near``: person by table. ``up``: table by group by members there.

    ``groups``: per person, the same tuple object for people of one kind. ``goals``: per person the
    tables that would serve a wish. ``start``: points of the empty tables.
    """

    near: list[list[int]]
    groups: list[tuple[int, ...]]
    up: list[list[list[int]]]
    needs: list[int]
    brings: list[int]
    domain: int
    meeting: int
    same_case: int
    goals: list[tuple[int, ...]]
    start: int


def wishes_of(problem: Problem, rules: Rules) -> Wishes:
    """The wishes of this round as points."""
    weight = problem.importances.weight
    bit = {d: 1 << i for i, d in enumerate(sorted({d for c in problem.cases for d in c.domains}))}
    touches = {case.id: case.domains for case in problem.cases}
    needs = [sum(bit[d] for d in set(touches.get(t.case or "", ()))) for t in rules.tables]
    leads = {table.facilitator for table in rules.tables}
    brings = [
        sum(bit.get(d, 0) for d in set(p.domains))
        if p.side == GOVERNMENT and p.id not in leads
        else 0
        for p in problem.people
    ]
    near = [[0] * len(rules.tables) for _ in problem.people]
    _choices(problem, rules, near, weight("choices"))
    _moves(problem, rules, near, weight("moves"))
    groups, up, under = _groups(problem, rules)
    uncovered = sum(need.bit_count() for need in needs) * weight("domains")
    return Wishes(
        near=near,
        groups=groups,
        up=up,
        needs=needs,
        brings=brings,
        domain=weight("domains"),
        meeting=weight("meetings"),
        same_case=weight("same_case"),
        goals=_goals(problem, rules, near, needs, brings),
        start=uncovered + under,
    )


def choosers(problem: Problem, turn: Round) -> dict[str, dict[str, int]]:
    """Steps per case for who may choose in this round: no part of their own, a choice on offer."""
    offered = {table.case for table in turn.tables if table.case}
    parts = problem.parts(turn)
    found: dict[str, dict[str, int]] = {}
    for person in problem.present(turn):
        ranked = person.choices[: len(CHOICE_STEPS)]
        if person.id not in parts and not offered.isdisjoint(ranked):
            found[person.id] = dict(
                zip(reversed(ranked), CHOICE_STEPS[len(ranked) - 1 :: -1], strict=True)
            )
    return found


def published_tables(problem: Problem, turn: Round) -> dict[str, str]:
    """Where the published plan seats people in this round, as far as those tables still stand."""
    stand = {table.id for table in turn.tables}
    seats = problem.published.seats
    return {seat.person: seat.table for seat in seats if seat.table in stand}


def share(members: int, most: int, seats: int) -> tuple[int, int]:
    """The even share of a role at a table, rounded down and up, in proportion to its seats."""
    return members * most // max(1, seats), -(-members * most // max(1, seats))


def circles(person: Person) -> list[Circle]:
    """The organisation and department someone is a colleague in, with the steps each pair adds."""
    organisation, department = person.organisation, person.department
    found: list[Circle] = []
    if organisation:
        found.append(("organisation", (organisation,), SAME_ORGANISATION))
    if department:
        inner = SAME_DEPARTMENT - (SAME_ORGANISATION if organisation else 0)
        found.append(("department", (organisation, department), inner))
    return found


def colleague_steps(one: Person, other: Person) -> int:
    """Steps a pair counts for at one table: department, organisation or nothing."""
    theirs = circles(other)
    return sum(circle[2] for circle in circles(one) if circle in theirs)


def _choices(problem: Problem, rules: Rules, near: list[list[int]], weight: int) -> None:
    steps = choosers(problem, rules.turn)
    for i in rules.present:
        mine = steps.get(problem.people[i].id)
        if mine is not None:
            for t, table in enumerate(rules.tables):
                near[i][t] += weight * mine.get(table.case or "", NO_CHOICE_STEPS)


def _moves(problem: Problem, rules: Rules, near: list[list[int]], weight: int) -> None:
    stays = published_tables(problem, rules.turn)
    for i in rules.present:
        now = stays.get(problem.people[i].id)
        if now is not None:
            for t, table in enumerate(rules.tables):
                near[i][t] += weight * (table.id != now)


def _groups(
    problem: Problem, rules: Rules
) -> tuple[list[tuple[int, ...]], list[list[list[int]]], int]:
    """Per person their groups; per table and group the price of one more; empty tables' price."""
    wanted = [w for w in ("roles", "colleagues") if problem.importances.weight(w)]
    mine = {i: _circles_and_role(problem.people[i], wanted) for i in rules.present}
    members = Counter(group for those in mine.values() for group in those)
    kept = sorted(group for group, n in members.items() if n > 1 or group[0] == ROLE)
    number = {group: g for g, group in enumerate(kept)}
    kinds: dict[tuple[int, ...], tuple[int, ...]] = {}
    groups: list[tuple[int, ...]] = [()] * len(problem.people)
    for i, those in mine.items():
        kind = tuple(number[group] for group in those if group in number)
        groups[i] = kinds.setdefault(kind, kind)
    up, under = _prices(problem, rules, kept, members)
    return groups, up, under


def _prices(
    problem: Problem, rules: Rules, kept: list[Circle], members: Counter[Circle]
) -> tuple[list[list[list[int]]], int]:
    colleague, role = (problem.importances.weight(w) for w in ("colleagues", "roles"))
    # some more than fit: a plan that was moved by hand can be priced too
    there = range(2 * max((t.most for t in rules.tables), default=0) + 8)
    pairs = [[colleague * steps * n for n in there] for _, _, steps in kept]
    seats, under = sum(table.most for table in rules.tables), 0
    up: list[list[list[int]]] = []
    for table in rules.tables:
        row = list(pairs)
        for g, group in enumerate(kept):
            if group[0] == ROLE:
                low, high = share(members[group], table.most, seats)
                under += low * role
                row[g] = [-role if n < low else role * (n >= high) for n in there]
        up.append(row)
    return up, under


def _circles_and_role(person: Person, wanted: list[str]) -> list[Circle]:
    found = circles(person) if "colleagues" in wanted else []
    return [(ROLE, (person.role,), 0), *found] if person.role and "roles" in wanted else found


def _goals(
    problem: Problem, rules: Rules, near: list[list[int]], needs: list[int], brings: list[int]
) -> list[tuple[int, ...]]:
    goals: list[tuple[int, ...]] = [()] * len(problem.people)
    for i in rules.present:
        if rules.fixed(i) == NOWHERE and rules.tables:
            far = max(near[i])
            goals[i] = tuple(
                t
                for t in range(len(rules.tables))
                if rules.allowed[i] >> t & 1 and (near[i][t] < far or brings[i] & needs[t])
            )
    return goals
