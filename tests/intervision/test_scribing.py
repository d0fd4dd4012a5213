"""One laptop writes for others: whose words, who typed them, and never what is private."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import choosing, notes, queries
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import AGREEMENT, Visibility, built_in
from makers.intervision.models import Note
from makers.intervision.notes import Words, scribing
from makers.intervision.phases import runs
from makers.signups.models import Signup
from tests import build
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import in_silence, seen_by
from tests.intervision.test_runs import started


def scribed(
    group: Round, by: Present, behalf: Signup, now: datetime, text: str = "Zo is het"
) -> Note:
    """Words of ``behalf``, typed by somebody else."""
    return notes.write(
        group.table,
        NoteKind.CORE,
        Words(text),
        key=uuid.uuid4(),
        by=by,
        now=now,
        on_behalf_of=behalf.id,
    )


def test_a_note_keeps_whose_words_and_who_typed(group: Round, now: datetime) -> None:
    note = scribed(group, group.present(group.first), group.second, now)
    assert (note.author_id, note.scribe_id, note.scribed_at) == (
        group.second.id,
        group.first.id,
        now,
    )
    assert note.versions[0].author_id == group.first.id


def test_for_oneself_is_no_scribing(group: Round, now: datetime) -> None:
    note = scribed(group, group.present(group.first), group.first, now)
    assert (note.author_id, note.scribe_id, note.scribed_at) == (group.first.id, None, None)


def test_a_facilitator_without_a_sign_up_may_type(group: Round, now: datetime) -> None:
    leads = Present(None, None, "Begeleider", leads=True, at_table=True)
    note = scribed(group, leads, group.second, now)
    assert (note.author_id, note.scribe_id, note.scribed_at) == (group.second.id, None, now)


def test_nobody_writes_for_who_does_not_sit_there(group: Round, now: datetime) -> None:
    elsewhere = build.signup(group.table.item.event, "Elders")
    with pytest.raises(scribing.NotAtThisTable):
        scribed(group, group.present(group.first), elsewhere, now)
    assert seen_by(group, group.present(group.first)) == []


def test_somebody_may_write_for_a_facilitator_without_a_seat(group: Round, now: datetime) -> None:
    leads = build.signup(group.table.item.event, "Zonder plek")
    group.table.facilitator_id = leads.id
    db.session.commit()
    note = scribed(group, group.present(group.first), leads, now)
    assert (note.author_id, note.scribe_id) == (leads.id, group.first.id)


def test_in_silent_writing_nobody_writes_for_another(group: Round, now: datetime) -> None:
    in_silence(group, now)
    for by in (group.first, group.facilitator):
        with pytest.raises(scribing.EachTheirOwn):
            scribed(group, group.present(by), group.second, now)
    assert queries.clock_of(group.table.id).writers == 0  # type: ignore[union-attr]
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    scribed(group, group.present(group.first), group.second, now)


def test_where_only_the_bringer_may_not_read_the_others_write_for_each_other(
    group: Round, now: datetime
) -> None:
    runs.start(group.table, "incident", 60, now=now, by=SYSTEM)
    while not _hidden_from_the_bringer(group):
        build.goes_on(group.table, now)
    scribed(group, group.present(group.first), group.second, now, "Wij onder elkaar")
    assert "Wij onder elkaar" not in seen_by(group, group.present(group.bringer))
    with pytest.raises(scribing.EachTheirOwn):
        scribed(group, group.present(group.bringer), group.second, now)


def test_the_same_key_again_writes_once(group: Round, now: datetime) -> None:
    key, by = uuid.uuid4(), group.present(group.first)
    first, second = (
        notes.write(
            group.table,
            NoteKind.QUESTION,
            Words("Wie?"),
            key=key,
            by=by,
            now=now,
            on_behalf_of=group.second.id,
        )
        for _ in range(2)
    )
    assert first.id == second.id


def test_the_form_says_for_whom_and_the_note_says_who_typed(
    app: Flask, group: Round, now: datetime
) -> None:
    started(group, now)
    reader = seated(app, group.table, group.first)
    path = f"/table/{group.table.id}"
    assert "Schrijven voor anderen" in reader.get(path).text
    given = {
        "kind": "question",
        "text": "Wie betaalt?",
        "key": str(uuid.uuid4()),
        "scribes": "y",
        "on_behalf_of": str(group.second.id),
    }
    assert reader.post(f"{path}/notes", data=given).status_code == 303
    page = reader.get(path).text
    assert f"{group.second.name} · " in page
    assert f"getypt door {group.first.name}" in page


@pytest.mark.parametrize("key", built_in())
def test_what_a_phase_asks_for_has_a_key(app: Flask, group: Round, now: datetime, key: str) -> None:
    choosing.agree(group.table, by=group.present(group.bringer), now=now)
    runs.start(group.table, key, built_in()[key].fitting(75)[0], now=now, by=SYSTEM)
    reader, path = seated(app, group.table, group.first), f"/table/{group.table.id}/kinds"
    while (found := queries.clock_of(group.table.id)) and found.run.ended_at is None:
        phase = found.phase
        shown = reader.get(path).text
        keys = dict(re.findall(r'value="(\w+)" aria-keyshortcuts="Control\+Shift\+(\d)"', shown))
        asked = [kind for kind in phase.writes if kind != AGREEMENT]
        assert [keys[kind] for kind in asked] == [str(n + 1) for n in range(len(asked))]
        assert len(set(keys.values())) == len(keys) == 9
        assert 'href="#agree" aria-keyshortcuts="Control+Shift+0"' in shown
        build.goes_on(group.table, now)
        db.session.rollback()


def test_a_switch_that_is_off_makes_words_ones_own(app: Flask, group: Round, now: datetime) -> None:
    started(group, now)
    reader = seated(app, group.table, group.first)
    path = f"/table/{group.table.id}"
    given = {
        "kind": "question",
        "text": "Wie betaalt?",
        "key": str(uuid.uuid4()),
        "on_behalf_of": str(group.second.id),
    }
    reader.post(f"{path}/notes", data=given)
    assert "getypt door" not in reader.get(path).text


@pytest.mark.parametrize("wish", ["999999", "nergens"])
def test_a_made_up_person_is_refused_or_ignored(
    app: Flask, group: Round, now: datetime, wish: str
) -> None:
    started(group, now)
    reader = seated(app, group.table, group.first)
    given = {
        "kind": "question",
        "text": "Wie betaalt?",
        "key": str(uuid.uuid4()),
        "scribes": "y",
        "on_behalf_of": wish,
    }
    answer = reader.post(f"/table/{group.table.id}/notes", data=given)
    assert answer.status_code == (422 if wish.isdigit() else 303)
    if wish.isdigit():
        assert "Wie betaalt?" in answer.text
        assert "zit niet meer aan deze tafel" in answer.text


def test_who_typed_is_gone_when_they_are_erased(group: Round, now: datetime) -> None:
    note = scribed(group, group.present(group.first), group.second, now)
    note_id = note.id
    db.session.delete(db.session.get_one(Signup, group.first.id))
    db.session.commit()
    left = db.session.get_one(Note, note_id, populate_existing=True)
    assert (left.scribe_id, left.author_id) == (None, group.second.id)


def _hidden_from_the_bringer(group: Round) -> bool:
    """Whether the phase that is on is one that only the bringer may not read."""
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    return clock.phase.visibility is Visibility.HIDDEN_FROM_BRINGER
