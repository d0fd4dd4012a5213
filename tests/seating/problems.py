"""Events like the first afternoon, of any size, for tests and benchmarks."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from makers.seating.solver import (
    Case,
    Outcome,
    Person,
    Plan,
    Problem,
    Round,
    Table,
    broken_rules,
    impossibilities,
    points,
    solve,
)

DEPARTMENTS = ("Individuele Voorzieningen", "Kredietbank", "Beleid", "Samenleving")
DOMAINS = ("education", "culture", "poverty", "care", "work", "debts", "neighbourhood", "green")
INITIATIVES = (
    "Leeszaal Rotterdam West",
    "Hotspothutspot",
    "Uit je Eigen Stad",
    "Tussentuin",
    "Doordewijks",
    "Taalnomaden",
    "Granny's Finest",
    "Blijstroom",
    "Voedseltuin",
)


def afternoon(people: int, rounds: int = 1, seed: int = 1) -> Problem:
    """An afternoon of so many people: a third civil servants, entrepreneurs, ministry, guests.

    Tables of six or seven; each has a case, its bringer and a facilitator. Later rounds have
    other cases at the same tables. One in twelve needs a step-free table (most are).
    """
    rng = Random(seed)
    tables = max(2, people // 7)
    crowd = [_person(i, people, tables, rng) for i in range(people)]
    bringers = [p.id for p in crowd if p.side == "entrepreneur"]
    cases = tuple(
        Case(f"c{r}-{t}", bringers[t], tuple(sorted(rng.sample(DOMAINS, rng.choice((2, 3))))))
        for r in range(rounds)
        for t in range(tables)
    )
    turns = tuple(Round(f"r{r}", _tables(r, tables, people, crowd)) for r in range(rounds))
    return Problem(tuple(_with_choices(p, cases, rng) for p in crowd), turns, cases)


def golfers(groups: int, size: int, rounds: int) -> Problem:
    """Social golfers: so many groups of this size, who should never meet twice."""
    people = tuple(Person(f"p{i}") for i in range(groups * size))
    turns = (
        Round(f"r{r}", tuple(Table(f"r{r}t{t}", size, size) for t in range(groups)))
        for r in range(rounds)
    )
    return Problem(people, tuple(turns))


def crowd(count: int, **alike: Any) -> tuple[Person, ...]:
    """So many people, alike but for their ids."""
    return tuple(replace(Person(f"p{i}"), **alike) for i in range(count))


def room(*tables: Table) -> tuple[Round, ...]:
    """One round with these tables."""
    return (Round("r", tables),)


SMALL = room(Table("a", 1, 2), Table("b", 1, 2))
STEPS = room(Table("a", 0, 3), Table("b", 0, 3, step_free=False))


def planned(problem: Problem, **asked: Any) -> tuple[Plan, Outcome]:
    """A plan that the checker has found sound, and its outcome."""
    outcome = solve(problem, **asked)
    assert outcome.plan is not None, outcome.impossible
    assert broken_rules(problem, outcome.plan) == ()
    assert points(problem, outcome.plan) == outcome.points
    return outcome.plan, outcome


def codes(problem: Problem) -> set[str]:
    """What stands in the way, and the search says the same."""
    found = impossibilities(problem)
    assert solve(problem, budget=100).impossible == found
    return {one.code for one in found}


def _person(i: int, people: int, tables: int, rng: Random) -> Person:
    step_free = rng.random() < 1 / 12
    officials, entrepreneurs = people // 3, max(tables, people // 3)
    if i < officials:
        domains = tuple(sorted(rng.sample(DOMAINS, rng.choice((1, 2)))))
        department = rng.choice(DEPARTMENTS)
        return Person(
            f"p{i}", "civil servant", "government", "Gemeente", department, domains, (), step_free
        )
    if i < officials + entrepreneurs:
        n = i - officials
        initiative = INITIATIVES[n % 9] if n < 18 else f"initiatief {n // 2}"
        return Person(f"p{i}", "entrepreneur", "entrepreneur", initiative)
    if i < officials + entrepreneurs + people // 10:
        domains = tuple(sorted(rng.sample(DOMAINS, 2)))
        return Person(f"p{i}", "ministry", "government", "BZK", "Democratie", domains)
    return Person(f"p{i}", "guest", "guest", step_free=step_free)


def _tables(r: int, tables: int, people: int, crowd: list[Person]) -> tuple[Table, ...]:
    leaders = [p.id for p in crowd if p.side == "guest"][-tables:]
    size = people / tables
    return tuple(
        Table(
            f"r{r}t{t}",
            max(1, int(size) - 2),
            int(size) + 2,
            f"c{r}-{t}",
            leaders[t] if t < len(leaders) else None,
            step_free=t % 5 != 4 or crowd_needs_no_step_free(crowd, leaders, t),
        )
        for t in range(tables)
    )


def crowd_needs_no_step_free(crowd: list[Person], leaders: list[str], t: int) -> bool:
    """May this table have a step? Only when its facilitator can get there (else it has none)."""
    needs = {p.id for p in crowd if p.step_free}
    return t < len(leaders) and leaders[t] in needs


def _with_choices(person: Person, cases: tuple[Case, ...], rng: Random) -> Person:
    if person.side != "government":
        return person
    liked = sorted(cases, key=lambda c: (-len(set(c.domains) & set(person.domains)), rng.random()))
    picked = tuple(case.id for case in liked[: rng.choice((0, 1, 2, 3, 3))])
    return Person(
        person.id,
        person.role,
        person.side,
        person.organisation,
        person.department,
        person.domains,
        picked,
        person.step_free,
    )
