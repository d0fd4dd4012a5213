"""The table's routes: the clock, the notes, and coming to the table."""

from __future__ import annotations

from flask import Blueprint, abort

from makers.intervision.coming import entry
from makers.intervision.coming.entry import Present
from makers.seating.models import Table

bp = Blueprint("intervision", __name__)


def at_table(table_id: int) -> tuple[Table, Present]:
    """The table and who this browser is there; 404 for a table that is not there or not theirs."""
    arrival = entry.arrive(table_id)
    return arrival.table, arrival.present


def leading(table_id: int) -> tuple[Table, Present]:
    """The same for a button of who leads; 404 for everybody else."""
    table, present = at_table(table_id)
    if not present.leads:
        abort(404)
    return table, present


from makers.intervision.views import (  # noqa: E402, F401 - they add their routes
    choosing,
    clock,
    closing,
    coming,
    device,
    joining,
    marks,
    methods,
    notes,
    one_note,
    paper,
    phases,
    readiness,
    recovery,
    rounds,
)
from makers.intervision.views.plenary import hall, mine, observing  # noqa: E402, F401 - as these
