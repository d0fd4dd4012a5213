"""Seek a better plan: ``python -m benchmarks.seating.best 500x3 --seed 11 --budget 20000000``.

With ``--oracle SECONDS`` CP-SAT seeks it (one round only). The plan is written to
``best_known.json``, with how it was found, when it beats what stands there or is proven.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from benchmarks.seating.alone import problem_of
from benchmarks.seating.events import BEST, tables_in
from makers.seating.solver import VERSION, Plan, Problem, digest, points, solve


def main() -> None:
    """Search long, and keep what is better."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seating.best")
    parser.add_argument("event", help="people x rounds, as 500x3")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--budget", type=int, default=20_000_000)
    parser.add_argument("--oracle", type=float, metavar="SECONDS")
    asked = parser.parse_args()
    people, rounds = map(int, asked.event.split("x"))
    problem = problem_of("event", (people, rounds))
    began = time.process_time()
    if asked.oracle:
        plan, how = _proven(problem, asked.oracle)
    else:
        plan, how = _searched(problem, asked.seed, asked.budget)
    how["cpu_seconds"] = round(time.process_time() - began, 1)
    offer(asked.event, problem, plan, how)


def offer(event: str, problem: Problem, plan: Plan, how: dict[str, Any]) -> None:
    """Keep this plan when it is better than what is kept, or proven where that was not."""
    kept: dict[str, dict[str, Any]] = (
        json.loads(BEST.read_text(encoding="utf-8")) if BEST.exists() else {}
    )
    now, before = points(problem, plan), kept.get(event, {})
    print(event, how, now, "kept until now:", before.get("points"))
    stale = before.get("problem") != digest(problem)
    proof = now == before.get("points") and how.get("proven") and not before.get("proven")
    if stale or proof or now < before["points"]:
        kept[event] = {
            "points": now,
            **how,
            "problem": digest(problem),
            "tables": tables_in(problem, plan),
        }
        _write(kept)


def _searched(problem: Problem, seed: int, budget: int) -> tuple[Plan, dict[str, Any]]:
    plan = solve(problem, seed=seed, budget=budget).plan
    if plan is None:
        raise SystemExit("no plan")
    return plan, {"by": f"own solver, version {VERSION}", "seed": seed, "budget": budget}


def _proven(problem: Problem, seconds: float) -> tuple[Plan, dict[str, Any]]:
    from benchmarks.seating.oracle import optimum

    plan, proven, least = optimum(problem, seconds)
    return plan, {"by": "CP-SAT", "proven": proven, "no_plan_under": least}


def _write(kept: dict[str, dict[str, Any]]) -> None:
    """Write the file: one line a fact, the events in order of size."""
    order = sorted(kept, key=lambda event: [*map(int, event.split("x"))])
    events = ",\n".join(f'"{event}": {_lines(kept[event])}' for event in order)
    BEST.write_text("{\n" + events + "\n}\n", encoding="utf-8")


def _lines(facts: dict[str, Any]) -> str:
    told = (f'  "{key}": {json.dumps(value)}' for key, value in facts.items())
    return "{\n" + ",\n".join(told) + "\n}"


if __name__ == "__main__":
    main()
