"""The table page: who may come in, what they read, what they can press, without JavaScript."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from flask import Flask

from makers.core import clock as house_clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision import queries, runs
from makers.intervision.kinds import NoteKind
from tests import build
from tests.counting import statements
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_notes import in_silence, wrote
from tests.intervision.test_runs import started, turn

HTMX = {"HX-Request": "true"}


def note(text: str, kind: NoteKind = NoteKind.QUESTION, **values: str) -> dict[str, str]:
    """A note as the form sends it."""
    return {"key": str(uuid.uuid4()), "kind": kind.value, "text": text, **values}


def test_a_table_mate_writes_and_another_reads(app: Flask, round: Round) -> None:
    first, second = seated(app, round.table, round.first), seated(app, round.table, round.second)
    path = f"/table/{round.table.id}"
    answer = first.post(f"{path}/notes", data=note("Wie betaalt dit?"))
    assert (answer.status_code, answer.location) == (303, path)
    assert "Wie betaalt dit?" in second.get(path).text


def test_htmx_gets_the_list_instead_of_the_page(app: Flask, round: Round) -> None:
    first = seated(app, round.table, round.first)
    answer = first.post(f"/table/{round.table.id}/notes", data=note("Wie?"), headers=HTMX)
    assert answer.status_code == 200
    assert "Wie?" in answer.text
    assert "<html" not in answer.text


def test_an_empty_note_gets_its_form_back(app: Flask, round: Round) -> None:
    first = seated(app, round.table, round.first)
    data = note("", from_demand="wat ik al typte")
    for headers in ({}, HTMX):
        answer = first.post(f"/table/{round.table.id}/notes", data=data, headers=headers)
        assert answer.status_code == 422
        assert "Schrijf eerst iets op." in answer.text
        assert "wat ik al typte" in answer.text


def test_hidden_writing_is_in_nobody_elses_bytes(app: Flask, round: Round, now: datetime) -> None:
    in_silence(round, now)
    secret = wrote(round, round.first, "canarie-in-stilte", now, NoteKind.CORE)
    path = f"/table/{round.table.id}"
    readers = [seated(app, round.table, who) for who in (round.second, round.bringer, round.facilitator)]
    readers.append(browser(app, Grant("facilitator", round.table.event_id, round.table.id)))
    readers.append(browser(app, Grant("organiser", None, 1)))
    for reader in readers:
        for page in ("", "/notes", "/clock", "/people", "/followups", "/bin", f"/notes/{secret.id}"):
            assert "canarie-in-stilte" not in reader.get(path + page).text, page
    assert "canarie-in-stilte" in seated(app, round.table, round.first).get(f"{path}/notes").text
    runs.reveal(round.table, 2, now=now, by=SYSTEM)
    for reader in readers[:-1]:
        assert "canarie-in-stilte" in reader.get(f"{path}/notes").text


def test_only_who_leads_moves_the_clock(app: Flask, round: Round, now: datetime) -> None:
    first = seated(app, round.table, round.first)
    facilitator = seated(app, round.table, round.facilitator)
    path = f"/table/{round.table.id}"
    assert first.post(f"{path}/run", data={"method": "vijfstappen", "length": 60}).status_code == 404
    started = facilitator.post(f"{path}/run", data={"method": "vijfstappen", "length": 60})
    assert started.status_code == 303
    for button in ("turns", "turns/previous", "pause", "resumption", "extension", "reveal/2"):
        assert first.post(f"{path}/{button}", data={"turn": turn(round)}).status_code == 404
    facilitator.post(f"{path}/turns", data={"turn": turn(round)})
    found = queries.clock_of(round.table.id)
    assert found is not None
    assert found.turn.phase == 1


def test_a_table_without_facilitator_leads_itself(app: Flask, round: Round) -> None:
    round.table.facilitator_id = None
    db.session.commit()
    first = seated(app, round.table, round.first)
    data = {"method": "vijfstappen", "length": 45}
    assert first.post(f"/table/{round.table.id}/run", data=data).status_code == 303


def test_who_was_moved_to_another_table_no_longer_reads_this_one(
    app: Flask, round: Round
) -> None:
    stranger = build.signup(build.event())
    assert seated(app, round.table, stranger).get(f"/table/{round.table.id}").status_code == 404


def test_a_note_of_another_table_is_not_there(app: Flask, round: Round, now: datetime) -> None:
    other = build.table(round.table.item, number=2)
    mine = wrote(round, round.first, "Van tafel 1", now)
    leader = browser(app, Grant("facilitator", other.event_id, other.id))
    assert leader.get(f"/table/{other.id}/notes/{mine.id}").status_code == 404
    assert leader.post(f"/table/{other.id}/notes/{mine.id}/deletion").status_code == 404


def test_an_overtaken_edit_shows_both_texts(app: Flask, round: Round, now: datetime) -> None:
    mine = wrote(round, round.first, "Eerst", now)
    first, second = seated(app, round.table, round.first), seated(app, round.table, round.second)
    path = f"/table/{round.table.id}/notes/{mine.id}"
    assert first.post(path, data={"text": "Van een", "version": "1"}).status_code == 303
    answer = second.post(path, data={"text": "Van twee", "version": "1"})
    assert answer.status_code == 409
    assert "Van een" in answer.text
    assert "Van twee" in answer.text
    assert second.post(path, data={"text": "Samen", "version": "2"}).status_code == 303


def test_joining_by_code(app: Flask, round: Round, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(house_clock, "now", lambda: now)
    phone = app.test_client()
    code = round.table.join_code
    spaced = f" {code[:4].lower()} {code[4:].lower()} "
    answer = phone.post("/join", data={"code": spaced})
    assert (answer.status_code, answer.location) == (303, f"/join/{code}")
    page = phone.get(f"/join/{code}").text
    assert "Eerste" in page
    assert "Begeleider" not in page
    answer = phone.post(f"/join/{code}", data={"signup_id": round.first.id})
    assert (answer.status_code, answer.location) == (303, f"/table/{round.table.id}")
    assert phone.get(f"/table/{round.table.id}").status_code == 200
    assert phone.get(f"/me/{round.first.id}").status_code == 404


def test_a_facilitators_seat_is_not_claimed_by_code(
    app: Flask, round: Round, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(house_clock, "now", lambda: now)
    phone = app.test_client()
    data = {"signup_id": round.facilitator.id}
    assert phone.post(f"/join/{round.table.join_code}", data=data).status_code == 404


def test_a_code_works_only_on_the_day(app: Flask, round: Round) -> None:
    answer = app.test_client().post("/join", data={"code": round.table.join_code})
    assert answer.status_code == 409
    assert "op de dag zelf" in answer.text


def test_a_wrong_code_keeps_what_was_typed(app: Flask, round: Round) -> None:
    answer = app.test_client().post("/join", data={"code": "ZZZZ9999"})
    assert answer.status_code == 422
    assert "ZZZZ9999" in answer.text


def test_the_fragments_ask_little(app: Flask, round: Round, now: datetime) -> None:
    started(round, now)
    wrote(round, round.first, "Waarom?", now)
    first = seated(app, round.table, round.first)
    for path in ("notes", "clock", "people", "kinds"):
        with statements(db.engine) as seen:
            assert first.get(f"/table/{round.table.id}/{path}").status_code == 200
        assert len(seen) <= 9, (path, seen)


def test_the_same_lines_make_the_page_and_the_fragment(
    app: Flask, round: Round, now: datetime
) -> None:
    wrote(round, round.first, "Waarom?", now)
    first = seated(app, round.table, round.first)
    fragment = first.get(f"/table/{round.table.id}/notes").text
    page = first.get(f"/table/{round.table.id}").text
    marker = fragment[fragment.index('<li class="note') : fragment.index("<footer>")]
    assert marker in page
