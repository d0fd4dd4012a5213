"""The hard rules of one round, with people and tables as numbers, for all but the checker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from makers.seating.solver.given import Person, Round, Table
from makers.seating.solver.problem import Problem

NOWHERE = -1


@dataclass(frozen=True)
class Rules:
    """One round. People are places in ``Problem.people``, tables places in ``Round.tables``.

    Masks are sets of tables, one bit each. ``homes``: where someone must sit (pins, own table;
    a contradiction when two bits are set). ``allowed``: homes, needs and the block taken
    together; 0 for who is absent or fits nowhere.
    """

    turn: Round
    present: tuple[int, ...]
    fits: tuple[int, ...]
    homes: tuple[int, ...]
    allowed: tuple[int, ...]
    blocks: tuple[tuple[int, ...], ...]
    block_of: tuple[int, ...]
    foes: tuple[tuple[int, ...], ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of this round."""
        return self.turn.tables

    def fixed(self, person: int) -> int:
        """The one table this person can sit at, or NOWHERE when there is none or a choice."""
        mask = self.allowed[person]
        return mask.bit_length() - 1 if mask and mask & (mask - 1) == 0 else NOWHERE

    def bound(self, person: int) -> int:
        """The table where a pin or a part holds this person or their block; NOWHERE without."""
        block = self.block_of[person]
        together = (person,) if block == NOWHERE else self.blocks[block]
        return self.fixed(person) if any(self.homes[i] for i in together) else NOWHERE


def suits(person: Person, table: Table) -> bool:
    """Can this person take part at this table: step-free and a language they speak?"""
    if person.step_free and not table.step_free:
        return False
    spoken = set(table.languages)
    return not person.languages or not spoken or not spoken.isdisjoint(person.languages)


def rules_of(problem: Problem, turn: Round) -> Rules:
    """The hard rules of this round as numbers and masks."""
    index = {person.id: i for i, person in enumerate(problem.people)}
    present = tuple(index[person.id] for person in problem.present(turn))
    there = set(present)
    fits = [0] * len(index)
    seen: dict[tuple[bool, tuple[str, ...]], int] = {}
    for i in present:
        person = problem.people[i]
        need = (person.step_free, person.languages)
        if need not in seen:
            seen[need] = sum(1 << t for t, table in enumerate(turn.tables) if suits(person, table))
        fits[i] = seen[need]
    homes = _homes(problem, turn, index)
    blocks = _blocks(problem, turn, index, there)
    allowed = [f & h if h else f for f, h in zip(fits, homes, strict=True)]
    block_of = [NOWHERE] * len(index)
    for number, block in enumerate(blocks):
        shared = -1
        for i in block:
            shared &= allowed[i]
        for i in block:
            allowed[i], block_of[i] = shared, number
    foes = _foes(problem, turn, index, there)
    return Rules(turn, present, tuple(fits), homes, tuple(allowed), blocks, tuple(block_of), foes)


def holds(rounds: Sequence[str] | None, turn: Round) -> bool:
    """Does a rule for these rounds (None: all) hold in this one?"""
    return rounds is None or turn.id in rounds


def _homes(problem: Problem, turn: Round, index: dict[str, int]) -> tuple[int, ...]:
    homes = [0] * len(index)
    number = {table.id: t for t, table in enumerate(turn.tables)}
    there = {person.id for person in problem.present(turn)}
    for pin in problem.pins:
        if pin.table in number and pin.person in there:
            homes[index[pin.person]] |= 1 << number[pin.table]
    for who, parts in problem.parts(turn).items():
        for table in parts:
            homes[index[who]] |= 1 << number[table]
    return tuple(homes)


def _blocks(
    problem: Problem, turn: Round, index: dict[str, int], there: set[int]
) -> tuple[tuple[int, ...], ...]:
    leader: dict[int, int] = {}

    def first(i: int) -> int:
        while leader.get(i, i) != i:
            i = leader[i]
        return i

    for block in problem.together:
        if holds(block.rounds, turn):
            members = [index[one] for one in block.people if index[one] in there]
            for one in members[1:]:
                low, high = sorted((first(members[0]), first(one)))
                leader[high] = low
    joined: dict[int, list[int]] = {}
    for i in sorted(there):
        joined.setdefault(first(i), []).append(i)
    return tuple(tuple(block) for block in joined.values() if len(block) > 1)


def _foes(
    problem: Problem, turn: Round, index: dict[str, int], there: set[int]
) -> tuple[tuple[int, ...], ...]:
    foes: list[set[int]] = [set() for _ in index]
    for pair in problem.apart:
        one, other = (index[who] for who in pair.people)
        if holds(pair.rounds, turn) and one in there and other in there:
            foes[one].add(other)
            foes[other].add(one)
    return tuple(tuple(sorted(those)) for those in foes)
