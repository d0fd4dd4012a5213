"""What makes a problem no problem at all: unknown ids, an id twice, sizes out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from makers.seating.solver.given import BRINGER, FACILITATOR, LEVELS, WISHES, Given


def complaints(given: Given) -> Iterator[str]:
    """What is wrong with the problem as written, each as a sentence for who wrote the file."""
    yield from _twice("person", (p.id for p in given.people))
    yield from _twice("case", (c.id for c in given.cases))
    yield from _twice("round", (r.id for r in given.rounds))
    yield from _twice("table", (t.id for r in given.rounds for t in r.tables))
    yield from _out_of_order(given)
    yield from _not_groups(given)
    yield from _unknown(given)


def _twice(what: str, ids: Iterable[str]) -> Iterator[str]:
    yield from (f"{what} {one!r} is there twice" for one, n in Counter(ids).items() if n > 1)


def _out_of_order(given: Given) -> Iterator[str]:
    for table in (t for r in given.rounds for t in r.tables):
        if not 0 <= table.least <= table.most:
            yield f"table {table.id!r}: least {table.least} and most {table.most} are out of order"
    for turn in given.rounds:
        if set(turn.asks) - {BRINGER, FACILITATOR}:
            yield f"round {turn.id!r} asks for something else than a bringer or a facilitator"
    for wish in WISHES:
        if getattr(given.importances, wish) not in LEVELS:
            yield f"the importance of {wish} must be one of {LEVELS}"


def _not_groups(given: Given) -> Iterator[str]:
    for block in given.together:
        if len(set(block.people)) < 2:
            yield "keeping together takes two people or more"
    for people in chain((pair.people for pair in given.apart), given.met):
        if len(set(people)) != 2:
            yield "a pair is two different people"


def _unknown(given: Given) -> Iterator[str]:
    known = {
        "person": {p.id for p in given.people},
        "case": {c.id for c in given.cases},
        "round": {r.id for r in given.rounds},
        "table": set(given.tables()),
    }
    for kind, one in _references(given):
        if one not in known[kind]:
            yield f"there is no {kind} {one!r}"


def _references(given: Given) -> Iterator[tuple[str, str]]:
    for person in given.people:
        yield from (("round", one) for one in person.rounds or ())
    yield from (("person", case.bringer) for case in given.cases if case.bringer is not None)
    for table in (t for r in given.rounds for t in r.tables):
        yield from (("case", one) for one in (table.case,) if one is not None)
        yield from (("person", one) for one in (table.facilitator,) if one is not None)
    for pin in given.pins:
        yield from (("person", pin.person), ("table", pin.table))
    rules = [(rule.people, rule.rounds) for rule in given.together]
    rules += [(rule.people, rule.rounds) for rule in given.apart]
    for people, rounds in rules:
        yield from (("person", one) for one in people)
        yield from (("round", one) for one in rounds or ())
    yield from (("person", one) for pair in given.met for one in pair)
