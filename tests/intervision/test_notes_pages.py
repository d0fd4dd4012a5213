"""A conflict has four ways on, a note its history, the bin its undo; a hint what to leave out."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision import notes, queries
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.signups import erasing
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_notes import in_silence, wrote
from tests.intervision.test_pages import HTMX
from tests.intervision.test_pages import note as typed

BSN = "111222333"


def conflict(app: Flask, group: Round, note: Note) -> str:
    """Somebody edits a note that somebody else just changed: the page they get."""
    path = f"/table/{group.table.id}/notes/{note.id}"
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    assert first.post(path, data={"text": "Van een", "version": "1"}).status_code == 303
    answer = second.post(path, data={"text": "Van twee", "version": "1"})
    assert answer.status_code == 409
    return unescape(answer.text)


def history(app: Flask, group: Round, note_id: int) -> list[str]:
    """The texts in a note's history, as somebody of the table reads it."""
    reader = seated(app, group.table, group.facilitator)
    page = reader.get(f"/table/{group.table.id}/notes/{note_id}/history").text
    return re.findall(r'<li class="note">\s*<p>(.*?)</p>', page)


def test_the_page_of_a_conflict_has_four_ways_on(app: Flask, group: Round, now: datetime) -> None:
    note = wrote(group, group.first, "Eerst", now)
    page = conflict(app, group, note)
    for way in ("Houd deze", "Neem de mijne", "Bewaar de mijne apart", "Bewaar samen"):
        assert way in page
    assert "Van een\n\nVan twee</textarea>" in page
    assert history(app, group, note.id) == ["Eerst", "Van een", "Van twee"]


def test_mine_theirs_both_and_apart(app: Flask, group: Round, now: datetime) -> None:
    second = seated(app, group.table, group.second)
    for way, stands in (
        ("mine", ["Van twee"]),
        ("theirs", ["Van een"]),
        ("both", ["Van ons"]),
        ("apart", ["Van een", "Van twee"]),
    ):
        note = wrote(group, group.first, "Eerst", now)
        note_id, path = note.id, f"/table/{group.table.id}/notes/{note.id}"
        conflict(app, group, note)
        if way in ("mine", "both"):
            text = "Van twee" if way == "mine" else "Van ons"
            assert second.post(path, data={"text": text, "version": "2"}).status_code == 303
        if way == "apart":
            data = {"text": "Van twee", "key": str(uuid.uuid4())}
            for _ in range(2):
                assert second.post(f"{path}/apart", data=data).status_code == 303
        found = queries.notes_for(group.table.id, group.present(group.second), None)
        assert [one.text for one in found] == stands, way
        assert {"Eerst", "Van een", "Van twee"} <= set(history(app, group, note_id))
        for one in found:
            notes.delete(one, by=group.present(group.second).actor, now=now)


def test_a_private_text_kept_apart_stays_private(app: Flask, group: Round, now: datetime) -> None:
    in_silence(group, now)
    note = wrote(group, group.first, "Stil", now, NoteKind.CORE)
    apart = notes.write_apart(
        note, Words("Ook stil"), key=uuid.uuid4(), by=group.present(group.first), now=now
    )
    assert apart.private_phase == note.private_phase == 2
    reader = seated(app, group.table, group.second)
    assert "Ook stil" not in reader.get(f"/table/{group.table.id}/notes").text


def test_a_history_is_for_who_may_read_the_note(app: Flask, group: Round, now: datetime) -> None:
    in_silence(group, now)
    secret = wrote(group, group.first, "Stil", now, NoteKind.CORE)
    path = f"/table/{group.table.id}/notes/{secret.id}/history"
    assert seated(app, group.table, group.first).get(path).status_code == 200
    for reader in (
        seated(app, group.table, group.second),
        browser(app, Grant("facilitator", group.table.event_id, group.table.id)),
        browser(app, Grant("organiser", None, 1)),
    ):
        assert reader.get(path).status_code == 404


def test_the_desk_reads_no_older_words_of_what_was_shared(
    app: Flask, group: Round, now: datetime
) -> None:
    by = group.present(group.first)
    note = wrote(group, group.first, "Met een naam", now, NoteKind.ADVICE)
    notes.edit(note, Words("Zonder naam"), version=1, by=by, now=now)
    notes.share(note, Confidentiality.REPORT, by=by, now=now)
    path = f"/table/{group.table.id}/notes/{note.id}"
    desk = browser(app, Grant("organiser", None, 1))
    page = desk.get(f"{path}/history").text
    assert "Zonder naam" in page
    assert "Met een naam" not in page
    assert desk.get(path).status_code == 404, "who has no seat changes nothing"
    assert "Met een naam" in seated(app, group.table, group.second).get(f"{path}/history").text


def test_the_desk_reads_what_is_shared_wherever_it_looks(
    app: Flask, group: Round, now: datetime
) -> None:
    lead = group.present(group.facilitator)
    for kind, level in ((NoteKind.ADVICE, "table"), (NoteKind.INSIGHT, "research")):
        note = wrote(group, group.first, f"canarie {level}", now, kind)
        notes.share(note, Confidentiality(level), by=lead, now=now)
    gone = wrote(group, group.first, "canarie weg", now)
    notes.delete(gone, by=lead.actor, now=now)
    event_id, path = group.table.event_id, f"/table/{group.table.id}"
    desk = browser(app, Grant("organiser", None, 1))
    for page in (
        path,
        *(f"{path}/{part}" for part in ("notes", "bin", "closing", "leaving", "report", "clock")),
        *(f"{path}/notes/{number}/history" for number in range(1, 4)),
        *(f"/organise/events/{event_id}/{part}" for part in ("wall", "wall/tables", "report")),
    ):
        assert "canarie" not in desk.get(page).text, page
    notes_page = unescape(desk.get(f"{path}/notes").text)
    assert "1 × Advies" in notes_page
    assert "1 × Inzicht" in notes_page


def test_what_was_thrown_away_is_taken_back_right_there(
    app: Flask, group: Round, now: datetime
) -> None:
    note_id = wrote(group, group.first, "Toch nuttig", now).id
    reader, path = seated(app, group.table, group.second), f"/table/{group.table.id}/notes"
    fragment = reader.post(f"{path}/{note_id}/deletion", headers=HTMX).text
    assert "Notitie weggegooid" in fragment
    assert f'id="note-{note_id}"' not in fragment
    fragment = reader.post(f"{path}/{note_id}/restoration", headers=HTMX).text
    assert "Notitie weggegooid" not in fragment
    assert f'id="note-{note_id}"' in fragment
    note = db.session.get_one(Note, note_id)
    note.deleted_at = clock.now() - timedelta(minutes=3)
    db.session.commit()
    assert "Notitie weggegooid" not in reader.get(f"/table/{group.table.id}").text


def test_its_writer_is_told_what_a_note_seems_to_hold(app: Flask, group: Round) -> None:
    first, path = seated(app, group.table, group.first), f"/table/{group.table.id}"
    answer = first.post(f"{path}/notes", data=typed(f"Zij is {BSN}"), headers=HTMX)
    assert "Er lijkt een BSN in je notitie te staan" in answer.text
    assert 'hx-swap-oob="innerHTML"' in answer.text
    other = seated(app, group.table, group.second)
    assert "Er lijkt" not in other.get(f"{path}/notes").text
    answer = first.post(f"{path}/notes", data=typed("Gewoon een vraag?"), headers=HTMX)
    assert "Er lijkt" not in answer.text
    first.post(f"{path}/notes", data=typed("Mail jo@example.org"))
    assert "Er lijkt een e-mailadres in je notitie te staan" in first.get(path).text


def test_a_number_that_no_row_can_have_is_nothing(app: Flask, group: Round) -> None:
    reader = seated(app, group.table, group.first)
    for number in (2**31, 10**20):
        assert reader.get(f"/table/{group.table.id}/notes/{number}").status_code == 404
        assert reader.get(f"/table/{number}").status_code == 404
    path = f"/table/{group.table.id}/notes"
    note = {"text": "Van een ander", "kind": "question", "key": str(uuid.uuid4())}
    for odd in ("²", "9" * 5000):
        answer = reader.post(path, data={**note, "scribes": "y", "on_behalf_of": odd, "turn": odd})
        assert answer.status_code in (303, 422)
        note["key"] = str(uuid.uuid4())


@pytest.mark.parametrize("version", ["²", "0", "9" * 20, "x"])
def test_a_version_that_is_none_keeps_what_was_typed(
    app: Flask, group: Round, now: datetime, version: str
) -> None:
    note = wrote(group, group.first, "Waarom?", now)
    reader = seated(app, group.table, group.first)
    path = f"/table/{group.table.id}/notes/{note.id}"
    answer = reader.post(path, data={"text": "Waarom dan?", "version": version})
    assert answer.status_code == 422
    assert "Waarom dan?" in answer.text


def test_who_is_erased_is_named_in_no_line_that_was_kept(
    app: Flask, group: Round, now: datetime
) -> None:
    wrote(group, group.first, "Waarom?", now)
    reader, path = seated(app, group.table, group.second), f"/table/{group.table.id}/notes"
    name = group.first.name
    assert name in reader.get(path).text
    erasing.erase(group.first.person, now=now, by=SYSTEM, texts=False)
    assert name not in reader.get(path).text
    assert "Waarom?" in reader.get(path).text
