"""One note: other words, the answers to a conflict, its next version, its history."""

from __future__ import annotations

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.forms import as_number
from makers.intervision import notes, queries
from makers.intervision.coming.entry import Present
from makers.intervision.forms import ApartForm, EditForm, NextVersionForm
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import marking, reading
from makers.intervision.notes.writing import Words
from makers.intervision.phases.course import course_of
from makers.intervision.views import bp
from makers.intervision.views.notes import found_in, note_at_table, readable_note, warn_of
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]


@bp.get("/table/<int:table_id>/notes/<int:note_id>")
@enter(access.table)
def edit(table_id: int, note_id: int) -> str:
    """A page to change a note, and to say how far it goes and what says the same."""
    table, present, note = note_at_table(table_id, note_id)
    return _page(table, present, note)


@bp.post("/table/<int:table_id>/notes/<int:note_id>")
@enter(access.table)
def change(table_id: int, note_id: int) -> Answer:
    """Keep the words and all that was chosen beside them, or nothing of it.

    Both texts on one page, with four ways on, when somebody was first; with two when somebody threw
    the note away.
    """
    table, present, note = note_at_table(table_id, note_id)
    form = EditForm()
    version = as_number(form.version.data)
    if not form.validate() or not version:
        return _page(table, present, note, form), 422
    besides, now = form.besides, clock.now()
    if besides.domains is not None and note.kind is not NoteKind.SIGNAL:
        abort(404)
    try:
        _see_all(besides.together, note, present)
        notes.edit(
            note,
            form.words,
            version=version,
            by=present,
            now=now,
            besides=besides,
            restores=form.restores.data,
        )
    except notes.Overtaken as overtaken:
        return _conflict(table, overtaken, form), overtaken.status
    except notes.Thrown as thrown:
        return _thrown(table, thrown, form), thrown.status
    except Refusal as refused:
        return _page(table, present, note, form, refused), refused.status
    warn_of(note)
    if besides.together:
        flash(
            _("De notities liggen nu bij elkaar. “Haal uit elkaar” maakt dat ongedaan."), "success"
        )
    return _back(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/apart")
@enter(access.table)
def keep_apart(table_id: int, note_id: int) -> Answer:
    """A text that came too late, as a note of its own."""
    table, present, note = note_at_table(table_id, note_id)
    form = ApartForm()
    if not form.validate():
        return _page(table, present, note, words=form.words), 422
    notes.write_apart(
        note,
        form.words,
        key=form.uuid,
        by=present,
        now=clock.now(),
        personal=form.personal.data,
        domains=form.domains.data or (),
        level=form.besides.level,
    )
    return _back(table_id)


@bp.get("/table/<int:table_id>/notes/<int:note_id>/successor")
@enter(access.table)
def next_version(table_id: int, note_id: int) -> str:
    """A page to write the next version of a problem statement, beside the one before."""
    table, _present, note = _statement(table_id, note_id)
    form = NextVersionForm(formdata=None, **asdict(Words.of(note)))
    return render_template("intervision/successor.html", table=table, note=note, form=form)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/successor")
@enter(access.table)
def succeed(table_id: int, note_id: int) -> Answer:
    """The next version, beside the one before."""
    table, present, note = _statement(table_id, note_id)
    form, refusal = NextVersionForm(), None
    if form.validate():
        try:
            made = notes.succeed(
                table, note, form.words, key=form.uuid, by=present, now=clock.now()
            )
            warn_of(made)
            return web.see("facilitate.table", table_id=table_id)
        except Refusal as refused:
            refusal = refused
    page = render_template(
        "intervision/successor.html",
        table=table,
        note=note,
        form=form,
        refusal=refusal.sentence if refusal else None,
    )
    return page, refusal.status if refusal else 422


@bp.get("/table/<int:table_id>/notes/<int:note_id>/history")
@enter(access.table)
def history(table_id: int, note_id: int) -> str:
    """Every text a note has had, for who may read the note."""
    table, present, note = readable_note(table_id, note_id)
    versions = reading.history_of(note, present)
    return render_template(
        "intervision/history.html", table=table, note=note, versions=versions, present=present
    )


def _see_all(chosen: frozenset[int], note: Note, present: Present) -> None:
    """Raise ``NotAlike`` for a note that this reader does not see, as for one that is not there."""
    if chosen and not chosen <= {one.id for one in _alike(note, present)}:
        raise notes.NotAlike


def _page(
    table: Table,
    present: Present,
    note: Note,
    form: EditForm | None = None,
    refusal: Refusal | None = None,
    words: Words | None = None,
) -> str:
    """The page with a form as it was sent, or else with what stands at the note now."""
    alike = _may_lie_with(note, _alike(note, present)) if note.deleted_at is None else []
    if form is None:
        same = (one.id for one in alike if one.front_id == note.id or one.id == note.front_id)
        form = EditForm.of(note, words or Words.of(note), same=same, version=note.version)
    asks_domains = note.kind is NoteKind.SIGNAL and bool(table.item.event.domains)
    if asks_domains:
        form.offer(table.item.event.domains)
    return render_template(
        "intervision/edit.html",
        table=table,
        note=note,
        form=form,
        refusal=refusal.sentence if refusal else None,
        back=_back_to(table.id),
        found=found_in(note),
        asks_domains=asks_domains,
        may_share=marking.may_share(note, present),
        is_mine=marking.wrote(note, present),
        alike=alike,
    )


def _may_lie_with(note: Note, alike: list[Note]) -> list[Note]:
    """Those that lie with a note or may; of one that lies under another, that one alone."""
    if note.front_id is not None:
        return [one for one in alike if one.id == note.front_id]
    return [one for one in alike if one.front_id in (None, note.id)]


def _back_to(table_id: int) -> str:
    to = "closing" if request.args.get("to") == "closing" else "table"
    return url_for(f"facilitate.{to}", table_id=table_id)


def _back(table_id: int) -> Response:
    return redirect(_back_to(table_id), 303)


def _conflict(table: Table, overtaken: notes.Overtaken, form: EditForm) -> str:
    mine, theirs = form.words, Words.of(overtaken.note)
    both = {name: _both(text, asdict(mine)[name]) for name, text in asdict(theirs).items()}
    return render_template(
        "intervision/conflict.html",
        table=table,
        note=overtaken.note,
        refusal=overtaken.sentence,
        mine=mine,
        theirs=theirs,
        both=EditForm(formdata=None, version=overtaken.note.version, **both),
        apart=ApartForm(formdata=None),
        sent=form.sent,
    )


def _thrown(table: Table, thrown: notes.Thrown, form: EditForm) -> str:
    return render_template(
        "intervision/thrown.html",
        table=table,
        note=thrown.note,
        refusal=thrown.sentence,
        mine=form.words,
        apart=ApartForm(formdata=None),
        sent=form.sent,
        back=_back_to(table.id),
    )


def _both(theirs: str, mine: str) -> str:
    """Both texts in one field, to be made into one; alike ones once."""
    return "\n\n".join(dict.fromkeys(text for text in (theirs, mine) if text))


def _alike(note: Note, present: Present) -> list[Note]:
    """The other notes of its kind that this reader sees."""
    table_id = note.table_id or 0
    found = queries.notes_for(table_id, present, course_of(table_id))
    return [one for one in found if one.kind is note.kind and one.id != note.id]


def _statement(table_id: int, note_id: int) -> tuple[Table, Present, Note]:
    table, present, note = note_at_table(table_id, note_id)
    if note.kind is not NoteKind.PROBLEM_STATEMENT:
        abort(404)
    return table, present, note
