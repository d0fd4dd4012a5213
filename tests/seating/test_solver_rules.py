"""No hard rule is ever broken; what cannot be is named before anything is sought."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makers.seating.solver import (
    Apart,
    Importances,
    Person,
    Pin,
    Problem,
    ProblemError,
    Round,
    Table,
    Together,
    read_problem,
    solve,
)
from tests.seating.problems import SMALL, STEPS, afternoon, codes, crowd, planned, room


def test_two_hundred_people_with_every_kind_of_rule_are_seated_by_all_of_them():
    problem = afternoon(200, seed=5)
    free = [p.id for p in problem.people if p.id not in problem.parts(problem.rounds[0])]
    problem = replace(
        problem,
        together=tuple(Together(tuple(free[i : i + 2 + i % 3])) for i in range(0, 60, 5)),
        apart=tuple(Apart((free[i], free[i + 1])) for i in range(60, 100, 2)),
        pins=tuple(Pin(free[100 + i], f"r0t{i}") for i in range(0, 20, 5) if i % 5 != 4),
    )
    _, outcome = planned(problem, budget=60_000)
    assert outcome.counts["domains"].achieved > 0.8 * outcome.counts["domains"].possible


def test_bringer_and_facilitator_sit_at_their_own_table_and_absence_is_told():
    problem = afternoon(60)
    plan, outcome = planned(problem)
    for table in problem.rounds[0].tables:
        bringer = next(c.bringer for c in problem.cases if c.id == table.case)
        assert bringer in plan.people_at(table.id)
    assert {seat.part for seat in plan.seats} == {"bringer", "facilitator", "participant"}
    assert outcome.notices == ()
    turn = replace(problem.rounds[0], asks=("bringer", "facilitator"))
    told = solve(replace(problem, rounds=(turn,)), budget=100).notices
    without = [t.id for t in turn.tables if t.facilitator is None]
    assert [(one.code, one.table) for one in told] == [("no_facilitator", t) for t in without]


def test_who_is_away_in_a_round_has_no_seat_in_it():
    rounds = tuple(Round(r, (Table(r, 1, 3),)) for r in ("one", "two"))
    plan, _ = planned(Problem((*crowd(2), Person("late", rounds=("two",))), rounds))
    assert plan.table_of("late", "one") is None
    assert plan.table_of("late", "two") == "two"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("no_tables", Problem(crowd(2), (Round("r", ()),))),
        ("too_many_people", Problem(crowd(5), SMALL)),
        ("too_few_people", Problem(crowd(1), SMALL)),
        ("two_places", Problem(crowd(3), SMALL, pins=(Pin("p0", "a"), Pin("p0", "b")))),
        ("unfit_place", Problem(crowd(1, step_free=True), STEPS, pins=(Pin("p0", "b"),))),
        (
            "table_overfull",
            Problem(crowd(4), SMALL, pins=tuple(Pin(f"p{i}", "a") for i in range(3))),
        ),
        (
            "nowhere",
            Problem(crowd(1, languages=("tr",)), room(Table("a", 0, 2, languages=("nl",)))),
        ),
        (
            "block_split",
            Problem(
                crowd(3),
                SMALL,
                pins=(Pin("p0", "a"), Pin("p1", "b")),
                together=(Together(("p0", "p1")),),
            ),
        ),
        (
            "block_apart",
            Problem(
                crowd(3), SMALL, together=(Together(("p0", "p1")),), apart=(Apart(("p0", "p1")),)
            ),
        ),
        (
            "block_nowhere",
            Problem(
                (Person("p0", step_free=True), Person("p1", languages=("en",))),
                room(Table("a", 0, 2, languages=("nl",)), Table("b", 0, 2, step_free=False)),
                together=(Together(("p0", "p1")),),
            ),
        ),
        ("block_too_big", Problem(crowd(3), SMALL, together=(Together(("p0", "p1", "p2")),))),
        (
            "fixed_apart",
            Problem(
                crowd(3), SMALL, pins=(Pin("p0", "a"), Pin("p1", "a")), apart=(Apart(("p0", "p1")),)
            ),
        ),
        ("step_free_seats", Problem(crowd(4, step_free=True), STEPS)),
        (
            "language_seats",
            Problem(
                crowd(3, languages=("en",)),
                room(Table("a", 0, 2, languages=("en",)), Table("b", 0, 2, languages=("nl",))),
            ),
        ),
        (
            "few_seats",
            Problem(
                (
                    Person("x", step_free=True),
                    Person("y", languages=("en",)),
                    Person("z", languages=("en",)),
                ),
                room(
                    Table("a", 0, 2, languages=("en",)),
                    Table("b", 0, 2, languages=("nl",), step_free=False),
                ),
            ),
        ),
        (
            "table_too_empty",
            Problem(
                crowd(4, step_free=True), room(Table("a", 0, 4), Table("b", 2, 4, step_free=False))
            ),
        ),
        (
            "no_way",
            Problem(
                crowd(3),
                SMALL,
                apart=(Apart(("p0", "p1")), Apart(("p1", "p2")), Apart(("p0", "p2"))),
            ),
        ),
    ],
)
def test_what_cannot_be_is_named_before_anything_is_sought(code, problem):
    assert code in codes(problem)


def test_blocks_that_just_fit_are_found_and_those_that_do_not_are_proven():
    tables = room(Table("a", 5, 5), Table("b", 5, 5), Table("c", 5, 5))
    blocks = [("p0", "p1", "p2"), ("p3", "p4", "p5"), ("p6", "p7", "p8"), ("p9", "p10")]
    blocks += [("p11", "p12"), ("p13", "p14")]
    fits = Problem(crowd(15), tables, together=tuple(Together(one) for one in blocks))
    planned(fits, budget=2_000)
    more = replace(fits, together=(*fits.together, Together(("p9", "p11"))))
    assert codes(more) == {"no_way"}


def test_a_problem_with_an_unknown_id_is_refused():
    with pytest.raises(ProblemError, match="no person 'ghost'"):
        Problem(crowd(1), SMALL, pins=(Pin("ghost", "a"),))
    with pytest.raises(ProblemError, match="importance of roles"):
        Problem(crowd(1), SMALL, importances=Importances(roles=2))
    with pytest.raises(ProblemError, match="not a seating problem"):
        read_problem("{")
    with pytest.raises(ProblemError, match="does not know colour"):
        read_problem('{"format": "makers-seating/1", "people": [], "rounds": [], "colour": 1}')
