"""One note: other words, the answers to a conflict, its next version, its history."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.forms import as_number
from makers.intervision import notes, queries
from makers.intervision.coming.entry import Present
from makers.intervision.forms import ApartForm, DomainsForm, EditForm, LevelForm, NextVersionForm
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import marking, reading
from makers.intervision.notes.writing import Words
from makers.intervision.views import bp
from makers.intervision.views.notes import found_in, note_at_table, readable_note, warn_of
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]


@bp.get("/table/<int:table_id>/notes/<int:note_id>")
@enter(access.table)
def edit(table_id: int, note_id: int) -> str:
    """A page to change a note, and to say how far it goes and what says the same."""
    table, present, note = note_at_table(table_id, note_id)
    form = EditForm(formdata=None, version=note.version, **_words(Words.of(note)))
    return _page(table, present, note, form)


@bp.post("/table/<int:table_id>/notes/<int:note_id>")
@enter(access.table)
def change(table_id: int, note_id: int) -> Answer:
    """Keep other words; both texts on one page, with four ways on, when somebody was first."""
    table, present, note = note_at_table(table_id, note_id)
    form = EditForm()
    version = as_number(form.version.data)
    if not form.validate() or not version:
        return _page(table, present, note, form), 422
    try:
        notes.edit(note, form.words, version=version, by=present, now=clock.now())
    except notes.Overtaken as overtaken:
        return _conflict(table, overtaken, form.words), overtaken.status
    warn_of(note)
    back = "closing" if request.args.get("to") == "closing" else "table"
    return web.see(f"facilitate.{back}", table_id=table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/domains")
@enter(access.table)
def say_about(table_id: int, note_id: int) -> Answer:
    """The policy domains that a signal is about."""
    _table, present, note = note_at_table(table_id, note_id)
    if note.kind is not NoteKind.SIGNAL:
        abort(404)
    notes.say_about(note, DomainsForm().domains.data or (), by=present)
    return web.see("facilitate.table", table_id=table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/apart")
@enter(access.table)
def keep_apart(table_id: int, note_id: int) -> Answer:
    """A text that came too late, as a note of its own."""
    table, present, note = note_at_table(table_id, note_id)
    form = ApartForm()
    if not form.validate():
        edited = EditForm(formdata=None, version=note.version, **_words(form.words))
        return _page(table, present, note, edited), 422
    notes.write_apart(note, form.words, key=form.uuid, by=present, now=clock.now())
    return web.see("facilitate.table", table_id=table_id)


@bp.get("/table/<int:table_id>/notes/<int:note_id>/successor")
@enter(access.table)
def next_version(table_id: int, note_id: int) -> str:
    """A page to write the next version of a problem statement, beside the one before."""
    table, _present, note = _statement(table_id, note_id)
    form = NextVersionForm(formdata=None, **_words(Words.of(note)))
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


@bp.post("/table/<int:table_id>/notes/<int:note_id>/group")
@enter(access.table)
def bring_together(table_id: int, note_id: int) -> Answer:
    """The ticked notes say the same: under this one."""
    _table, present, note = note_at_table(table_id, note_id)
    others = request.form.getlist("same", type=int)
    seen = {one.id for one in _alike(note, present)}
    if not set(others) <= seen:
        abort(404)
    notes.bring_together(note, others, by=present)
    if others:
        flash(
            _("De notities liggen nu bij elkaar. “Haal uit elkaar” maakt dat ongedaan."), "success"
        )
    return web.see("facilitate.table", table_id=table_id)


def _page(table: Table, present: Present, note: Note, form: EditForm) -> str:
    alike = _alike(note, present) if note.deleted_at is None else []
    return render_template(
        "intervision/edit.html",
        table=table,
        present=present,
        note=note,
        form=form,
        found=found_in(note),
        levels=LevelForm(formdata=None, level=note.level.value),
        about=_about(table, note),
        may_share=marking.may_share(note, present),
        is_mine=marking.wrote(note, present),
        alike=[one for one in alike if one.front_id is None],
        under=[one for one in alike if one.front_id == note.id],
    )


def _about(table: Table, note: Note) -> DomainsForm | None:
    """What a signal may be about; nothing for another note, or where the event has no domains."""
    domains = table.item.event.domains if note.kind is NoteKind.SIGNAL else ()
    if not domains:
        return None
    form = DomainsForm(formdata=None, domains=[one.id for one in note.domains])
    form.offer(domains)
    return form


def _conflict(table: Table, overtaken: notes.Overtaken, mine: Words) -> str:
    theirs = Words.of(overtaken.note)
    return render_template(
        "intervision/conflict.html",
        table=table,
        note=overtaken.note,
        refusal=overtaken.sentence,
        mine=mine,
        theirs=theirs,
        both=EditForm(
            formdata=None,
            version=overtaken.note.version,
            **{name: _both(getattr(theirs, name), getattr(mine, name)) for name in _words(mine)},
        ),
        apart=ApartForm(formdata=None),
    )


def _both(theirs: str, mine: str) -> str:
    """Both texts in one field, to be made into one; alike ones once."""
    return "\n\n".join(dict.fromkeys(text for text in (theirs, mine) if text))


def _alike(note: Note, present: Present) -> list[Note]:
    """The other notes of its kind that this reader sees."""
    clock_now = queries.clock_of(note.table_id or 0)
    found = queries.notes_for(note.table_id or 0, present, clock_now)
    return [one for one in found if one.kind is note.kind and one.id != note.id]


def _statement(table_id: int, note_id: int) -> tuple[Table, Present, Note]:
    table, present, note = note_at_table(table_id, note_id)
    if note.kind is not NoteKind.PROBLEM_STATEMENT:
        abort(404)
    return table, present, note


def _words(words: Words) -> dict[str, str]:
    return {
        "text": words.text,
        "from_demand": words.from_demand,
        "from_institution": words.from_institution,
    }
