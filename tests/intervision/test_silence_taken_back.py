"""What an author took back in silence, a reveal shows to nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import clock as house_clock
from makers.core.journal import SYSTEM
from makers.intervision import notes
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from tests.conftest import NOON, Browser
from tests.intervision.conftest import Round, seated
from tests.intervision.recovering import BY, Room, merged
from tests.intervision.test_notes import in_silence, wrote
from tests.intervision.test_phases_hidden import (
    HTMX,
    READERS,
    SECRET,
    hidden_from_bringer,
    pages,
    refuses,
)

SOON = NOON + timedelta(seconds=30)
REVEALED = NOON + timedelta(minutes=1)
AFTER = NOON + timedelta(minutes=2)
SILENT = 2

Silence = Callable[[Round, datetime], object]


@pytest.fixture(autouse=True)
def after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are opened shortly after the reveal."""
    monkeypatch.setattr(house_clock, "now", lambda: AFTER)


def reads_nothing(reader: Browser, group: Round, note: Note) -> None:
    """Nothing this reader can open has the words."""
    history = f"/table/{group.table.id}/notes/{note.id}/history"
    for page in (*pages(group, note), history):
        for headers in ({}, HTMX):
            assert SECRET not in reader.get(page, headers=headers).text, page


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize("silence", [in_silence, hidden_from_bringer])
@pytest.mark.parametrize("who", READERS)
def test_what_was_thrown_away_before_the_reveal_stays_its_authors(
    app: Flask, group: Round, who: str, silence: Silence
) -> None:
    silence(group, NOON)
    note = wrote(group, group.first, SECRET, NOON, NoteKind.PROBLEM_STATEMENT)
    phase = note.phase or 0
    notes.delete(note, by=group.present(group.first).actor, now=SOON)
    runs.reveal(group.table, phase, now=REVEALED, by=SYSTEM)
    refuses(READERS[who](app, group), group, note)
    reads_nothing(READERS[who](app, group), group, note)
    path = f"/table/{group.table.id}"
    author = seated(app, group.table, group.first)
    assert SECRET in author.get(f"{path}/bin").text
    assert author.post(f"{path}/notes/{note.id}/restoration").status_code == 303
    assert SECRET in seated(app, group.table, group.second).get(f"{path}/notes").text


def test_what_is_thrown_away_after_the_reveal_is_in_the_bin_of_all(
    app: Flask, group: Round
) -> None:
    in_silence(group, NOON)
    note = wrote(group, group.first, SECRET, NOON, NoteKind.CORE)
    runs.reveal(group.table, SILENT, now=REVEALED, by=SYSTEM)
    notes.delete(note, by=group.present(group.first).actor, now=AFTER)
    reader = seated(app, group.table, group.second)
    for part in ("/bin", "/notes"):
        assert SECRET in reader.get(f"/table/{group.table.id}{part}").text


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize("silence", [in_silence, hidden_from_bringer])
@pytest.mark.parametrize("who", READERS)
def test_words_replaced_before_the_reveal_stay_their_authors(
    app: Flask, group: Round, who: str, silence: Silence
) -> None:
    silence(group, NOON)
    by = group.present(group.first)
    note = wrote(group, group.first, SECRET, NOON, NoteKind.PROBLEM_STATEMENT)
    notes.edit(note, Words("Zoals getoond"), version=1, by=by, now=SOON)
    with pytest.raises(notes.Overtaken):
        notes.edit(note, Words(f"{SECRET} te laat"), version=1, by=by, now=SOON)
    runs.reveal(group.table, note.phase or 0, now=REVEALED, by=SYSTEM)
    notes.edit(note, Words("Zoals daarna"), version=2, by=by, now=AFTER)
    path = f"/table/{group.table.id}/notes/{note.id}/history"
    read = READERS[who](app, group).get(path).text
    assert "Zoals daarna" in read
    assert ("Zoals getoond" in read) is (who != "organiser")
    reads_nothing(READERS[who](app, group), group, note)
    assert SECRET in seated(app, group.table, group.first).get(path).text


@pytest.mark.parametrize("then", ["thrown", "reworded"])
def test_the_order_counts_and_not_whose_clock_was_read_first(
    app: Flask, group: Round, then: str
) -> None:
    """Who throws away or rewords while the reveal waits for its turn was still in time."""
    in_silence(group, NOON)
    by = group.present(group.first)
    note = wrote(group, group.first, SECRET, NOON, NoteKind.CORE)
    if then == "thrown":
        notes.delete(note, by=by.actor, now=AFTER)
    else:
        notes.edit(note, Words("Zoals getoond"), version=1, by=by, now=AFTER)
    runs.reveal(group.table, SILENT, now=REVEALED, by=SYSTEM)
    reads_nothing(seated(app, group.table, group.second), group, note)


@pytest.mark.parametrize("revealed_first", [True, False])
def test_both_hold_at_another_table(app: Flask, made: Room, revealed_first: bool) -> None:
    """Whether the notes moved after the reveal at home, or before it."""
    (first, second, _third), author = made.tables, made.people[0][3]
    in_silence(Round(first, *made.people[0][:4]), NOON)
    by, mate = made.present(author), made.people[1][2]
    thrown, reworded = (
        notes.write(first, NoteKind.CORE, Words(SECRET), key=uuid.uuid4(), by=by, now=NOON)
        for _ in range(2)
    )
    notes.delete(thrown, by=by.actor, now=SOON)
    notes.edit(reworded, Words("Zoals getoond"), version=1, by=by, now=SOON)
    if revealed_first:
        runs.reveal(first, SILENT, now=REVEALED, by=BY)
        merged(made)
    else:
        merged(made)
        runs.reveal(first, SILENT, now=REVEALED, by=BY)
    path = f"/table/{second.id}"
    other, own = seated(app, second, mate), seated(app, second, author)
    assert "Zoals getoond" in other.get(f"{path}/notes").text
    for page in ("", "/notes", "/bin", f"/notes/{thrown.id}", f"/notes/{reworded.id}/history"):
        assert SECRET not in other.get(path + page).text, page
    assert other.post(f"{path}/notes/{thrown.id}/restoration").status_code == 404
    assert SECRET in own.get(f"{path}/bin").text
    assert SECRET in own.get(f"{path}/notes/{reworded.id}/history").text
