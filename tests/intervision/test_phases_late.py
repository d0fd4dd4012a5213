"""What arrives after its phase is kept with that phase, marked, and as private as it was."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.journal import SYSTEM
from makers.intervision import notes
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from makers.seating.models import Table
from makers.signups.models import Signup
from tests import build
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import ORGANISER, in_silence, seen_by
from tests.intervision.test_runs import started, turn

SILENT = 2


def sent(
    group: Round, who: Signup, text: str, now: datetime, seen_turn: int | None, **more: NoteKind
) -> Note:
    """A note that was written while ``seen_turn`` was on its writer's screen."""
    kind = more.get("kind", NoteKind.CORE)
    by, key = group.present(who), uuid.uuid4()
    return notes.write(group.table, kind, Words(text), key=key, by=by, now=now, seen_turn=seen_turn)


def on(group: Round, now: datetime) -> None:
    """On to the next phase."""
    build.goes_on(group.table, now)


def test_in_time_it_is_of_the_phase_that_is_on(group: Round, now: datetime) -> None:
    seen = started(group, now)
    note = sent(group, group.first, "Op tijd", now, seen)
    assert (note.phase, note.private_phase, note.late_at) == (0, None, None)


def test_after_its_phase_it_stays_there_and_says_so(group: Round, now: datetime) -> None:
    seen = started(group, now)
    on(group, now)
    note = sent(group, group.first, "Te laat", now, seen)
    assert (note.phase, note.late_at) == (0, now)
    assert seen_by(group, group.present(group.second)) == ["Te laat"]


def test_from_an_open_phase_it_is_open_in_the_silence_that_followed(
    group: Round, now: datetime
) -> None:
    started(group, now)
    on(group, now)
    seen = turn(group)
    on(group, now)
    note = sent(group, group.first, "Uit de open fase", now, seen)
    assert (note.phase, note.private_phase, note.late_at) == (1, None, now)
    assert seen_by(group, group.present(group.second)) == ["Uit de open fase"]


def test_from_a_silent_phase_it_stays_its_authors_until_the_reveal(
    group: Round, now: datetime
) -> None:
    in_silence(group, now)
    seen = turn(group)
    on(group, now)
    note = sent(group, group.first, "Stil en laat", now, seen)
    assert (note.phase, note.private_phase, note.late_at) == (SILENT, SILENT, now)
    for who in (group.second, group.bringer, group.facilitator):
        assert seen_by(group, group.present(who)) == []
    runs.reveal(group.table, SILENT, now=now, by=SYSTEM)
    assert seen_by(group, group.present(group.second)) == ["Stil en laat"]


def test_after_the_reveal_it_is_there_for_all(group: Round, now: datetime) -> None:
    in_silence(group, now)
    seen = turn(group)
    on(group, now)
    runs.reveal(group.table, SILENT, now=now, by=SYSTEM)
    note = sent(group, group.first, "Na het tonen", now, seen)
    assert (note.private_phase, note.late_at) == (None, now)
    assert seen_by(group, group.present(group.second)) == ["Na het tonen"]


def test_who_has_no_seat_cannot_come_late_to_the_silence(group: Round, now: datetime) -> None:
    in_silence(group, now)
    seen = turn(group)
    on(group, now)
    words, key = Words("x"), uuid.uuid4()
    with pytest.raises(notes.Silence):
        notes.write(
            group.table, NoteKind.CORE, words, key=key, by=ORGANISER, now=now, seen_turn=seen
        )


def test_a_phase_that_came_back_is_on_again(group: Round, now: datetime) -> None:
    seen = started(group, now)
    on(group, now)
    runs.previous_phase(group.table, turn(group), now=now + timedelta(minutes=1), by=SYSTEM)
    assert sent(group, group.first, "Weer op tijd", now, seen).late_at is None


def test_after_the_end_the_last_phase_is_over_too(group: Round, now: datetime) -> None:
    started(group, now)
    for _ in range(5):
        on(group, now)
    seen = turn(group)
    on(group, now)
    note = sent(group, group.first, "Na afloop", now, seen)
    assert (note.phase, note.late_at) == (5, now)
    note = sent(group, group.first, "Geschreven na afloop", now, None)
    assert (note.phase, note.late_at) == (None, None)


def elsewhere(group: Round, now: datetime, phases: int) -> tuple[Table, int]:
    """Another table of the round, so many phases on, and the turn that is on there."""
    other = build.table(group.table.item, 2)
    run = runs.start(other, "vijfstappen", 60, now=now, by=SYSTEM)
    build.goes_on(other, now, phases)
    return other, runs.current_turn(run).id


def test_silence_at_another_table_of_the_round_is_silence_here(group: Round, now: datetime) -> None:
    """Who sent it sits here by now."""
    started(group, now)
    other, seen = elsewhere(group, now, SILENT)
    note = sent(group, group.first, "Hier", now, seen)
    assert (note.phase, note.private_phase, note.origin_table_id) == (SILENT, SILENT, other.id)
    assert note.late_at is None
    assert seen_by(group, group.present(group.second)) == []
    assert seen_by(group, group.present(group.first)) == ["Hier"]
    build.goes_on(other, now)
    assert sent(group, group.first, "Ook hier", now, seen).late_at == now


def test_an_open_turn_of_another_table_tells_nothing(group: Round, now: datetime) -> None:
    started(group, now)
    _other, seen = elsewhere(group, now, 0)
    note = sent(group, group.first, "Hier", now, seen)
    assert (note.phase, note.late_at, note.origin_table_id) == (0, None, None)


def test_a_turn_of_another_round_tells_nothing(group: Round, now: datetime) -> None:
    started(group, now)
    table = build.table(build.item(group.table.item.event), 1)
    run = runs.start(table, "vijfstappen", 60, now=now, by=SYSTEM)
    build.goes_on(table, now, SILENT)
    note = sent(group, group.first, "Hier", now, runs.current_turn(run).id)
    assert (note.private_phase, note.origin_table_id) == (None, None)


@pytest.mark.parametrize("said", ["", "-1", "x", "99999999999", None])
def test_a_page_that_does_not_tell_is_taken_as_now(
    app: Flask, group: Round, now: datetime, said: str | None
) -> None:
    started(group, now)
    path = f"/table/{group.table.id}"
    data = {"key": str(uuid.uuid4()), "kind": "question", "text": "Hoe nu?"}
    if said is not None:
        data["turn"] = said
    reader = seated(app, group.table, group.first)
    assert reader.post(f"{path}/notes", data=data).status_code == 303
    page = reader.get(path).text
    assert "Hoe nu?" in page
    assert "nagekomen" not in page


def test_the_form_tells_the_turn_and_the_note_says_it_came_late(
    app: Flask, group: Round, now: datetime
) -> None:
    seen = started(group, now)
    path = f"/table/{group.table.id}"
    reader = seated(app, group.table, group.first)
    field = '<input type="hidden" name="turn" value="{}">'
    assert field.format(seen) in reader.get(path).text
    on(group, now)
    assert field.format(turn(group)) in reader.get(f"{path}/kinds").text
    data = {"key": str(uuid.uuid4()), "kind": "question", "text": "Hoe dan?", "turn": str(seen)}
    reader.post(f"{path}/notes", data=data)
    for who in (group.first, group.bringer):
        assert "nagekomen" in seated(app, group.table, who).get(f"{path}/notes").text
