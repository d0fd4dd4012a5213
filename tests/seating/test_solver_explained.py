"""Everybody hears why they sit where they sit, and what another table would cost."""

from __future__ import annotations

import time
from dataclasses import replace

from makers.seating.solver import (
    Explainer,
    Person,
    Plan,
    Problem,
    Table,
    cost_of_move,
    everyones_reasons,
    place_one,
    plan_of,
    reasons,
)
from tests.seating.problems import afternoon, crowd, planned, room


def explained() -> tuple[Problem, Explainer, Plan]:
    """The first afternoon, seated and ready to ask."""
    problem = afternoon(60)
    plan, _ = planned(problem)
    return problem, Explainer(problem, plan), plan


def test_everybody_hears_why_they_sit_here():
    problem, explainer, plan = explained()
    everyones = everyones_reasons(problem, plan)
    assert everyones.keys() == {seat.person for seat in plan.seats}
    for seat in plan.seats:
        why = explainer.reasons(seat.person)
        assert why
        assert everyones[seat.person] == why
        own = {"bringer": "brings_case", "facilitator": "facilitates"}.get(seat.part)
        assert own is None or why[0].code == own
    official = next(
        s.person for s in plan.seats if any(r.code == "chose" for r in explainer.reasons(s.person))
    )
    (rank,) = (r.values[0] for r in explainer.reasons(official) if r.code == "chose")
    choices = next(p.choices for p in problem.people if p.id == official)
    table = plan.table_of(official, "r0")
    assert table is not None
    assert problem.tables()[table][1].case == choices[int(rank) - 1]


def test_private_needs_are_marked_so_that_nobody_else_reads_them():
    people = (Person("p0", step_free=True), Person("p1", languages=("en",)), Person("p2"))
    problem = Problem(
        people, room(Table("a", 1, 3), Table("b", 0, 3, step_free=False, languages=("nl",)))
    )
    plan, _ = planned(problem)
    assert ("step_free", True) in {(r.code, r.private) for r in reasons(problem, plan, "p0")}
    assert ("language", True) in {(r.code, r.private) for r in reasons(problem, plan, "p1")}
    objections = cost_of_move(problem, plan, "p0", "b").obstacles
    assert all(one.private for one in objections if one.code == "step_free")


def test_every_other_table_has_its_price_within_20_milliseconds_a_person():
    problem, explainer, plan = explained()
    began = time.perf_counter()
    for person in problem.people:
        offers = explainer.alternatives(person.id, "r0")
        assert {o.table for o in offers} | {plan.table_of(person.id, "r0")} == set(problem.tables())
        assert all(o.points >= 0 for o in offers if not o.obstacles), "no single step still gains"
    assert (time.perf_counter() - began) / len(problem.people) < 0.02


def test_a_table_tells_what_it_covers_and_misses():
    problem, explainer, plan = explained()
    story = explainer.table("r0t0")
    case = next(c for c in problem.cases if c.id == "c0-0")
    assert {*story.covered, *story.missing} == set(case.domains)
    assert all(set(who) <= set(plan.people_at("r0t0")) for who in story.covered.values())
    assert sum(here for here, _, _ in story.roles.values()) == len(plan.people_at("r0t0"))


def test_a_latecomer_is_placed_without_anybody_moving_and_none_fits_is_none():
    problem = afternoon(60)
    plan, _ = planned(problem)
    late = replace(problem, people=(*problem.people, Person("late", "guest", "guest")))
    offer = place_one(late, plan, "late")
    assert offer is not None
    assert not offer.obstacles
    full = Problem(crowd(3), room(Table("a", 1, 2)))
    assert place_one(full, plan_of(full, {"r": {"p0": "a", "p1": "a"}}), "p2") is None
