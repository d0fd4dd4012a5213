"""Can everybody be seated? A flow from groups of alike people to tables, with least and most.

People who may sit at the same set of tables are one group, so the flow stays small however many
they are. Augmenting paths never lower what a table already has; so the least of every table is
filled first, then all the rest. A shortage is the cut that remains (Hall's condition): either a set
of people for whom the tables they may use have too few seats, or tables that too few people may
use to reach their least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Shortage:
    """Why nobody can seat these: ``people`` many for ``seats``; masks of groups and tables.

    ``empty``: the tables stay below their least; else the people find no seat.
    """

    groups: tuple[int, ...]
    tables: tuple[int, ...]
    people: int
    seats: int
    empty: bool


@dataclass
class Flow:
    """Groups (mask of tables, how many) dealt out over tables."""

    groups: Sequence[tuple[int, int]]
    tables: int

    def __post_init__(self) -> None:
        self.left = [count for _, count in self.groups]
        self.at = [[0] * self.tables for _ in self.groups]
        self.total = [0] * self.tables

    def seat(self, least: Sequence[int], most: Sequence[int]) -> Shortage | None:
        """Deal everybody out within the sizes (in ``at``: group by table), or say what is short."""
        self._fill(least)
        if any(total < low for total, low in zip(self.total, least, strict=True)):
            return self._too_empty(least)
        self._fill([max(low, high) for low, high in zip(least, self._even(most), strict=True)])
        self._fill(most)
        if any(self.left):
            return self._too_full(most)
        return None

    def _even(self, most: Sequence[int]) -> list[int]:
        people, seats = sum(count for _, count in self.groups), max(1, sum(most))
        return [min(high, -(-people * high // seats)) for high in most]

    def _fill(self, room: Sequence[int]) -> None:
        for group in range(len(self.groups)):
            while self.left[group] and self._augment(group, room):
                pass

    def _augment(self, start: int, room: Sequence[int]) -> bool:
        came: dict[int, tuple[int, int]] = {}  # table -> (group that goes there, table it leaves)
        reached, queue = {start}, [(start, -1)]
        for group, left in queue:
            mask = self.groups[group][0]
            for table in range(self.tables):
                if not mask >> table & 1 or table in came:
                    continue
                came[table] = (group, left)
                if self.total[table] < room[table]:
                    self._push(start, table, came, room[table] - self.total[table])
                    return True
                for other in range(len(self.groups)):
                    if other not in reached and self.at[other][table]:
                        reached.add(other)
                        queue.append((other, table))
        self.stuck = (reached, set(came))
        return False

    def _push(self, start: int, last: int, came: dict[int, tuple[int, int]], room: int) -> None:
        path, table = [], last
        while table >= 0:
            group, left = came[table]
            path.append((group, left, table))
            table = left
        amount = min([room, self.left[start], *(self.at[g][a] for g, a, _ in path if a >= 0)])
        for group, left, table in path:
            self.at[group][table] += amount
            if left >= 0:
                self.at[group][left] -= amount
        self.left[start] -= amount
        self.total[last] += amount

    def _too_full(self, most: Sequence[int]) -> Shortage:
        group = next(g for g, left in enumerate(self.left) if left)
        self._augment(group, most)
        groups, tables = self.stuck
        return Shortage(
            tuple(sorted(groups)),
            tuple(sorted(tables)),
            sum(self.groups[g][1] for g in groups),
            sum(most[t] for t in tables),
            empty=False,
        )

    def _too_empty(self, least: Sequence[int]) -> Shortage:
        tables = {t for t in range(self.tables) if self.total[t] < least[t]}
        groups: set[int] = set()
        while True:
            groups = {
                g for g, (mask, _) in enumerate(self.groups) if any(mask >> t & 1 for t in tables)
            }
            more = {t for g in groups for t in range(self.tables) if self.at[g][t]} - tables
            if not more:
                break
            tables |= more
        return Shortage(
            tuple(sorted(groups)),
            tuple(sorted(tables)),
            sum(self.groups[g][1] for g in groups),
            sum(least[t] for t in tables),
            empty=True,
        )
