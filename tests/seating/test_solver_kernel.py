"""The compiled hot path: made from the source beside it, and counting as the checker does."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from makers.seating.solver import (
    Apart,
    Case,
    Person,
    Problem,
    Round,
    Table,
    Together,
    broken_rules,
    plan_of,
    points,
)
from makers.seating.solver.feasibility import arrange
from makers.seating.solver.kernel import Kernel
from makers.seating.solver.kernel.running import WASM
from makers.seating.solver.rules import NOWHERE, rules_of
from makers.seating.solver.state import State
from tests.seating.instances import instance
from tests.seating.problems import SMALL, afternoon, crowd, planned


def test_the_program_was_compiled_from_the_source_beside_it():
    sums = WASM.with_name("kernel.sha256").read_text(encoding="ascii").splitlines()
    for line in sums:
        digest, name = line.split()
        assert hashlib.sha256(Path(WASM.with_name(name)).read_bytes()).hexdigest() == digest, name
    assert [line.split()[1] for line in sums] == ["kernel.c", "kernel.wasm"]


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, 5_000), seed=st.integers(0, 2**64), heat=st.sampled_from((0.5, 40.0)))
def test_wherever_it_walks_rules_hold_and_points_add_up(number, seed, heat):
    problem = instance(number)
    kernel = started(problem, seed)
    if kernel is None or not kernel.free:
        return
    kernel.walk(400, heat)
    if heat < 1:
        kernel.settle(2_000)
    plan = seated(problem, kernel.best())
    assert broken_rules(problem, plan) == ()
    assert points(problem, plan) == kernel.points


def test_people_kept_together_and_apart_change_tables_in_an_exchange():
    problem = afternoon(40, 2)
    free = [p.id for p in problem.people if p.side == "guest"]
    problem = replace(
        problem,
        together=(Together(tuple(free[:3])),),
        apart=(Apart((free[3], free[4])), Apart((free[0], free[4]))),
    )
    kernel = started(problem, 1)
    assert kernel is not None
    before = kernel.best()
    kernel.walk(20_000, 5.0)
    block = [i for i, p in enumerate(problem.people) if p.id in free[:3]]
    homes = [{row[i] for i in block} for row in kernel.best()]
    assert [len(home) for home in homes] == [1, 1]
    assert homes != [{row[i] for i in block} for row in before]


def test_nobody_is_free_where_everybody_has_to_sit():
    problem = Problem(crowd(4), SMALL, together=(Together(("p0", "p1")), Together(("p2", "p3"))))
    assert started(problem, 1).free  # type: ignore[union-attr]
    nobody = Problem((), SMALL)
    assert not Kernel(State(nobody), 1).free


def started(problem: Problem, seed: int) -> Kernel | None:
    """A kernel at a plan that keeps the rules, None where there is none."""
    turns = [turn for turn in problem.rounds if not turn.frozen]
    starts = [arrange(problem, rules_of(problem, turn), Random(0)) for turn in turns]
    if not all(isinstance(start, list) for start in starts):
        return None
    kernel = Kernel(State(problem), seed)
    kernel.seat([start for start in starts if isinstance(start, list)])
    kernel.keep()
    return kernel


def seated(problem: Problem, seats: list[list[int]]):
    """These table numbers as a plan, with the frozen rounds as they were."""
    at: dict[str, dict[str, str]] = {turn.id: {} for turn in problem.rounds}
    for seat in problem.published.seats:
        at.setdefault(seat.round, {})[seat.person] = seat.table
    turns = (turn for turn in problem.rounds if not turn.frozen)
    for turn, row in zip(turns, seats, strict=True):
        at[turn.id] = {
            problem.people[i].id: turn.tables[t].id for i, t in enumerate(row) if t != NOWHERE
        }
    return plan_of(problem, at)


def test_going_to_another_table_with_the_same_case_is_no_repeat():
    people = tuple(Person(f"p{i}") for i in range(4))
    rounds = (
        Round("r0", (Table("a", 0, 4),)),
        Round("r1", (Table("b", 0, 3, case="c"), Table("c", 0, 2, case="c"))),
    )
    problem = Problem(people, rounds, (Case("c"),))
    _plan, outcome = planned(problem, budget=2_000)
    assert outcome.counts["meetings"].steps == 2


def test_the_solver_starts_without_the_web():
    asked = "import sys, makers.seating.solver; print('flask' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
