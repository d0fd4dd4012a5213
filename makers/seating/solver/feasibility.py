"""Is there a plan at all? Plain contradictions first, then a flow, then a bounded exact search.

``impossibilities`` names what stands in the way; ``arrange`` gives a seating of one round that
keeps every hard rule, from which the search for a good one starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from makers.seating.solver.flow import Shortage
from makers.seating.solver.given import BRINGER, FACILITATOR
from makers.seating.solver.impossible import Code, Impossible, Notice
from makers.seating.solver.placing import Groups, Placing
from makers.seating.solver.problem import Problem
from makers.seating.solver.rules import NOWHERE, Rules, rules_of, suits


def impossibilities(problem: Problem) -> tuple[Impossible, ...]:
    """Every reason found why no plan can keep the hard rules; empty when one has been found."""
    found: list[Impossible] = []
    for turn in problem.rounds:
        if not turn.frozen:
            outcome = arrange(problem, rules_of(problem, turn), Random(0))  # noqa: S311
            if isinstance(outcome, tuple):
                found.extend(outcome)
    return tuple(found)


def notices(problem: Problem) -> tuple[Notice, ...]:
    """Tables without a bringer or facilitator in rounds that ask for one."""
    found: list[Notice] = []
    for turn in problem.rounds:
        if turn.frozen:
            continue
        have = {(t, part) for parts in problem.parts(turn).values() for t, part in parts.items()}
        brings = {case.id: case.bringer for case in problem.cases}
        there = {person.id for person in problem.present(turn)}
        for table in turn.tables:
            for part in (BRINGER, FACILITATOR):
                who = table.facilitator if part == FACILITATOR else brings.get(table.case or "")
                missing = (table.id, part) not in have and who not in there
                if part in turn.asks and missing:
                    found.append(Notice(f"no_{part}", turn.id, table.id))
    return tuple(found)


def arrange(problem: Problem, rules: Rules, rng: Random) -> list[int] | tuple[Impossible, ...]:
    """A table number per person (NOWHERE when absent) by all hard rules, or why there is none."""
    if contradictions := tuple(_contradictions(problem, rules)):
        return contradictions
    placing = Placing(rules, rng)
    short, groups = placing.shortage()
    if short is not None:
        return (_named(problem, rules, short, groups),)
    seats = placing.search()
    if seats is None:
        return (Impossible("no_way" if placing.exhausted else "not_found", round=rules.turn.id),)
    return seats


def _contradictions(problem: Problem, rules: Rules) -> Iterator[Impossible]:
    turn, people = rules.turn, len(rules.present)
    most, least = (sum(getattr(t, of) for t in turn.tables) for of in ("most", "least"))
    if not turn.tables:
        if people:
            yield Impossible("no_tables", {"people": people}, turn.id)
        return
    if people > most:
        yield Impossible("too_many_people", {"people": people, "seats": most}, turn.id)
    if people < least:
        yield Impossible("too_few_people", {"people": people, "seats": least}, turn.id)
    yield from _alone(problem, rules)
    for block in rules.blocks:
        yield from _in_block(problem, rules, block)
    yield from _at_fixed(problem, rules)


def _alone(problem: Problem, rules: Rules) -> Iterator[Impossible]:
    for i in rules.present:
        who, homes = (problem.people[i].id,), rules.homes[i]
        if homes & (homes - 1):
            yield Impossible("two_places", {}, rules.turn.id, who, _tables(rules, homes))
        elif homes and not homes & rules.fits[i]:
            yield Impossible("unfit_place", {}, rules.turn.id, who, _tables(rules, homes))
        elif not rules.fits[i]:
            yield Impossible("nowhere", {}, rules.turn.id, who)


def _in_block(problem: Problem, rules: Rules, block: tuple[int, ...]) -> Iterator[Impossible]:
    who = tuple(problem.people[i].id for i in block)
    turn, numbers = rules.turn.id, {"people": len(block)}
    homes = 0
    for i in block:
        homes |= rules.homes[i]
    if any(foe in block for i in block for foe in rules.foes[i]):
        yield Impossible("block_apart", numbers, turn, who)
    if homes & (homes - 1):
        yield Impossible("block_split", numbers, turn, who, _tables(rules, homes))
    elif all(rules.fits[i] for i in block) and not (mask := rules.allowed[block[0]]):
        yield Impossible("block_nowhere", numbers, turn, who)
    elif all(rules.fits[i] for i in block):
        seats = max(t.most for n, t in enumerate(rules.tables) if mask >> n & 1)
        if seats < len(block):
            yield Impossible("block_too_big", {**numbers, "seats": seats}, turn, who)


def _at_fixed(problem: Problem, rules: Rules) -> Iterator[Impossible]:
    at: dict[int, list[int]] = {}
    for i in rules.present:
        if rules.fixed(i) != NOWHERE:
            at.setdefault(rules.fixed(i), []).append(i)
    for t, there in sorted(at.items()):
        table, turn = rules.tables[t], rules.turn.id
        homed = tuple(problem.people[i].id for i in there if rules.bound(i) == t)
        if len(homed) > table.most:
            numbers = {"people": len(homed), "limit": table.most}
            yield Impossible("table_overfull", numbers, turn, homed, (table.id,))
        for i in there:
            for foe in rules.foes[i]:
                apart = rules.block_of[i] == NOWHERE or rules.block_of[i] != rules.block_of[foe]
                if foe > i and foe in there and apart:
                    pair = (problem.people[i].id, problem.people[foe].id)
                    yield Impossible("fixed_apart", {}, turn, pair, (table.id,))


def _named(problem: Problem, rules: Rules, short: Shortage, groups: Groups) -> Impossible:
    inside = [rules.tables[t] for t in short.tables]
    outside = [table for t, table in enumerate(rules.tables) if t not in short.tables]
    people = sorted(i for group in short.groups for i in groups[group][1])
    tables = tuple(table.id for table in inside)
    if short.empty:
        bound = sum(rules.bound(i) in short.tables for i in rules.present)
        numbers = {"people": len(people) + bound, "seats": sum(table.least for table in inside)}
        return Impossible("table_too_empty", numbers, rules.turn.id, (), tables)
    who = [problem.people[i] for i in people]
    numbers = {"people": len(people), "seats": short.seats}
    code: Code = "few_seats"
    if outside and all(p.step_free and not t.step_free for p in who for t in outside):
        code = "step_free_seats"
    elif outside and not any(suits(replace(p, step_free=False), t) for p in who for t in outside):
        code = "language_seats"
    return Impossible(code, numbers, rules.turn.id, tuple(p.id for p in who), tables)


def _tables(rules: Rules, mask: int) -> tuple[str, ...]:
    return tuple(table.id for t, table in enumerate(rules.tables) if mask >> t & 1)
