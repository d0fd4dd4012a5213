"""The solver: rules first, then wishes, each told as facts; the same plan from the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from makers.seating.solver import (
    SENTENCES,
    Apart,
    Case,
    Explainer,
    Importances,
    Impossible,
    Outcome,
    Person,
    Pin,
    Plan,
    Problem,
    ProblemError,
    Progress,
    Round,
    Table,
    Together,
    bound,
    broken_rules,
    cost_of_move,
    impossibilities,
    place_one,
    plan_of,
    points,
    problem_as,
    read_problem,
    reasons,
    sentence,
    solve,
)
from makers.seating.solver.__main__ import main
from tests.seating.problems import afternoon, golfers

ROOT = Path(__file__).parents[2]


def crowd(count: int, **alike: Any) -> tuple[Person, ...]:
    """So many people, alike but for their ids."""
    return tuple(replace(Person(f"p{i}"), **alike) for i in range(count))


def room(*tables: Table) -> tuple[Round, ...]:
    """One round with these tables."""
    return (Round("r", tables),)


def planned(problem: Problem, **asked: Any) -> tuple[Plan, Outcome]:
    """A plan that the checker has found sound, and its outcome."""
    outcome = solve(problem, **asked)
    assert outcome.plan is not None, outcome.impossible
    assert broken_rules(problem, outcome.plan) == ()
    assert points(problem, outcome.plan) == outcome.points
    return outcome.plan, outcome


def codes(problem: Problem) -> set[str]:
    """What stands in the way, each with a sentence in Dutch."""
    found = impossibilities(problem)
    assert all(sentence(one, {"p0": "Joke"}).endswith(".") for one in found)
    assert solve(problem, budget=100).impossible == found
    return {one.code for one in found}


# wishes


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


# rules


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


SMALL = room(Table("a", 1, 2), Table("b", 1, 2))
STEPS = room(Table("a", 0, 3), Table("b", 0, 3, step_free=False))


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


def test_the_sentence_tells_numbers_and_names_in_plain_dutch():
    (one,) = impossibilities(Problem(crowd(4, step_free=True), STEPS))
    assert (one.code, one.numbers) == ("step_free_seats", {"people": 4, "seats": 3})
    assert sentence(one) == (
        "Een tafel zonder drempel is nodig voor 4 mensen. Zulke tafels hebben voor hen samen "
        "3 plekken. Maak meer tafels toegankelijk of groter."
    )
    pinned = Problem(crowd(3), SMALL, pins=(Pin("p0", "a"), Pin("p0", "b")))
    told = sentence(impossibilities(pinned)[0], {"p0": "Joke", "a": "tafel 1", "b": "tafel 2"})
    assert told == "Joke moet aan twee tafels tegelijk zitten: tafel 1 en tafel 2. Kies er één."


def test_every_sentence_can_be_made_from_a_reason_without_numbers():
    assert all(sentence(Impossible(code)) for code in SENTENCES)


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


# explanation


def explained() -> tuple[Problem, Explainer, Plan]:
    """The first afternoon, seated and ready to ask."""
    problem = afternoon(60)
    plan, _ = planned(problem)
    return problem, Explainer(problem, plan), plan


def test_everybody_hears_why_they_sit_here():
    problem, explainer, plan = explained()
    for seat in plan.seats:
        why = explainer.reasons(seat.person)
        assert why
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


# the search itself


def test_the_same_seed_gives_the_same_plan_in_every_process(tmp_path):
    file = tmp_path / "problem.json"
    problem = afternoon(40, 2)
    free = [p.id for p in problem.people if p.side == "guest"]
    problem = replace(
        problem, together=(Together(tuple(free[:2])),), apart=(Apart((free[2], free[3])),)
    )
    file.write_text(json.dumps(problem_as(problem)), encoding="utf-8")
    told = []
    for hash_seed in ("0", "1", "77"):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "makers.seating.solver",
                str(file),
                "--seed",
                "9",
                "--budget",
                "5000",
            ],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(done.stdout)
        assert answer.pop("seconds") > 0
        told.append(answer)
    assert told[0] == told[1] == told[2]
    assert told[0]["broken"] == []
    assert told[0]["bound"] <= told[0]["points"] == solve(problem, seed=9, budget=5000).points


def test_the_command_says_what_is_impossible_and_what_is_no_problem(tmp_path, capsys):
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem_as(Problem(crowd(5), SMALL))), encoding="utf-8")
    assert main([str(file)]) == 1
    assert json.loads(capsys.readouterr().out)["impossible"][0]["code"] == "too_many_people"
    file.write_text("[]", encoding="utf-8")
    assert main([str(file)]) == 2
    assert "not a seating problem" in capsys.readouterr().err


def test_progress_is_told_and_a_search_can_be_cancelled_with_its_best_so_far():
    heard: list[Progress] = []
    problem = afternoon(60)
    _, outcome = planned(
        problem, budget=20_000, progress=heard.append, cancelled=lambda: len(heard) > 10
    )
    assert outcome.stopped == "cancelled"
    assert outcome.steps < 20_000
    assert [one.done for one in heard] == sorted(one.done for one in heard)
    assert heard[-1].points <= heard[0].points


def test_the_clock_is_an_emergency_stop_that_is_told():
    assert planned(afternoon(60), seconds=0.0)[1].stopped == "clock"
    assert planned(afternoon(20), budget=1_000, seconds=60)[1].stopped == ""


def test_the_bound_is_never_above_the_plan():
    for rounds in (1, 3):
        problem = afternoon(40, rounds)
        assert 0 < bound(problem) <= planned(problem, budget=20_000)[1].points


def test_an_event_of_nobody_has_an_empty_plan():
    assert planned(Problem((), room(Table("a", 0, 4))))[0].seats == ()
    assert planned(Problem((), ()))[0].seats == ()
