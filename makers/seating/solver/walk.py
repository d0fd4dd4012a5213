"""One step after another through the plans of a round, never leaving the hard rules.

A step proposes someone and another table: a guided one takes a table that would serve a wish of
theirs. With room on both sides they may just move; else they change places with someone there.
Whoever is kept together goes as a block, and as many others come back.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from random import Random

from makers.seating.solver.rules import NOWHERE
from makers.seating.solver.state import State, move_price, swap_price

GUIDED = 0.6  # of the proposals go to a table that serves a wish
MOVING = 0.5  # of those with room on both sides are moves, the others exchanges
Walk = Callable[[int, float], None]


class Floor:
    """What steps are possible in one round, and the doing of them."""

    def __init__(self, state: State, r: int, rng: Random) -> None:
        self.state, self.r, self.here, self.rng = state, r, state.rounds[r], rng
        rules = self.rules = state.rules[r]
        self.swap_price, self.move_price = swap_price(self.here), move_price(self.here)
        self.least = [table.least for table in rules.tables]
        self.most = [table.most for table in rules.tables]
        free = [i for i in rules.present if rules.fixed(i) == NOWHERE]
        self.singles = [i for i in free if rules.block_of[i] == NOWHERE]
        self.blocks = [b for b in rules.blocks if rules.fixed(b[0]) == NOWHERE]
        self.is_single = [False] * len(rules.allowed)
        for i in self.singles:
            self.is_single[i] = True
        self.seekers = [i for i in self.singles if self.here.wishes.goals[i]]

    def unit(self, person: int) -> tuple[int, ...]:
        """The person, or the whole block they are in."""
        block = self.rules.block_of[person]
        return (person,) if block == NOWHERE else self.rules.blocks[block]

    def may_move(self, person: int, table: int) -> bool:
        """Does a single person's move keep sizes, needs and apart pairs?"""
        members = self.here.members
        return (
            self.rules.allowed[person] >> table & 1 == 1
            and len(members[table]) < self.most[table]
            and len(members[self.here.seat[person]]) > self.least[self.here.seat[person]]
            and not self.clashes((person,), table, ())
        )

    def may_swap(self, one: int, other: int) -> bool:
        """Does a change of places of two single people keep needs and apart pairs?"""
        a, b = self.here.seat[one], self.here.seat[other]
        allowed = self.rules.allowed
        return (
            allowed[one] >> b & 1 == 1
            and allowed[other] >> a & 1 == 1
            and not self.clashes((one,), b, (other,))
            and not self.clashes((other,), a, (one,))
        )

    def clashes(self, coming: tuple[int, ...], table: int, leaving: tuple[int, ...]) -> bool:
        """Would someone who comes meet someone they are kept apart from?"""
        foes, seat = self.rules.foes, self.here.seat
        return any(seat[foe] == table and foe not in leaving for i in coming for foe in foes[i])

    def swap(self, one: int, other: int) -> None:
        """Change places."""
        a, b, r = self.here.seat[one], self.here.seat[other], self.r
        self.state.take(r, one)
        self.state.take(r, other)
        self.state.put(r, one, b)
        self.state.put(r, other, a)

    def move(self, person: int, table: int) -> None:
        """Sit at another table."""
        self.state.take(self.r, person)
        self.state.put(self.r, person, table)

    def exchange(self, unit: tuple[int, ...], b: int, heat: float) -> bool:
        """Propose a block to table b, with as many coming back as the sizes ask; done or not."""
        seat, members = self.here.seat, self.here.members
        a = seat[unit[0]]
        if a == b or not self.rules.allowed[unit[0]] >> b & 1:
            return False
        back = self._back(len(unit), a, b)
        if back is None or self.clashes(unit, b, back) or self.clashes(back, a, unit):
            return False
        if not self.least[b] <= len(members[b]) + len(unit) - len(back) <= self.most[b]:
            return False
        if not self.least[a] <= len(members[a]) - len(unit) + len(back) <= self.most[a]:
            return False
        before = self.state.points
        self._carry(unit, b, back, a)
        cost = self.state.points - before
        if cost <= 0 or self.rng.random() < exp(-cost / heat):
            return True
        self._carry(unit, a, back, b)
        return False

    def change_with_block(self, member: int, b: int, heat: float) -> None:
        """Propose table b to the block this person is in, if they are in one that may move."""
        unit = self.unit(member)
        if len(unit) > 1 and self.rules.fixed(member) == NOWHERE:
            self.exchange(unit, b, heat)

    def _carry(self, unit: tuple[int, ...], b: int, back: tuple[int, ...], a: int) -> None:
        for i in (*unit, *back):
            self.state.take(self.r, i)
        for i in unit:
            self.state.put(self.r, i, b)
        for i in back:
            self.state.put(self.r, i, a)

    def _back(self, coming: int, a: int, b: int) -> tuple[int, ...] | None:
        members = self.here.members
        fewest = max(
            0, len(members[b]) + coming - self.most[b], self.least[a] - len(members[a]) + coming
        )
        wanted = max(fewest, self.rng.choice((fewest, coming)))
        back: list[int] = []
        candidates = list(members[b])
        self.rng.shuffle(candidates)
        for i in candidates:
            if len(back) >= wanted:
                break
            unit = self.unit(i)
            fits = self.rules.allowed[i] >> a & 1 and self.rules.fixed(i) == NOWHERE
            if i not in back and fits and len(back) + len(unit) <= wanted + (len(unit) > 1):
                back.extend(unit)
        return tuple(back) if len(back) >= fewest else None


def walker(floor: Floor) -> Walk:
    """A function that takes so many steps at this heat (points that are lightly given up)."""
    rnd, propose, step_to = floor.rng.random, _proposer(floor), _stepper(floor)
    blocks, tables = floor.blocks, len(floor.most)
    share = len(blocks) / max(1, len(blocks) + len(floor.singles))

    def walk(steps: int, heat: float) -> None:
        for _ in range(steps):
            if share and rnd() < share:
                floor.exchange(blocks[int(rnd() * len(blocks))], int(rnd() * tables), heat)
            else:
                one, b = propose()
                step_to(one, b, heat)

    return walk


def _proposer(floor: Floor) -> Callable[[], tuple[int, int]]:
    """A function that names someone who sits alone, and a table."""
    rnd, tables = floor.rng.random, len(floor.most)
    singles, seekers, goals = floor.singles, floor.seekers, floor.here.wishes.goals
    guided = GUIDED if seekers else 0.0

    def propose() -> tuple[int, int]:
        if rnd() < guided:
            one = seekers[int(rnd() * len(seekers))]
            return one, goals[one][int(rnd() * len(goals[one]))]
        return singles[int(rnd() * len(singles))], int(rnd() * tables)

    return propose


def _stepper(floor: Floor) -> Callable[[int, int, float], None]:
    """A function that tries to bring someone to a table, alone or in exchange, at this heat."""
    rnd, seat, members = floor.rng.random, floor.here.seat, floor.here.members
    is_single, allowed, foes = floor.is_single, floor.rules.allowed, floor.rules.foes
    least, most = floor.least, floor.most
    swap_price, move_price = floor.swap_price, floor.move_price

    def accepted(cost: int, heat: float) -> bool:
        return cost <= 0 or rnd() < exp(-cost / heat)

    def change(one: int, other: int, a: int, heat: float) -> None:
        if not is_single[other]:
            floor.change_with_block(other, a, heat)
            return
        free = not (foes[one] or foes[other])
        may = allowed[other] >> a & 1 if free else floor.may_swap(one, other)
        if may and accepted(swap_price(one, other), heat):
            floor.swap(one, other)

    def step_to(one: int, b: int, heat: float) -> None:
        a = seat[one]
        if a == b or not allowed[one] >> b & 1:
            return
        there = members[b]
        room = len(there) < most[b] and len(members[a]) > least[a]
        if room and rnd() < MOVING:
            if (not foes[one] or floor.may_move(one, b)) and accepted(move_price(one, b), heat):
                floor.move(one, b)
        elif there:
            change(one, there[int(rnd() * len(there))], a, heat)

    return step_to
