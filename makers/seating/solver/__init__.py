from makers.seating.solver.problem import *
from makers.seating.solver.search import solve
