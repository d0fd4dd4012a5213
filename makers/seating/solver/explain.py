"""Why someone sits where they sit, what another table would cost, and a place for a late-comer.

All prices are those of the search, told per wish: the same seating is kept once for each wish that
matters, with only that wish switched on. Reasons are codes with values, put in words elsewhere;
a ``private`` one (a step-free table, a language) is for the organiser's eyes only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from makers.seating.solver.given import WISHES, Importances, Plan
from makers.seating.solver.problem import Problem
from makers.seating.solver.reasons import Reason, TableStory, story_of, why_here
from makers.seating.solver.rules import NOWHERE
from makers.seating.solver.seated import Seated
from makers.seating.solver.state import State, acquainted, move_price, swap_price


@dataclass(frozen=True)
class Offer:
    """Another table: its points more (or less) than now, per wish, and what stands in the way.

    ``exchange``: who would come back instead, when a move alone would break the sizes.
    """

    table: str
    points: int
    wishes: dict[str, int] = field(default_factory=dict)
    obstacles: tuple[Reason, ...] = ()
    exchange: str | None = None


def reasons(problem: Problem, plan: Plan, person_id: str) -> tuple[Reason, ...]:
    """Why this person sits where they sit, in their first round; see ``Explainer.reasons``."""
    return Explainer(problem, plan).reasons(person_id)


def everyones_reasons(problem: Problem, plan: Plan) -> dict[str, tuple[Reason, ...]]:
    """Why each person with a seat sits where they sit, in their first round; prices nothing."""
    seated = Seated(problem, plan)
    known, found = acquainted(problem, seated.rules, seated.index), dict[str, tuple[Reason, ...]]()
    for r, seats in enumerate(seated.seats):
        for i, table in enumerate(seats):
            if table != NOWHERE:
                found.setdefault(problem.people[i].id, why_here(seated, r, i, known[i]))
    return found


def cost_of_move(problem: Problem, plan: Plan, person_id: str, table_id: str) -> Offer:
    """What it costs when this one person moves to this table, by all wishes."""
    return Explainer(problem, plan).cost_of_move(person_id, table_id)


def place_one(problem: Problem, plan: Plan, person_id: str, round_id: str = "") -> Offer | None:
    """The best table for someone without a seat, nobody else moving; None when none fits."""
    return Explainer(problem, plan).place_one(person_id, round_id)


class Explainer:
    """A plan to ask about. Making one costs about as much as 50 questions: keep it."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.seated = Seated(problem, plan)
        self.seats, self.rules = self.seated.seats, self.seated.rules
        weights = [wish for wish in WISHES if problem.importances.weight(wish)]
        self.states = {wish: State(_only(problem, wish), self.rules) for wish in weights}
        for state in self.states.values():
            state.fill(self.seats)
        self.moves = {w: [move_price(one) for one in s.rounds] for w, s in self.states.items()}
        self.swaps = {w: [swap_price(one) for one in s.rounds] for w, s in self.states.items()}
        self.known = acquainted(problem, self.rules, self.seated.index)

    def reasons(self, person_id: str, round_id: str = "") -> tuple[Reason, ...]:
        """Why this person sits where they sit in this round; empty without a seat.

        Round "" is the first in which they sit.
        """
        i = self.seated.index[person_id]
        for r, turn in enumerate(self.seated.turns):
            if round_id in ("", turn.id) and self.seats[r][i] != NOWHERE:
                return why_here(self.seated, r, i, self.known[i])
        return ()

    def table(self, table_id: str) -> TableStory:
        """What this table covers and misses."""
        return story_of(self.seated, *self.seated.place[table_id])

    def costs(self, person_id: str, round_id: str) -> dict[str, int]:
        """Points per wish that this seat adds to the sum, all others staying (below 0: gains)."""
        r, i = self.seated.round(round_id), self.seated.index[person_id]
        table = self.seats[r][i]
        found = {}
        for wish, state in self.states.items():
            state.take(r, i)
            found[wish] = state.put(r, i, table)
        return found

    def cost_of_move(self, person_id: str, table_id: str) -> Offer:
        """What it costs when this one person moves to this table, and what stands in the way."""
        (r, b), i = self.seated.place[table_id], self.seated.index[person_id]
        if self.seats[r][i] == b:
            return Offer(table_id, 0)
        wishes = {}
        for wish, state in self.states.items():
            if self.seats[r][i] == NOWHERE:
                wishes[wish] = state.put(r, i, b)
                state.take(r, i)
            else:
                wishes[wish] = self.moves[wish][r](i, b)
        obstacles = (*self._sizes(r, i, b), *self._objections(r, i, b))
        return Offer(table_id, sum(wishes.values()), wishes, obstacles)

    def alternatives(self, person_id: str, round_id: str) -> tuple[Offer, ...]:
        """Every other table of the round, cheapest first.

        Where sizes forbid the move alone, the cheapest allowed exchange is offered instead.
        """
        r, i = self.seated.round(round_id), self.seated.index[person_id]
        offers = []
        for b, table in enumerate(self.seated.turns[r].tables):
            if b == self.seats[r][i]:
                continue
            offer = self.cost_of_move(person_id, table.id)
            if any(one.code in ("full", "too_empty") for one in offer.obstacles):
                offer = self._exchange(r, i, b) or offer
            offers.append(offer)
        return tuple(sorted(offers, key=lambda one: (bool(one.obstacles), one.points)))

    def place_one(self, person_id: str, round_id: str = "") -> Offer | None:
        """The best table for someone without a seat, nobody else moving; None when none fits.

        Round "" is the first in which they are present without a seat.
        """
        i = self.seated.index[person_id]
        for r, turn in enumerate(self.seated.turns):
            wanted = round_id in ("", turn.id) and i in self.rules[r].present
            if wanted and self.seats[r][i] == NOWHERE:
                offers = [self.cost_of_move(person_id, table.id) for table in turn.tables]
                free = [offer for offer in offers if not offer.obstacles]
                return min(free, key=lambda o: (o.points, self.seated.taken(o.table)), default=None)
        return None

    def _sizes(self, r: int, i: int, b: int) -> Iterator[Reason]:
        a, tables = self.seats[r][i], self.seated.turns[r].tables
        if self.seated.taken(tables[b].id) >= tables[b].most:
            yield Reason("full", (tables[b].most,))
        if a != NOWHERE and self.seated.taken(tables[a].id) <= tables[a].least:
            yield Reason("too_empty", (tables[a].least,))

    def _objections(self, r: int, i: int, b: int, leaving: int = NOWHERE) -> Iterator[Reason]:
        rules, person, table = self.rules[r], self.problem.people[i], self.seated.turns[r].tables[b]
        seats = self.seats[r]
        if rules.homes[i] and not rules.homes[i] >> b & 1:
            part = next(iter(self.problem.parts(rules.turn).get(person.id, {}).values()), "pinned")
            yield Reason(part)
        if person.step_free and not table.step_free:
            yield Reason("step_free", private=True)
        if not rules.fits[i] >> b & 1 and not (person.step_free and not table.step_free):
            yield Reason("language", private=True)
        foes = [j for j in rules.foes[i] if seats[j] == b and j != leaving]
        if foes:
            yield Reason("apart", self.seated.names(foes))
        block = rules.blocks[rules.block_of[i]] if rules.block_of[i] != NOWHERE else ()
        parted = [j for j in block if j != i and seats[j] not in (b, NOWHERE)]
        if parted:
            yield Reason("together", self.seated.names(parted))

    def _exchange(self, r: int, i: int, b: int) -> Offer | None:
        a, best = self.seats[r][i], None
        if a == NOWHERE:
            return None
        for j in (j for j, at in enumerate(self.seats[r]) if at == b):
            if any(self._objections(r, i, b, j)) or any(self._objections(r, j, a, i)):
                continue
            wishes = {wish: price[r](i, j) for wish, price in self.swaps.items()}
            points = sum(wishes.values())
            if best is None or points < best.points:
                table = self.seated.turns[r].tables[b].id
                best = Offer(table, points, wishes, (), self.problem.people[j].id)
        return best


def _only(problem: Problem, wish: str) -> Problem:
    """The same problem with one wish switched on."""
    off = dict.fromkeys(WISHES, 0)
    return replace(
        problem, importances=Importances(**{**off, wish: getattr(problem.importances, wish)})
    )
