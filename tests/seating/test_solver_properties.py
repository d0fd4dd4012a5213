"""Any small event: the rules hold, the counts agree, and brute force cannot do better."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makers.seating.solver import (
    LEVELS,
    Apart,
    Case,
    Explainer,
    Importances,
    Outcome,
    Person,
    Pin,
    Plan,
    Problem,
    Round,
    Table,
    Together,
    bound,
    broken_rules,
    place_one,
    plan_of,
    points,
    problem_as,
    problem_from,
    recount,
    solve,
)
from makers.seating.solver.given import WISHES

pytestmark = pytest.mark.slow
BUDGET = 8_000
DOMAINS = ("care", "culture", "poverty")
LANGUAGES = ("nl", "en")
often = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
sometimes = settings(often, max_examples=100)


def some(values: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    """A few different ones of these."""
    if not values:
        return st.just(())
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def rarely(strategy: st.SearchStrategy, otherwise: object) -> st.SearchStrategy:
    """Mostly ``otherwise``."""
    return st.integers(0, 3).flatmap(lambda n: strategy if n == 3 else st.just(otherwise))


@st.composite
def problems(draw, people: int = 7, tables: int = 3, rounds: int = 1) -> Problem:
    """A small event with every kind of rule and wish; about half of them are possible."""
    ids = tuple(f"p{i}" for i in range(draw(st.integers(min(3, people), people))))
    turns = tuple(f"r{r}" for r in range(draw(st.integers(1, rounds))))
    cases = tuple(f"c{n}" for n in range(draw(st.integers(0, 3))))
    pairs = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True).map(tuple)
    blocks = st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True).map(tuple)
    in_rounds = rarely(some(turns), None)
    if len(ids) < 2:
        pairs = blocks = st.nothing()
    drawn = tuple(
        Round(turn, draw(tables_of(turn, tables, ids, cases, len(ids))), ("facilitator",))
        for turn in turns
    )
    spots = st.sampled_from([(t.id, r.id) for r in drawn for t in r.tables])
    published = {
        turn.id: {
            one: draw(st.sampled_from([t.id for t in turn.tables]))
            for one in draw(some(ids, len(ids)))
        }
        for turn in drawn
    }
    problem = Problem(
        people=tuple(draw(person(one, cases, turns)) for one in ids),
        rounds=drawn,
        cases=tuple(
            Case(case, draw(rarely(st.sampled_from(ids), None)), draw(some(DOMAINS)))
            for case in cases
        ),
        pins=tuple(
            Pin(draw(st.sampled_from(ids)), draw(spots)[0])
            for _ in range(draw(rarely(st.integers(1, 2), 0)))
        ),
        together=tuple(Together(p, draw(in_rounds)) for p in draw(st.lists(blocks, max_size=2)))
        if len(ids) > 1
        else (),
        apart=tuple(Apart(p, draw(in_rounds)) for p in draw(st.lists(pairs, max_size=2)))
        if len(ids) > 1
        else (),
        met=tuple(draw(st.lists(pairs, max_size=3))) if len(ids) > 1 else (),
        importances=Importances(*(draw(st.sampled_from(LEVELS)) for _ in WISHES)),
    )
    return with_published(problem, published)


def with_published(problem: Problem, published: dict[str, dict[str, str]]) -> Problem:
    """The same problem with this plan in force."""
    names = ("people", "rounds", "cases", "pins", "together", "apart", "met", "importances")
    parts = {name: getattr(problem, name) for name in names}
    return Problem(**parts, published=plan_of(problem, published))


@st.composite
def tables_of(draw, turn, tables, ids, cases, people) -> tuple[Table, ...]:
    """Tables of one round, mostly with room for all; some facilitators."""
    count = draw(st.integers(1, tables))
    even = -(-people // count)
    leaders = draw(some(ids, count))
    return tuple(
        Table(
            f"{turn}t{t}",
            draw(st.integers(0, max(0, people // count - 1))),
            draw(st.integers(even, even + 2)),
            draw(st.sampled_from(cases)) if cases and draw(st.booleans()) else None,
            leaders[t] if t < len(leaders) and draw(st.booleans()) else None,
            draw(st.integers(0, 3)) > 0,
            draw(rarely(some(LANGUAGES, 1), ())),
        )
        for t in range(count)
    )


@st.composite
def person(draw, one, cases, turns) -> Person:
    """Someone with any role, side, colleagues, choices and needs."""
    return Person(
        one,
        draw(st.sampled_from(("", "civil servant", "guest"))),
        draw(st.sampled_from(("government", "guest"))),
        draw(st.sampled_from(("", "city", "ministry"))),
        draw(st.sampled_from(("", "policy"))),
        draw(some(DOMAINS)),
        draw(some(cases, 4)),
        draw(st.integers(0, 5)) == 5,
        draw(rarely(some(LANGUAGES, 1), ())),
        draw(rarely(some(turns), None)),
        draw(rarely(some(cases), ())),
    )


def sound_seatings(problem: Problem, turn: Round) -> list[dict[str, str]]:
    """Every seating of one round that keeps its hard rules, by trying them all."""
    alone = Problem(
        problem.people,
        tuple(Round(r.id, r.tables, r.asks, frozen=r.id != turn.id) for r in problem.rounds),
        problem.cases,
        problem.pins,
        problem.together,
        problem.apart,
    )
    ids = [one.id for one in problem.present(turn)]
    tried = (
        dict(zip(ids, at, strict=True))
        for at in product([table.id for table in turn.tables], repeat=len(ids))
    )
    return [at for at in tried if not broken_rules(alone, plan_of(alone, {turn.id: at}))]


def best_points(problem: Problem) -> int | None:
    """The fewest points any sound plan has; None when there is no plan."""
    choices = [sound_seatings(problem, turn) for turn in problem.rounds]
    names = [turn.id for turn in problem.rounds]
    plans = (plan_of(problem, dict(zip(names, at, strict=True))) for at in product(*choices))
    return min((points(problem, plan) for plan in plans), default=None)


def must_plan(problem: Problem, outcome: Outcome) -> Plan:
    """The outcome's plan, after the checker has seen it."""
    assert outcome.plan is not None
    assert broken_rules(problem, outcome.plan) == ()
    assert sum(count.points for count in recount(problem, outcome.plan).values()) == outcome.points
    return outcome.plan


@often
@given(problems(people=18, tables=4, rounds=3))
def test_no_hard_rule_is_ever_broken_and_the_counts_agree(problem):
    outcome = solve(problem, seed=3, budget=1_000)
    if outcome.plan is None:
        assert outcome.impossible
    else:
        must_plan(problem, outcome)
        assert bound(problem) <= outcome.points


@settings(often, max_examples=200)
@given(st.one_of(problems(people=7, tables=2), problems(people=6, tables=3)))
def test_brute_force_finds_no_better_plan_and_none_where_we_find_none(problem):
    best, outcome = best_points(problem), solve(problem, budget=BUDGET)
    assert (best is None) == (outcome.plan is None)
    if best is not None:
        must_plan(problem, outcome)
        assert bound(problem) <= best == outcome.points


@settings(often, max_examples=60)
@given(problems(people=4, tables=2, rounds=3))
def test_brute_force_agrees_over_several_rounds(problem):
    best, outcome = best_points(problem), solve(problem, budget=BUDGET)
    assert (best is None) == (outcome.plan is None)
    if best is not None:
        must_plan(problem, outcome)
        assert bound(problem) <= best == outcome.points


@sometimes
@given(problems(people=10, rounds=2))
def test_a_price_is_what_the_checker_counts_after_the_move(problem):
    outcome = solve(problem, budget=300)
    if outcome.plan is None:
        return
    explainer = Explainer(problem, outcome.plan)
    for turn in problem.rounds:
        for who in problem.present(turn)[:3]:
            for offer in explainer.alternatives(who.id, turn.id):
                moved = after(problem, outcome.plan, turn, who.id, offer.table, offer.exchange)
                assert points(problem, moved) - outcome.points == offer.points
                assert sum(offer.wishes.values()) == offer.points
                assert bool(broken_rules(problem, moved)) == bool(offer.obstacles)


@sometimes
@given(problems(people=9, rounds=2), st.integers(0, 8))
def test_a_latecomer_gets_the_cheapest_table_that_breaks_nothing(problem, who):
    outcome = solve(problem, budget=300)
    late = problem.people[who % len(problem.people)].id
    if outcome.plan is None:
        return
    turn = problem.rounds[0]
    seats = tuple(s for s in outcome.plan.seats if (s.person, s.round) != (late, turn.id))
    if len(seats) == len(outcome.plan.seats):
        return
    plans = [after(problem, Plan(seats), turn, late, table.id) for table in turn.tables]
    sound = [
        plan for plan in plans if not any(b.code != "too_few" for b in broken_rules(problem, plan))
    ]
    offer = place_one(problem, Plan(seats), late, turn.id)
    assert offer is not None
    placed = after(problem, Plan(seats), turn, late, offer.table)
    assert placed in sound
    assert points(problem, placed) == min(points(problem, plan) for plan in sound)


@sometimes
@given(problems(rounds=2))
def test_a_problem_survives_its_file(problem):
    assert problem_from(problem_as(problem)) == problem


def after(
    problem: Problem, plan: Plan, turn: Round, who: str, table: str, exchange: str | None = None
) -> Plan:
    """The plan after this move, and the other's way back when it is an exchange."""
    at: dict[str, dict[str, str]] = {one.id: {} for one in problem.rounds}
    for seat in plan.seats:
        at[seat.round][seat.person] = seat.table
    if exchange is not None:
        at[turn.id][exchange] = at[turn.id][who]
    at[turn.id][who] = table
    return plan_of(problem, at)
