"""Cases, tables, and who sits where: a plan per round, drafted and then published."""

from makers.seating.models.cases import Case, CaseState, Choice, case_domain
from makers.seating.models.facilitators import Briefing, FacilitatorRequest
from makers.seating.models.plans import Matching, Move, Plan, Seat, SeatPart, Way
from makers.seating.models.rules import Apart, Importances, Together
from makers.seating.models.tables import Table
from makers.seating.models.walks import FreeChoice, Headcount, Leg, Stop

__all__ = [
    "Apart",
    "Briefing",
    "Case",
    "CaseState",
    "Choice",
    "FacilitatorRequest",
    "FreeChoice",
    "Headcount",
    "Importances",
    "Leg",
    "Matching",
    "Move",
    "Plan",
    "Seat",
    "SeatPart",
    "Stop",
    "Table",
    "Together",
    "Way",
    "case_domain",
]
