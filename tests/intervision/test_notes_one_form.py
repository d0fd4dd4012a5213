"""The page to change a note is one form: whatever is typed and chosen there is kept together."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask

from makers.core.database import db
from makers.intervision import notes
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.notes import Besides, Words
from tests.conftest import Browser
from tests.intervision.beside import choose
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import wrote
from tests.seating.rows import journalled

TABLE, RESEARCH, REPORT = Confidentiality
FORM = re.compile(r'<form method="post".*?</form>', re.DOTALL)
FIELD = re.compile(r"<input ([^>]*)>")
TEXT = re.compile(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def signal(group: Round, now: datetime) -> Note:
    """A signal that somebody of the table wrote."""
    return wrote(group, group.first, "Vier loketten", now, NoteKind.SIGNAL)


def address(note: Note) -> str:
    """The page of a note."""
    return f"/table/{note.table_id}/notes/{note.id}"


def sends(form: str) -> dict[str, list[str]]:
    """What a browser would send of a form that nobody touched."""
    data = dict[str, list[str]]()
    for given in FIELD.findall(form):
        name, value = (re.search(rf' ?{one}="([^"]*)"', given) for one in ("name", "value"))
        ticked = "checked" in given or not re.search(r'type="(radio|checkbox)"', given)
        if name and ticked and name[1] != "csrf_token":
            data.setdefault(name[1], []).append(unescape(value[1]) if value else "y")
    for name_, text in TEXT.findall(form):
        data[name_] = [unescape(text)]
    return data


def form_with(page: str, button: str) -> dict[str, list[str]]:
    """What the form with this button sends."""
    (form,) = (one for one in FORM.findall(page) if f">{button}</button>" in one)
    return sends(form)


def stored(note: Note) -> Note:
    """The note as the database has it now."""
    note_id = note.id
    db.session.rollback()
    return db.session.get_one(Note, note_id)


def test_there_is_one_form_whose_buttons_send_the_same(
    app: Flask, group: Round, signal: Note, now: datetime
) -> None:
    wrote(group, group.second, "Vijf loketten", now, NoteKind.SIGNAL)
    page = seated(app, group.table, group.first).get(address(signal)).text
    forms = [one for one in FORM.findall(page) if address(signal) in one]
    assert len(forms) == 1
    assert ">Bewaar</button>" in forms[0]
    assert ">Bewaar wat bij elkaar hoort</button>" in forms[0]
    assert "formaction" not in page
    for name in ("text", "level", "personal", "domains", "same"):
        assert f'name="{name}"' in forms[0], name


def test_all_that_was_typed_and_chosen_is_kept_at_once(
    app: Flask, group: Round, signal: Note, now: datetime
) -> None:
    other = wrote(group, group.second, "Vijf loketten", now, NoteKind.SIGNAL)
    domain = group.table.item.event.domains[1]
    reader = seated(app, group.table, group.first)
    data = form_with(reader.get(address(signal)).text, "Bewaar")
    data |= {"text": ["Vier loketten, één vraag"], "level": ["report"], "personal": ["y"]}
    data |= {"domains": [str(domain.id)], "same": [str(other.id)]}
    assert reader.post(address(signal), data=data).status_code == 303
    note = stored(signal)
    assert (note.text, note.level, note.version) == ("Vier loketten, één vraag", REPORT, 2)
    assert note.personal_at is not None
    assert [one.id for one in note.domains] == [domain.id]
    assert stored(other).front_id == note.id


def test_a_page_that_nobody_touched_changes_nothing(app: Flask, group: Round, signal: Note) -> None:
    domain = group.table.item.event.domains[0]
    choose(signal, by=group.present(group.first), level=REPORT, domains=frozenset([domain.id]))
    reader = seated(app, group.table, group.first)
    data = form_with(reader.get(address(signal)).text, "Bewaar")
    seen = {one: journalled(f"note.{one}") for one in ("edited", "about", "kept", "shared.report")}
    assert reader.post(address(signal), data=data).status_code == 303
    assert {one: journalled(f"note.{one}") for one in seen} == seen


def test_what_was_not_touched_stays_as_somebody_else_left_it(
    app: Flask, group: Round, signal: Note, now: datetime
) -> None:
    author, bringer = group.present(group.first), group.present(group.bringer)
    notes.share(signal, REPORT, by=author, now=now)
    reader, domain = seated(app, group.table, group.first), group.table.item.event.domains[0]
    data = form_with(reader.get(address(signal)).text, "Bewaar")
    notes.strike(signal, by=bringer, now=now)
    choose(signal, by=bringer, now=now, domains=frozenset([domain.id]))
    data["text"] = ["Vijf loketten"]
    assert reader.post(address(signal), data=data).status_code == 303
    note = stored(signal)
    assert (note.text, note.level) == ("Vijf loketten", TABLE), "what was struck stays struck"
    assert [one.id for one in note.domains] == [domain.id]


def test_words_that_were_not_touched_leave_those_of_another_alone(
    app: Flask, group: Round, signal: Note, now: datetime
) -> None:
    reader = seated(app, group.table, group.first)
    data = form_with(reader.get(address(signal)).text, "Bewaar")
    by = group.present(group.second)
    notes.edit(signal, Words("Vijf loketten"), version=1, by=by, now=now)
    assert reader.post(address(signal), data=data | {"level": ["research"]}).status_code == 303
    note = stored(signal)
    assert (note.text, note.level, note.version) == ("Vijf loketten", RESEARCH, 2)
    assert [one.text for one in note.versions] == ["Vier loketten", "Vijf loketten"]


@pytest.mark.parametrize(
    ("button", "stands"),
    [
        ("Houd deze", "Vijf loketten"),
        ("Neem de mijne", "Zes loketten"),
        ("Bewaar samen", "Vijf loketten\n\nZes loketten"),
    ],
)
def test_what_was_chosen_goes_through_a_conflict(
    app: Flask, group: Round, signal: Note, now: datetime, button: str, stands: str
) -> None:
    other = wrote(group, group.second, "Loketten?", now, NoteKind.SIGNAL)
    reader, page = conflict(app, group, signal, now, same=[str(other.id)])
    note = stored(signal)
    assert (note.text, note.level, note.domains) == ("Vijf loketten", TABLE, []), "nothing yet"
    answer = reader.post(f"{address(note)}?to=closing", data=form_with(page, button))
    assert (answer.status_code, answer.location) == (303, f"/table/{note.table_id}/closing")
    note = stored(signal)
    assert (note.text, note.level) == (stands, REPORT)
    assert note.personal_at is not None
    assert len(note.domains) == 1
    assert stored(other).front_id == note.id


def test_a_text_kept_apart_is_what_its_writer_chose(
    app: Flask, group: Round, signal: Note, now: datetime
) -> None:
    reader, page = conflict(app, group, signal, now)
    data = form_with(page, "Bewaar de mijne apart")
    for _twice in range(2):
        assert reader.post(f"{address(signal)}/apart", data=data).status_code == 303
    apart = db.session.query(Note).filter_by(text="Zes loketten").one()
    assert (apart.level, len(apart.domains)) == (REPORT, 1)
    assert apart.personal_at is not None
    assert apart.shared_by_id == group.first.id
    assert stored(signal).level is TABLE


def conflict(
    app: Flask, group: Round, note: Note, now: datetime, **more: list[str]
) -> tuple[Browser, str]:
    """Its author changes and chooses everything, but somebody else had other words first."""
    reader, domain = seated(app, group.table, group.first), group.table.item.event.domains[0]
    shown = reader.get(f"{address(note)}?to=closing").text
    assert f'action="{address(note)}?to=closing"' in shown
    by = group.present(group.second)
    notes.edit(note, Words("Vijf loketten"), version=1, by=by, now=now)
    data = form_with(shown, "Bewaar") | {"text": ["Zes loketten"], "level": ["report"]}
    data |= {"personal": ["y"], "domains": [str(domain.id)], **more}
    answer = reader.post(f"{address(note)}?to=closing", data=data)
    assert answer.status_code == 409
    assert answer.text.count(f'action="{address(note)}?to=closing"') == 3
    return reader, answer.text


def test_what_may_not_be_chosen_takes_the_words_along_into_the_refusal(
    group: Round, signal: Note, now: datetime
) -> None:
    by = group.present(group.second)
    for chosen in (Besides(level=REPORT), Besides(personal=True)):
        with pytest.raises(notes.NotYourNote):
            notes.edit(signal, Words("Anders"), version=1, by=by, now=now, besides=chosen)
        assert (signal.text, signal.level, signal.personal_at) == ("Vier loketten", TABLE, None)


def test_an_empty_note_keeps_what_was_chosen(
    app: Flask, group: Round, signal: Note, now: datetime
) -> None:
    other = wrote(group, group.second, "Vijf loketten", now, NoteKind.SIGNAL)
    domain = group.table.item.event.domains[1]
    reader = seated(app, group.table, group.first)
    data = form_with(reader.get(address(signal)).text, "Bewaar")
    chosen = {"text": [""], "level": ["research"], "personal": ["y"]}
    chosen |= {"domains": [str(domain.id)], "same": [str(other.id)]}
    answer = reader.post(address(signal), data=data | chosen)
    assert answer.status_code == 422
    assert form_with(answer.text, "Bewaar") == data | chosen
