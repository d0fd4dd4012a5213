"""A note is rendered once for what it shows: another costs it nothing, a change is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask, before_render_template

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import notes
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import Confidentiality, Words
from makers.intervision.phases import runs
from tests.conftest import NOON
from tests.intervision.conftest import Round, seated
from tests.intervision.recovering import Room, merged
from tests.intervision.recovering import wrote as noted
from tests.intervision.test_notes import in_silence, wrote
from tests.intervision.test_phases_hidden import hidden_from_bringer

LINES = "intervision/_note.html"


@contextmanager
def rendered(app: Flask) -> Iterator[list[str]]:
    """The templates that are rendered inside the block."""
    seen: list[str] = []

    def note(sender: Flask, template: object, **rest: object) -> None:
        seen.append(str(getattr(template, "name", "")))

    with before_render_template.connected_to(note, app):
        yield seen


def times(app: Flask, group: Round, path: str = "/notes") -> int:
    """How many notes were rendered when someone without a part asked for the table's notes."""
    reader = seated(app, group.table, group.second)
    with rendered(app) as seen:
        assert reader.get(f"/table/{group.table.id}{path}").status_code == 200
    return seen.count(LINES)


def test_a_new_note_leaves_the_lines_of_the_others(app: Flask, group: Round, now: datetime) -> None:
    for text in ("Een?", "Twee?", "Drie?"):
        wrote(group, group.first, text, now)
    assert times(app, group) == 3
    wrote(group, group.first, "Vier?", now)
    assert times(app, group) == 1
    assert times(app, group, "") == 0


Change = Callable[[Round, Note, datetime], None]


def edited(group: Round, note: Note, now: datetime) -> None:
    notes.edit(note, Words("Anders"), version=1, by=group.present(group.first), now=now)


def answered(group: Round, note: Note, now: datetime) -> None:
    notes.answer(note, "later", by=group.present(group.bringer))


def shared(group: Round, note: Note, now: datetime) -> None:
    notes.share(note, Confidentiality.REPORT, by=group.present(group.facilitator), now=now)


def renamed(group: Round, note: Note, now: datetime) -> None:
    group.first.name = "Een Andere Naam"
    db.session.commit()
    wrote(group, group.second, "Nog een?", now)  # the notes themselves have news


def emptied(group: Round, note: Note, now: datetime) -> None:
    note.text = "[gewist]"
    db.session.commit()
    wrote(group, group.second, "Nog een?", now)


@pytest.mark.parametrize(
    ("change", "shows"),
    [
        (edited, "Anders"),
        (answered, "De inbrenger zegt: later"),
        (shared, "voor het verslag"),
        (renamed, "Een Andere Naam"),
        (emptied, "[gewist]"),
    ],
)
def test_what_changes_shows(
    app: Flask, group: Round, now: datetime, change: Change, shows: str
) -> None:
    note = wrote(group, group.first, "Doe dit", now, NoteKind.ADVICE)
    reader, path = seated(app, group.table, group.second), f"/table/{group.table.id}/notes"
    assert shows not in reader.get(path).text
    change(group, note, now)
    assert shows in reader.get(path).text


def test_who_may_do_more_sees_more_buttons(app: Flask, group: Round, now: datetime) -> None:
    note = wrote(group, group.first, "Doe dit", now, NoteKind.ADVICE)
    path = f"/table/{group.table.id}/notes"
    sharing, answering = f"{path}/{note.id}/sharing", f"{path}/{note.id}/answer"
    for who, shares, answers in (
        (group.second, False, False),
        (group.facilitator, True, False),
        (group.bringer, False, True),
        (group.first, False, False),
    ):
        shown = seated(app, group.table, who).get(path).text
        assert (sharing in shown, answering in shown) == (shares, answers), who.name


def test_all_at_the_table_read_one_rendering(app: Flask, group: Round, now: datetime) -> None:
    wrote(group, group.first, "Doe dit", now, NoteKind.ADVICE)
    people = (group.second, group.facilitator, group.bringer, group.first)
    readers = [seated(app, group.table, who) for who in people]
    with rendered(app) as seen:
        for reader in readers:
            reader.get(f"/table/{group.table.id}/notes")
    assert seen.count("intervision/_notes.html") == 1


def test_the_lines_speak_the_readers_language(app: Flask, group: Round, now: datetime) -> None:
    wrote(group, group.first, "Waarom?", now)
    reader, path = seated(app, group.table, group.second), f"/table/{group.table.id}/notes"
    assert "Pas aan" in reader.get(path).text
    assert "Pas aan" not in reader.get(f"{path}?lang=en").text
    assert "Pas aan" in reader.get(f"{path}?lang=nl").text


def test_the_mark_of_private_writing_goes_with_the_reveal(
    app: Flask, group: Round, now: datetime
) -> None:
    in_silence(group, now)
    wrote(group, group.first, "De kern", now, NoteKind.CORE)
    reader, path = seated(app, group.table, group.first), f"/table/{group.table.id}/notes"
    assert "alleen voor jou" in reader.get(path).text
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    assert "alleen voor jou" not in reader.get(path).text


def test_the_mark_says_from_whom_it_is_hidden(app: Flask, group: Round, now: datetime) -> None:
    phase = hidden_from_bringer(group, now)
    wrote(group, group.first, "Zo zie ik het", now, NoteKind.CORE)
    path = f"/table/{group.table.id}/notes"
    for who in (group.first, group.second):
        lines = seated(app, group.table, who).get(path).text
        assert "Zo zie ik het" in lines
        assert "niet voor de inbrenger" in lines
        assert "alleen voor jou" not in lines
    runs.reveal(group.table, phase, now=now, by=SYSTEM)
    assert "niet voor de inbrenger" not in seated(app, group.table, group.first).get(path).text


def test_the_mark_changes_where_a_note_is_its_authors_alone(app: Flask, made: Room) -> None:
    """Hidden from the bringer at home, and nobody else's at the table where it went."""
    (first, second, _third), author = made.tables, made.people[0][3]
    hidden_from_bringer(Round(first, *made.people[0][:4]), NOON)
    noted(made, first, author, "Zo zie ik het")
    home = seated(app, first, author).get(f"/table/{first.id}/notes").text
    assert "niet voor de inbrenger" in home
    merged(made)
    there = seated(app, second, author).get(f"/table/{second.id}/notes").text
    assert "Zo zie ik het" in there
    assert "alleen voor jou" in there
    assert "niet voor de inbrenger" not in there


def test_each_reader_gets_a_nonce_and_a_token_of_their_own(
    app: Flask, group: Round, now: datetime
) -> None:
    wrote(group, group.first, "Waarom?", now)
    path = f"/table/{group.table.id}/notes"
    texts = [seated(app, group.table, who).get(path).text for who in (group.first, group.second)]
    nonces = [{part.split('"')[0] for part in text.split('hx-nonce="')[1:]} for text in texts]
    assert [len(found) for found in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
