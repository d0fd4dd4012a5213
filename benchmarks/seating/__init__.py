"""How good a plan, how soon: ``python -m benchmarks.seating`` prints JSON.

Events like the first afternoon from three seeds each, beside the best plan known and the bound;
social golfers; repairs; an exact solver as oracle on the smallest events; random instances with
every kind of rule. Each plan is made in a fresh process, one at a time, so that its seconds hold
the start-up of Python and of every library, and its memory is its own.
"""
