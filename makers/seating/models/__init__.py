"""Cases, tables, and who sits where: a plan per round, drafted and then published."""

from makers.seating.models.cases import Case, CaseState, Choice, case_domain
from makers.seating.models.plans import Matching, Move, Plan, Seat, SeatPart, Way
from makers.seating.models.rules import Apart, Importances, Together
from makers.seating.models.tables import Table

__all__ = [
    "Apart",
    "Case",
    "CaseState",
    "Choice",
    "Importances",
    "Matching",
    "Move",
    "Plan",
    "Seat",
    "SeatPart",
    "Table",
    "Together",
    "Way",
    "case_domain",
]
