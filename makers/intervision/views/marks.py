"""The small buttons of a note: how far it goes, yes or no, warm or cold, apart again."""

from __future__ import annotations

import enum
from typing import TypeVar

from flask import Response as FlaskResponse
from flask import abort, request
from werkzeug.wrappers import Response

from makers.core import access, clock
from makers.core.access import enter
from makers.intervision import notes
from makers.intervision.kinds import Label
from makers.intervision.levels import Confidentiality
from makers.intervision.notes import marking
from makers.intervision.views import bp
from makers.intervision.views.notes import after, note_at_table, readable_note

Choice = TypeVar("Choice", bound=enum.StrEnum)
Answer = str | Response | FlaskResponse | tuple[str, int]


@bp.post("/table/<int:table_id>/notes/<int:note_id>/sharing")
@enter(access.table)
def share(table_id: int, note_id: int) -> Answer:
    """How far the note may go."""
    _table, present, note = note_at_table(table_id, note_id)
    if not marking.may_share(note, present):
        abort(404)
    level = _chosen(Confidentiality, "level")
    notes.share(note, level, by=present, now=clock.now())
    return after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/showing")
@enter(access.table)
def show(table_id: int, note_id: int) -> Answer:
    """The author lays a note that came along in silence open at the table where it lies."""
    _table, present, note = note_at_table(table_id, note_id)
    came_silent = note.origin_table_id is not None and note.deleted_at is None
    if not marking.wrote(note, present) or not came_silent:
        abort(404)
    notes.show(note, by=present)
    return after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/answer")
@enter(access.table)
def answer(table_id: int, note_id: int) -> Answer:
    """The bringer's yes, no or later to an advice."""
    _table, present, note = readable_note(table_id, note_id)
    said = request.form.get("answer", "")
    if said not in notes.ANSWERS:
        abort(400)
    notes.answer(note, said, by=present)
    return after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/label")
@enter(access.table)
def label(table_id: int, note_id: int) -> Answer:
    """A question is warm, neutral or cold."""
    _table, present, note = note_at_table(table_id, note_id)
    notes.label(note, _chosen(Label, "label"), by=present)
    return after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/group/dissolution")
@enter(access.table)
def take_apart(table_id: int, note_id: int) -> Answer:
    """Everything that lay under this note on its own again."""
    _table, present, note = note_at_table(table_id, note_id)
    notes.take_apart(note, by=present)
    return after(table_id)


@bp.post("/table/<int:table_id>/notes/<int:note_id>/separation")
@enter(access.table)
def take_out(table_id: int, note_id: int) -> Answer:
    """One note that lay under another on its own again."""
    _table, present, note = note_at_table(table_id, note_id)
    notes.take_out(note, by=present)
    return after(table_id)


def _chosen(choices: type[Choice], name: str) -> Choice:
    try:
        return choices(request.form.get(name, ""))
    except ValueError:
        abort(400)
