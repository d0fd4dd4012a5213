"""A problem statement gets a next version that stands beside the one before."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.intervision import notes
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.signups.models import Signup
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import wrote

STATEMENT = NoteKind.PROBLEM_STATEMENT


def succeeded(group: Round, note: Note, text: str, now: datetime, who: Signup) -> Note:
    """The next version of a statement."""
    words = Words(text, "De buurt wil dit", "Geen potje past")
    by = group.present(who)
    return notes.succeed(group.table, note, words, key=uuid.uuid4(), by=by, now=now)


def rows(group: Round) -> list[list[tuple[str, int, bool]]]:
    """How the notes lie on the table: text, version, and whether nothing follows."""
    return [
        [(lying.note.text, lying.version, lying.is_newest) for lying in row]
        for row in group.lying(group.present(group.second))
    ]


def test_the_next_version_stands_beside_the_first(group: Round, now: datetime) -> None:
    first = wrote(group, group.bringer, "Te duur", now, STATEMENT)
    wrote(group, group.second, "Een ander probleem", now, STATEMENT)
    second = succeeded(group, first, "Te duur voor wie?", now, group.first)
    assert rows(group) == [
        [("Te duur", 1, False), ("Te duur voor wie?", 2, True)],
        [("Een ander probleem", 0, True)],
    ]
    assert second.level is Confidentiality.REPORT
    assert first.text == "Te duur"


def test_two_who_write_the_next_version_at_once_make_two(group: Round, now: datetime) -> None:
    first = wrote(group, group.bringer, "Eerst", now, STATEMENT)
    for who in (group.first, group.second):
        succeeded(group, first, f"Van {who.name}", now, who)
    assert [text for text, _version, _newest in rows(group)[0]] == [
        "Eerst",
        "Van Eerste",
        "Van Tweede",
    ]


def test_the_same_form_again_is_one_version(group: Round, now: datetime) -> None:
    first = wrote(group, group.bringer, "Eerst", now, STATEMENT)
    key, by = uuid.uuid4(), group.present(group.first)
    for _ in range(2):
        notes.succeed(group.table, first, Words("Later"), key=key, by=by, now=now)
    assert len(rows(group)[0]) == 2


def test_a_version_whose_first_was_thrown_away_stands_alone(group: Round, now: datetime) -> None:
    first = wrote(group, group.bringer, "Eerst", now, STATEMENT)
    succeeded(group, first, "Later", now, group.first)
    notes.delete(first, by=group.present(group.first).actor, now=now)
    assert rows(group) == [[("Later", 0, True)]]


def test_a_question_has_no_next_version(app: Flask, group: Round, now: datetime) -> None:
    question = wrote(group, group.first, "Waarom?", now)
    with pytest.raises(ValueError, match="no next version"):
        succeeded(group, question, "Daarom?", now, group.first)
    path = f"/table/{group.table.id}/notes/{question.id}/successor"
    assert seated(app, group.table, group.first).get(path).status_code == 404


def test_the_page_shows_both_with_their_logics(app: Flask, group: Round, now: datetime) -> None:
    first = wrote(group, group.bringer, "Te duur", now, STATEMENT)
    reader, path = seated(app, group.table, group.first), f"/table/{group.table.id}"
    form = reader.get(f"{path}/notes/{first.id}/successor").text
    assert form.count("Te duur") == 2
    empty = reader.post(f"{path}/notes/{first.id}/successor", data={"text": ""})
    assert (empty.status_code, "Schrijf eerst iets op." in empty.text) == (422, True)
    data = {"key": str(uuid.uuid4()), "text": "Te duur voor wie?", "from_demand": "De buurt wil"}
    assert reader.post(f"{path}/notes/{first.id}/successor", data=data).status_code == 303
    page = seated(app, group.table, group.second).get(f"{path}/notes").text
    assert 'class="side-by-side"' in page
    assert page.index("Te duur") < page.index("Versie 1") < page.index("Versie 2")
    assert "De buurt wil" in page
    assert page.count("/successor") == 1, "only the newest gets another"
    db.session.rollback()
