"""What stood on paper is typed over: all or nothing, once, with the time it was written."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import paper, queries, telling
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.intervision.paper import OnPaper
from makers.intervision.phases import runs
from tests.conftest import NOON
from tests.intervision.conftest import Round
from tests.intervision.test_methods_choosing import ORGANISER
from tests.intervision.test_notes import in_silence

KEY = uuid.UUID(int=7)


def on_paper(group: Round, text: str, minute: int = 5, phase: int | None = None) -> OnPaper:
    """A question of so many minutes after the start."""
    at = group.table.item.starts_at + timedelta(minutes=minute)
    return OnPaper(phase, NoteKind.QUESTION, Words(text), at)


def typed(group: Round, *papers: OnPaper, key: uuid.UUID = KEY, hours: int = 2) -> int:
    """Type it over some hours after the start."""
    now = group.table.item.starts_at + timedelta(hours=hours)
    return paper.type_over(group.table, papers, key=key, by=ORGANISER, now=now)


def texts() -> list[str]:
    """What is kept."""
    return list(db.session.scalars(select(Note.text).order_by(Note.id)))


def test_it_keeps_when_it_was_written_and_when_it_was_typed(group: Round) -> None:
    begins = group.table.item.starts_at
    assert typed(group, on_paper(group, "Wie betaalt?")) == 1
    note = db.session.scalars(select(Note)).one()
    assert note.written_at == begins + timedelta(minutes=5)
    assert note.from_paper_at == begins + timedelta(hours=2)
    assert (note.author_id, note.phase, note.version) == (None, None, 1)
    assert [
        note.text
        for note in queries.notes_for(note.table_id or 0, group.present(group.first), None)
    ]


def test_sent_twice_it_is_kept_once_and_more_is_added(group: Round) -> None:
    one, other = on_paper(group, "Een"), on_paper(group, "Twee")
    assert typed(group, one, one) == 2  # two people wrote the same
    assert typed(group, one, one) == 0
    assert typed(group, one, one, other) == 1
    assert texts() == ["Een", "Een", "Twee"]
    assert typed(group, one, key=uuid.UUID(int=8)) == 1  # another sheet


@pytest.mark.parametrize("minute", [-2 * 24 * 60, 24 * 60, 180])
def test_a_time_of_another_day_or_still_to_come_is_refused_with_all_the_rest(
    group: Round, minute: int
) -> None:
    with pytest.raises(paper.NotThatDay):
        typed(group, on_paper(group, "Goed"), on_paper(group, "Fout", minute))
    assert texts() == []


def test_what_the_table_has_not_shown_yet_is_not_typed_over(group: Round, now: datetime) -> None:
    in_silence(group, now)
    silent = on_paper(group, "Mijn kern", phase=2)
    with pytest.raises(paper.StillHidden):
        typed(group, on_paper(group, "Een vraag", phase=1), silent)
    assert texts() == []
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    assert typed(group, silent) == 1


def test_after_the_end_everything_is_typed_over(group: Round, now: datetime) -> None:
    in_silence(group, now)
    run = runs.run_of(group.table.id)
    assert run is not None
    run.ended_at = now
    db.session.commit()
    assert typed(group, on_paper(group, "Mijn kern", phase=2)) == 1
    assert db.session.scalar(select(func.count()).where(Note.private_phase.is_not(None))) == 0


def test_a_problem_statement_goes_into_the_report_as_at_the_table(app: Flask, group: Round) -> None:
    words = Words("Het tarief is te laag", "Het klopt", "Het is te laag")
    at = group.table.item.starts_at
    typed(group, OnPaper(None, NoteKind.PROBLEM_STATEMENT, words, at))
    group.approve(NOON + timedelta(hours=9))
    assert [one.may_be_told for one in telling.written_at(group.table.event_id)] == [True]
