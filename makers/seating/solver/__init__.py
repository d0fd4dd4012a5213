"""Who sits where: pure, deterministic, explained. No Flask, no database.

``solve(problem)`` gives an ``Outcome``: a plan that keeps every hard rule, or what is impossible.
``broken_rules`` and ``recount`` judge any plan from scratch. ``Explainer`` tells why someone sits
somewhere and what another table costs. ``docs/seating-problem.md`` has the rules, the wishes and
the file format.

Measured on 2 cores with Python 3.11, three seeds each, from problem to plan, 0.3 s of start-up
included (``python -m benchmarks.seating``): 60 people in one round take 0.5 s and get the proven
optimum from every seed; 60 in three rounds 1.1 s and a plan 3 % above the best known (worst seed
4 %); 200 in one 1.0 s and 0 to 1 %; 500 in one 1.6 s and 1 %; 500 in three 5 to 7 s and 0.1 %;
2,000 in one 9 s and 6 %. The same machine gives one plan in 4.9 s and the next in 6.9 s. Memory
stays under 60 MB.

The hot path is a program of its own (``kernel``): in Python a proposal took 1 to 3 µs, there 0.13
to 0.5 µs, which bought 500 in three rounds 4 % of its points in a quarter of the time. CP-SAT,
the oracle of the benchmark, took 36 s to prove 200 in one round.
"""

from makers.seating.solver.bound import bound, gap
from makers.seating.solver.check import Broken, Count, broken_rules, points, recount
from makers.seating.solver.explain import (
    Explainer,
    Offer,
    cost_of_move,
    everyones_reasons,
    place_one,
    reasons,
)
from makers.seating.solver.feasibility import impossibilities, notices
from makers.seating.solver.given import (
    BRINGER,
    FACILITATOR,
    LEVELS,
    PARTICIPANT,
    PRICES,
    WISHES,
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
from makers.seating.solver.impossible import Code, Impossible, Notice
from makers.seating.solver.problem import Problem, ProblemError, plan_of
from makers.seating.solver.problem_file import (
    digest,
    plan_as,
    plan_from,
    problem_as,
    problem_from,
    read_problem,
)
from makers.seating.solver.reasons import Reason, TableStory
from makers.seating.solver.search import VERSION, Outcome, Progress, default_budget, solve

__all__ = [
    "BRINGER",
    "FACILITATOR",
    "LEVELS",
    "PARTICIPANT",
    "PRICES",
    "VERSION",
    "WISHES",
    "Apart",
    "Broken",
    "Case",
    "Code",
    "Count",
    "Explainer",
    "Importances",
    "Impossible",
    "Notice",
    "Offer",
    "Outcome",
    "Person",
    "Pin",
    "Plan",
    "Problem",
    "ProblemError",
    "Progress",
    "Reason",
    "Round",
    "Seat",
    "Table",
    "TableStory",
    "Together",
    "bound",
    "broken_rules",
    "cost_of_move",
    "default_budget",
    "digest",
    "everyones_reasons",
    "gap",
    "impossibilities",
    "notices",
    "place_one",
    "plan_as",
    "plan_from",
    "plan_of",
    "points",
    "problem_as",
    "problem_from",
    "read_problem",
    "reasons",
    "recount",
    "solve",
]
