"""How far a note goes and who says so, warm and cold questions, for whom somebody speaks."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from flask import Flask

from makers.core.journal import SYSTEM
from makers.intervision import notes
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import Label, NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.methods import built_in
from makers.intervision.models import Note
from makers.intervision.notes import Words, reading
from makers.intervision.phases import runs
from tests import build
from tests.intervision.beside import choose
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import ORGANISER, wrote

TABLE, RESEARCH, REPORT = Confidentiality


@pytest.mark.parametrize("kind", NoteKind)
def test_a_statement_starts_in_the_report_and_everything_else_at_the_table(
    group: Round, now: datetime, kind: NoteKind
) -> None:
    note = wrote(group, group.first, "Iets", now, kind)
    expected = REPORT if kind is NoteKind.PROBLEM_STATEMENT else TABLE
    assert (note.level, note.shared_at) == (expected, now if expected is REPORT else None)


def test_its_author_and_who_leads_say_how_far_a_note_goes(group: Round, now: datetime) -> None:
    note = wrote(group, group.first, "Doe dit", now, NoteKind.ADVICE)
    for who in (group.second, group.bringer):
        with pytest.raises(notes.NotYourNote):
            notes.share(note, REPORT, by=group.present(who), now=now)
    with pytest.raises(notes.NotYourNote):
        notes.share(note, REPORT, by=ORGANISER, now=now)
    notes.share(note, RESEARCH, by=group.present(group.first), now=now)
    assert (note.level, note.shared_at, note.shared_by_id) == (RESEARCH, now, group.first.id)
    notes.share(note, REPORT, by=group.present(group.facilitator), now=now)
    assert note.shared_by_id == group.facilitator.id
    notes.share(note, TABLE, by=group.present(group.first), now=now)
    assert [note.level, note.shared_at, note.shared_by_id] == [TABLE, None, None]


def test_the_desk_reads_what_is_for_the_report_and_counts_the_rest(
    group: Round, now: datetime
) -> None:
    lead = group.present(group.facilitator)
    for kind, level in (
        (NoteKind.ADVICE, TABLE),
        (NoteKind.ADVICE, RESEARCH),
        (NoteKind.ADVICE, REPORT),
        (NoteKind.QUESTION, TABLE),
        (NoteKind.PROBLEM_STATEMENT, REPORT),
    ):
        note = wrote(group, group.first, f"{kind} {level}", now, kind)
        notes.share(note, level, by=lead, now=now)
    seen = reading.on_table(group.table.id, ORGANISER, None, lately=now)
    assert [note.text for note in seen.notes] == ["advice report", "problem_statement report"]
    assert seen.kept == {NoteKind.ADVICE: 2, NoteKind.QUESTION: 1}
    mine = reading.on_table(group.table.id, lead, None, lately=now)
    assert (len(mine.notes), mine.kept) == (5, {})


def test_an_author_may_speak_for_themselves(group: Round, now: datetime) -> None:
    by = group.present(group.first)
    words = Words("Ik zou het zo doen")
    note = notes.write(
        group.table, NoteKind.ADVICE, words, key=uuid.uuid4(), by=by, now=now, personal=True
    )
    assert note.personal_at == now
    with pytest.raises(notes.NotYourNote):
        choose(note, by=group.present(group.facilitator), now=now, personal=False)
    choose(note, by=by, now=now, personal=False)
    assert note.personal_at is None


def test_the_methods_that_ask_for_it_have_a_phase_of_warm_and_cold() -> None:
    asking = {key for key, one in built_in().items() if any(p.labels for p in one.phases)}
    assert asking == {"tienstappen", "socratisch"}


def labelling(group: Round, now: datetime) -> None:
    """Bring the table to the phase that asks for labels, with what was hidden shown."""
    run = runs.start(group.table, "tienstappen", 60, now=now, by=SYSTEM)
    wanted = next(number for number, phase in enumerate(run.method["phases"]) if phase["labels"])
    for phase in range(wanted):
        runs.reveal(group.table, phase, now=now, by=SYSTEM)
        build.goes_on(group.table, now)


def test_questions_are_warm_or_cold_in_that_phase_alone(group: Round, now: datetime) -> None:
    asked = [wrote(group, group.first, f"{n}?", now) for n in ("Koud", "Open", "Warm")]
    bringer = group.present(group.bringer)
    with pytest.raises(notes.NotAsked):
        notes.label(asked[0], Label.COLD, by=bringer)
    labelling(group, now)
    notes.label(asked[0], Label.COLD, by=bringer)
    notes.label(asked[2], Label.WARM, by=group.present(group.facilitator))
    with pytest.raises(notes.NotAsked):
        notes.label(asked[1], Label.WARM, by=group.present(group.first))
    assert first_words(group, bringer) == ["Warm?", "Koud?", "Open?"]
    notes.label(asked[2], Label.WARM, by=bringer)
    assert asked[2].label is None


def first_words(group: Round, reader: Present) -> list[str]:
    """The questions as they lie on the table."""
    return [row[0].note.text for row in group.lying(reader)]


def test_only_who_may_label_gets_the_buttons(app: Flask, group: Round, now: datetime) -> None:
    question = wrote(group, group.first, "Waarom?", now)
    labelling(group, now)
    path = f"/table/{group.table.id}/notes"
    button = f"{path}/{question.id}/label"
    for who, may in ((group.bringer, True), (group.facilitator, True), (group.second, False)):
        assert (button in seated(app, group.table, who).get(path).text) == may
    bringer = seated(app, group.table, group.bringer)
    assert bringer.post(button, data={"label": "warm"}).status_code == 303
    assert bringer.post(button, data={"label": "lauw"}).status_code == 400
    shown = seated(app, group.table, group.second).get(path).text
    assert ">warm</span>" in shown


def test_the_pages_let_only_them_choose(app: Flask, group: Round, now: datetime) -> None:
    note: Note = wrote(group, group.first, "Doe dit", now, NoteKind.ADVICE)
    path = f"/table/{group.table.id}/notes/{note.id}"
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    for field in ("level", "personal"):
        assert f'name="{field}"' in first.get(path).text
        assert f'name="{field}"' not in second.get(path).text
    typed = {"text": "Doe dit meteen", "version": "1"}
    assert second.post(f"{path}/sharing", data={"level": "report"}).status_code == 404
    for not_theirs in ({"level": "report"}, {"personal": "y"}):
        answer = second.post(path, data={**typed, **not_theirs})
        assert answer.status_code == 409
        assert "Doe dit meteen</textarea>" in answer.text
    assert first.post(f"{path}/sharing", data={"level": "overal"}).status_code == 400
    assert first.post(path, data={**typed, "level": "overal"}).status_code == 422
    chosen = {"level": "research", "was_level": "table", "personal": "y"}
    assert first.post(path, data={**typed, **chosen}).status_code == 303
    shown = second.get(f"/table/{group.table.id}/notes").text
    assert "voor onderzoekers" in shown
    assert "Eerste, persoonlijk, niet namens de gemeente" in shown
