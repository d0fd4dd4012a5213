"""Notes: once however often sent, never overwritten, private until the reveal."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core.database import db
from makers.core.journal import SYSTEM, JournalEntry
from makers.intervision import notes, queries, telling
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import Confidentiality, Words
from makers.intervision.phases import runs
from makers.seating.models import Table
from makers.signups.models import Signup
from tests import build
from tests.intervision.conftest import Round
from tests.intervision.test_runs import started

ORGANISER = Present(None, None, "Organisatie", leads=True, at_table=False)


def wrote(
    group: Round, who: Signup, text: str, now: datetime, kind: NoteKind = NoteKind.QUESTION
) -> Note:
    """A note written at the table."""
    return notes.write(
        group.table, kind, Words(text), key=uuid.uuid4(), by=group.present(who), now=now
    )


def seen_by(group: Round, who: Present) -> list[str]:
    """What someone reads at the table."""
    clock = queries.clock_of(group.table.id)
    return [note.text for note in queries.notes_for(group.table.id, who, clock)]


def writers(group: Round) -> int:
    """How many are said to have written what is not shown yet."""
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    return clock.writers


def in_silence(group: Round, now: datetime) -> None:
    """Bring the table to its phase of silent writing."""
    started(group, now)
    for _ in range(2):
        build.goes_on(group.table, now)


def test_a_note_sent_twice_is_written_once(group: Round, now: datetime) -> None:
    key = uuid.uuid4()
    by = group.present(group.first)
    first = notes.write(group.table, NoteKind.QUESTION, Words("Waarom?"), key=key, by=by, now=now)
    again = notes.write(group.table, NoteKind.QUESTION, Words("Waarom?"), key=key, by=by, now=now)
    assert first.id == again.id
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == 1


def test_eight_retries_at_once_write_one_note(app: Flask, group: Round, now: datetime) -> None:
    key, table_id, by = uuid.uuid4(), group.table.id, group.present(group.first)
    db.session.rollback()

    def send() -> None:
        with app.app_context():
            table = db.session.get_one(Table, table_id)
            notes.write(table, NoteKind.QUESTION, Words("Waarom?"), key=key, by=by, now=now)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert seen_by(group, by) == ["Waarom?"]


def test_everybody_at_the_table_reads_an_open_note(group: Round, now: datetime) -> None:
    wrote(group, group.first, "Waarom?", now)
    for who in (group.bringer, group.facilitator, group.second):
        assert seen_by(group, group.present(who)) == ["Waarom?"]


def test_silent_writing_is_its_authors_until_the_reveal(group: Round, now: datetime) -> None:
    in_silence(group, now)
    wrote(group, group.first, "De kern van een", now, NoteKind.CORE)
    assert seen_by(group, group.present(group.first)) == ["De kern van een"]
    for who in (group.bringer, group.facilitator, group.second):
        assert seen_by(group, group.present(who)) == []
    assert writers(group) == 1
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    assert writers(group) == 0
    for who in (group.bringer, group.facilitator, group.second):
        assert seen_by(group, group.present(who)) == ["De kern van een"]


def test_a_reveal_at_another_table_leaves_the_count_of_this_one(
    group: Round, now: datetime
) -> None:
    in_silence(group, now)
    wrote(group, group.first, "De kern", now, NoteKind.CORE)
    other = build.table(group.table.item, 2)
    runs.start(other, "vijfstappen", 60, now=now, by=SYSTEM)
    runs.reveal(other, 2, now=now, by=SYSTEM)
    assert writers(group) == 1


def test_going_on_reveals_nothing(group: Round, now: datetime) -> None:
    in_silence(group, now)
    wrote(group, group.first, "De kern van een", now, NoteKind.CORE)
    build.goes_on(group.table, now)
    assert seen_by(group, group.present(group.second)) == []


def test_after_the_reveal_writing_in_that_phase_is_open(group: Round, now: datetime) -> None:
    in_silence(group, now)
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    wrote(group, group.first, "Nog een kern", now, NoteKind.CORE)
    assert seen_by(group, group.present(group.second)) == ["Nog een kern"]


def test_who_has_no_seat_cannot_write_in_silence(group: Round, now: datetime) -> None:
    in_silence(group, now)
    with pytest.raises(notes.Silence):
        notes.write(group.table, NoteKind.CORE, Words("x"), key=uuid.uuid4(), by=ORGANISER, now=now)


def test_the_desk_reads_only_what_is_shared(group: Round, now: datetime) -> None:
    kept = wrote(group, group.first, "Onder ons", now)
    wrote(group, group.first, "Het probleem", now, NoteKind.PROBLEM_STATEMENT)
    assert seen_by(group, ORGANISER) == ["Het probleem"]
    notes.share(kept, Confidentiality.REPORT, by=group.present(group.facilitator), now=now)
    assert seen_by(group, ORGANISER) == ["Onder ons", "Het probleem"]


def test_unrevealed_writing_stays_out_of_the_report_even_when_shared(
    group: Round, now: datetime
) -> None:
    in_silence(group, now)
    note = wrote(group, group.first, "Geheim", now, NoteKind.CORE)
    by = group.present(group.facilitator)
    notes.share(note, Confidentiality.REPORT, by=by, now=now)
    run = runs.run_of(group.table.id)
    assert run is not None
    run.ended_at = now
    db.session.commit()
    group.approve(now)
    (written,) = telling.written_at(group.table.event_id)
    assert (written.may_be_told, written.text) == (False, "")
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    (written,) = telling.written_at(group.table.event_id)
    assert (written.may_be_told, written.text) == (False, ""), "the bringer has not read it"
    group.approve(now)
    (written,) = telling.written_at(group.table.event_id)
    assert (written.may_be_told, written.text) == (True, "Geheim")


def test_an_edit_that_was_overtaken_shows_both_texts_and_keeps_both(
    group: Round, now: datetime
) -> None:
    note = wrote(group, group.first, "Eerst", now)
    notes.edit(note, Words("Van een"), version=1, by=group.present(group.first), now=now)
    with pytest.raises(notes.Overtaken) as overtaken:
        notes.edit(note, Words("Van twee"), version=1, by=group.present(group.second), now=now)
    assert (overtaken.value.note.text, overtaken.value.note.version) == ("Van een", 2)
    notes.edit(note, Words("Samen"), version=2, by=group.present(group.second), now=now)
    kept = [(version.text, version.from_version) for version in note.versions]
    assert kept == [("Eerst", None), ("Van een", None), ("Van twee", 1), ("Samen", None)]


def test_the_same_edit_again_changes_nothing(group: Round, now: datetime) -> None:
    note = wrote(group, group.first, "Eerst", now)
    for _ in range(2):
        notes.edit(note, Words("Later"), version=1, by=group.present(group.first), now=now)
    assert (note.version, len(note.versions)) == (2, 2)


def test_what_is_thrown_away_comes_back(group: Round, now: datetime) -> None:
    note = wrote(group, group.first, "Toch nuttig", now)
    notes.delete(note, by=SYSTEM, now=now)
    reader = group.present(group.second)
    assert seen_by(group, reader) == []
    assert [one.text for one in queries.bin_of(group.table.id, reader, None)] == ["Toch nuttig"]
    notes.restore(note, by=SYSTEM)
    assert seen_by(group, reader) == ["Toch nuttig"]


def test_only_the_bringer_answers_advice(group: Round, now: datetime) -> None:
    advice = wrote(group, group.first, "Bel de wethouder", now, NoteKind.ADVICE)
    with pytest.raises(notes.NotYours):
        notes.answer(advice, "yes", by=group.present(group.second))
    notes.answer(advice, "later", by=group.present(group.bringer))
    assert advice.answer == "later"
    notes.answer(advice, "later", by=group.present(group.bringer))
    assert advice.answer == ""


def test_a_question_takes_no_answer_of_that_kind(group: Round, now: datetime) -> None:
    question = wrote(group, group.first, "Waarom?", now)
    with pytest.raises(notes.NotYours):
        notes.answer(question, "yes", by=group.present(group.bringer))
