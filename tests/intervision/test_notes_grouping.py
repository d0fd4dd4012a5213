"""Notes that say the same lie together, keep their words and authors, and come apart again."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import delete, select

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import notes
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.models import GroupedNote, Note
from makers.intervision.phases import runs
from tests.intervision.beside import bring_together, choose
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import in_silence, wrote


@pytest.fixture
def alike(group: Round, now: datetime) -> list[Note]:
    """Three questions that say the same, by three people."""
    return [
        wrote(group, who, text, now)
        for who, text in (
            (group.first, "Wie betaalt dit?"),
            (group.second, "Wie gaat dat betalen?"),
            (group.facilitator, "Waar komt het geld vandaan?"),
        )
    ]


def lying(group: Round, reader: Present | None = None) -> dict[str, list[str]]:
    """The texts in front, each with those under it."""
    reader = reader or group.present(group.second)
    return {
        one.note.text: [under.text for under in one.under]
        for row in group.lying(reader)
        for one in row
    }


def test_together_and_apart_again(group: Round, alike: list[Note]) -> None:
    by, before = group.present(group.facilitator), lying(group)
    first, second, third = alike
    bring_together(first, [second.id, third.id], by=by)
    assert lying(group) == {first.text: [second.text, third.text]}
    notes.take_out(second, by=by)
    assert lying(group) == {first.text: [third.text], second.text: []}
    bring_together(first, [second.id], by=by)
    notes.take_apart(first, by=by)
    assert lying(group) == {first.text: [third.text], second.text: []}
    notes.take_apart(first, by=by)
    assert lying(group) == before
    assert [note.author_id for note in alike] == [
        group.first.id,
        group.second.id,
        group.facilitator.id,
    ]


def test_what_lay_under_a_note_comes_along(group: Round, alike: list[Note]) -> None:
    by = group.present(group.facilitator)
    first, second, third = alike
    bring_together(second, [third.id], by=by)
    bring_together(first, [second.id], by=by)
    assert lying(group) == {first.text: [second.text, third.text]}
    with pytest.raises(notes.NotAlike):
        bring_together(second, [first.id], by=by)


@pytest.fixture
def four(group: Round, alike: list[Note], now: datetime) -> list[Note]:
    """A with B under it, C with D under it."""
    last = wrote(group, group.first, "Welk budget?", now)
    first, second, third = alike
    by = group.present(group.facilitator)
    bring_together(first, [second.id], by=by)
    bring_together(third, [last.id], by=by)
    return [*alike, last]


def test_apart_again_everything_lies_as_it_lay_before(group: Round, four: list[Note]) -> None:
    by, before = group.present(group.facilitator), lying(group)
    first, second, third, last = four
    assert before == {first.text: [second.text], third.text: [last.text]}
    bring_together(first, [third.id], by=by)
    assert lying(group) == {first.text: [second.text, third.text, last.text]}
    notes.take_apart(first, by=by)
    assert lying(group) == before
    notes.take_apart(first, by=by)
    notes.take_apart(third, by=by)
    assert lying(group) == {note.text: [] for note in four}


def test_the_one_in_front_that_went_under_another_comes_back_with_what_it_had(
    group: Round, four: list[Note]
) -> None:
    by, before = group.present(group.facilitator), lying(group)
    first, _second, third, _last = four
    bring_together(third, [first.id], by=by)
    notes.take_apart(third, by=by)
    assert lying(group) == before
    notes.take_apart(first, by=by)
    assert lying(group)[first.text] == []


def test_what_went_its_own_way_since_is_left_there(
    group: Round, four: list[Note], now: datetime
) -> None:
    by = group.present(group.facilitator)
    first, second, third, last = four
    bring_together(first, [third.id], by=by)
    notes.take_out(third, by=by)
    bring_together(third, [second.id], by=by)
    notes.take_apart(first, by=by)
    assert lying(group) == {first.text: [], third.text: [second.text, last.text]}


def test_what_lay_under_a_note_that_lies_elsewhere_by_now_lies_on_its_own(
    group: Round, four: list[Note], now: datetime
) -> None:
    by = group.present(group.facilitator)
    first, second, third, last = four
    other = wrote(group, group.second, "Uit welke pot?", now)
    bring_together(first, [third.id], by=by)
    notes.take_out(third, by=by)
    bring_together(other, [third.id], by=by)
    notes.take_apart(first, by=by)
    assert lying(group) == {
        first.text: [second.text],
        other.text: [third.text],
        last.text: [],
    }


def test_what_lay_together_before_this_was_remembered_comes_apart_as_it_did(
    group: Round, alike: list[Note]
) -> None:
    first, second, third = alike
    for note in (second, third):
        note.front_id = first.id
    db.session.commit()
    notes.take_apart(first, by=group.present(group.facilitator))
    assert lying(group) == {note.text: [] for note in alike}


def test_a_note_that_is_erased_leaves_no_trace_of_where_it_lay(
    group: Round, four: list[Note]
) -> None:
    bring_together(four[0], [four[2].id], by=group.present(group.facilitator))
    db.session.execute(delete(Note).where(Note.id == four[2].id))
    db.session.commit()
    left = db.session.scalars(select(GroupedNote)).all()
    assert four[2].id not in {one.note_id for one in left} | {one.before_id for one in left}
    notes.take_apart(four[0], by=group.present(group.facilitator))
    assert lying(group)[four[3].text] == []


def test_the_button_that_the_page_names_is_there_for_one_note_too(
    app: Flask, group: Round, alike: list[Note]
) -> None:
    first, second = alike[0], alike[1]
    reader, path = seated(app, group.table, group.first), f"/table/{group.table.id}"
    typed = {"text": first.text, "version": "1", "same": [second.id]}
    reader.post(f"{path}/notes/{first.id}", data=typed)
    page = reader.get(path).text
    assert "“Haal uit elkaar” maakt dat ongedaan" in page
    assert "Haal uit elkaar</button>" in page
    assert "Haal eruit" not in page, "it would do the same"


def test_only_notes_of_one_kind_at_one_table_lie_together(
    group: Round, alike: list[Note], now: datetime
) -> None:
    by = group.present(group.facilitator)
    other = wrote(group, group.first, "Een inzicht", now, NoteKind.INSIGHT)
    notes.delete(alike[1], by=SYSTEM, now=now)
    for wrong in (other.id, alike[1].id, 9999):
        with pytest.raises(notes.NotAlike):
            bring_together(alike[0], [wrong], by=by)


def test_when_the_one_in_front_is_thrown_away_the_others_stay(
    group: Round, alike: list[Note], now: datetime
) -> None:
    by = group.present(group.facilitator)
    first, second, third = alike
    bring_together(first, [second.id, third.id], by=by)
    notes.delete(first, by=SYSTEM, now=now)
    assert lying(group) == {second.text: [], third.text: []}
    notes.restore(first, by=SYSTEM)
    assert lying(group) == {first.text: [second.text, third.text]}


def test_who_may_not_read_the_one_in_front_reads_the_others(group: Round, now: datetime) -> None:
    open_one = wrote(group, group.second, "Open kern", now, NoteKind.CORE)
    in_silence(group, now)
    hidden = wrote(group, group.first, "Stille kern", now, NoteKind.CORE)
    bring_together(hidden, [open_one.id], by=group.present(group.first))
    assert lying(group, group.present(group.first)) == {"Stille kern": ["Open kern"]}
    assert lying(group, group.present(group.second)) == {"Open kern": []}
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    assert lying(group, group.present(group.second)) == {"Stille kern": ["Open kern"]}


def test_by_the_pages_without_script(app: Flask, group: Round, alike: list[Note]) -> None:
    first, second, third = (note.id for note in alike)
    reader, path = seated(app, group.table, group.first), f"/table/{group.table.id}"
    page = reader.get(f"{path}/notes/{first}").text
    assert "Wie gaat dat betalen?" in page
    typed = {"text": "Wie betaalt dit straks?", "version": "1", "same": [second, third]}
    answer = reader.post(f"{path}/notes/{first}", data=typed)
    assert (answer.status_code, answer.location) == (303, path)
    shown = reader.get(path).text
    assert "Wie betaalt dit straks?" in shown, "what was typed is kept too"
    assert "Dit zeggen ook:" in shown
    assert "Haal uit elkaar" in shown
    assert reader.post(f"{path}/notes/{second}/separation").status_code == 303
    assert reader.post(f"{path}/notes/{first}/group/dissolution").status_code == 303
    assert "Dit zeggen ook:" not in reader.get(path).text
    db.session.rollback()


def ticked(page: str) -> list[int]:
    """The notes that the page of a note shows as saying the same."""
    return [int(one) for one in re.findall(r'name="same" value="(\d+)" checked', page)]


def test_a_tick_taken_away_takes_apart_on_either_page(
    app: Flask, group: Round, alike: list[Note]
) -> None:
    first, second, third = (note.id for note in alike)
    texts = [note.text for note in alike]
    bring_together(alike[0], [second, third], by=group.present(group.first))
    reader, path = seated(app, group.table, group.first), f"/table/{group.table.id}/notes"
    assert ticked(reader.get(f"{path}/{first}").text) == [second, third]
    typed = {"text": texts[0], "version": "1", "was_same": [second, third], "same": [third]}
    assert reader.post(f"{path}/{first}", data=typed).status_code == 303
    assert lying(group) == {texts[0]: [texts[2]], texts[1]: []}
    assert ticked(reader.get(f"{path}/{third}").text) == [first]
    typed = {"text": texts[2], "version": "1", "was_same": [first]}
    assert reader.post(f"{path}/{third}", data=typed).status_code == 303
    assert lying(group) == {text: [] for text in texts}


def test_a_tick_that_came_too_late_keeps_what_was_typed(
    app: Flask, group: Round, alike: list[Note], now: datetime
) -> None:
    first, second = alike[0].id, alike[1].id
    notes.delete(alike[1], by=SYSTEM, now=now)
    reader, path = seated(app, group.table, group.first), f"/table/{group.table.id}/notes"
    with pytest.raises(notes.NotAlike):
        choose(alike[0], by=group.present(group.first), now=now, together=frozenset([second]))
    third = alike[2].id
    bring_together(alike[2], [first], by=group.present(group.first))
    for late in (second, third):  # thrown away, or in front of it by now
        typed = {"text": "Wie betaalt?", "version": "1", "same": [late]}
        answer = reader.post(f"{path}/{first}", data=typed)
        assert answer.status_code == 409
        assert "Kies notities van dezelfde soort" in answer.text
        assert "Wie betaalt?</textarea>" in answer.text
    db.session.rollback()
    assert db.session.get_one(Note, first).text == "Wie betaalt dit?", "all or nothing"


def test_what_nobody_showed_me_cannot_be_put_under_mine(
    app: Flask, group: Round, now: datetime
) -> None:
    in_silence(group, now)
    hidden = wrote(group, group.first, "Stille kern", now, NoteKind.CORE)
    mine = wrote(group, group.second, "Mijn kern", now, NoteKind.CORE)
    reader, path = seated(app, group.table, group.second), f"/table/{group.table.id}"
    typed = {"text": "Mijn kern", "version": "1"}
    for unseen in (hidden.id, 9999):
        answer = reader.post(f"{path}/notes/{mine.id}", data=typed | {"same": [unseen]})
        assert answer.status_code == 409, "one that is not shown is as one that is not there"
        assert "Stille kern" not in answer.text
    db.session.rollback()
    assert hidden.front_id is None
