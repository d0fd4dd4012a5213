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
from makers.intervision import notes, queries, runs
from makers.intervision.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.signups.models import Signup
from tests.intervision.conftest import Round
from tests.intervision.test_runs import started, turn

ORGANISER = Present(None, None, "Organisatie", leads=True, at_table=False)


def wrote(
    round: Round, who: Signup, text: str, now: datetime, kind: NoteKind = NoteKind.QUESTION
) -> Note:
    """A note written at the table."""
    return notes.write(
        round.table, kind, Words(text), key=uuid.uuid4(), by=round.present(who), now=now
    )


def seen_by(round: Round, who: Present) -> list[str]:
    """What someone reads at the table."""
    clock = queries.clock_of(round.table.id)
    return [note.text for note in queries.notes_for(round.table.id, who, clock)]


def in_silence(round: Round, now: datetime) -> None:
    """Bring the table to its phase of silent writing."""
    started(round, now)
    for _ in range(2):
        runs.next_phase(round.table, turn(round), now=now, by=SYSTEM)


def test_a_note_sent_twice_is_written_once(round: Round, now: datetime) -> None:
    key = uuid.uuid4()
    by = round.present(round.first)
    first = notes.write(round.table, NoteKind.QUESTION, Words("Waarom?"), key=key, by=by, now=now)
    again = notes.write(round.table, NoteKind.QUESTION, Words("Waarom?"), key=key, by=by, now=now)
    assert first.id == again.id
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == 1


def test_eight_retries_at_once_write_one_note(app: Flask, round: Round, now: datetime) -> None:
    key, table_id, by = uuid.uuid4(), round.table.id, round.present(round.first)
    db.session.rollback()

    def send() -> None:
        with app.app_context():
            table = queries.table(table_id)
            assert table is not None
            notes.write(table, NoteKind.QUESTION, Words("Waarom?"), key=key, by=by, now=now)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert seen_by(round, by) == ["Waarom?"]


def test_everybody_at_the_table_reads_an_open_note(round: Round, now: datetime) -> None:
    wrote(round, round.first, "Waarom?", now)
    for who in (round.bringer, round.facilitator, round.second):
        assert seen_by(round, round.present(who)) == ["Waarom?"]


def test_silent_writing_is_its_authors_until_the_reveal(round: Round, now: datetime) -> None:
    in_silence(round, now)
    wrote(round, round.first, "De kern van een", now, NoteKind.CORE)
    assert seen_by(round, round.present(round.first)) == ["De kern van een"]
    for who in (round.bringer, round.facilitator, round.second):
        assert seen_by(round, round.present(who)) == []
    assert queries.written_in(round.table.id, [2]) == 1
    runs.reveal(round.table, 2, now=now, by=SYSTEM)
    for who in (round.bringer, round.facilitator, round.second):
        assert seen_by(round, round.present(who)) == ["De kern van een"]


def test_going_on_reveals_nothing(round: Round, now: datetime) -> None:
    in_silence(round, now)
    wrote(round, round.first, "De kern van een", now, NoteKind.CORE)
    runs.next_phase(round.table, turn(round), now=now, by=SYSTEM)
    assert seen_by(round, round.present(round.second)) == []


def test_after_the_reveal_writing_in_that_phase_is_open(round: Round, now: datetime) -> None:
    in_silence(round, now)
    runs.reveal(round.table, 2, now=now, by=SYSTEM)
    wrote(round, round.first, "Nog een kern", now, NoteKind.CORE)
    assert seen_by(round, round.present(round.second)) == ["Nog een kern"]


def test_who_has_no_seat_cannot_write_in_silence(round: Round, now: datetime) -> None:
    in_silence(round, now)
    with pytest.raises(notes.Silence):
        notes.write(
            round.table, NoteKind.CORE, Words("x"), key=uuid.uuid4(), by=ORGANISER, now=now
        )


def test_the_desk_reads_only_what_is_shared(round: Round, now: datetime) -> None:
    kept = wrote(round, round.first, "Onder ons", now)
    wrote(round, round.first, "Het probleem", now, NoteKind.PROBLEM_STATEMENT)
    assert seen_by(round, ORGANISER) == ["Het probleem"]
    notes.share(kept, True, by=SYSTEM, now=now)
    assert seen_by(round, ORGANISER) == ["Onder ons", "Het probleem"]


def test_unrevealed_writing_stays_out_of_the_report_even_when_shared(
    round: Round, now: datetime
) -> None:
    in_silence(round, now)
    note = wrote(round, round.first, "Geheim", now, NoteKind.CORE)
    notes.share(note, True, by=SYSTEM, now=now)
    assert queries.shared_notes(round.table.event_id) == []
    runs.reveal(round.table, 2, now=now, by=SYSTEM)
    assert [one.text for one in queries.shared_notes(round.table.event_id)] == ["Geheim"]


def test_an_edit_that_was_overtaken_shows_both_texts_and_keeps_both(
    round: Round, now: datetime
) -> None:
    note = wrote(round, round.first, "Eerst", now)
    notes.edit(note, Words("Van een"), version=1, by=round.present(round.first), now=now)
    with pytest.raises(notes.Overtaken) as overtaken:
        notes.edit(note, Words("Van twee"), version=1, by=round.present(round.second), now=now)
    assert (overtaken.value.note.text, overtaken.value.note.version) == ("Van een", 2)
    notes.edit(note, Words("Samen"), version=2, by=round.present(round.second), now=now)
    assert [version.text for version in note.versions] == ["Eerst", "Van een", "Samen"]


def test_the_same_edit_again_changes_nothing(round: Round, now: datetime) -> None:
    note = wrote(round, round.first, "Eerst", now)
    for _ in range(2):
        notes.edit(note, Words("Later"), version=1, by=round.present(round.first), now=now)
    assert (note.version, len(note.versions)) == (2, 2)


def test_what_is_thrown_away_comes_back(round: Round, now: datetime) -> None:
    note = wrote(round, round.first, "Toch nuttig", now)
    notes.delete(note, by=SYSTEM, now=now)
    reader = round.present(round.second)
    assert seen_by(round, reader) == []
    assert [one.text for one in queries.bin_of(round.table.id, reader, None)] == ["Toch nuttig"]
    notes.restore(note, by=SYSTEM)
    assert seen_by(round, reader) == ["Toch nuttig"]


def test_only_the_bringer_answers_advice(round: Round, now: datetime) -> None:
    advice = wrote(round, round.first, "Bel de wethouder", now, NoteKind.ADVICE)
    with pytest.raises(notes.NotYours):
        notes.answer(advice, "yes", by=round.present(round.second))
    notes.answer(advice, "later", by=round.present(round.bringer))
    assert advice.answer == "later"
    notes.answer(advice, "later", by=round.present(round.bringer))
    assert advice.answer == ""


def test_a_question_takes_no_answer_of_that_kind(round: Round, now: datetime) -> None:
    question = wrote(round, round.first, "Waarom?", now)
    with pytest.raises(notes.NotYours):
        notes.answer(question, "yes", by=round.present(round.bringer))
