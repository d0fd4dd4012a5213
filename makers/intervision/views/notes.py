"""The notes of a table: the list, writing, the bin, sharing, the bringer's answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.intervision import notes, queries
from makers.intervision.coming import entry, joining
from makers.intervision.coming.entry import Present
from makers.intervision.forms import NoteForm
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import AGREEMENT
from makers.intervision.models import Note
from makers.intervision.notes import marking, reading
from makers.intervision.notes.reading import Lying
from makers.intervision.notes.warnings import suspicions
from makers.intervision.notes.writing import Words
from makers.intervision.phases.course import Course, course_of
from makers.intervision.queries import TableClock
from makers.intervision.views import at_table, bp
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]
UNDO = timedelta(minutes=2)
ON_TABLE = ("table-{}-notes", "table-{}-clock", "places")  # names are in them
KINDS = ("table-{}-clock",)


def notes_context(table_id: int, present: Present, now: Course | None) -> dict[str, Any]:
    """What ``intervision/_notes.html`` shows; the page and the fragment ask the same."""
    there = reading.on_table(table_id, present, now, lately=clock.now() - UNDO)
    return {
        "table_id": table_id,
        "present": present,
        "clock": now,
        "groups": reading.on_the_table(there.notes),
        "thrown": there.thrown,
        "kept": there.kept,
        "lines": lambda lying: _lines(lying, present, now),
    }


def readers(present: Present) -> tuple[str, ...]:
    """As what somebody reads the lines of notes that all share (``only_for`` in the template)."""
    return (
        "leads" if present.leads else "follows",
        "bringer" if present.is_bringer else "others",
        "labels" if marking.may_label(present) else "reads labels",
    )


def write_context(
    table: Table, present: Present, now: TableClock | None, form: NoteForm | None = None
) -> dict[str, Any]:
    """What ``intervision/_write.html`` shows: a form for what this phase asks people to write."""
    form = form or NoteForm()
    form.offer(table.item.event.domains)
    return {"table": table, "present": present, **_kinds_context(now, form)}


@bp.get("/table/<int:table_id>/notes")
@enter(entry.looking_in(*ON_TABLE))
def table_notes(table_id: int) -> FlaskResponse:
    """The notes this reader may see, as a fragment.

    All at the table get the same lines, rendered once, and of those what is for them. While
    something is hidden, everybody has lines of their own.
    """
    arrival = entry.look_in(table_id, *ON_TABLE)
    present = arrival.present
    name, whose = f"notes-{table_id}-{present.at_table}", readers(present)
    common = live.kept(name, arrival.version, whose)
    if common is not None:
        return common
    now = course_of(table_id)
    hides = now is not None and now.hides_something
    if hides or queries.waits_elsewhere(table_id):
        name = f"{name}-{present.signup_id}-{present.is_spoken_of}"
    else:
        present = replace(present, signup_id=None)  # these lines are not this reader's alone
    return live.shared(
        name,
        arrival.version,
        lambda: render_template("intervision/_notes.html", **notes_context(table_id, present, now)),
        whose,
    )


@bp.post("/table/<int:table_id>/notes")
@enter(entry.looking_in())
def write(table_id: int) -> Answer | FlaskResponse:
    """Write a note; the form again with what was typed when it cannot be kept."""
    arrival, form = entry.look_in(table_id), NoteForm()
    present = arrival.present
    if not form.validate():
        return _form_again(arrival.table, present, form), 422
    try:
        note = notes.write(
            arrival.spot,
            NoteKind(form.kind.data),
            form.words,
            key=form.uuid,
            by=present,
            now=clock.now(),
            seen_turn=form.seen_turn,
            personal=form.personal.data,
            on_behalf_of=form.whose,
            domains=form.domains.data or (),
        )
    except Refusal as refusal:
        return _form_again(arrival.table, present, form, str(refusal.sentence)), refusal.status
    if not web.wants_fragment():
        warn_of(note)
        return web.see("facilitate.table", table_id=table_id)
    hint = render_template("intervision/_hint.html", note=note, found=found_in(form.words))
    if request.headers.get("HX-Target") == "written":  # a device, which fetches the notes itself
        return hint
    answer = table_notes(table_id)
    answer.set_data(answer.get_data(as_text=True) + hint)
    return answer


@bp.get("/table/<int:table_id>/kinds")
@enter(entry.looking_in(*KINDS))
def kinds(table_id: int) -> FlaskResponse:
    """What this phase asks people to write, as the fragment inside the form that writes."""
    version = entry.look_in(table_id, *KINDS).version
    return live.shared(
        f"kinds-{table_id}",
        version,
        lambda: render_template(
            "intervision/_kinds.html", **_kinds_context(queries.clock_of(table_id), NoteForm())
        ),
    )


@bp.post("/table/<int:table_id>/notes/<int:note_id>/deletion")
@enter(access.table)
def delete(table_id: int, note_id: int) -> Answer | FlaskResponse:
    """Into the bin."""
    _table, present, note = readable_note(table_id, note_id)
    notes.delete(note, by=present.actor, now=clock.now())
    return after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/restoration")
@enter(access.table)
def restore(table_id: int, note_id: int) -> Answer | FlaskResponse:
    """Out of the bin."""
    _table, present, note = readable_note(table_id, note_id)
    notes.restore(note, by=present.actor)
    return after(table_id)


@bp.get("/table/<int:table_id>/bin")
@enter(access.table)
def thrown_away(table_id: int) -> str:
    """What was thrown away at this table."""
    table, present = at_table(table_id)
    thrown = queries.bin_of(table_id, present, course_of(table_id))
    return render_template("intervision/bin.html", table=table, present=present, notes=thrown)


def _kinds_context(now: TableClock | None, form: NoteForm) -> dict[str, Any]:
    usual = _usual_kinds(now)
    if form.kind.data is None:
        form.kind.data = usual[0]
    return {"clock": now, "note_form": form, "usual": usual}


def readable_note(table_id: int, note_id: int) -> tuple[Table, Present, Note]:
    """A note of this table that this reader may see; 404 for any other."""
    arrival = entry.open_page(table_id)
    table, present = arrival.table, arrival.present
    note = web.found(queries.readable(note_id, table_id, present))
    return table, present, note


def note_at_table(table_id: int, note_id: int) -> tuple[Table, Present, Note]:
    """The same for what only people at the table do; 404 for who has no seat."""
    table, present, note = readable_note(table_id, note_id)
    if not present.at_table:
        abort(404)
    return table, present, note


def after(table_id: int) -> Answer | FlaskResponse:
    """The notes for htmx, the page for who asked without."""
    if web.wants_fragment():
        return table_notes(table_id)
    return web.see("facilitate.table", table_id=table_id)


def found_in(words: Note | Words) -> str:
    """What a note seems to hold that should not go round, in words; empty for nothing."""
    seen = suspicions(words.text, words.from_demand, words.from_institution)
    return str(_(" en ")).join(str(one.label) for one in seen)


def warn_of(note: Note) -> None:
    """Tell its writer, on the next page, what a note seems to hold."""
    found = found_in(note)
    if found:
        flash(
            _(
                "Er lijkt %(found)s in je notitie te staan. Moet dat? "
                "Zo niet, pas de notitie dan aan.",
                found=found,
            )
        )


def _lines(lying: Lying, present: Present, now: Course | None) -> Markup:
    """A note's lines, rendered once for all that they show: a new note leaves the others be."""
    note = lying.note
    silence = queries.silence_of(note, now)
    labels = (
        now is not None
        and not now.ended
        and now.phase.labels
        and note.kind is NoteKind.QUESTION
        and present.at_table
    )
    shown = (lying, labels, silence, present.at_table)
    return live.shared_part(
        f"note-{note.id}-{hash(shown)}",
        note.version,
        lambda: render_template(
            "intervision/_note.html",
            note=note,
            lying=lying,
            labels=labels,
            at_table=present.at_table,
            silence=silence,
        ),
        readers(present),
    )


def _form_again(table: Table, present: Present, form: NoteForm, refusal: str = "") -> str:
    template = "intervision/_write.html" if web.wants_fragment() else "intervision/write.html"
    context = write_context(table, present, queries.clock_of(table.id), form)
    context["seats"] = joining.seats(table)
    return render_template(template, refusal=refusal, **context)


def _usual_kinds(now: TableClock | None) -> list[str]:
    """What the phase asks to write, else what people write anyhow; the first is ready."""
    if now is None:
        return [NoteKind.QUESTION, NoteKind.PROBLEM_STATEMENT]
    asked = [kind for kind in now.phase.writes if kind != AGREEMENT]
    return asked if asked and not now.ended else [NoteKind.INSIGHT, NoteKind.SIGNAL]
