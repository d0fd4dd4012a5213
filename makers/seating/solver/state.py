"""A seating of all rounds with its points, kept up to date seat by seat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

from makers.seating.solver.given import BRINGER, FACILITATOR
from makers.seating.solver.problem import Problem
from makers.seating.solver.rules import NOWHERE, Rules, rules_of
from makers.seating.solver.wishes import colleague_steps, wishes_of

Price = Callable[[int, int], int]


class RoundState:
    """Who sits where in one round. Everything is a list that changes in place."""

    def __init__(self, problem: Problem, rules: Rules) -> None:
        self.rules, self.wishes = rules, wishes_of(problem, rules)
        tables = len(rules.tables)
        self.near = self.wishes.near
        self.pair: list[dict[int, int]] = [{} for _ in problem.people]
        self.seat = [NOWHERE] * len(problem.people)
        self.members: list[list[int]] = [[] for _ in range(tables)]
        group_count = len(self.wishes.up[0]) if tables else 0
        self.count = [[0] * group_count for _ in range(tables)]
        self.covers = [[0] * need.bit_length() for need in self.wishes.needs]
        self.uncovered = list(self.wishes.needs)  # domains that nobody at the table brings
        self.single = [0] * tables  # domains that one person there brings
        self.case_tables: dict[str, list[int]] = {}
        for t, table in enumerate(rules.tables):
            if table.case:
                self.case_tables.setdefault(table.case, []).append(t)

    def cover(self, person: int, table: int, by: int) -> int:
        """Count this person's domains in (1) or out (-1) at the table; gives the points."""
        wishes, covers = self.wishes, self.covers[table]
        brought = wishes.brings[person] & wishes.needs[table]
        before = self.uncovered[table].bit_count()
        while brought:
            low = brought & -brought
            brought ^= low
            n = covers[low.bit_length() - 1] = covers[low.bit_length() - 1] + by
            self.uncovered[table] = self.uncovered[table] & ~low | (low if n == 0 else 0)
            self.single[table] = self.single[table] & ~low | (low if n == 1 else 0)
        return (self.uncovered[table].bit_count() - before) * wishes.domain


class State:
    """All rounds to be seated. ``points``: the sum over all wishes once everybody sits."""

    def __init__(self, problem: Problem, rules: Sequence[Rules] | None = None) -> None:
        turns = [turn for turn in problem.rounds if not turn.frozen]
        self.problem = problem
        self.rules = list(rules or [rules_of(problem, turn) for turn in turns])
        self.rounds = [RoundState(problem, one) for one in self.rules]
        self.points = sum(one.wishes.start for one in self.rounds)
        index = {person.id: i for i, person in enumerate(problem.people)}
        self.index = index
        self.known = acquainted(problem, self.rules, index)
        self.seen = seen_cases(problem)
        linked = len(self.rounds) > 1
        self.meeting = problem.importances.weight("meetings")
        self.links_meetings = linked and self.meeting > 0
        self.links_cases = linked and problem.importances.weight("same_case") > 0
        self._price_the_past()

    def fill(self, seats: Sequence[Sequence[int]]) -> None:
        """Seat everybody (table numbers per round and person), moving only who sits elsewhere."""
        for r, (round_, tables) in enumerate(zip(self.rounds, seats, strict=True)):
            movers = [i for i, t in enumerate(tables) if round_.seat[i] != t]
            for i in movers:
                if round_.seat[i] != NOWHERE:
                    self.take(r, i)
            for i in movers:
                if tables[i] != NOWHERE:
                    self.put(r, i, tables[i])

    def seats(self) -> list[list[int]]:
        """Table numbers per round and person."""
        return [list(round_.seat) for round_ in self.rounds]

    def put(self, r: int, person: int, table: int) -> int:
        """Seat someone; gives what it costs."""
        here = self.rounds[r]
        cost, count, up = here.near[person][table], here.count[table], here.wishes.up[table]
        for g in here.wishes.groups[person]:
            cost += up[g][count[g]]
            count[g] += 1
        cost += here.cover(person, table, 1)
        near = here.near
        for other, weight in here.pair[person].items():
            near[other][table] += weight
        here.seat[person] = table
        if self.links_meetings:
            for other in here.members[table]:
                self._meet(r, person, other, self.meeting)
        if self.links_cases:
            self._sat(r, person, table, self.rounds[r].wishes.same_case)
        here.members[table].append(person)
        self.points += cost
        return cost

    def take(self, r: int, person: int) -> int:
        """Have someone stand up; gives what it costs (mostly less than nothing)."""
        here = self.rounds[r]
        table = here.seat[person]
        here.members[table].remove(person)
        if self.links_cases:
            self._sat(r, person, table, -here.wishes.same_case)
        if self.links_meetings:
            for other in here.members[table]:
                self._meet(r, person, other, -self.meeting)
        here.seat[person] = NOWHERE
        near = here.near
        for other, weight in here.pair[person].items():
            near[other][table] -= weight
        cost, count, up = here.near[person][table], here.count[table], here.wishes.up[table]
        for g in here.wishes.groups[person]:
            count[g] -= 1
            cost += up[g][count[g]]
        cost = here.cover(person, table, -1) - cost
        self.points += cost
        return cost

    def _meet(self, r: int, one: int, other: int, weight: int) -> None:
        """These two now (no longer) share a table in round r: price it in the other rounds."""
        if other in self.known[one]:
            return
        for s, there in enumerate(self.rounds):
            if s == r or self._elsewhere(one, other, r, s):
                continue
            self._befriend(there, one, other, weight)

    def _elsewhere(self, one: int, other: int, r: int, s: int) -> bool:
        for u, there in enumerate(self.rounds):
            if u not in (r, s) and there.seat[one] == there.seat[other] != NOWHERE:
                return True
        return False

    def _befriend(self, there: RoundState, one: int, other: int, weight: int) -> None:
        now = there.pair[one].get(other, 0) + weight
        if now:
            there.pair[one][other] = there.pair[other][one] = now
        else:
            del there.pair[one][other], there.pair[other][one]
        if there.seat[other] != NOWHERE:
            there.near[one][there.seat[other]] += weight
        if there.seat[one] != NOWHERE:
            there.near[other][there.seat[one]] += weight

    def _sat(self, r: int, person: int, table: int, weight: int) -> None:
        """This person now (no longer) sits with this table's case: price it in other rounds."""
        case = self.rules[r].tables[table].case
        if not case or case in self.seen[person]:
            return
        for s, there in enumerate(self.rounds):
            if s != r and not self._sits_with(person, case, r, s):
                for t in there.case_tables.get(case, ()):
                    there.near[person][t] += weight

    def _sits_with(self, person: int, case: str, r: int, s: int) -> bool:
        for u, there in enumerate(self.rounds):
            if u not in (r, s) and there.seat[person] in there.case_tables.get(case, ()):
                return True
        return False

    def _price_the_past(self) -> None:
        colleague = self.problem.importances.weight("colleagues")
        for rules, here in zip(self.rules, self.rounds, strict=True):
            there, block = set(rules.present), rules.block_of
            for one in rules.present if self.meeting else ():
                for other in self.known[one]:
                    if other in there and (block[one] == NOWHERE or block[one] != block[other]):
                        here.pair[one][other] = self.meeting
            # who was asked to sit together is not counted as colleagues at one table
            for one, other in (two for b in rules.blocks for two in permutations(b, 2)):
                steps = colleague_steps(self.problem.people[one], self.problem.people[other])
                if steps and colleague:
                    here.pair[one][other] = -colleague * steps
            self._price_seen_cases(rules, here)

    def _price_seen_cases(self, rules: Rules, here: RoundState) -> None:
        parts = self.problem.parts(rules.turn)
        for one in rules.present:
            own = parts.get(self.problem.people[one].id, {})
            for case in self.seen[one]:
                for t in here.case_tables.get(case, ()):
                    if rules.tables[t].id not in own:
                        here.near[one][t] += here.wishes.same_case


def swap_price(here: RoundState) -> Price:
    """A function for the hot path: the cost when two people at two tables change places.

    It changes nothing and looks at no hard rule.
    """
    near, pair, seat, count = here.near, here.pair, here.seat, here.count
    groups, up = here.wishes.groups, here.wishes.up
    brings, domain = here.wishes.brings, here.wishes.domain
    uncovered, single = here.uncovered, here.single
    differ: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[list[int], list[int]]] = {}

    def differing(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[list[int], list[int]]:
        found = [g for g in one if g not in other], [g for g in other if g not in one]
        differ[one, other] = found
        return found

    def swap(one: int, other: int) -> int:
        a, b = seat[one], seat[other]
        mine, theirs = near[one], near[other]
        cost = mine[b] - mine[a] + theirs[a] - theirs[b]
        if pair[one]:
            cost -= 2 * pair[one].get(other, 0)
        gone, come = groups[one], groups[other]
        if gone is not come:
            leave, enter = differ.get((gone, come)) or differing(gone, come)
            at_a, at_b, up_a, up_b = count[a], count[b], up[a], up[b]
            for g in leave:
                cost += up_b[g][at_b[g]] - up_a[g][at_a[g] - 1]
            for g in enter:
                cost += up_a[g][at_a[g]] - up_b[g][at_b[g] - 1]
        go, back = brings[one], brings[other]
        if go != back:
            lost = (go & single[a] & ~back).bit_count() + (back & single[b] & ~go).bit_count()
            won = (back & uncovered[a]).bit_count() + (go & uncovered[b]).bit_count()
            cost += domain * (lost - won)
        return cost

    return swap


def move_price(here: RoundState) -> Price:
    """A function for the hot path: the cost when someone moves to this table. As ``swap_price``."""
    near, seat, count = here.near, here.seat, here.count
    groups, up = here.wishes.groups, here.wishes.up
    brings, domain = here.wishes.brings, here.wishes.domain
    uncovered, single = here.uncovered, here.single

    def move(one: int, b: int) -> int:
        a = seat[one]
        cost = near[one][b] - near[one][a]
        for g in groups[one]:
            cost += up[b][g][count[b][g]] - up[a][g][count[a][g] - 1]
        go = brings[one]
        if go:
            lost, won = go & single[a], go & uncovered[b]
            cost += domain * (lost.bit_count() - won.bit_count())
        return cost

    return move


def acquainted(problem: Problem, rules: Sequence[Rules], index: dict[str, int]) -> list[set[int]]:
    """Who knows whom beforehand: met earlier, in a frozen round, or kept together in any round."""
    known: list[set[int]] = [set() for _ in problem.people]
    circles = [[index[one], index[other]] for one, other in problem.met]
    frozen = {turn.id for turn in problem.rounds if turn.frozen}
    at: dict[tuple[str, str], list[int]] = {}
    for seat in problem.published.seats:
        if seat.round in frozen and seat.person in index:
            at.setdefault((seat.round, seat.table), []).append(index[seat.person])
    circles += at.values()
    circles += [list(block) for one in rules for block in one.blocks]
    for circle in circles:
        for one in circle:
            known[one].update(other for other in circle if other != one)
    return known


def seen_cases(problem: Problem) -> list[set[str]]:
    """Cases someone has sat with before, or brings or leads today."""
    seen = {person.id: set(person.seen) for person in problem.people}
    tables = problem.tables()
    for turn in problem.rounds:
        for who, parts in problem.parts(turn).items():
            for table, part in parts.items():
                case = tables[table][1].case
                if part in (BRINGER, FACILITATOR) and case:
                    seen[who].add(case)
    for seat in problem.published.seats:
        if seat.table in tables and tables[seat.table][0].frozen and seat.person in seen:
            case = tables[seat.table][1].case
            if case:
                seen[seat.person].add(case)
    return [seen[person.id] for person in problem.people]
