"""What makes a problem no problem at all: unknown ids, an id twice, sizes out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from makers.seating.solver.problem import BRINGER, FACILITATOR, LEVELS, WISHES, Problem


def complaints(problem: Problem) -> Iterator[str]:
    """What is wrong with the problem as written, each as a sentence for who wrote the file."""
    yield from _twice("person", (p.id for p in problem.people))
    yield from _twice("case", (c.id for c in problem.cases))
    yield from _twice("round", (r.id for r in problem.rounds))
    yield from _twice("table", (t.id for r in problem.rounds for t in r.tables))
    yield from _out_of_order(problem)
    yield from _not_groups(problem)
    yield from _unknown(problem)


def _twice(what: str, ids: Iterable[str]) -> Iterator[str]:
    yield from (f"{what} {one!r} is there twice" for one, n in Counter(ids).items() if n > 1)


def _out_of_order(problem: Problem) -> Iterator[str]:
    for table in (t for r in problem.rounds for t in r.tables):
        if not 0 <= table.least <= table.most:
            yield f"table {table.id!r}: least {table.least} and most {table.most} are out of order"
    for turn in problem.rounds:
        if set(turn.asks) - {BRINGER, FACILITATOR}:
            yield f"round {turn.id!r} asks for something else than a bringer or a facilitator"
    for wish in WISHES:
        if getattr(problem.importances, wish) not in LEVELS:
            yield f"the importance of {wish} must be one of {LEVELS}"


def _not_groups(problem: Problem) -> Iterator[str]:
    for block in problem.together:
        if len(set(block.people)) < 2:
            yield "keeping together takes two people or more"
    for people in chain((pair.people for pair in problem.apart), problem.met):
        if len(set(people)) != 2:
            yield "a pair is two different people"


def _unknown(problem: Problem) -> Iterator[str]:
    known = {
        "person": {p.id for p in problem.people},
        "case": {c.id for c in problem.cases},
        "round": {r.id for r in problem.rounds},
        "table": set(problem.tables()),
    }
    for kind, one in _references(problem):
        if one not in known[kind]:
            yield f"there is no {kind} {one!r}"


def _references(problem: Problem) -> Iterator[tuple[str, str]]:
    for person in problem.people:
        yield from (("round", one) for one in person.rounds or ())
    yield from (("person", case.bringer) for case in problem.cases if case.bringer is not None)
    for table in (t for r in problem.rounds for t in r.tables):
        yield from (("case", one) for one in (table.case,) if one is not None)
        yield from (("person", one) for one in (table.facilitator,) if one is not None)
    for pin in problem.pins:
        yield from (("person", pin.person), ("table", pin.table))
    rules = [(rule.people, rule.rounds) for rule in problem.together]
    rules += [(rule.people, rule.rounds) for rule in problem.apart]
    for people, rounds in rules:
        yield from (("person", one) for one in people)
        yield from (("round", one) for one in rounds or ())
    yield from (("person", one) for pair in problem.met for one in pair)
