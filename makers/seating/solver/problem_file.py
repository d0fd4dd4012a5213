"""A problem, and what came of it, as JSON. ``docs/seating-problem.md`` describes the format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from makers.seating.solver.given import (
    Apart,
    Case,
    Importances,
    Person,
    Pin,
    Plan,
    Round,
    Seat,
    Table,
    Together,
)
from makers.seating.solver.problem import Problem, ProblemError

FORMAT = "makers-seating/1"
KEYS = frozenset({"format", *(entry.name for entry in fields(Problem))})


def read_problem(text: str) -> Problem:
    """The problem in this JSON text. Raises ``ProblemError`` saying what is wrong with it."""
    try:
        return problem_from(json.loads(text))
    except (TypeError, AttributeError, KeyError, json.JSONDecodeError) as wrong:
        raise ProblemError(f"this is not a seating problem: {wrong}") from wrong


def problem_from(data: Mapping[str, Any]) -> Problem:
    """The problem in this parsed JSON. Raises ``ProblemError`` for other formats and stray ids."""
    if data.get("format") != FORMAT:
        raise ProblemError(f"the format must be {FORMAT!r}, not {data.get('format')!r}")
    if stray := sorted(set(data) - KEYS):
        raise ProblemError(f"the format does not know {', '.join(stray)}")
    return Problem(
        people=tuple(_one(Person, row) for row in data["people"]),
        rounds=tuple(_round(row) for row in data["rounds"]),
        cases=tuple(_one(Case, row) for row in data.get("cases", ())),
        pins=tuple(_one(Pin, row) for row in data.get("pins", ())),
        together=tuple(_one(Together, row) for row in data.get("together", ())),
        apart=tuple(_one(Apart, row) for row in data.get("apart", ())),
        met=tuple(_pair(row) for row in data.get("met", ())),
        importances=Importances(**data.get("importances", {})),
        published=plan_from(data.get("published", ())),
    )


def problem_as(problem: Problem) -> dict[str, Any]:
    """The problem as JSON values; reading them again gives an equal problem."""
    rows = asdict(problem)
    rows["published"] = plan_as(problem.published)
    return {"format": FORMAT, **_plain(rows)}


def plan_from(rows: Any) -> Plan:
    """A plan from its rows: round, person, table, and optionally part and pinned."""
    return Plan(tuple(Seat(**row) for row in rows))


def plan_as(plan: Plan) -> list[dict[str, Any]]:
    """A plan as rows."""
    return [asdict(seat) for seat in plan.seats]


def digest(problem: Problem) -> str:
    """SHA-256 of the problem, in hexadecimals: the same problem has the same digest anywhere."""
    text = json.dumps(problem_as(problem), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _one(kind: type[Any], row: Mapping[str, Any]) -> Any:
    return kind(**{key: _hard(value) for key, value in row.items()})


def _round(row: Mapping[str, Any]) -> Round:
    tables = tuple(_one(Table, table) for table in row["tables"])
    rest = {key: _hard(value) for key, value in row.items() if key != "tables"}
    return Round(tables=tables, **rest)


def _pair(row: Any) -> tuple[str, str]:
    if len(row) != 2:
        raise ProblemError("a pair is two different people")
    return (row[0], row[1])


def _hard(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
