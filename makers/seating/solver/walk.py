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
TRIES = 8  # people added to an exchange until the sizes are right
MOVING = 0.5  # of those with room on both sides are moves, the others exchanges
Walk = Callable[[int, float], None]
Step = Callable[[int, int, float], None]


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
        self.stays = [rules.fixed(i) != NOWHERE for i in range(len(rules.allowed))]
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

    def exchange(self, unit: tuple[int, ...], b: int, heat: float) -> None:
        """Propose table b to a block, or to someone whose coming would part others.

        Who they are kept apart from goes the other way, and so on; then as many more as the sizes
        ask. Whole blocks only.
        """
        a = self.here.seat[unit[0]]
        if a == b:
            return
        going, back = {*unit}, set[int]()
        if not self._closed(going, back, a, b) or not self._balanced(going, back, a, b):
            return
        before = self.state.points
        self._carry(going, b, back, a)
        cost = self.state.points - before
        if cost > 0 and self.rng.random() >= exp(-cost / heat):
            self._carry(going, a, back, b)

    def _closed(self, going: set[int], back: set[int], a: int, b: int) -> bool:
        """Add who must change tables with these; False when someone of them cannot."""
        seat, rules = self.here.seat, self.rules
        sides, news = ((going, a, b), (back, b, a)), [*going, *back]
        while news:
            i = news.pop()
            mine, _, there = sides[i in back]
            other = sides[i not in back][0]
            if not rules.allowed[i] >> there & 1:
                return False
            for mate in self.unit(i):
                if mate not in mine:
                    mine.add(mate)
                    news.append(mate)
            for foe in rules.foes[i]:
                if seat[foe] == there and foe not in other:
                    other.add(foe)
                    news.append(foe)
        return True

    def _balanced(self, going: set[int], back: set[int], a: int, b: int) -> bool:
        """Add others until both tables have their sizes; False when that fails."""
        members, rnd = self.here.members, self.rng.random
        even = rnd() < MOVING  # as many back as go, also where sizes do not ask for it
        for _ in range(TRIES):
            more = len(going) - len(back)
            need = self._needed(len(members[a]) - more, len(members[b]) + more, a, b)
            if need == 0 and not (even and more):
                return True
            side, table = (going, a) if (need or -more) > 0 else (back, b)
            there = [i for i in members[table] if i not in side]
            if not there:
                return need == 0
            side.add(there[int(rnd() * len(there))])
            if not self._closed(going, back, a, b):
                return False
        return False

    def _needed(self, at_a: int, at_b: int, a: int, b: int) -> int:
        """Which way the sizes ask another person to go: 1 from a to b, -1 back, 0 neither."""
        if at_b > self.most[b] or at_a < self.least[a]:
            return -1
        return int(at_a > self.most[a] or at_b < self.least[b])

    def _carry(self, going: set[int], b: int, back: set[int], a: int) -> None:
        for i in (*going, *back):
            self.state.take(self.r, i)
        for i in going:
            self.state.put(self.r, i, b)
        for i in back:
            self.state.put(self.r, i, a)


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


def _stepper(floor: Floor) -> Step:
    """A function that tries to bring someone to a table, alone or in exchange, at this heat."""
    rnd, seat, members = floor.rng.random, floor.here.seat, floor.here.members
    allowed, least, most = floor.rules.allowed, floor.least, floor.most
    shift, change = _shifter(floor), _changer(floor)

    def step_to(one: int, b: int, heat: float) -> None:
        a = seat[one]
        if a != b and allowed[one] >> b & 1:
            there = len(members[b])
            if there < most[b] and len(members[a]) > least[a] and rnd() < MOVING:
                shift(one, b, heat)
            elif there:
                change(one, b, heat)

    return step_to


def _shifter(floor: Floor) -> Step:
    """A function that tries to move someone to a table with room."""
    rnd, foes, price = floor.rng.random, floor.rules.foes, floor.move_price

    def shift(one: int, b: int, heat: float) -> None:
        if foes[one] and not floor.may_move(one, b):
            floor.exchange((one,), b, heat)
            return
        cost = price(one, b)
        if cost <= 0 or rnd() < exp(-cost / heat):
            floor.move(one, b)

    return shift


def _changer(floor: Floor) -> Step:
    """A function that tries to have someone change places with somebody at a table."""
    rnd, seat, members = floor.rng.random, floor.here.seat, floor.here.members
    allowed, foes, price = floor.rules.allowed, floor.rules.foes, floor.swap_price
    is_single, stays = floor.is_single, floor.stays

    def change(one: int, b: int, heat: float) -> None:
        there = members[b]
        other = there[int(rnd() * len(there))]
        if stays[other]:
            return
        if not is_single[other] or ((foes[one] or foes[other]) and not floor.may_swap(one, other)):
            floor.exchange((one,), b, heat)
        elif allowed[other] >> seat[one] & 1:
            cost = price(one, other)
            if cost <= 0 or rnd() < exp(-cost / heat):
                floor.swap(one, other)

    return change
