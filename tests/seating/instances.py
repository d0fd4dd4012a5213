"""Small random events with every kind of rule and wish, from a number: the same one every time.

Roughly half of them are possible. For the benchmarks (10,000) and the tests (the first 300).
"""

from __future__ import annotations

from random import Random

from makers.seating.solver import (
    LEVELS,
    WISHES,
    Apart,
    Case,
    Importances,
    Person,
    Pin,
    Problem,
    Round,
    Seat,
    Table,
    Together,
)
from makers.seating.solver.given import Plan

DOMAINS = ("care", "culture", "poverty", "work")


def instance(number: int) -> Problem:
    """The random event of this number: 3 to 24 people, one to three rounds."""
    rng = Random(number)
    count = rng.randint(3, 24)
    ids = [f"p{i}" for i in range(count)]
    cases = [f"c{i}" for i in range(rng.randint(0, 5))]
    turns = [f"r{r}" for r in range(rng.choice((1, 1, 2, 3)))]
    rounds = tuple(_round(turn, ids, cases, rng) for turn in turns)
    spots = [table.id for turn in rounds for table in turn.tables]
    bringers = rng.sample(ids, min(len(cases), count // 5))
    return Problem(
        people=tuple(_person(one, cases, turns, rng) for one in ids),
        rounds=rounds,
        cases=tuple(
            Case(case, bringers[n] if n < len(bringers) else None, _some(DOMAINS, 3, rng))
            for n, case in enumerate(cases)
        ),
        pins=tuple(Pin(rng.choice(ids), rng.choice(spots)) for _ in range(_rarely(1, rng))),
        together=tuple(
            Together(tuple(rng.sample(ids, rng.randint(2, min(4, count)))), _when(turns, rng))
            for _ in range(_rarely(2, rng))
        ),
        apart=tuple(
            Apart((one, other), _when(turns, rng))
            for one, other in (
                rng.sample(ids, 2) for _ in range(rng.randint(0, max(1, count // 6)))
            )
        ),
        met=tuple((one, other) for one, other in (rng.sample(ids, 2) for _ in range(count // 3))),
        importances=Importances(*(rng.choice(LEVELS) for _ in WISHES)),
        published=_published(ids, rounds, rng),
    )


def _round(turn: str, ids: list[str], cases: list[str], rng: Random) -> Round:
    count = rng.randint(1, max(1, len(ids) // 3))
    even = len(ids) / count
    leaders = rng.sample(ids, min(count, len(ids) // 5))
    brought = rng.sample(cases, min(count, len(cases)))
    tables = (
        Table(
            f"{turn}t{t}",
            max(0, int(even) - rng.randint(0, 3)),
            int(even) + rng.randint(0, 3),
            brought[t] if t < len(brought) else None,
            leaders[t] if t < len(leaders) and rng.random() < 0.5 else None,
            rng.random() < 0.8,
            ("nl",) if rng.random() < 0.2 else (),
        )
        for t in range(count)
    )
    return Round(turn, tuple(tables), ("facilitator",))


def _person(one: str, cases: list[str], turns: list[str], rng: Random) -> Person:
    return Person(
        one,
        role=rng.choice(("", "civil servant", "guest")),
        side=rng.choice(("government", "guest")),
        organisation=rng.choice(("", "city", "ministry")),
        department=rng.choice(("", "policy", "care")),
        domains=_some(DOMAINS, 2, rng),
        choices=_some(cases, 3, rng),
        step_free=rng.random() < 0.1,
        languages=(rng.choice(("nl", "en")),) if rng.random() < 0.1 else (),
        rounds=_some(turns, 2, rng) if rng.random() < 0.1 else None,
        seen=_some(cases, 1, rng) if rng.random() < 0.2 else (),
    )


def _published(ids: list[str], rounds: tuple[Round, ...], rng: Random) -> Plan:
    if rng.random() < 0.7:
        return Plan()
    return Plan(
        tuple(
            Seat(turn.id, one, rng.choice(turn.tables).id)
            for turn in rounds
            for one in ids
            if rng.random() < 0.8
        )
    )


def _some(values: list[str] | tuple[str, ...], most: int, rng: Random) -> tuple[str, ...]:
    return tuple(rng.sample(values, rng.randint(0, min(most, len(values)))))


def _rarely(most: int, rng: Random) -> int:
    return rng.randint(1, most) if rng.random() < 0.4 else 0


def _when(turns: list[str], rng: Random) -> tuple[str, ...] | None:
    return None if rng.random() < 0.7 else _some(turns, len(turns), rng)
