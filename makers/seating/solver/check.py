"""Counts a plan again from scratch and says which hard rules it breaks.

Shares nothing with the search but the problem's own words and prices: it reads people, tables and
seats as the problem names them, counts pair by pair, and is slow and plain on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from makers.seating.solver.given import (
    BRINGER,
    CHOICE_STEPS,
    FACILITATOR,
    GOVERNMENT,
    NO_CHOICE_STEPS,
    SAME_DEPARTMENT,
    SAME_ORGANISATION,
    WISHES,
    Person,
    Plan,
    Round,
    Table,
)
from makers.seating.solver.problem import Problem, pairs


@dataclass(frozen=True)
class Broken:
    """A hard rule that a plan breaks: which, in which round, about whom and which table."""

    code: str
    round: str
    people: tuple[str, ...] = ()
    table: str = ""


@dataclass
class Count:
    """One wish as counted facts: ``achieved`` of ``possible``; ``steps`` missed; their points.

    ``parts`` tells more: choices by rank, colleagues by kind.
    """

    achieved: int = 0
    possible: int = 0
    steps: int = 0
    points: int = 0
    parts: dict[str, int] = field(default_factory=dict)

    def fact(self, good: bool, steps: int = 0) -> None:
        """Add one fact; a missed one counts this many steps."""
        self.possible += 1
        self.achieved += good
        self.steps += steps


def broken_rules(problem: Problem, plan: Plan) -> tuple[Broken, ...]:
    """Every hard rule this plan breaks; empty for a sound plan. Frozen rounds are not judged."""
    found: list[Broken] = []
    for turn in problem.rounds:
        if not turn.frozen:
            rows = [(s.person, s.table) for s in plan.seats if s.round == turn.id]
            found.extend(_seated(problem, turn, rows))
            seats = dict(rows)
            for table in turn.tables:
                found.extend(_at_table(problem, turn, table, seats))
            found.extend(_fixed(problem, turn, seats))
            found.extend(_company(problem, turn, seats))
    return tuple(found)


def recount(problem: Problem, plan: Plan) -> dict[str, Count]:
    """Every wish as counted facts, over all rounds that are not frozen."""
    counts = {wish: Count() for wish in WISHES}
    for turn in problem.rounds:
        if not turn.frozen:
            seats = {s.person: s.table for s in plan.seats if s.round == turn.id}
            _domains(problem, turn, seats, counts["domains"])
            _roles(problem, turn, seats, counts["roles"])
            _colleagues(problem, turn, seats, counts["colleagues"])
            _choices(problem, turn, seats, counts["choices"])
            _moves(problem, turn, seats, counts["moves"])
    _meetings(problem, plan, counts["meetings"])
    _same_case(problem, plan, counts["same_case"])
    for wish, count in counts.items():
        count.points = count.steps * problem.importances.weight(wish)
    return counts


def points(problem: Problem, plan: Plan) -> int:
    """The one sum: points of all wishes."""
    return sum(count.points for count in recount(problem, plan).values())


def _there(problem: Problem, turn: Round) -> dict[str, Person]:
    return {p.id: p for p in problem.people if p.rounds is None or turn.id in p.rounds}


def _bringers(problem: Problem) -> dict[str, str | None]:
    return {case.id: case.bringer for case in problem.cases}


def _parts(problem: Problem, turn: Round) -> dict[tuple[str, str], str]:
    """(person, table) -> the part they have there, for who is present."""
    there, brings = _there(problem, turn), _bringers(problem)
    parts: dict[tuple[str, str], str] = {}
    for table in turn.tables:
        if table.facilitator in there and table.facilitator is not None:
            parts[table.facilitator, table.id] = FACILITATOR
        bringer = brings.get(table.case) if table.case is not None else None
        if bringer in there and bringer is not None:
            parts[bringer, table.id] = BRINGER
    return parts


def _seated(problem: Problem, turn: Round, rows: list[tuple[str, str]]) -> Iterator[Broken]:
    there, tables = _there(problem, turn), {table.id for table in turn.tables}
    for person, times in Counter(person for person, _ in rows).items():
        if times > 1:
            yield Broken("twice", turn.id, (person,))
    for person, table in rows:
        if person not in there:
            yield Broken("absent", turn.id, (person,), table)
        if table not in tables:
            yield Broken("no_such_table", turn.id, (person,), table)
    seated = {person for person, _ in rows}
    yield from (Broken("unseated", turn.id, (person,)) for person in there if person not in seated)


def _at_table(
    problem: Problem, turn: Round, table: Table, seats: dict[str, str]
) -> Iterator[Broken]:
    people = {p.id: p for p in problem.people}
    here = [people[who] for who, where in seats.items() if where == table.id and who in people]
    if len(here) > table.most:
        yield Broken("too_many", turn.id, (), table.id)
    if len(here) < table.least:
        yield Broken("too_few", turn.id, (), table.id)
    for person in here:
        if person.step_free and not table.step_free:
            yield Broken("step_free", turn.id, (person.id,), table.id)
        speaks = not table.languages or set(person.languages) & set(table.languages)
        if person.languages and not speaks:
            yield Broken("language", turn.id, (person.id,), table.id)


def _fixed(problem: Problem, turn: Round, seats: dict[str, str]) -> Iterator[Broken]:
    there, own = _there(problem, turn), {table.id for table in turn.tables}
    for pin in problem.pins:
        if pin.table in own and pin.person in there and seats.get(pin.person) != pin.table:
            yield Broken("pin", turn.id, (pin.person,), pin.table)
    for (person, table), part in _parts(problem, turn).items():
        if seats.get(person) != table:
            yield Broken(part, turn.id, (person,), table)


def _company(problem: Problem, turn: Round, seats: dict[str, str]) -> Iterator[Broken]:
    for block in problem.together:
        tables = {seats[who] for who in block.people if who in seats}
        if len(tables) > 1 and (block.rounds is None or turn.id in block.rounds):
            yield Broken("together", turn.id, block.people)
    for pair in problem.apart:
        if pair.rounds is None or turn.id in pair.rounds:
            one, other = pair.people
            if one in seats and seats[one] == seats.get(other):
                yield Broken("apart", turn.id, pair.people, seats[one])


def _domains(problem: Problem, turn: Round, seats: dict[str, str], count: Count) -> None:
    parts = _parts(problem, turn)
    leads = {who for (who, _), part in parts.items() if part == FACILITATOR}
    leads |= {t.facilitator for t in turn.tables if t.facilitator is not None}
    touches = {case.id: set(case.domains) for case in problem.cases}
    for table in turn.tables:
        brought: set[str] = set()
        for person in problem.people:
            official = person.side == GOVERNMENT and person.id not in leads
            if official and seats.get(person.id) == table.id:
                brought.update(person.domains)
        for domain in sorted(touches.get(table.case or "", set())):
            count.fact(domain in brought, int(domain not in brought))


def _roles(problem: Problem, turn: Round, seats: dict[str, str], count: Count) -> None:
    there, places = _there(problem, turn), sum(table.most for table in turn.tables)
    for role, members in Counter(p.role for p in there.values() if p.role).items():
        for table in turn.tables:
            here = sum(p.role == role and seats.get(p.id) == table.id for p in there.values())
            exact = members * table.most
            few = exact // places if places else 0
            many = few + (few * places < exact)
            off = max(0, few - here) + max(0, here - many)
            count.fact(off == 0, off)


def _colleagues(problem: Problem, turn: Round, seats: dict[str, str], count: Count) -> None:
    asked = _kept_together(problem, turn)
    for one, other in combinations(_there(problem, turn).values(), 2):
        same = one.organisation == other.organisation
        department = same and one.department == other.department != ""
        organisation = same and one.organisation != ""
        if (department or organisation) and frozenset((one.id, other.id)) not in asked:
            apart = one.id not in seats or seats[one.id] != seats.get(other.id)
            kind = "department" if department else "organisation"
            cost = SAME_DEPARTMENT if department else SAME_ORGANISATION
            count.fact(apart, 0 if apart else cost)
            count.parts[kind] = count.parts.get(kind, 0) + (not apart)


def _kept_together(problem: Problem, turn: Round) -> set[frozenset[str]]:
    """Pairs in this round that a block, or a chain of blocks, keeps together."""
    there, joined = _there(problem, turn), list[set[str]]()
    for block in problem.together:
        if block.rounds is None or turn.id in block.rounds:
            grown = {who for who in block.people if who in there}
            touching = [group for group in joined if group & grown]
            joined = [group for group in joined if not group & grown]
            joined.append(grown.union(*touching))
    return {pair for group in joined for pair in pairs(sorted(group))}


def _choices(problem: Problem, turn: Round, seats: dict[str, str], count: Count) -> None:
    busy = {who for who, _ in _parts(problem, turn)}
    case_at = {table.id: table.case for table in turn.tables}
    for person in _there(problem, turn).values():
        ranked = person.choices[: len(CHOICE_STEPS)]
        if person.id in busy or not set(ranked) & set(case_at.values()):
            continue
        case = case_at.get(seats.get(person.id, ""))
        if case in ranked and case is not None:
            rank = ranked.index(case)
            count.fact(True, CHOICE_STEPS[rank])
            key = ("first", "second", "third")[rank]
            count.parts[key] = count.parts.get(key, 0) + 1
        else:
            count.fact(False, NO_CHOICE_STEPS)


def _moves(problem: Problem, turn: Round, seats: dict[str, str], count: Count) -> None:
    there, tables = _there(problem, turn), {table.id for table in turn.tables}
    before = {s.person: s.table for s in problem.published.seats if s.table in tables}
    for person, table in before.items():
        if person in there:
            stays = seats.get(person) == table
            count.fact(stays, int(not stays))


def _sittings(problem: Problem, plan: Plan) -> list[tuple[Round, dict[str, list[str]]]]:
    """Each round with its tables' people; frozen rounds as they were published."""
    found = []
    for turn in problem.rounds:
        at: dict[str, list[str]] = {}
        for seat in (problem.published if turn.frozen else plan).seats:
            if seat.round == turn.id:
                at.setdefault(seat.table, []).append(seat.person)
        found.append((turn, at))
    return found


def _meetings(problem: Problem, plan: Plan, count: Count) -> None:
    acquainted = {frozenset(pair) for pair in problem.met}
    meetings: Counter[frozenset[str]] = Counter()
    for turn, at in _sittings(problem, plan):
        asked = set() if turn.frozen else _kept_together(problem, turn)
        acquainted |= asked
        for people in at.values():
            for pair in pairs(people):
                if turn.frozen:
                    acquainted.add(pair)
                elif pair not in asked:
                    meetings[pair] += 1
    for pair, times in meetings.items():
        for time in range(times):
            again = time > 0 or pair in acquainted
            count.fact(not again, int(again))


def _same_case(problem: Problem, plan: Plan, count: Count) -> None:
    seen = {person.id: set(person.seen) for person in problem.people}
    sittings: Counter[tuple[str, str]] = Counter()
    for turn, at in _sittings(problem, plan):
        case_of, parts = {table.id: table.case for table in turn.tables}, _parts(problem, turn)
        for who, table in parts:
            seen[who].add(case_of[table] or "")
        for table, people in at.items():
            case = case_of.get(table)
            for who in people:
                if case is None or who not in seen or (who, table) in parts:
                    continue
                if turn.frozen:
                    seen[who].add(case)
                else:
                    sittings[who, case] += 1
    for (who, case), times in sittings.items():
        for time in range(times):
            again = time > 0 or case in seen[who]
            count.fact(not again, int(again))
