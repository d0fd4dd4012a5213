"""The table page: who may come in, what they read, what they can press, without JavaScript."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import clock as house_clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision import queries
from makers.intervision.kinds import NoteKind
from makers.intervision.phases import runs
from tests import build
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_notes import in_silence, wrote
from tests.intervision.test_runs import turn

HTMX = {"HX-Request": "true"}


def note(text: str, kind: NoteKind = NoteKind.QUESTION, **values: str) -> dict[str, str]:
    """A note as the form sends it."""
    return {"key": str(uuid.uuid4()), "kind": kind.value, "text": text, **values}


def test_a_table_mate_writes_and_another_reads(app: Flask, group: Round) -> None:
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    path = f"/table/{group.table.id}"
    answer = first.post(f"{path}/notes", data=note("Wie betaalt dit?"))
    assert (answer.status_code, answer.location) == (303, path)
    assert "Wie betaalt dit?" in second.get(path).text


def test_htmx_gets_the_list_instead_of_the_page(app: Flask, group: Round) -> None:
    first = seated(app, group.table, group.first)
    answer = first.post(f"/table/{group.table.id}/notes", data=note("Wie?"), headers=HTMX)
    assert answer.status_code == 200
    assert "Wie?" in answer.text
    assert "<html" not in answer.text


def test_an_empty_note_gets_its_form_back(app: Flask, group: Round) -> None:
    first = seated(app, group.table, group.first)
    data = note("", from_demand="wat ik al typte")
    for headers in ({}, HTMX):
        answer = first.post(f"/table/{group.table.id}/notes", data=data, headers=headers)
        assert answer.status_code == 422
        assert "Schrijf eerst iets op." in answer.text
        assert "wat ik al typte" in answer.text


def test_hidden_writing_is_in_nobody_elses_bytes(app: Flask, group: Round, now: datetime) -> None:
    in_silence(group, now)
    secret = wrote(group, group.first, "canarie-in-stilte", now, NoteKind.CORE)
    path = f"/table/{group.table.id}"
    readers = [
        seated(app, group.table, who) for who in (group.second, group.bringer, group.facilitator)
    ]
    readers.append(browser(app, Grant("facilitator", group.table.event_id, group.table.id)))
    readers.append(browser(app, Grant("organiser", None, 1)))
    for reader in readers:
        for page in (
            "",
            "/notes",
            "/clock",
            "/people",
            "/followups",
            "/bin",
            f"/notes/{secret.id}",
        ):
            assert "canarie-in-stilte" not in reader.get(path + page).text, page
    assert "canarie-in-stilte" in seated(app, group.table, group.first).get(f"{path}/notes").text
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    for reader in readers[:-1]:
        assert "canarie-in-stilte" in reader.get(f"{path}/notes").text


def test_only_who_leads_moves_the_clock(
    app: Flask, group: Round, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house_clock, "now", lambda: now)
    first = seated(app, group.table, group.first)
    facilitator = seated(app, group.table, group.facilitator)
    path = f"/table/{group.table.id}"
    assert (
        first.post(f"{path}/run", data={"method": "vijfstappen", "length": 60}).status_code == 404
    )
    started = facilitator.post(f"{path}/run", data={"method": "vijfstappen", "length": 60})
    assert started.status_code == 303
    for button in (
        "turns",
        "turns/previous",
        "reopening",
        "pause",
        "resumption",
        "extension",
        "reveal/2",
    ):
        assert first.post(f"{path}/{button}", data={"turn": turn(group)}).status_code == 404
    later = now + timedelta(minutes=6)
    monkeypatch.setattr(house_clock, "now", lambda: later)
    facilitator.post(f"{path}/turns", data={"turn": turn(group)})
    found = queries.clock_of(group.table.id)
    assert found is not None
    assert found.turn.phase == 1


def test_a_table_without_facilitator_leads_itself(app: Flask, group: Round) -> None:
    group.table.facilitator_id = None
    db.session.commit()
    first = seated(app, group.table, group.first)
    data = {"method": "vijfstappen", "length": 45}
    assert first.post(f"/table/{group.table.id}/run", data=data).status_code == 303


def test_who_was_moved_to_another_table_no_longer_reads_this_one(app: Flask, group: Round) -> None:
    stranger = build.signup(build.event())
    assert seated(app, group.table, stranger).get(f"/table/{group.table.id}").status_code == 404


def test_a_note_of_another_table_is_not_there(app: Flask, group: Round, now: datetime) -> None:
    other = build.table(group.table.item, number=2)
    mine = wrote(group, group.first, "Van tafel 1", now)
    leader = browser(app, Grant("facilitator", other.event_id, other.id))
    assert leader.get(f"/table/{other.id}/notes/{mine.id}").status_code == 404
    assert leader.post(f"/table/{other.id}/notes/{mine.id}/deletion").status_code == 404


def test_an_overtaken_edit_shows_both_texts(app: Flask, group: Round, now: datetime) -> None:
    mine = wrote(group, group.first, "Eerst", now)
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    path = f"/table/{group.table.id}/notes/{mine.id}"
    assert first.post(path, data={"text": "Van een", "version": "1"}).status_code == 303
    answer = second.post(path, data={"text": "Van twee", "version": "1"})
    assert answer.status_code == 409
    assert "Van een" in answer.text
    assert "Van twee" in answer.text
    assert second.post(path, data={"text": "Samen", "version": "2"}).status_code == 303


def test_joining_by_code(
    app: Flask, group: Round, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(house_clock, "now", lambda: now)
    phone = app.test_client()
    code = group.table.join_code
    spaced = f" {code[:4].lower()} {code[4:].lower()} "
    answer = phone.post("/join", data={"code": spaced})
    assert (answer.status_code, answer.location) == (303, f"/join/{code}")
    page = phone.get(f"/join/{code}").text
    assert "Eerste" in page
    assert "Begeleider" not in page
    answer = phone.post(f"/join/{code}", data={"signup_id": group.first.id})
    assert (answer.status_code, answer.location) == (303, f"/table/{group.table.id}")
    assert phone.get(f"/table/{group.table.id}").status_code == 200
    assert phone.get(f"/me/{group.first.id}").status_code == 404


def test_a_facilitators_seat_is_not_claimed_by_code(
    app: Flask, group: Round, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(house_clock, "now", lambda: now)
    phone = app.test_client()
    data = {"signup_id": group.facilitator.id}
    assert phone.post(f"/join/{group.table.join_code}", data=data).status_code == 404


def test_a_code_works_only_on_the_day(app: Flask, group: Round) -> None:
    answer = app.test_client().post("/join", data={"code": group.table.join_code})
    assert answer.status_code == 409
    assert "op de dag zelf" in answer.text


def test_a_wrong_code_keeps_what_was_typed(app: Flask, group: Round) -> None:
    answer = app.test_client().post("/join", data={"code": "ZZZZ9999"})
    assert answer.status_code == 422
    assert "ZZZZ9999" in answer.text


def test_the_same_lines_make_the_page_and_the_fragment(
    app: Flask, group: Round, now: datetime
) -> None:
    wrote(group, group.first, "Waarom?", now)
    first = seated(app, group.table, group.first)
    fragment = first.get(f"/table/{group.table.id}/notes").text
    page = first.get(f"/table/{group.table.id}").text
    marker = fragment[fragment.index('<li class="note') : fragment.index("<footer>")]
    assert marker in page
