"""Seats one round by the hard rules: blocks and apart people by search, everybody else by flow."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from makers.seating.solver.flow import Flow, Shortage
from makers.seating.solver.rules import NOWHERE, Rules

Groups = list[tuple[int, list[int]]]  # people who may sit at the same set (mask) of tables

DIVE = 200  # steps beyond one a block for the first, unchecked dive
NODES = 2_000  # steps of the exact search, each with a flow check


class Placing:
    """A seating of one round in the making. ``exhausted``: the search saw every possibility."""

    def __init__(self, rules: Rules, rng: Random) -> None:
        self.rules, self.rng, self.exhausted = rules, rng, False
        tables = rules.tables
        self.seats = [NOWHERE] * len(rules.allowed)
        self.least, self.most = [t.least for t in tables], [t.most for t in tables]
        self.here: list[tuple[int, ...]] = [()] * len(tables)
        for i in rules.present:
            if rules.bound(i) != NOWHERE:
                self._sit((i,), rules.bound(i))
        self.fixed_here = [t if at else NOWHERE for t, at in enumerate(self.here)]
        self.units, singles = self._free_units()
        self.groups = self._grouped(singles)
        masks = {rules.allowed[unit[0]] for unit in self.units} | {m for m, _ in self.groups}
        self.column = [tuple(m >> t & 1 for m in sorted(masks)) for t in range(len(tables))]

    def shortage(self) -> tuple[Shortage | None, Groups]:
        """What is short, even when blocks and apart pairs do not count; and the groups it names."""
        groups = self._grouped([i for i in self.rules.present if self.seats[i] == NOWHERE])
        flow = Flow([(mask, len(people)) for mask, people in groups], len(self.most))
        return flow.seat(self._low(), self.most), groups

    def search(self) -> list[int] | None:
        """A table number per person, or None: none there is (``exhausted``) or none was found."""
        for checked, limit in ((False, len(self.units) + DIVE), (True, NODES)):
            found = self._search(checked, limit)
            if found is not None:
                return self._dealt(found)
            if self.exhausted:
                return None
        return None

    def _search(self, checked: bool, limit: int) -> Flow | None:
        trail: list[int] = []
        stack = [self._candidates(0)] if self.units else []
        steps = 0
        if not self.units:
            flow = self._rest(0)
            self.exhausted = flow is None
            return flow
        while stack:
            table = next(stack[-1], NOWHERE)
            if table == NOWHERE:
                stack.pop()
                if trail:
                    self._rise(self.units[len(trail) - 1], trail.pop())
                continue
            steps += 1
            self._sit(self.units[len(trail)], table)
            trail.append(table)
            last = len(trail) == len(self.units)
            flow = self._rest(len(trail)) if last or checked else None
            if last and flow is not None:
                return flow
            if last or (checked and flow is None):
                self._rise(self.units[len(trail) - 1], trail.pop())
            else:
                stack.append(self._candidates(len(trail)))
            if steps >= limit:
                while trail:
                    self._rise(self.units[len(trail) - 1], trail.pop())
                return None
        self.exhausted = True
        return None

    def _candidates(self, depth: int) -> Iterator[int]:
        unit = self.units[depth]
        mask, foes = self.rules.allowed[unit[0]], {f for i in unit for f in self.rules.foes[i]}
        tables = [t for t in range(len(self.most)) if mask >> t & 1 and self.most[t] >= len(unit)]
        self.rng.shuffle(tables)
        tables.sort(key=lambda t: -self.most[t])
        tried = set()
        for t in tables:
            alike = (self.least[t], self.most[t], self.fixed_here[t], self.column[t], self.here[t])
            if alike not in tried and foes.isdisjoint(self.here[t]):
                tried.add(alike)
                yield t

    def _rest(self, depth: int) -> Flow | None:
        flow = self._flow(self.groups, tuple(i for unit in self.units[depth:] for i in unit))
        return flow if flow.seat(self._low(), self.most) is None else None

    def _low(self) -> list[int]:
        return [max(0, low) for low in self.least]

    def _flow(self, groups: Groups, more: tuple[int, ...]) -> Flow:
        counts = [(mask, len(people)) for mask, people in groups]
        counts += [(mask, len(people)) for mask, people in self._grouped(list(more))]
        return Flow(counts, len(self.most))

    def _dealt(self, flow: Flow) -> list[int]:
        for (_, people), at in zip(self.groups, flow.at, strict=True):
            people = list(people)
            self.rng.shuffle(people)
            for table, count in enumerate(at):
                for _ in range(count):
                    self.seats[people.pop()] = table
        return self.seats

    def _sit(self, unit: tuple[int, ...], table: int) -> None:
        for i in unit:
            self.seats[i] = table
        self.here[table] = (*self.here[table], *unit)
        self.least[table] -= len(unit)
        self.most[table] -= len(unit)

    def _rise(self, unit: tuple[int, ...], table: int) -> None:
        for i in unit:
            self.seats[i] = NOWHERE
        self.here[table] = tuple(i for i in self.here[table] if i not in unit)
        self.least[table] += len(unit)
        self.most[table] += len(unit)

    def _free_units(self) -> tuple[list[tuple[int, ...]], list[int]]:
        units: list[tuple[int, ...]] = []
        singles: list[int] = []
        for i in self.rules.present:
            if self.seats[i] != NOWHERE:
                continue
            if self.rules.block_of[i] == NOWHERE:
                if self.rules.foes[i]:
                    units.append((i,))
                else:
                    singles.append(i)
        units += [b for b in self.rules.blocks if self.seats[b[0]] == NOWHERE]
        units.sort(
            key=lambda u: (
                self.rules.allowed[u[0]].bit_count(),
                -len(u),
                -sum(len(self.rules.foes[i]) for i in u),
                u,
            )
        )
        return units, singles

    def _grouped(self, people: list[int]) -> Groups:
        groups: dict[int, list[int]] = {}
        for i in people:
            groups.setdefault(self.rules.allowed[i], []).append(i)
        return sorted(groups.items())
