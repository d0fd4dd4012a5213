"""A plan in force is mended: only the new are seated, a few move, or all are seated afresh."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from makers.seating.solver import (
    Importances,
    Person,
    Plan,
    Problem,
    Table,
    broken_rules,
    plan_of,
    points,
)
from makers.seating.solver.repair import Repair, afresh, few, seat_new, standing
from tests.seating.problems import afternoon, crowd, planned, room
from tests.seating.test_solver_properties import problems


def mended() -> Problem:
    """Sixty people seated; two guests stay away, two walk in."""
    problem = afternoon(60)
    plan, _ = planned(problem, budget=20_000)
    led = {t.facilitator for turn in problem.rounds for t in turn.tables}
    away = [p.id for p in problem.people if p.role == "civil servant" and p.id not in led][:2]
    people = tuple(p for p in problem.people if p.id not in away)
    late = (Person("late1", "guest", "guest"), Person("late2", "civil servant", "government"))
    return replace(problem, people=(*people, *late), published=plan)


def sound(problem: Problem, repair: Repair) -> Plan:
    assert repair.plan is not None
    assert broken_rules(problem, repair.plan) == ()
    return repair.plan


def of(plan: Plan) -> dict[tuple[str, str], str]:
    return {(seat.round, seat.person): seat.table for seat in plan.seats}


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(problem=problems(rounds=2))
def test_whatever_happened_no_repair_breaks_a_rule_and_its_numbers_are_true(problem):
    free = replace(problem, importances=replace(problem.importances, moves=0))
    kept = of(standing(problem))
    for offer in (seat_new, few, afresh):
        repair = offer(problem, budget=2_000)
        if repair.plan is None:
            assert repair.impossible
            continue
        sound(problem, repair)
        now = of(repair.plan)
        assert {who for (r, who), table in kept.items() if now[r, who] != table} == {*repair.moved}
        before, after = points(free, standing(problem)), points(free, repair.plan)
        assert repair.gained == before - after
        if offer is seat_new:
            assert repair.moved == ()


def test_the_new_are_seated_and_nobody_moves():
    problem = mended()
    repair = seat_new(problem, budget=20_000)
    sound(problem, repair)
    assert repair.moved == ()
    assert repair.placed == ("late1", "late2")


def test_a_few_move_for_more_than_it_costs_and_never_more_than_asked():
    problem = mended()
    still = seat_new(problem, budget=20_000)
    for most in (0, 1, 2, 6):
        repair = few(problem, budget=20_000, most=most)
        sound(problem, repair)
        assert len(repair.moved) <= most
        price = problem.importances.weight("moves")
        assert repair.gained - still.gained >= price * len(repair.moved)


def test_when_no_place_is_free_it_is_said_and_a_few_still_finds_a_way():
    people = (*crowd(3), Person("wheels", step_free=True))
    tables = room(Table("a", 1, 2), Table("b", 1, 2, step_free=False))
    problem = Problem(people, tables, importances=Importances())
    published = plan_of(problem, {"r": {"p0": "a", "p1": "a", "p2": "b"}})
    problem = replace(problem, published=published)
    assert seat_new(problem).plan is None
    assert seat_new(problem).impossible
    repair = few(problem, budget=2_000)
    assert sound(problem, repair).table_of("wheels", "r") == "a"
    assert len(repair.moved) == 1
