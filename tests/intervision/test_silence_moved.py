"""What was written in silence stays so at another table, also what comes there late."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import live
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.intervision import notes, queries
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.intervision.notes.scribing import EachTheirOwn
from makers.intervision.phases import runs
from makers.intervision.recovery import undoing
from makers.intervision.recovery.people import move
from makers.intervision.recovery.splitting import split
from makers.seating.models import Table
from makers.signups.models import Signup
from tests.conftest import NOON, Browser
from tests.intervision.conftest import Round, seated
from tests.intervision.recovering import BY, LATER, Room, merged
from tests.intervision.test_notes import in_silence
from tests.intervision.test_phases_hidden import SECRET, hidden_from_bringer
from tests.intervision.test_runs import turn

pytestmark = pytest.mark.usefixtures("noon")

HTMX = {"HX-Request": "true"}


def first_of(made: Room) -> Round:
    """Table 1 with its people, as one table's tests see it."""
    return Round(made.tables[0], *made.people[0][:4])


def began(table: Table) -> None:
    """A table that is in its first, open phase."""
    runs.start(table, "vijfstappen", 60, now=NOON, by=BY)


def form(seen: int | None, **more: str) -> dict[str, str]:
    """What a device kept while it had no network."""
    told = {} if seen is None else {"turn": str(seen)}
    return {"key": str(uuid.uuid4()), "kind": "core", "text": SECRET, **told, **more}


def sends_on(phone: Browser, table: Table, there_id: int, sent: dict[str, str]) -> None:
    """Send what was written at a table where one sits no more; it goes to where one sits now."""
    answer = phone.post(f"/table/{table.id}/notes", data=sent)
    assert (answer.status_code, answer.location) == (307, f"/table/{there_id}/notes")
    answer = phone.post(answer.location, data=sent, headers=HTMX)
    assert answer.status_code == 200
    assert SECRET in answer.text


def written() -> Note:
    """The note with the secret."""
    db.session.rollback()
    return db.session.scalars(select(Note).where(Note.text == SECRET)).one()


def reads(app: Flask, table_id: int, who: Signup) -> bool:
    """Whether any page or part that somebody gets at a table, or of the note, has the secret."""
    note_id, path = written().id, f"/table/{table_id}"
    phone = seated(app, db.session.get_one(Table, table_id), who)
    parts = ("", "/notes", "/clock", "/bin", f"/notes/{note_id}", f"/notes/{note_id}/history")
    return any(
        SECRET in phone.get(path + part, headers=headers).text
        for part in parts
        for headers in ({}, HTMX)
    )


# --- what comes late to another table -------------------------------------------------------------


Silence = Callable[[Round, datetime], object]


@pytest.mark.parametrize("silence", [hidden_from_bringer, in_silence])
def test_what_was_written_before_a_merger_comes_to_the_other_table_as_silent_as_it_was(
    app: Flask, made: Room, silence: Silence
) -> None:
    (first, second, _third), author = made.tables, made.people[0][3]
    here = first_of(made)
    silence(here, NOON)
    clock = queries.clock_of(first.id)
    assert clock is not None
    phase = clock.turn.phase
    seen, phone = turn(here), seated(app, first, author)
    began(second)
    merged(made)
    sends_on(phone, first, second.id, form(seen))
    note = written()
    assert (note.table_id, note.origin_table_id) == (second.id, first.id)
    assert note.private_phase == note.phase == phase
    for who in (*made.people[1], made.people[0][0], made.people[0][4]):
        assert not reads(app, second.id, who), who.name
    assert reads(app, second.id, author)


def test_it_comes_so_to_a_table_that_did_not_begin_and_a_reveal_at_home_shows_it(
    app: Flask, made: Room
) -> None:
    (first, second, _third), author = made.tables, made.people[0][3]
    here = first_of(made)
    in_silence(here, NOON)
    seen, phone = turn(here), seated(app, first, author)
    move(first, [author.id], second.id, key=uuid.uuid4(), now=NOON, by=BY)
    sends_on(phone, first, second.id, form(seen))
    assert written().late_at is None
    assert not reads(app, second.id, made.people[1][2])
    runs.reveal(first, 2, now=LATER, by=BY)
    assert reads(app, second.id, made.people[1][2])


def test_it_comes_so_to_a_table_that_a_split_made(app: Flask, made: Room) -> None:
    first, author, mate = made.tables[0], made.people[0][3], made.people[0][4]
    here = first_of(made)
    in_silence(here, NOON)
    seen, phone = turn(here), seated(app, first, author)
    parted = split(first, [author.id, mate.id], [], key=uuid.uuid4(), now=NOON, by=BY)
    assert parted.to_table_id is not None
    new_id = parted.to_table_id
    sends_on(phone, first, new_id, form(seen))
    assert written().origin_table_id == first.id
    assert not reads(app, new_id, mate)
    assert reads(app, new_id, author)


def test_what_was_shown_at_home_already_is_there_for_all(app: Flask, made: Room) -> None:
    (first, second, _third), author = made.tables, made.people[0][3]
    here = first_of(made)
    in_silence(here, NOON)
    seen, phone = turn(here), seated(app, first, author)
    runs.reveal(first, 2, now=NOON, by=BY)
    began(second)
    merged(made)
    sends_on(phone, first, second.id, form(seen))
    note = written()
    assert (note.origin_table_id, note.private_phase, note.phase) == (None, None, 0)
    assert reads(app, second.id, made.people[1][2])


def test_undone_it_goes_home_with_its_author(app: Flask, made: Room) -> None:
    (first, second, _third), author = made.tables, made.people[0][3]
    here = first_of(made)
    in_silence(here, NOON)
    seen, phone = turn(here), seated(app, first, author)
    recovery = merged(made)
    sends_on(phone, first, second.id, form(seen))
    undoing.undo(recovery, now=LATER, by=BY)
    note = written()
    assert (note.table_id, note.origin_table_id, note.private_phase) == (first.id, None, 2)
    assert reads(app, first.id, author)
    assert not reads(app, first.id, made.people[0][4])


def test_words_for_another_that_come_late_ask_what_their_own_table_asks(
    app: Flask, made: Room
) -> None:
    (_first, second, _third), author = made.tables, made.people[0][3]
    here = first_of(made)
    in_silence(here, NOON)
    seen = turn(here)
    merged(made)
    by = made.present(author)
    with pytest.raises(EachTheirOwn):
        notes.write(
            second,
            NoteKind.CORE,
            Words(SECRET),
            key=uuid.uuid4(),
            by=by,
            now=NOON,
            seen_turn=seen,
            on_behalf_of=made.people[0][4].id,
        )


def test_the_next_version_of_a_silent_statement_is_as_silent(app: Flask, made: Room) -> None:
    (first, second, _third), author = made.tables, made.people[0][3]
    here = first_of(made)
    in_silence(here, NOON)
    words, kind = Words("Eerste vorm"), NoteKind.PROBLEM_STATEMENT
    by = made.present(author)
    note = notes.write(first, kind, words, key=uuid.uuid4(), by=by, now=NOON)
    began(second)
    merged(made)
    phone = seated(app, second, author)
    path = f"/table/{second.id}/notes/{note.id}/successor"
    data = {"key": str(uuid.uuid4()), "text": SECRET}
    assert phone.post(path, data=data).status_code == 303
    assert written().private_phase == 2
    assert not reads(app, second.id, made.people[1][0])
    assert reads(app, second.id, author)


# --- its author shows it --------------------------------------------------------------------------


def moved(app: Flask, made: Room) -> tuple[Note, Browser]:
    """A note of silence that went along to table 2, and its author's browser there."""
    (first, second, _third), author = made.tables, made.people[0][3]
    in_silence(first_of(made), NOON)
    by = made.present(author)
    key = uuid.uuid4()
    note = notes.write(first, NoteKind.CORE, Words("Probeersel"), key=key, by=by, now=NOON)
    notes.edit(note, Words(SECRET), version=1, by=by, now=NOON)
    began(second)
    merged(made)
    return note, seated(app, second, author)


def test_its_author_shows_it_at_the_table_where_it_lies(app: Flask, made: Room) -> None:
    note, phone = moved(app, made)
    second, mate = made.tables[1], made.people[1][2]
    path = f"/table/{second.id}/notes/{note.id}/showing"
    page = phone.get(f"/table/{second.id}").text
    assert "Toon aan tafel" in page
    assert f'action="{path}"' in page
    assert not reads(app, second.id, mate)
    since = live.cursor()
    for _ in range(2):
        answer = phone.post(path)
        assert (answer.status_code, answer.location) == (303, f"/table/{second.id}")
    assert reads(app, second.id, mate)
    assert written().private_phase is None
    told = select(JournalEntry.topic, JournalEntry.what).where(JournalEntry.id > since)
    assert (f"table-{second.id}-notes", "note.shown") in db.session.execute(told).all()
    assert len(db.session.execute(told.where(JournalEntry.what == "note.shown")).all()) == 1
    for reader in (phone, seated(app, second, mate)):
        lines = reader.get(f"/table/{second.id}/notes").text
        assert "Toon aan tafel" not in lines
        assert "alleen voor jou" not in lines


def test_what_it_said_before_its_author_showed_it_stays_its_authors(
    app: Flask, made: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, phone = moved(app, made)
    second, mate = made.tables[1], made.people[1][2]
    phone.post(f"/table/{second.id}/notes/{note.id}/showing")
    path = f"/table/{second.id}/notes/{note.id}/history"
    assert "Probeersel" in phone.get(path).text
    other = seated(app, second, mate)
    read = other.get(path).text
    assert SECRET in read
    assert "Probeersel" not in read
    after = NOON + timedelta(minutes=5)
    note = written()
    notes.edit(note, Words("Later"), version=2, by=made.present(mate), now=after)
    read = other.get(path).text
    assert SECRET in read
    assert "Later" in read
    assert "Probeersel" not in read


def test_nobody_else_shows_it_and_at_home_it_waits_for_the_reveal(app: Flask, made: Room) -> None:
    first, author = made.tables[0], made.people[0][3]
    in_silence(first_of(made), NOON)
    by = made.present(author)
    note = notes.write(first, NoteKind.CORE, Words(SECRET), key=uuid.uuid4(), by=by, now=NOON)
    home = seated(app, first, author)
    assert "Toon aan tafel" not in home.get(f"/table/{first.id}/notes").text
    assert home.post(f"/table/{first.id}/notes/{note.id}/showing").status_code == 404
    merged(made)
    second = made.tables[1]
    for who in (made.people[1][1], made.people[1][2], made.people[0][4]):
        other = seated(app, second, who)
        assert other.post(f"/table/{second.id}/notes/{note.id}/showing").status_code == 404
    assert written().private_phase == 2
    with pytest.raises(notes.NotYourNote):
        notes.show(note, by=made.present(made.people[1][2]))


def test_what_lies_in_the_bin_is_not_shown(app: Flask, made: Room) -> None:
    note, phone = moved(app, made)
    second = made.tables[1]
    phone.post(f"/table/{second.id}/notes/{note.id}/deletion")
    assert phone.post(f"/table/{second.id}/notes/{note.id}/showing").status_code == 404
    assert not reads(app, second.id, made.people[1][2])
    clock = queries.clock_of(second.id)
    by = made.present(made.people[0][3])
    assert [one.text for one in queries.bin_of(second.id, by, clock)] == [SECRET]
