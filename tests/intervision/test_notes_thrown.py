"""A note that was thrown away while somebody typed: nothing is lost, and there are two ways on."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import notes
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note, NoteVersion
from makers.intervision.notes import Besides, Words
from tests.conftest import Browser
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import wrote
from tests.intervision.test_notes_one_form import form_with
from tests.seating.rows import journalled


@pytest.fixture
def thrown(group: Round, now: datetime) -> Note:
    """A signal that was thrown away after somebody had opened its page."""
    note = wrote(group, group.first, "Vier loketten", now, NoteKind.SIGNAL)
    notes.delete(note, by=SYSTEM, now=now)
    return note


@pytest.fixture
def jaap(app: Flask, group: Round) -> Browser:
    """The browser of who had it open."""
    return seated(app, group.table, group.first)


def saved(jaap: Browser, note: Note, **more: object) -> str:
    """He saves what he typed: the page he gets."""
    typed = {"text": "Vijf loketten", "version": "1", **more}
    answer = jaap.post(f"/table/{note.table_id}/notes/{note.id}", data=typed)
    assert answer.status_code == 409
    return unescape(answer.text)


def on_table(group: Round) -> dict[str, bool]:
    """The texts at the table, and whether they lie in the bin."""
    db.session.rollback()
    return {one.text: one.deleted_at is not None for one in db.session.scalars(select(Note))}


def test_an_edit_of_what_was_thrown_away_is_refused_and_kept_once(
    group: Round, thrown: Note, now: datetime
) -> None:
    by = group.present(group.first)
    for _again in range(2):
        with pytest.raises(notes.Thrown):
            notes.edit(thrown, Words("Vijf loketten"), version=1, by=by, now=now)
    assert (thrown.text, thrown.version) == ("Vier loketten", 1)
    kept = db.session.scalars(select(NoteVersion.text).order_by(NoteVersion.id)).all()
    assert kept == ["Vier loketten", "Vijf loketten"]
    with pytest.raises(notes.Thrown):
        notes.edit(thrown, Words("Vier loketten"), version=1, by=by, now=now)


def test_it_comes_back_with_the_words_and_what_was_chosen_or_not_at_all(
    group: Round, thrown: Note, now: datetime
) -> None:
    by, words = group.present(group.first), Words("Vijf loketten")
    wrong, right = Besides(together=frozenset([9999])), Besides(level=Confidentiality.REPORT)
    with pytest.raises(notes.NotAlike):
        notes.edit(thrown, words, version=1, by=by, now=now, besides=wrong, restores=True)
    assert on_table(group) == {"Vier loketten": True}
    notes.edit(thrown, words, version=1, by=by, now=now, besides=right, restores=True)
    assert on_table(group) == {"Vijf loketten": False}
    assert (thrown.version, thrown.level) == (2, Confidentiality.REPORT)
    assert journalled("note.edited")
    assert journalled("note.restored")


def test_the_page_says_so_and_shows_both_texts(jaap: Browser, thrown: Note) -> None:
    page = saved(jaap, thrown)
    assert "Iemand gooide deze notitie weg terwijl jij typte" in page
    for shown in ("Vier loketten", "Vijf loketten", "Zet terug met mijn tekst"):
        assert shown in page
    assert "Bewaar de mijne apart" in page


def test_put_back_with_my_text(jaap: Browser, group: Round, thrown: Note) -> None:
    more = {"level": "report", "was_level": "table", "personal": "y"}
    form = form_with(saved(jaap, thrown, **more), "Zet terug met mijn tekst")
    answer = jaap.post(f"/table/{thrown.table_id}/notes/{thrown.id}", data=form)
    assert (answer.status_code, answer.location) == (303, f"/table/{thrown.table_id}")
    assert on_table(group) == {"Vijf loketten": False}
    assert thrown.level is Confidentiality.REPORT
    assert thrown.personal_at is not None
    assert "Vijf loketten" in jaap.get(answer.location).text


def test_kept_as_a_note_of_its_own(jaap: Browser, group: Round, thrown: Note) -> None:
    form = form_with(saved(jaap, thrown), "Bewaar de mijne apart")
    for _again in range(2):
        answer = jaap.post(f"/table/{thrown.table_id}/notes/{thrown.id}/apart", data=form)
        assert answer.status_code == 303
    assert on_table(group) == {"Vier loketten": True, "Vijf loketten": False}


def test_or_left_in_the_bin_with_the_text_in_its_history(jaap: Browser, thrown: Note) -> None:
    page = saved(jaap, thrown)
    assert re.search(r'href="/table/\d+">\s*Laat haar in de prullenbak', page)
    history = jaap.get(f"/table/{thrown.table_id}/notes/{thrown.id}/history").text
    assert "Vijf loketten" in history


def test_back_goes_where_the_page_was_opened_from(jaap: Browser, thrown: Note) -> None:
    path = f"/table/{thrown.table_id}/notes/{thrown.id}?to=closing"
    page = unescape(jaap.post(path, data={"text": "Vijf loketten", "version": "1"}).text)
    form = form_with(page, "Zet terug met mijn tekst")
    assert "to=closing" in page
    assert jaap.post(path, data=form).location == f"/table/{thrown.table_id}/closing"


def test_put_back_by_somebody_else_and_changed_it_is_a_conflict_as_any(
    jaap: Browser, group: Round, thrown: Note, now: datetime
) -> None:
    form = form_with(saved(jaap, thrown), "Zet terug met mijn tekst")
    by = group.present(group.second)
    notes.edit(thrown, Words("Zes loketten"), version=1, by=by, now=now, restores=True)
    answer = jaap.post(f"/table/{thrown.table_id}/notes/{thrown.id}", data=form)
    assert answer.status_code == 409
    assert "Neem de mijne" in answer.text


def test_its_page_in_the_bin_tells_that_it_lies_there(jaap: Browser, thrown: Note) -> None:
    page = jaap.get(f"/table/{thrown.table_id}/notes/{thrown.id}").text
    assert "Deze notitie is weggegooid" in page
