"""Hidden phases are hidden by the server: in every page, fragment and answer, from everybody."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision import notes, queries
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import Visibility, built_in
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from makers.intervision.recovery.bringer import written
from tests import build
from tests.conftest import Browser
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_notes import in_silence, wrote
from tests.intervision.test_runs import turn

SECRET = "canarie"
HTMX = {"HX-Request": "true"}
Reader = Callable[[Flask, Round], Browser]

READERS: dict[str, Reader] = {
    "participant": lambda app, group: seated(app, group.table, group.second),
    "bringer": lambda app, group: seated(app, group.table, group.bringer),
    "facilitator": lambda app, group: browser(
        app, Grant("facilitator", group.table.event_id, group.table.id)
    ),
    "organiser": lambda app, group: browser(app, Grant("organiser", None, 1)),
}


def pages(group: Round, note: Note) -> list[str]:
    """Every address at which something of this table, or of a note of it, can be read."""
    table, event = f"/table/{group.table.id}", f"/organise/events/{group.table.event_id}"
    parts = ("", "/notes", "/clock", "/kinds", "/people", "/followups", "/bin", "/hand")
    return [
        *(table + part for part in (*parts, "/broadcast", "/speaking", f"/notes/{note.id}")),
        *(event + part for part in ("/wall", "/wall/tables", "/report")),
        f"{table}/report",
    ]


def presses(group: Round, note: Note) -> list[tuple[str, dict[str, str]]]:
    """Everything that can be sent about a note."""
    path = f"/table/{group.table.id}/notes/{note.id}"
    return [
        (path, {"text": "anders", "version": "1"}),
        (f"{path}/deletion", {}),
        (f"{path}/restoration", {}),
        (f"{path}/sharing", {"shared": "yes"}),
        (f"{path}/answer", {"answer": "yes"}),
    ]


def hidden_from_bringer(group: Round, now: datetime) -> int:
    """Bring the table to a phase that is hidden from its bringer; which one."""
    key, phase = next(
        (key, number)
        for key, method in built_in().items()
        for number, one in enumerate(method.phases)
        if one.visibility is Visibility.HIDDEN_FROM_BRINGER and not method.asks_bringer
    )
    runs.start(group.table, key, built_in()[key].fitting(60)[-1], now=now, by=SYSTEM)
    while (found := queries.clock_of(group.table.id)) and found.turn.phase < phase:
        build.goes_on(group.table, now)
    return phase


def refuses(reader: Browser, group: Round, note: Note) -> None:
    """Nothing this reader can open or send has the note's words, or changes it."""
    for page in pages(group, note):
        for headers in ({}, HTMX):
            assert SECRET not in reader.get(page, headers=headers).text, page
    for path, data in presses(group, note):
        answer = reader.post(path, data=data, headers=HTMX)
        assert answer.status_code == 404, path
        assert SECRET not in answer.text, path


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("late", [False, True])
def test_silent_writing_is_in_nothing_that_others_get(
    app: Flask, group: Round, now: datetime, who: str, late: bool
) -> None:
    in_silence(group, now)
    seen, by = turn(group), group.present(group.first)
    if late:
        build.goes_on(group.table, now)
    note = notes.write(
        group.table,
        NoteKind.PROBLEM_STATEMENT,  # a kind that goes into the report at once
        Words(SECRET, SECRET, SECRET),
        key=uuid.uuid4(),
        by=by,
        now=now,
        seen_turn=seen,
    )
    refuses(READERS[who](app, group), group, note)
    notes.delete(note, by=SYSTEM, now=now)
    refuses(READERS[who](app, group), group, note)
    own = seated(app, group.table, group.first)
    assert SECRET in own.get(f"/table/{group.table.id}/bin").text
    notes.restore(note, by=SYSTEM)
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    assert SECRET in READERS[who](app, group).get(f"/table/{group.table.id}/notes").text


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", ["bringer", "organiser"])
def test_what_is_hidden_from_the_bringer_is_in_nothing_they_get(
    app: Flask, group: Round, now: datetime, who: str
) -> None:
    phase = hidden_from_bringer(group, now)
    note = wrote(group, group.first, SECRET, now, NoteKind.PROBLEM_STATEMENT)
    assert note.private_phase == phase
    refuses(READERS[who](app, group), group, note)
    mate = seated(app, group.table, group.second).get(f"/table/{group.table.id}").text
    assert SECRET in mate
    runs.reveal(group.table, phase, now=now, by=SYSTEM)
    assert SECRET in READERS[who](app, group).get(f"/table/{group.table.id}/notes").text


def test_the_end_of_the_run_reveals_nothing(app: Flask, group: Round, now: datetime) -> None:
    in_silence(group, now)
    note = wrote(group, group.first, SECRET, now, NoteKind.CORE)
    for _ in range(4):
        build.goes_on(group.table, now)
    refuses(seated(app, group.table, group.second), group, note)


def test_a_table_is_told_how_many_wrote_in_silence_and_no_more(
    app: Flask, group: Round, now: datetime
) -> None:
    in_silence(group, now)
    wrote(group, group.first, SECRET, now, NoteKind.CORE)
    db.session.rollback()
    clock = seated(app, group.table, group.second).get(f"/table/{group.table.id}/clock").text
    assert "1 persoon schreef iets dat nog niet getoond is." in clock
    assert group.first.name not in clock


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_each_is_told_who_listens(app: Flask, group: Round, now: datetime) -> None:
    runs.start(group.table, "vijfstappen", 60, now=now, by=SYSTEM)
    path = f"/table/{group.table.id}/clock"

    def says(who: str) -> str:
        return READERS[who](app, group).get(path).text

    assert "Jij luistert nu." in says("participant")
    assert "Jij luistert nu." not in says("bringer")
    for _ in range(3):
        build.goes_on(group.table, now)
    assert "Jij luistert nu." in says("bringer")
    others = says("participant")
    assert "Jij luistert nu." not in others
    assert "de inbrenger luistert nu" in others
    assert "Schrijf minstens één advies op" in others


def test_who_owns_the_case_reads_no_more_when_the_table_goes_on_without_them(
    app: Flask, group: Round, now: datetime
) -> None:
    """They come late, and the organiser had said: go on with the written case."""
    hidden_from_bringer(group, now)
    wrote(group, group.first, SECRET, now)
    written(group.table, key=uuid.uuid4(), now=now, by=SYSTEM)
    bringer = seated(app, group.table, group.bringer)
    assert SECRET not in bringer.get(f"/table/{group.table.id}/notes").text
    assert SECRET not in bringer.get(f"/table/{group.table.id}").text
    other = seated(app, group.table, group.second)
    assert SECRET in other.get(f"/table/{group.table.id}/notes").text
