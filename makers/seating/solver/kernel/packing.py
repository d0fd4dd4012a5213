"""A problem as the kernel reads it: rows of whole numbers, and where each begins.

The order of the fields is that of ``struct round`` and ``struct problem`` in ``kernel.c``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import accumulate, chain, combinations
from math import log
from operator import or_

from makers.seating.solver.rules import NOWHERE, Rules
from makers.seating.solver.state import RoundState, State
from makers.seating.solver.wishes import colleague_steps

LOGS = 4096
MOST_GROUPS = 3
NEVER = -1000  # rounds with a case that is priced elsewhere: too few ever to count

Put = Callable[[bytes], int]


@dataclass(frozen=True)
class Packed:
    """Where the problem, the best seats and room for seats begin; the points of empty tables.

    ``free``: whether anybody may sit elsewhere than where they must.
    """

    problem: int
    best: int
    seats: int
    start: int
    free: bool


def packed(state: State, memory: bytearray, base: int) -> Packed:
    """Write a problem (its state, nobody seated yet) down in memory that begins at ``base``."""

    def put(values: bytes) -> int:
        at = len(memory)
        memory.extend(values)
        memory.extend(bytes(-len(memory) % 8))
        return base + at

    people, rounds = len(state.problem.people), len(state.rounds)
    domains = max((n.bit_length() for one in state.rounds for n in one.wishes.needs), default=0)
    cases = sorted({case for one in state.rounds for case in one.case_tables})
    groups = max((len(row) for one in state.rounds for row in one.wishes.up), default=0)
    prices = (row for one in state.rounds for up in one.wishes.up[:1] for row in up)
    deep = max(map(len, prices), default=1)
    meets = state.meeting and (rounds > 1 or any(state.known))
    table = b"".join(_round(state, r, put, (groups, deep, domains, cases)) for r in range(rounds))
    seats = put(bytes(4 * people * rounds))
    best = put(bytes(4 * people * rounds))
    problem = array(
        "i",
        (
            *(people, rounds, groups, deep, domains, len(cases)),
            state.meeting if meets else 0,
            state.problem.importances.weight("same_case") if state.links_cases else 0,
            state.problem.importances.weight("domains"),
            put(table),
            put(_met(state)) if meets else 0,
            put(_numbers(_sat(state, cases))) if state.links_cases else 0,
            put(_logs()),
            best,
            *(put(bytes(4 * people)) for _ in range(2)),
            put(bytes(people)),
        ),
    )
    free = any(one.fixed(i) == NOWHERE for one in state.rules for i in one.present)
    return Packed(put(problem.tobytes()), best, seats, _start(state, bool(meets)), free)


def _round(state: State, r: int, put: Put, sizes: tuple[int, int, int, list[str]]) -> bytes:
    groups, deep, domains, cases = sizes
    rules, here = state.rules[r], state.rounds[r]
    wishes, people, tables = here.wishes, len(state.problem.people), len(rules.tables)
    room = max((t.most for t in rules.tables), default=0) + 1
    free = [i for i in rules.present if rules.fixed(i) == NOWHERE]
    singles = [i for i in free if rules.block_of[i] == NOWHERE]
    blocks = [b for b in rules.blocks if rules.fixed(b[0]) == NOWHERE]
    seekers = [i for i in singles if wishes.goals[i]]
    rows, row_of = _prices(here, groups, deep)
    wanted = reduce(or_, wishes.needs, 0)
    single = {*singles}
    fields = [
        *(tables, room, len(singles), len(seekers), len(blocks)),
        put(_numbers(t.least for t in rules.tables)),
        put(_numbers(t.most for t in rules.tables)),
        put(_numbers(chain.from_iterable(here.near))),
        put(_allowed(rules)),
        put(
            _numbers(
                chain.from_iterable(
                    (*own, *[NOWHERE] * MOST_GROUPS)[:MOST_GROUPS] for own in wishes.groups
                )
            )
        ),
        put(_numbers(row_of)),
        put(_numbers(chain.from_iterable(rows))),
        *_lists([_bits(mask & wanted) for mask in wishes.brings], put),
        put(bytes(need >> d & 1 for need in wishes.needs for d in range(domains))),
        put(_numbers(cases.index(t.case) if t.case else NOWHERE for t in rules.tables)),
        put(_numbers(singles)),
        put(_numbers(seekers)),
        *_lists(wishes.goals, put),
        *_lists(blocks, put),
        put(_numbers(_block_numbers(rules, blocks))),
        *_lists(rules.foes, put),
        put(bytes(i in single for i in range(people))),
        put(_numbers([NOWHERE] * people)),
        *(
            put(bytes(4 * n))
            for n in (people, tables * room, tables, tables * groups, tables * domains)
        ),
    ]
    return array("i", fields).tobytes()


@cache
def _logs() -> bytes:
    return _numbers(round(-log((k + 0.5) / LOGS) * 65536) for k in range(LOGS))


def _numbers(values: Iterable[int]) -> bytes:
    return array("i", values).tobytes()


def _lists(rows: Sequence[Sequence[int]], put: Put) -> tuple[int, int]:
    """Where each row begins in all of them, one after the other; and those."""
    starts = accumulate((len(row) for row in rows), initial=0)
    return put(_numbers(starts)), put(_numbers(chain.from_iterable(rows)))


def _bits(mask: int) -> list[int]:
    return [d for d in range(mask.bit_length()) if mask >> d & 1]


def _allowed(rules: Rules) -> bytes:
    tables = range(len(rules.tables))
    rows = {mask: bytes(mask >> t & 1 for t in tables) for mask in {*rules.allowed}}
    return b"".join(rows[mask] for mask in rules.allowed)


def _prices(here: RoundState, groups: int, deep: int) -> tuple[list[list[int]], list[int]]:
    """Every different row of prices once, and which one a table has for a group."""
    rows: list[list[int]] = []
    number: dict[int, int] = {}  # a row that tables share is the same list
    row_of: list[int] = []
    for up in here.wishes.up:
        for prices in up:
            n = number.setdefault(id(prices), len(rows))
            if n == len(rows):
                rows.append(prices + [prices[-1]] * (deep - len(prices)))
            row_of.append(n)
        row_of += [0] * (groups - len(up))
    return rows, row_of


def _block_numbers(rules: Rules, blocks: Sequence[tuple[int, ...]]) -> list[int]:
    number = [NOWHERE] * len(rules.allowed)
    for n, block in enumerate(blocks):
        for i in block:
            number[i] = n
    return number


def _met(state: State) -> bytes:
    """Per pair 1 for who knew each other beforehand."""
    people = len(state.known)
    met = bytearray(people * people)
    for one, others in enumerate(state.known):
        for other in others:
            met[one * people + other] = 1
    return bytes(met)


def _sat(state: State, cases: list[str]) -> Iterable[int]:
    """Per person and case 0, or never when its price stands with the table (``near``)."""
    return (NEVER if case in seen else 0 for seen in state.seen for case in cases)


def _start(state: State, meets: bool) -> int:
    """Points of the empty tables, less what the kernel will count for who was asked together."""
    weight = state.problem.importances.weight("colleagues")
    people, total = state.problem.people, 0
    for rules, here in zip(state.rules, state.rounds, strict=True):
        total += here.wishes.start
        for one, other in (two for block in rules.blocks for two in combinations(block, 2)):
            total -= weight * colleague_steps(people[one], people[other])
            total -= state.meeting if meets else 0
    return total
