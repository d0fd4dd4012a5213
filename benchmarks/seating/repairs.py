"""What a repair wins: points per person moved, for the plan of a few moves and for all afresh.

At an afternoon that is seated, three people stay away (one leads a table), three walk in, and the
last table is closed. ``won`` is against seating only the new; where nobody moving is impossible,
against nothing, and only the points are told.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from benchmarks.seating.alone import problem_of
from benchmarks.seating.events import SEEDS, name
from makers.seating.solver import Person, Problem, Round, broken_rules, solve
from makers.seating.solver.repair import Repair, afresh, few, seat_new

SIZES = ((60, 1), (60, 3), (200, 1))
MOST = 6


def measure() -> list[dict[str, Any]]:
    """Every size, with an open and with a closed table, from each seed."""
    return [
        _mended(size, seed, closed) for size in SIZES for closed in (False, True) for seed in SEEDS
    ]


def disturbed(problem: Problem, closed: bool) -> Problem:
    """The afternoon as it turns out; its published plan must be there."""
    leaders = [table.facilitator for turn in problem.rounds for table in turn.tables]
    parts = {who for turn in problem.rounds for who in problem.parts(turn)}
    away = {who for who in leaders[:1] if who} | {
        p.id for p in [p for p in problem.people if p.id not in parts][:2]
    }
    new = (
        Person("new1", "guest", "guest"),
        Person("new2", "civil servant", "government", "Gemeente", "Beleid", ("poverty",)),
        Person("new3", "entrepreneur", "entrepreneur", step_free=True),
    )
    people = (*(p for p in problem.people if p.id not in away), *new)
    rounds = tuple(_turned_out(turn, away, closed) for turn in problem.rounds)
    cases = tuple(
        replace(case, bringer=None if case.bringer in away else case.bringer)
        for case in problem.cases
    )
    return replace(problem, people=people, cases=cases, rounds=rounds)


def _turned_out(turn: Round, away: set[str], closed: bool) -> Round:
    """Without who stays away, and perhaps without the last table."""
    tables = turn.tables[:-1] if closed else turn.tables
    return replace(
        turn,
        tables=tuple(
            replace(table, facilitator=None) if table.facilitator in away else table
            for table in tables
        ),
    )


def _mended(size: tuple[int, int], seed: int, closed: bool) -> dict[str, Any]:
    problem = problem_of("event", size)
    plan = solve(problem, seed=seed).plan
    if plan is None:
        raise SystemExit(f"{name(*size)}: no plan to repair")
    problem = disturbed(replace(problem, published=plan), closed)
    told: dict[str, Any] = {"event": name(*size), "table_closed": closed, "seed": seed}
    began = time.process_time()
    still = seat_new(problem, seed=seed)
    told["seat_new"] = _plain(problem, still, time.process_time() - began)
    for way in (few, afresh):
        began = time.process_time()
        repair = way(problem, seed=seed)
        row = _plain(problem, repair, time.process_time() - began)
        if still.plan is not None and repair.plan is not None:
            row["won"] = repair.gained - still.gained
            row["won_per_person"] = round(row["won"] / max(1, len(repair.moved)), 1)
        told[way.__name__] = row
    return told


def _plain(problem: Problem, repair: Repair, seconds: float) -> dict[str, Any]:
    if repair.plan is None:
        return {"plan": False, "why": sorted({one.code for one in repair.impossible})}
    return {
        "moved": len(repair.moved),
        "placed": len(repair.placed),
        "gained": repair.gained,
        "broken": len(broken_rules(problem, repair.plan)),
        "cpu_seconds": round(seconds, 2),
    }
