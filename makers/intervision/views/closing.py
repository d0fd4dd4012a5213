"""The end of a table: what may leave it, proposed by who leads, approved by whose case it is."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.intervision import notes, queries
from makers.intervision.coming import entry
from makers.intervision.coming.entry import Present
from makers.intervision.levels import PROPOSED_AT_THE_END, Confidentiality
from makers.intervision.models import Note
from makers.intervision.notes.reading import in_front
from makers.intervision.phases.course import course_of
from makers.intervision.views import at_table, bp, leading
from makers.intervision.views.notes import found_in, note_at_table
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]


def closing_context(
    table: Table, present: Present, refusal: Refusal | None = None
) -> dict[str, Any]:
    """What ``intervision/_leaving.html`` shows, and to who leads ``intervision/_proposal.html``."""
    now = course_of(table.id)
    found = queries.notes_for(table.id, present, now)
    there = [note for note in in_front(found) if not queries.is_private(note, now)]
    return {
        "table": table,
        "present": present,
        "leaving": notes.leaving(table, found),
        "proposes": present.leads and present.at_table,
        "proposed": [note for note in there if _is_proposed(note)],
        "others": [note for note in there if not _is_proposed(note)],
        "found_in": found_in,
        "is_over": now is None or now.ended,
        "refusal": refusal.sentence if refusal else None,
    }


@bp.get("/table/<int:table_id>/leaving")
@enter(access.table)
def leaving(table_id: int) -> str:
    """What would leave the table, as a fragment."""
    arrival = entry.open_page(table_id)
    return _fragment(arrival.table, arrival.present)


@bp.post("/table/<int:table_id>/proposal")
@enter(access.table)
def propose(table_id: int) -> Response:
    """Who leads ticked what may leave; what was not touched stays as somebody else left it."""
    table, present = leading(table_id)
    if not present.at_table:
        abort(404)
    ticked, before = (set(request.form.getlist(name, type=int)) for name in ("note", "was"))
    notes.propose(table, ticked - before, before - ticked, by=present, now=clock.now())
    return web.see("facilitate.closing", table_id=table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/strike")
@enter(access.table)
def strike(table_id: int, note_id: int) -> Answer:
    """The bringer keeps a note at the table."""
    table, present, note = note_at_table(table_id, note_id)
    if not present.is_bringer:
        abort(404)
    notes.strike(note, by=present, now=clock.now())
    return _after(table, present)


@bp.post("/table/<int:table_id>/approval")
@enter(access.table)
def approve(table_id: int) -> Answer:
    """The bringer lets out what they saw; what stands there now when it is something else."""
    table, present = at_table(table_id)
    if not present.is_bringer:
        abort(404)
    try:
        notes.approve(table, request.form.getlist("seen"), by=present, now=clock.now())
    except Refusal as refusal:
        if web.wants_fragment():
            return _fragment(table, present, refusal), refusal.status
        return render_template(
            "intervision/leaving.html", **closing_context(table, present, refusal)
        ), refusal.status
    return _after(table, present)


@bp.post("/table/<int:table_id>/approval/withdrawal")
@enter(access.table)
def withdraw_approval(table_id: int) -> Answer:
    """The bringer takes it back."""
    table, present = at_table(table_id)
    if not present.is_bringer:
        abort(404)
    notes.withdraw(table, by=present, now=clock.now())
    return _after(table, present)


def _after(table: Table, present: Present) -> Answer:
    if web.wants_fragment():
        return _fragment(table, present)
    return web.see("facilitate.closing", table_id=table.id)


def _fragment(table: Table, present: Present, refusal: Refusal | None = None) -> str:
    return render_template("intervision/_leaving.html", **closing_context(table, present, refusal))


def _is_proposed(note: Note) -> bool:
    return note.kind in PROPOSED_AT_THE_END or note.level is not Confidentiality.TABLE
