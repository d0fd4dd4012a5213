"""What single moves and exchanges of two are possible in a round, and the doing of them."""

from __future__ import annotations

from makers.seating.solver.rules import NOWHERE
from makers.seating.solver.state import State, move_price, swap_price


class Floor:
    """What steps are possible in one round, and the doing of them."""

    def __init__(self, state: State, r: int) -> None:
        self.state, self.r, self.here = state, r, state.rounds[r]
        rules = self.rules = state.rules[r]
        self.swap_price, self.move_price = swap_price(self.here), move_price(self.here)
        self.least = [table.least for table in rules.tables]
        self.most = [table.most for table in rules.tables]
        free = [i for i in rules.present if rules.fixed(i) == NOWHERE]
        self.singles = [i for i in free if rules.block_of[i] == NOWHERE]

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
