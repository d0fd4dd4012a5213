"""What leaves a table: proposed by who leads, struck and approved by the bringer alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.links import Grant
from makers.intervision import notes, queries, telling
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Approval, Note
from makers.intervision.notes import Words
from tests import build
from tests.intervision.beside import bring_together
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_notes import ORGANISER, in_silence, wrote
from tests.intervision.test_runs import started

TABLE, RESEARCH, REPORT = Confidentiality


@pytest.fixture
def done(group: Round, now: datetime) -> dict[str, Note]:
    """A table that is done, with a statement and three other notes."""
    written = {
        "statement": wrote(group, group.first, "Het probleem", now, NoteKind.PROBLEM_STATEMENT),
        "advice": wrote(group, group.second, "Doe dit", now, NoteKind.ADVICE),
        "signal": wrote(group, group.first, "Regel knelt", now, NoteKind.SIGNAL),
        "question": wrote(group, group.second, "Onder ons?", now),
    }
    started(group, now)
    ended(group, now)
    return written


def ended(group: Round, now: datetime) -> None:
    """The table goes through all its phases."""
    clock = queries.clock_of(group.table.id)
    while clock is not None and clock.run.ended_at is None:
        build.goes_on(group.table, now)
        clock = queries.clock_of(group.table.id)


def told(group: Round) -> list[str]:
    """What the report may tell."""
    return [one.text for one in telling.written_at(group.table.event_id) if one.may_be_told]


def propose(group: Round, now: datetime, *ticked: Note) -> None:
    """Who leads ticks these."""
    by = group.present(group.facilitator)
    notes.propose(group.table, [note.id for note in ticked], [], by=by, now=now)


def test_nothing_goes_on_before_the_bringer_approves(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    propose(group, now, done["advice"])
    assert told(group) == []
    group.approve(now)
    assert told(group) == ["Het probleem", "Doe dit"]


def test_nobody_else_can_approve(group: Round, done: dict[str, Note], now: datetime) -> None:
    seen = group.leaving().seen
    for by in (*(group.present(who) for who in (group.first, group.facilitator)), ORGANISER):
        with pytest.raises(notes.NotYours):
            notes.approve(group.table, seen, by=by, now=now)
        with pytest.raises(notes.NotYours):
            notes.strike(done["statement"], by=by, now=now)
    with pytest.raises(notes.NotYourNote):
        notes.propose(group.table, [done["advice"].id], [], by=ORGANISER, now=now)
    assert told(group) == []


def test_what_is_struck_or_rewritten_after_the_approval_stays(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    propose(group, now, done["advice"], done["signal"])
    group.approve(now)
    bringer = group.present(group.bringer)
    notes.strike(done["advice"], by=bringer, now=now)
    assert told(group) == ["Het probleem", "Regel knelt"]
    words = Words("Regel knelt, met een naam")
    notes.edit(done["signal"], words, version=1, by=group.present(group.first), now=now)
    assert told(group) == ["Het probleem"]
    propose(group, now, done["advice"])
    assert told(group) == ["Het probleem"], "a strike is not undone by who leads"
    group.approve(now)
    assert told(group) == ["Het probleem", "Doe dit", "Regel knelt, met een naam"]


def test_an_approval_is_of_what_was_read(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    bringer = group.present(group.bringer)
    read = group.leaving().seen
    propose(group, now, done["signal"])
    with pytest.raises(notes.Changed):
        notes.approve(group.table, read, by=bringer, now=now)
    assert told(group) == []


def test_it_can_be_taken_back_and_given_again(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    bringer = group.present(group.bringer)
    for _ in range(2):
        group.approve(now)
    notes.withdraw(group.table, by=bringer, now=now)
    assert told(group) == []
    group.approve(now)
    assert told(group) == ["Het probleem"]
    assert len(db.session.scalars(db.select(Approval)).all()) == 2


def test_a_table_at_work_waits(group: Round, now: datetime) -> None:
    started(group, now)
    with pytest.raises(notes.NotOver):
        group.approve(now)


def test_a_table_without_a_case_has_nobody_who_can(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    group.table.case_id = None
    db.session.commit()
    with pytest.raises(notes.NobodysCase):
        group.approve(now)


def test_another_case_needs_its_own_approval(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    group.approve(now)
    group.table.case_id = None
    db.session.commit()
    assert told(group) == []


def test_what_is_for_researchers_is_approved_too_and_stays_out_of_the_report(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    notes.share(done["advice"], RESEARCH, by=group.present(group.second), now=now)
    seen = group.leaving()
    assert [note.text for note in seen.notes] == ["Het probleem", "Doe dit"]
    group.approve(now)
    assert told(group) == ["Het probleem"]


def test_a_note_under_another_lets_that_one_speak(
    group: Round, done: dict[str, Note], now: datetime
) -> None:
    again = wrote(group, group.first, "Doe dit ook", now, NoteKind.ADVICE)
    propose(group, now, done["advice"], again)
    bring_together(done["advice"], [again.id], by=group.present(group.facilitator))
    group.approve(now)
    assert told(group) == ["Het probleem", "Doe dit"]


def test_who_leads_cannot_let_out_what_is_still_hidden(group: Round, now: datetime) -> None:
    in_silence(group, now)
    hidden = wrote(group, group.first, "Stil", now, NoteKind.CORE)
    propose(group, now, hidden)
    assert hidden.level is TABLE


def test_the_page_by_each_reader(app: Flask, group: Round, done: dict[str, Note]) -> None:
    path = f"/table/{group.table.id}/closing"
    texts = {
        name: reader.get(path).text
        for name, reader in (
            ("bringer", seated(app, group.table, group.bringer)),
            ("leader", seated(app, group.table, group.facilitator)),
            ("mate", seated(app, group.table, group.second)),
            ("organiser", browser(app, Grant("organiser", None, 1))),
        )
    }
    assert {name for name, text in texts.items() if "Ik ga akkoord" in text} == {"bringer"}
    assert {name for name, text in texts.items() if "Schrap" in text} == {"bringer"}
    assert {name for name, text in texts.items() if "Stel dit voor" in text} == {"leader"}
    assert all("Het probleem" in text for text in texts.values())
    assert "Onder ons?" not in texts["organiser"]
    assert "Alleen de inbrenger geeft akkoord" in texts["organiser"]


def test_the_whole_way_without_script(app: Flask, group: Round, done: dict[str, Note]) -> None:
    path = f"/table/{group.table.id}"
    leader = seated(app, group.table, group.facilitator)
    bringer = seated(app, group.table, group.bringer)
    ids = {name: note.id for name, note in done.items()}
    assert "Naar de afronding" in leader.get(path).text
    ticked = {"note": [ids["statement"], ids["advice"]], "was": [ids["statement"]]}
    assert leader.post(f"{path}/proposal", data=ticked).status_code == 303
    assert "Doe dit" in bringer.get(f"{path}/leaving").text
    assert bringer.post(f"{path}/notes/{ids['statement']}/strike").status_code == 303
    again = {"note": [ids["statement"], ids["advice"]], "was": [ids["statement"], ids["advice"]]}
    leader.post(f"{path}/proposal", data=again)
    assert "Het probleem" not in bringer.get(f"{path}/leaving").text, "an old page brings it back"
    old = bringer.post(f"{path}/approval", data={"seen": ["case:1"]})
    assert (old.status_code, "net iets veranderd" in old.text) == (409, True)
    seen = ["case:1", f"{ids['advice']}:1"]
    assert bringer.post(f"{path}/approval", data={"seen": seen}).status_code == 303
    assert "gaf om" in leader.get(f"{path}/closing").text
    assert told(group) == ["Doe dit"]
    assert bringer.post(f"{path}/approval/withdrawal").status_code == 303
    assert told(group) == []
    for who in (leader, browser(app, Grant("organiser", None, 1))):
        assert who.post(f"{path}/approval", data={"seen": seen}).status_code == 404
        assert who.post(f"{path}/approval/withdrawal").status_code == 404
        assert who.post(f"{path}/notes/{ids['advice']}/strike").status_code == 404
    desk = browser(app, Grant("organiser", None, 1))
    assert desk.post(f"{path}/proposal", data=ticked).status_code == 404
