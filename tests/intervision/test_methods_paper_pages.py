"""A session on paper is typed over on one page, and nothing of it is lost."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import clock as house_clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import queries
from makers.intervision.models import Note
from makers.intervision.phases import runs
from tests.intervision.conftest import Round, seated

pytestmark = pytest.mark.parametrize("either", ["sqlite"], indirect=True)


@pytest.fixture
def afterwards(group: Round, monkeypatch: pytest.MonkeyPatch) -> Round:
    """The table, when its round is over."""
    moment = group.table.item.starts_at + timedelta(hours=2)
    monkeypatch.setattr(house_clock, "now", lambda: moment)
    return group


def sheet(**fields: str) -> dict[str, str]:
    """A paper as its form sends it: ``p0_question`` is the questions of the first phase."""
    named = {re.sub(r"^p(\d)_", r"phase-\1-", name): value for name, value in fields.items()}
    return {"key": str(uuid.uuid4()), "shown": "vijfstappen", **named}


def test_a_paper_session_is_typed_over(app: Flask, afterwards: Round) -> None:
    table = afterwards.table
    leader = seated(app, table, afterwards.facilitator)
    page = leader.get(f"/table/{table.id}/paper").text
    assert re.search(r'name="phase-1-at"[^>]*value="13:06"', page)
    sent = sheet(
        p0_at="13:02",
        p0_problem_statement="Te laag.\nOf toch niet?",
        p1_at="15:10",
        p1_question="- Wie betaalt?\n\n- Sinds wanneer?",
        p1_answer="",
    )
    sent["phase-1-at"] = "14:10"
    for _ in range(2):
        answer = leader.post(f"/table/{table.id}/paper", data=sent)
        assert (answer.status_code, answer.location) == (303, f"/table/{table.id}")
    texts = db.session.scalars(select(Note.text).order_by(Note.id)).all()
    assert texts == ["Te laag.\nOf toch niet?", "Wie betaalt?", "Sinds wanneer?"]
    page = leader.get(f"/table/{table.id}").text
    assert "op papier, 14.10" in page
    assert "3 notities van papier zijn bewaard." in page


def test_nothing_typed_over_is_lost_on_an_error(app: Flask, afterwards: Round) -> None:
    table = afterwards.table
    leader = seated(app, table, afterwards.facilitator)
    for wrong, says in (
        ({"p1_at": ""}, "Fase 2: Vul in hoe laat dit geschreven is"),
        ({"p1_at": "23:59"}, "tijden in van de dag zelf"),
        ({"p0_from_demand": "Het klopt"}, "Schrijf hier ook de probleemstelling zelf."),
    ):
        sent = sheet(**{"p1_at": "13:10", "p1_question": "Wie?", "p3_advice": "", **wrong})
        answer = leader.post(f"/table/{table.id}/paper", data=sent)
        assert answer.status_code == 422
        assert says in answer.text
        assert "Wie?</textarea>" in answer.text
        assert sent["key"] in answer.text
    assert db.session.scalar(select(func.count(Note.id))) == 0


def test_what_was_typed_finds_its_phase_after_the_table_chose_another(
    app: Flask, afterwards: Round, now: datetime
) -> None:
    table = afterwards.table
    leader = seated(app, table, afterwards.facilitator)
    sent = sheet(p3_at="13:30", p3_offer="Ik bel de wethouder")
    runs.start(table, "tienstappen", 45, now=now, by=SYSTEM)
    assert leader.post(f"/table/{table.id}/paper", data=sent).status_code == 303
    note = db.session.scalars(select(Note)).one()
    assert (note.kind.value, note.phase) == ("offer", None)


def test_after_a_run_the_form_has_the_times_at_which_phases_began(
    app: Flask, afterwards: Round, now: datetime
) -> None:
    table = afterwards.table
    run = runs.start(table, "vijfstappen", 60, now=now + timedelta(minutes=67), by=SYSTEM)
    clock = queries.clock_of(table.id)
    assert clock is not None
    runs.next_phase(table, clock.turn.id, now=now + timedelta(minutes=75), by=SYSTEM)
    leader = seated(app, table, afterwards.facilitator)
    page = leader.get(f"/table/{table.id}/paper").text
    assert re.search(r'name="phase-1-at"[^>]*value="13:15"', page)
    sent = {**sheet(p1_at="13:16", p1_question="Wie?"), "shown": "run"}
    assert leader.post(f"/table/{table.id}/paper", data=sent).status_code == 303
    assert db.session.scalars(select(Note.phase)).one() == 1
    assert run.ended_at is None
