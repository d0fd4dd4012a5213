"""A rehearsal stands beside the real thing, counts nowhere, mails nobody, and leaves nothing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select, text

from makers.core import links
from makers.core.database import Model, db
from makers.core.journal import Actor, JournalEntry
from makers.core.links import Grant
from makers.core.mail import OutboxMail
from makers.doors import attention
from makers.events.models import Event
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision import notes, rehearsal
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Rehearsal
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from makers.intervision.recovery.merging import merge
from makers.reports import queries as reports
from makers.reports.content import ReportContent
from makers.seating import moving, plans
from makers.seating import tables as seating
from makers.seating.models import SeatPart, Table
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON
from tests.intervision.conftest import browser

BY = Actor("organiser", 1)
OURS = ("journal", "rehearsal")


@pytest.fixture
def event(app: Flask) -> Event:
    """A real afternoon with somebody in it."""
    made = build.event()
    build.signup(made)
    return made


def rows() -> dict[str, list[Any]]:
    """Everything there is, but the journal."""
    db.session.rollback()
    names = (table.name for table in Model.metadata.sorted_tables if table.name not in OURS)
    return {
        name: [tuple(row) for row in db.session.execute(text(f'SELECT * FROM "{name}" ORDER BY 1'))]
        for name in names
    }


def busy(practice: Event) -> None:
    """Everything that people do when they rehearse."""
    first, second, third = db.session.scalars(
        select(Table).where(Table.event_id == practice.id).order_by(Table.number)
    )
    who = db.session.scalars(select(Signup).where(Signup.event_id == practice.id)).all()
    links.give(Grant("table", practice.id, first.id, who[2].id), None, now=NOON)
    runs.start(first, "vijfstappen", 60, now=NOON, by=BY)
    present = Present(SeatPart.PARTICIPANT, who[2].id, who[2].name, leads=False, at_table=True)
    key = uuid.uuid4()
    notes.write(first, NoteKind.QUESTION, Words("Hoe?"), key=key, by=present, now=NOON)
    terms = Terms("Bellen", who[2].id)
    followups.agree(first, terms, key=uuid.uuid4(), now=NOON, by=BY)
    merge(second, first.id, key=uuid.uuid4(), now=NOON, by=BY)
    moving.move(third.item, who[3], third, now=NOON, by=BY)
    plans.publish(third.item, mailed=True, now=NOON, by=BY)
    seating.facilitator_link(first, now=NOON, by=BY)


def told(event: Event) -> ReportContent:
    """The report of an event."""
    with current_app.test_request_context():
        found = reports.event_of(event.id)
        assert found is not None
        return reports.content_of(found, organisation="", now=NOON)


def test_made_up_tables_with_made_up_people(event: Event) -> None:
    practice = rehearsal.make(event, now=NOON, by=BY).practice
    names = db.session.scalars(select(Signup.name).where(Signup.event_id == practice.id)).all()
    tables = db.session.scalars(select(Table.name).where(Table.event_id == practice.id)).all()
    assert sorted(tables) == ["Oefentafel 1", "Oefentafel 2", "Oefentafel 3"]
    assert len(names) == 16
    assert all(name.startswith("Oefenpersoon ") for name in names)
    assert practice.title == "Oefening: Een middag van de makers"
    assert practice.published_at is None


def test_one_at_a_time(event: Event) -> None:
    one = rehearsal.make(event, now=NOON, by=BY)
    assert rehearsal.make(event, now=NOON, by=BY).practice_id == one.practice_id


def test_removed_it_leaves_nothing(event: Event) -> None:
    before = rows()
    practice = rehearsal.make(event, now=NOON, by=BY).practice
    busy(practice)
    practice_id = practice.id
    assert rows() != before
    rehearsal.remove(event, by=BY)
    rehearsal.remove(event, by=BY)
    after = rows()
    visits = ("visit",)  # browsers stay browsers
    assert {name: found for name, found in after.items() if name not in visits} == {
        name: found for name, found in before.items() if name not in visits
    }
    journal = select(func.count()).where(JournalEntry.event_id == practice_id)
    assert db.session.scalar(journal) == 0
    assert db.session.scalars(select(Rehearsal)).all() == []


def test_nobody_in_it_gets_mail(event: Event) -> None:
    practice = rehearsal.make(event, now=NOON, by=BY).practice
    busy(practice)
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_it_counts_nowhere(event: Event) -> None:
    was, content = attention.of(event.id), told(event)
    practice = rehearsal.make(event, now=NOON, by=BY).practice
    busy(practice)
    assert attention.of(event.id) == was
    assert [one.event.id for one in attention.of_all()] == [event.id]
    assert told(event) == content


def test_others_do_not_see_it(app: Flask, event: Event) -> None:
    practice = rehearsal.make(event, now=NOON, by=BY).practice
    guest = app.test_client()
    assert guest.get(f"/e/{practice.slug}").status_code == 404
    assert "Oefening" not in guest.get("/").text


def test_the_organiser_sets_it_up_and_removes_it(app: Flask, event: Event) -> None:
    desk, page = browser(app, Grant("organiser", None, 1)), f"/organise/events/{event.id}"
    assert "Zet oefentafels neer" in desk.get(f"{page}/readiness").text
    assert desk.post(f"{page}/rehearsal").location == f"{page}/readiness"
    ready = desk.get(f"{page}/readiness").text
    assert "Haal de oefentafels weg" in ready
    practice = db.session.scalars(select(Rehearsal)).one().practice_id
    assert "Oefencasus 1" in desk.get(f"/organise/events/{practice}/wall").text
    assert desk.post(f"{page}/rehearsal/removal").location == f"{page}/readiness"
    assert desk.get(f"/organise/events/{practice}/wall").status_code == 404
    assert app.test_client().post(f"{page}/rehearsal").status_code == 401
