"""The notes of a table: the list, writing, changing, the bin, sharing, the bringer's answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.intervision import entry, notes, queries
from makers.intervision.entry import Present
from makers.intervision.forms import EditForm, NoteForm
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import AGREEMENT
from makers.intervision.models import Note
from makers.intervision.queries import TableClock
from makers.intervision.views import at_table, bp, leading
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]


def notes_context(table: Table, present: Present, now: TableClock | None) -> dict[str, Any]:
    """What ``intervision/_notes.html`` shows; the page and the fragment ask the same."""
    found = queries.notes_for(table.id, present, now)
    return {
        "table": table,
        "present": present,
        "clock": now,
        "groups": queries.by_kind(found),
        "lines": lambda note: _lines(note, present, now),
    }


def write_context(
    table: Table, present: Present, now: TableClock | None, form: NoteForm | None = None
) -> dict[str, Any]:
    """What ``intervision/_write.html`` shows: a form for what this phase asks people to write."""
    form, usual = form or NoteForm(), _usual_kinds(now)
    if form.kind.data is None:
        form.kind.data = usual[0]
    return {"table": table, "present": present, "clock": now, "note_form": form, "usual": usual}


@bp.get("/table/<int:table_id>/notes")
@enter(access.table)
def table_notes(table_id: int) -> FlaskResponse:
    """The notes this reader may see, as a fragment.

    Who reads the same gets the same lines, rendered once: the name of the fragment tells what
    they may read and do. While something is hidden, everybody has lines of their own.
    """
    arrival = entry.arrive(table_id, f"table-{table_id}-notes", f"table-{table_id}-clock")
    table, present = arrival.table, arrival.present
    name = f"notes-{table_id}-{present.part}-{present.leads}"
    common = live.kept(name, arrival.version)
    if common is not None:
        return common
    now = queries.clock_of(table_id)
    if now is not None and now.hides_something:
        name = f"{name}-{present.signup_id}"
    else:
        present = replace(present, signup_id=None)  # these lines are not this reader's alone
    return live.shared(
        name,
        arrival.version,
        lambda: render_template("intervision/_notes.html", **notes_context(table, present, now)),
    )


@bp.post("/table/<int:table_id>/notes")
@enter(access.table)
def write(table_id: int) -> Answer | FlaskResponse:
    """Write a note; the form again with what was typed when it cannot be kept."""
    table, present = at_table(table_id)
    form = NoteForm()
    if not form.validate():
        return _form_again(table, present, form), 422
    try:
        kind = NoteKind(form.kind.data)
        notes.write(table, kind, form.words, key=form.uuid, by=present, now=clock.now())
    except Refusal as refusal:
        return _form_again(table, present, form, str(refusal.sentence)), refusal.status
    return _after(table_id)


@bp.get("/table/<int:table_id>/kinds")
@enter(access.table)
def kinds(table_id: int) -> str:
    """What this phase asks people to write, as the fragment inside the form that writes."""
    table, present = at_table(table_id)
    context = write_context(table, present, queries.clock_of(table_id))
    return render_template("intervision/_kinds.html", **context)


@bp.get("/table/<int:table_id>/notes/<int:note_id>")
@enter(access.table)
def edit(table_id: int, note_id: int) -> str:
    """A page to change a note."""
    table, _present, note = _note(table_id, note_id)
    form = EditForm(
        text=note.text,
        from_demand=note.from_demand,
        from_institution=note.from_institution,
        version=note.version,
    )
    return render_template("intervision/edit.html", table=table, note=note, form=form)


@bp.post("/table/<int:table_id>/notes/<int:note_id>")
@enter(access.table)
def change(table_id: int, note_id: int) -> Answer:
    """Keep other words; both texts on one page when somebody else was first."""
    table, present, note = _note(table_id, note_id)
    form = EditForm()
    if not form.validate() or not str(form.version.data).isdigit():
        return render_template("intervision/edit.html", table=table, note=note, form=form), 422
    try:
        notes.edit(note, form.words, version=int(form.version.data), by=present, now=clock.now())
    except notes.Overtaken as overtaken:
        form.version.data = str(overtaken.note.version)
        page = render_template(
            "intervision/edit.html",
            table=table,
            note=note,
            form=form,
            refusal=overtaken.sentence,
            theirs=overtaken.note,
        )
        return page, overtaken.status
    return web.see("facilitate.table", table_id=table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/deletion")
@enter(access.table)
def delete(table_id: int, note_id: int) -> Answer | FlaskResponse:
    """Into the bin."""
    _table, present, note = _note(table_id, note_id)
    notes.delete(note, by=present.actor, now=clock.now())
    return _after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/restoration")
@enter(access.table)
def restore(table_id: int, note_id: int) -> Answer:
    """Out of the bin."""
    _table, present, note = _note(table_id, note_id)
    notes.restore(note, by=present.actor)
    return web.see("facilitate.table", table_id=table_id)


@bp.get("/table/<int:table_id>/bin")
@enter(access.table)
def thrown_away(table_id: int) -> str:
    """What was thrown away at this table."""
    table, present = at_table(table_id)
    thrown = queries.bin_of(table_id, present, queries.clock_of(table_id))
    return render_template("intervision/bin.html", table=table, notes=thrown)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/sharing")
@enter(access.table)
def share(table_id: int, note_id: int) -> Answer | FlaskResponse:
    """Into the report, or kept at the table."""
    leading(table_id)
    _table, present, note = _note(table_id, note_id)
    shared = request.form.get("shared") == "yes"
    notes.share(note, shared, by=present.actor, now=clock.now())
    return _after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/answer")
@enter(access.table)
def answer(table_id: int, note_id: int) -> Answer | FlaskResponse:
    """The bringer's yes, no or later to an advice."""
    _table, present, note = _note(table_id, note_id)
    said = request.form.get("answer", "")
    if said not in notes.ANSWERS:
        abort(400)
    notes.answer(note, said, by=present)
    return _after(table_id)


def _lines(note: Note, present: Present, now: TableClock | None) -> Markup:
    """A note's lines, rendered once for all that they show: a new note leaves the others be."""
    is_private = queries.is_private(note, now)
    words = (note.text, note.from_demand, note.from_institution)
    shown = (
        note.author.name if note.author is not None else None,
        note.answer,
        note.origin.number if note.origin is not None else None,
        note.shared_at is not None,
        is_private,
        present.is_bringer,
        present.leads,
        present.at_table,
    )
    return live.shared_part(
        f"note-{note.key}-{hash((words, shown))}",
        note.version,
        lambda: render_template(
            "intervision/_note.html", note=note, present=present, is_private=is_private
        ),
    )


def _note(table_id: int, note_id: int) -> tuple[Table, Present, Note]:
    table, present = at_table(table_id)
    note = queries.readable(note_id, table_id, present)
    if note is None:
        abort(404)
    return table, present, note


def _after(table_id: int) -> Answer | FlaskResponse:
    if web.wants_fragment():
        return table_notes(table_id)
    return web.see("facilitate.table", table_id=table_id)


def _form_again(table: Table, present: Present, form: NoteForm, refusal: str = "") -> str:
    template = "intervision/_write.html" if web.wants_fragment() else "intervision/write.html"
    context = write_context(table, present, queries.clock_of(table.id), form)
    return render_template(template, refusal=refusal, **context)


def _usual_kinds(now: TableClock | None) -> list[str]:
    """What the phase asks to write, else what people write anyhow; the first is ready."""
    if now is None:
        return [NoteKind.QUESTION, NoteKind.PROBLEM_STATEMENT]
    asked = [kind for kind in now.phase.writes if kind != AGREEMENT]
    return asked if asked and now.run.ended_at is None else [NoteKind.INSIGHT, NoteKind.SIGNAL]
