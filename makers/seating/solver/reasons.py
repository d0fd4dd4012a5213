"""Why someone sits at a table, and what a table has and misses, as codes and values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from makers.seating.solver.given import BRINGER, FACILITATOR
from makers.seating.solver.rules import NOWHERE
from makers.seating.solver.seated import Seated
from makers.seating.solver.wishes import choosers, circles, published_tables, share

# what settles a seat by itself
BRINGS_CASE, FACILITATES, PINNED = "brings_case", "facilitates", "pinned"


@dataclass(frozen=True)
class Reason:
    """One reason as a code with its values (ids, keys, numbers)."""

    code: str
    values: tuple[str | int, ...] = ()
    private: bool = False


@dataclass(frozen=True)
class TableStory:
    """What a table has and misses: domains with who brings them, roles as here, least, most."""

    covered: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]
    roles: dict[str, tuple[int, int, int]]


def why_here(seated: Seated, r: int, person: int, known: set[int]) -> tuple[Reason, ...]:
    """Why this person sits here; ``known``: whom they met before today. Never empty."""
    found = (*_must(seated, r, person), *_serves(seated, r, person, known))
    return found or (Reason("place_free"),)


def story_of(seated: Seated, r: int, t: int) -> TableStory:
    """What this table covers and misses."""
    turn, people, here = seated.turns[r], seated.problem.people, seated.at(r, t)
    table = turn.tables[t]
    touched = {d for case in seated.problem.cases if case.id == table.case for d in case.domains}
    covered = {
        domain: seated.names(i for i in here if domain in seated.brings(r, i))
        for domain in sorted(touched)
    }
    seats = sum(one.most for one in turn.tables)
    present = [people[i].role for i in seated.rules[r].present if people[i].role]
    roles = {
        role: (
            sum(people[i].role == role for i in here),
            *share(present.count(role), table.most, seats),
        )
        for role in dict.fromkeys(present)
    }
    return TableStory(
        {domain: who for domain, who in covered.items() if who},
        tuple(domain for domain, who in covered.items() if not who),
        roles,
    )


def _must(seated: Seated, r: int, i: int) -> Iterator[Reason]:
    rules, person, table = seated.rules[r], seated.problem.people[i], seated.table(r, i)
    part = seated.problem.parts(rules.turn).get(person.id, {}).get(table.id)
    if part == BRINGER:
        yield Reason(BRINGS_CASE, (table.case or "",))
    if part == FACILITATOR:
        yield Reason(FACILITATES)
    if any(pin.person == person.id and pin.table == table.id for pin in seated.problem.pins):
        yield Reason(PINNED)
    if rules.block_of[i] != NOWHERE:
        block = rules.blocks[rules.block_of[i]]
        yield Reason("together", seated.names(j for j in block if j != i))
    if person.step_free and not all(one.step_free for one in rules.tables):
        yield Reason("step_free", private=True)
    spoken = [one.languages for one in rules.tables if one.languages]
    if person.languages and any(set(person.languages).isdisjoint(one) for one in spoken):
        yield Reason("language", private=True)


def _serves(seated: Seated, r: int, i: int, known: set[int]) -> Iterator[Reason]:
    turn, person, table = seated.turns[r], seated.problem.people[i], seated.table(r, i)
    if table.facilitator == person.id:
        return
    story = story_of(seated, r, seated.seats[r][i])
    yield from (Reason("brings_domain", (d,)) for d, w in story.covered.items() if person.id in w)
    if table.case in choosers(seated.problem, turn).get(person.id, {}):
        yield Reason("chose", (person.choices.index(table.case or "") + 1,))
    here, low, _ = story.roles.get(person.role, (1, 0, 0))
    if here <= low:
        yield Reason("evens_role", (person.role,))
    if published_tables(seated.problem, turn).get(person.id) == table.id:
        yield Reason("stays")
    yield from _company(seated, r, i, known)


def _company(seated: Seated, r: int, i: int, known: set[int]) -> Iterator[Reason]:
    here = [j for j in seated.at(r, seated.seats[r][i]) if j != i]
    people = seated.problem.people
    mine = set(circles(people[i]))
    colleagues = {
        j for j in seated.rules[r].present if j != i and not mine.isdisjoint(circles(people[j]))
    }
    if colleagues and colleagues.isdisjoint(here):
        yield Reason("away_from_colleagues", (len(colleagues),))
    if len(seated.turns) > 1 or known:
        new = [j for j in here if j not in known and not seated.met_elsewhere(r, i, j)]
        yield Reason("meets_new", (len(new),))
