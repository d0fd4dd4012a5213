"""What a plan gave up, fact by fact: per wish the tables and people where it did not come true.

As many facts of a wish as ``recount`` finds missing (``possible - achieved``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from makers.seating.solver.given import BRINGER, FACILITATOR, Plan
from makers.seating.solver.problem import Problem
from makers.seating.solver.reasons import story_of
from makers.seating.solver.rules import NOWHERE
from makers.seating.solver.seated import Seated
from makers.seating.solver.state import acquainted, seen_cases
from makers.seating.solver.wishes import choosers, colleague_steps, published_tables


@dataclass(frozen=True)
class Missed:
    """A wish that did not come true: at which table, for whom, and about which domain or role.

    ``table`` is "" where somebody has no seat; ``moves`` names the table that somebody left.
    """

    wish: str
    table: str
    people: tuple[str, ...] = ()
    about: str = ""


def missed(problem: Problem, plan: Plan) -> tuple[Missed, ...]:
    """Everything a plan gave up in its open rounds, by wish and table."""
    seated = Seated(problem, plan)
    known = acquainted(problem, seated.rules, seated.index)
    seen = seen_cases(problem)
    found: list[Missed] = []
    for r in range(len(seated.turns)):
        found += _of_people(seated, r)
        for t in range(len(seated.turns[r].tables)):
            found += _of_table(seated, r, t)
            found += _again(seated, r, t, known, seen)
    return tuple(found)


def _of_table(seated: Seated, r: int, t: int) -> Iterator[Missed]:
    """Domains nobody brings, roles outside their share, colleagues side by side."""
    table, story, people = seated.turns[r].tables[t], story_of(seated, r, t), seated.problem.people
    for domain in story.missing:
        yield Missed("domains", table.id, about=domain)
    for role, (here, low, high) in story.roles.items():
        if not low <= here <= high:
            yield Missed("roles", table.id, about=role)
    blocks = seated.rules[r].block_of
    for one, other in combinations(seated.at(r, t), 2):
        together = blocks[one] != NOWHERE and blocks[one] == blocks[other]
        if not together and colleague_steps(people[one], people[other]):
            yield Missed("colleagues", table.id, seated.names((one, other)))


def _of_people(seated: Seated, r: int) -> Iterator[Missed]:
    """Who got none of their choices, and who left the table they knew of."""
    turn, seats = seated.turns[r], seated.seats[r]
    tables = {i: turn.tables[t] for i, t in enumerate(seats) if t != NOWHERE}
    for person, steps in choosers(seated.problem, turn).items():
        table = tables.get(seated.index[person])
        if table is None or table.case not in steps:
            yield Missed("choices", table.id if table else "", (person,))
    present = {seated.problem.people[i].id for i in seated.rules[r].present}
    for person, before in published_tables(seated.problem, turn).items():
        table = tables.get(seated.index[person]) if person in present else None
        if person in present and (table is None or table.id != before):
            yield Missed("moves", before, (person,))


def _again(
    seated: Seated, r: int, t: int, known: list[set[int]], seen: list[set[str]]
) -> Iterator[Missed]:
    """Who meets or sits with a case again; what happens here is known in the rounds after."""
    table, here = seated.turns[r].tables[t], seated.at(r, t)
    blocks = seated.rules[r].block_of
    for one, other in combinations(here, 2):
        if blocks[one] != NOWHERE and blocks[one] == blocks[other]:
            continue
        if other in known[one]:
            yield Missed("meetings", table.id, seated.names((one, other)))
        known[one].add(other)
        known[other].add(one)
    parts = seated.problem.parts(seated.turns[r])
    for i in here:
        who = seated.problem.people[i].id
        if table.case and parts.get(who, {}).get(table.id) not in (BRINGER, FACILITATOR):
            if table.case in seen[i]:
                yield Missed("same_case", table.id, (who,), table.case)
            seen[i].add(table.case)
