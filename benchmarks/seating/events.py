"""Events like the first afternoon, three seeds each, beside the best plan known and the bound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.seating.alone import alone, problem_of
from makers.seating.solver import Plan, Problem, bound, broken_rules, digest, plan_of, points

SIZES = ((20, 1), (60, 1), (60, 3), (200, 1), (200, 3), (500, 1), (500, 3), (2000, 1))
SEEDS = (1, 2, 3)
BEST = Path(__file__).with_name("best_known.json")


def name(people: int, rounds: int) -> str:
    """What an event is called: people x rounds."""
    return f"{people}x{rounds}"


def event(people: int, rounds: int) -> dict[str, Any]:
    """One event from each seed: what the plans are worth beside the best known and the bound."""
    problem = problem_of("event", (people, rounds))
    least, best = bound(problem), best_known(name(people, rounds), problem)
    runs = [alone("event", (people, rounds), seed) for seed in SEEDS]
    for run in runs:
        run["over_best"] = ratio(run["points"], best["points"])
        run["over_bound"] = ratio(run["points"], least)
    found = sorted(run["points"] for run in runs)
    return {
        "event": name(people, rounds),
        "bound": least,
        "best_known": best,
        "median_over_best": ratio(found[len(found) // 2], best["points"]),
        "worst_over_best": ratio(found[-1], best["points"]),
        "longest_seconds": max(run["seconds"] for run in runs),
        "runs": runs,
    }


def ratio(one: int, other: int | None) -> float | None:
    """How many times the other, None where that says nothing."""
    return round(one / other, 4) if other else None


def best_known(event: str, problem: Problem) -> dict[str, Any]:
    """The best plan kept for this event, counted again: its points and how it was found.

    Its points are None when none is kept. Raises ``SystemExit`` when the kept plan is of another
    problem or not worth what it says.
    """
    kept: dict[str, Any] | None = json.loads(BEST.read_text(encoding="utf-8")).get(event)
    if kept is None:
        return {"points": None}
    plan = plan_in(problem, kept["tables"])
    sound = kept["problem"] == digest(problem) and not broken_rules(problem, plan)
    if not sound or points(problem, plan) != kept["points"]:
        raise SystemExit(f"{event}: the best plan kept is not what it says")
    return {key: value for key, value in kept.items() if key not in ("tables", "problem")}


def plan_in(problem: Problem, tables: list[list[int]]) -> Plan:
    """A plan from table numbers per round and person (everybody present, in their order)."""
    return plan_of(
        problem,
        {
            turn.id: {
                person.id: turn.tables[t].id
                for person, t in zip(problem.present(turn), row, strict=True)
            }
            for turn, row in zip(problem.rounds, tables, strict=True)
        },
    )


def tables_in(problem: Problem, plan: Plan) -> list[list[int]]:
    """The other way round: table numbers per round and person."""
    number = {t.id: n for turn in problem.rounds for n, t in enumerate(turn.tables)}
    at = {(seat.round, seat.person): number[seat.table] for seat in plan.seats}
    return [[at[turn.id, p.id] for p in problem.present(turn)] for turn in problem.rounds]
