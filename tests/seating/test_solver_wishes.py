"""Each wish is served as far as the rules leave room, and told as counted facts."""

from __future__ import annotations

import time
from dataclasses import replace

from makers.seating.solver import (
    Case,
    Importances,
    Person,
    Problem,
    Round,
    Table,
    plan_of,
)
from tests.seating.problems import afternoon, crowd, golfers, planned, room


def test_the_first_afternoon_is_seated_at_its_best_known_points_from_any_seed():
    problem = afternoon(60)
    found = {planned(problem, seed=seed)[1].points for seed in range(1, 5)}
    assert found == {204}


def test_sixty_people_take_well_under_a_second():
    began = time.perf_counter()
    planned(afternoon(60))
    assert time.perf_counter() - began < 1


def test_civil_servants_sit_with_the_cases_of_their_domain():
    domains = ("care", "culture", "debts")
    officials = tuple(
        Person(f"p{i}", "official", "government", domains=(domains[i],)) for i in range(3)
    )
    tables = (Table(f"t{i}", 2, 2, f"c{i}") for i in range(3))
    cases = tuple(Case(f"c{i}", domains=(domains[i],)) for i in range(3))
    guests = tuple(Person(f"q{i}", domains=domains) for i in range(3))
    plan, outcome = planned(Problem((*officials, *guests), room(*tables), cases))
    assert all(plan.table_of(f"p{i}", "r") == f"t{i}" for i in range(3))
    assert (outcome.counts["domains"].achieved, outcome.counts["domains"].possible) == (3, 3)


def test_roles_spread_evenly():
    people = (*crowd(8, role="guest"), *(Person(f"q{i}", "official") for i in range(4)))
    plan, outcome = planned(Problem(people, room(*(Table(f"t{i}", 3, 3) for i in range(4)))))
    assert outcome.counts["roles"].steps == 0
    assert all(sum(p[0] == "q" for p in plan.people_at(f"t{i}")) == 1 for i in range(4))


def test_the_same_department_weighs_more_than_the_same_organisation():
    people = tuple(
        Person(f"p{i}", organisation="city", department=("policy", "credit")[i // 2])
        for i in range(4)
    )
    tables = room(Table("a", 2, 2), Table("b", 2, 2))
    plan, outcome = planned(Problem(people, tables))
    assert plan.table_of("p0", "r") != plan.table_of("p1", "r")
    assert outcome.counts["colleagues"].parts == {"department": 0, "organisation": 2}


def test_people_get_the_case_they_ranked_first_and_a_wish_that_is_off_does_not_count():
    people = (Person("p0", choices=("c1", "c0")), Person("p1", choices=("c0",)), Person("p2"))
    cases = (Case("c0"), Case("c1"))
    problem = Problem(people, room(Table("a", 1, 2, "c0"), Table("b", 1, 2, "c1")), cases)
    plan, outcome = planned(problem)
    assert (plan.table_of("p0", "r"), plan.table_of("p1", "r")) == ("b", "a")
    assert outcome.counts["choices"].parts == {"first": 2}
    off = Importances(*[0] * 7)
    assert planned(replace(problem, importances=off))[1].points == 0


def test_twenty_seven_golfers_meet_nobody_twice_in_three_rounds():
    assert planned(golfers(9, 3, 3))[1].counts["meetings"].steps == 0


def test_people_who_met_at_an_earlier_event_or_in_a_frozen_round_are_kept_for_later():
    people = crowd(4)
    before = Round("before", (Table("x", 2, 2), Table("y", 2, 2)), frozen=True)
    now = Round("now", (Table("a", 2, 2), Table("b", 2, 2)))
    seats = plan_of(
        Problem(people, (before,)),
        {"before": dict(zip(("p0", "p1", "p2", "p3"), "xxyy", strict=True))},
    )
    problem = Problem(people, (before, now), met=(("p0", "p2"),), published=seats)
    plan, outcome = planned(problem)
    assert plan.table_of("p0", "now") == plan.table_of("p3", "now")
    assert outcome.counts["meetings"].steps == 0
    assert plan.table_of("p1", "before") == "x", "a frozen round stays as it was"


def test_nobody_sits_with_the_same_case_twice_when_it_can_be_helped():
    tables = [[Table(f"{r}{c}", 2, 2, c) for c in ("c0", "c1")] for r in "ab"]
    rounds = tuple(Round(r, tuple(those)) for r, those in zip("ab", tables, strict=True))
    problem = Problem(crowd(4), rounds, (Case("c0"), Case("c1")))
    assert planned(problem)[1].counts["same_case"].steps == 0


def test_a_published_plan_is_left_only_for_what_is_worth_it():
    problem = afternoon(60)
    plan, _ = planned(problem)
    away = plan.people_at("r0t0")[-1]
    fewer = tuple(p for p in problem.people if p.id != away)
    cases = tuple(replace(c, bringer=None) if c.bringer == away else c for c in problem.cases)
    again = replace(
        problem,
        people=fewer,
        cases=cases,
        published=plan,
        rounds=without_leader(problem, away),
        importances=Importances(moves=27),
    )
    repaired, outcome = planned(again)
    assert outcome.counts["moves"].achieved == outcome.counts["moves"].possible == 59
    assert set(repaired.people_at("r0t0")) == set(plan.people_at("r0t0")) - {away}


def without_leader(problem: Problem, away: str) -> tuple[Round, ...]:
    """The rounds when this person leads no table."""
    return tuple(
        replace(
            turn,
            tables=tuple(
                replace(t, facilitator=None) if t.facilitator == away else t for t in turn.tables
            ),
        )
        for turn in problem.rounds
    )
