"""A plan beside its problem, to ask who sits where by numbers."""

from __future__ import annotations

from collections.abc import Iterable

from makers.seating.solver.given import GOVERNMENT, Plan, Round, Table
from makers.seating.solver.problem import Problem
from makers.seating.solver.rules import NOWHERE, rules_of


class Seated:
    """A plan beside its problem. ``seats``: per round that is not frozen, a table per person."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.turns: list[Round] = [turn for turn in problem.rounds if not turn.frozen]
        self.rules = [rules_of(problem, turn) for turn in self.turns]
        self.index = {person.id: i for i, person in enumerate(problem.people)}
        self.place = {
            table.id: (r, t)
            for r, turn in enumerate(self.turns)
            for t, table in enumerate(turn.tables)
        }
        self.seats = [[NOWHERE] * len(problem.people) for _ in self.turns]
        for seat in plan.seats:
            if seat.table in self.place and seat.person in self.index:
                r, t = self.place[seat.table]
                self.seats[r][self.index[seat.person]] = t

    def round(self, round_id: str) -> int:
        """The number of a round that is not frozen."""
        return next(r for r, turn in enumerate(self.turns) if turn.id == round_id)

    def table(self, r: int, person: int) -> Table:
        """Where someone sits; they must have a seat."""
        return self.turns[r].tables[self.seats[r][person]]

    def at(self, r: int, table: int) -> list[int]:
        """Who sits at this table."""
        return [i for i, t in enumerate(self.seats[r]) if t == table]

    def taken(self, table_id: str) -> int:
        """How many sit at this table."""
        r, t = self.place[table_id]
        return self.seats[r].count(t)

    def brings(self, r: int, person: int) -> tuple[str, ...]:
        """The domains someone brings: a civil servant who does not lead a table's talk."""
        who = self.problem.people[person]
        leads = {table.facilitator for table in self.turns[r].tables}
        return who.domains if who.side == GOVERNMENT and who.id not in leads else ()

    def names(self, people: Iterable[int]) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self.problem.people[i].id for i in people)

    def met_elsewhere(self, r: int, one: int, other: int) -> bool:
        """Do these two share a table in another round of this plan?"""
        rounds = (seats for s, seats in enumerate(self.seats) if s != r)
        return any(seats[one] == seats[other] != NOWHERE for seats in rounds)
