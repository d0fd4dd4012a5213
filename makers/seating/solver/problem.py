"""The problem to solve: what is given, once nothing in it contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from makers.seating.solver.complaints import complaints
from makers.seating.solver.given import (
    BRINGER,
    FACILITATOR,
    PARTICIPANT,
    Given,
    Person,
    Plan,
    Round,
    Seat,
)


class ProblemError(ValueError):
    """The problem contradicts its own format: an unknown id, an id twice, sizes out of order."""


@dataclass(frozen=True)
class Problem(Given):
    """What is given, without contradictions.

    Raises ``ProblemError`` when something refers to what is not there.
    """

    def __post_init__(self) -> None:
        for complaint in complaints(self):
            raise ProblemError(complaint)

    def present(self, turn: Round) -> list[Person]:
        """Who is there in this round, in the problem's order."""
        return [p for p in self.people if p.rounds is None or turn.id in p.rounds]

    def parts(self, turn: Round) -> dict[str, dict[str, str]]:
        """Per person with a part of their own in this round: table id -> bringer or facilitator."""
        there = {person.id for person in self.present(turn)}
        brings = {case.id: case.bringer for case in self.cases}
        parts: dict[str, dict[str, str]] = {}
        for table in turn.tables:
            for who, part in (
                (brings.get(table.case or ""), BRINGER),
                (table.facilitator, FACILITATOR),
            ):
                if who is not None and who in there:
                    parts.setdefault(who, {}).setdefault(table.id, part)
        return parts


def plan_of(problem: Problem, tables: Mapping[str, Mapping[str, str]]) -> Plan:
    """A plan from round id -> person id -> table id, with each seat's part and pin filled in."""
    pins = {(pin.person, pin.table) for pin in problem.pins}
    seats: list[Seat] = []
    for turn in problem.rounds:
        parts = problem.parts(turn)
        at = tables.get(turn.id, {})
        for person in problem.people:
            table = at.get(person.id)
            if table is not None:
                part = parts.get(person.id, {}).get(table, PARTICIPANT)
                pinned = (person.id, table) in pins
                seats.append(Seat(turn.id, person.id, table, part, pinned))
    return Plan(tuple(seats))


def pairs(people: Iterable[str]) -> Iterator[frozenset[str]]:
    """Every pair of these people."""
    return (frozenset(two) for two in combinations(people, 2))
