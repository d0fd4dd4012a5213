"""Meeting again: set at the table, kept by nobody's haste, taken along as a calendar file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db, writing
from makers.core.journal import JournalEntry
from makers.followups import calendar, meeting, moving, queries
from makers.followups.meeting import Moment, MomentIsOver, SetMeanwhile
from makers.followups.models import FollowUpMeeting
from makers.followups.service import DayIsFar
from makers.intervision.recovery.ledger import Ledger
from makers.seating.models import Table
from tests import build
from tests.conftest import NOON
from tests.followups.conftest import BY, Group, phone, seated

IN_MARCH = Moment(date(2027, 3, 29), time(10), 60, "De tuin, Zuidplein")
CHOSEN = {"day": "2027-03-29", "at": "10:00", "minutes": "60", "place": "De tuin, Zuidplein"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(clock, "now", lambda: now)


def only() -> FollowUpMeeting:
    """The one there is, read anew."""
    db.session.rollback()
    return db.session.scalars(select(FollowUpMeeting)).one()


def planned(table: Table, moment: Moment = IN_MARCH, version: int = 0) -> FollowUpMeeting:
    """A moment that the table set."""
    meeting.plan(table, moment, version=version, now=NOON, by=BY)
    found = queries.meeting_of(table.id)
    assert found is not None
    return found


def test_one_sets_it_and_all_of_the_table_find_it(
    app: Flask, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = group.table.item.event.starts_at
    monkeypatch.setattr(clock, "now", lambda: begun)
    asks = seated(app, group.table, group.first)
    path = f"/table/{group.table.id}/meeting"
    assert "Plan een vervolggesprek" in asks.get(f"/table/{group.table.id}/closing").text
    answer = asks.post(path, data={**CHOSEN, "version": "0"})
    assert (answer.status_code, answer.location) == (303, f"/table/{group.table.id}/closing")
    for shown in (
        seated(app, group.table, group.bringer).get(f"/table/{group.table.id}/closing").text,
        phone(app, group.bringer).get(f"/me/{group.bringer.id}").text,
    ):
        assert "29 maart" in shown
        assert "De tuin, Zuidplein" in shown
    elsewhere = phone(app, group.elsewhere).get(f"/me/{group.elsewhere.id}").text
    assert "De tuin, Zuidplein" not in elsewhere


def test_the_calendar_file_holds_the_moment_on_rotterdams_clock(app: Flask, group: Group) -> None:
    made = planned(group.table)
    at_table = seated(app, group.table, group.first).get(f"/table/{group.table.id}/meeting.ics")
    mine = phone(app, group.bringer).get(f"/me/{group.bringer.id}/meetings/{made.id}.ics")
    assert at_table.data == mine.data
    (entry,) = Calendar.from_ical(mine.text).walk("VEVENT")
    assert entry["summary"] == "Vervolggesprek: De tuin moet weg"
    assert entry["location"] == "De tuin, Zuidplein"
    assert entry.decoded("dtstart").isoformat() == "2027-03-29T10:00:00+02:00"
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(hours=1)
    not_theirs = phone(app, group.elsewhere)
    wrong = not_theirs.get(f"/me/{group.elsewhere.id}/meetings/{made.id}.ics")
    assert wrong.status_code == 404


def test_it_stands_in_the_calendar_one_subscribed_to(app: Flask, group: Group) -> None:
    planned(group.table)
    with app.test_request_context():
        (entry,) = calendar.entries(group.first)
    assert (entry.title, entry.place) == ("Vervolggesprek van tafel 1", "De tuin, Zuidplein")
    assert calendar.entries(group.elsewhere) == []


def test_the_same_once_more_changes_nothing(group: Group) -> None:
    planned(group.table)
    meeting.plan(group.table, IN_MARCH, version=0, now=NOON, by=BY)
    assert only().version == 1
    what = JournalEntry.what == "followup_meeting.set"
    entries = db.session.scalars(select(JournalEntry).where(what)).all()
    assert sorted(one.topic for one in entries) == [
        "followups",
        f"table-{group.table.id}-followups",
    ]


def test_who_was_second_sees_both_and_chooses(app: Flask, group: Group) -> None:
    planned(group.table)
    late = seated(app, group.table, group.bringer)
    path = f"/table/{group.table.id}/meeting"
    mine = {**CHOSEN, "at": "14:30", "place": "Stadhuis", "version": "0"}
    answer = late.post(path, data=mine)
    assert answer.status_code == 409
    for text in ("Iemand anders van de tafel was je net voor", "De tuin, Zuidplein", "Stadhuis"):
        assert text in answer.text
    with pytest.raises(SetMeanwhile):
        meeting.plan(group.table, Moment(date(2027, 4, 1), time(9), 30), version=0, now=NOON, by=BY)
    assert only().place == "De tuin, Zuidplein"
    assert late.post(path, data={**mine, "version": "1"}).status_code == 303
    assert only().place == "Stadhuis"


def test_a_moment_that_is_over_or_far_away_is_refused(app: Flask, group: Group) -> None:
    wall = clock.amsterdam(NOON)
    with pytest.raises(MomentIsOver):
        planned(group.table, Moment(wall.date(), (wall - timedelta(minutes=1)).time(), 30))
    with pytest.raises(DayIsFar):
        planned(group.table, Moment(date(2037, 12, 1), time(9), 30))
    asks = seated(app, group.table, group.first)
    path = f"/table/{group.table.id}/meeting"
    answer = asks.post(path, data={**CHOSEN, "day": "2026-11-26", "version": "0"})
    assert answer.status_code == 422
    for text in ("Deze dag is al voorbij", "De tuin, Zuidplein", 'value="2026-11-26"'):
        assert text in answer.text
    empty = asks.post(path, data={"minutes": "7"})
    assert empty.status_code == 422
    for text in ("Kies een dag, zoals", "Vul in hoe laat jullie beginnen", "Kies hoe lang"):
        assert text in empty.text
    assert db.session.scalars(select(FollowUpMeeting)).all() == []


def test_what_is_called_off_is_nowhere_and_may_be_set_again(app: Flask, group: Group) -> None:
    made = planned(group.table)
    asks = seated(app, group.table, group.first)
    path = f"/table/{group.table.id}/meeting"
    for _twice in range(2):
        assert asks.post(f"{path}/end").status_code == 303
    assert only().version == 2
    assert asks.get(f"{path}.ics").status_code == 404
    gone = phone(app, group.first).get(f"/me/{group.first.id}/meetings/{made.id}.ics")
    assert gone.status_code == 404
    assert calendar.entries(group.first) == []
    assert "Plan een vervolggesprek" in asks.get(f"/table/{group.table.id}/closing").text
    late = asks.post(path, data={**CHOSEN, "place": "Stadhuis", "version": "1"})
    assert (late.status_code, only().called_off_at is None) == (409, False)
    for text in ("heeft het gesprek net afgezegd", "Stadhuis", 'value="2"'):
        assert text in late.text
    assert "Hieronder staat wat er nu staat" not in late.text
    assert 'value="2"' in asks.get(path).text
    assert asks.post(path, data={**CHOSEN, "version": "2"}).status_code == 303
    assert only().called_off_at is None


def test_a_moment_that_was_is_not_shown_any_more(group: Group) -> None:
    planned(group.table)
    over = IN_MARCH.starts_at + timedelta(minutes=60)
    assert len(queries.meetings_of(group.first, over - timedelta(minutes=1))) == 1
    assert queries.meetings_of(group.first, over) == []


def test_it_goes_along_when_the_table_goes_on_elsewhere(group: Group) -> None:
    planned(group.table)
    other = build.table(group.table.item, number=3)
    with writing(group.table.event_id) as session:
        moving.carry(group.table, to=other, ledger=Ledger(session))
    assert only().table_id == other.id


def test_each_keeps_its_own_when_both_tables_have_one(group: Group) -> None:
    other = build.table(group.table.item, number=3)
    planned(group.table)
    planned(other, Moment(date(2027, 4, 1), time(9), 30))
    with writing(group.table.event_id) as session:
        moving.carry(group.table, to=other, ledger=Ledger(session))
    stay = db.session.scalars(select(FollowUpMeeting.table_id).order_by(FollowUpMeeting.id)).all()
    assert stay == [group.table.id, other.id]


def test_a_stranger_has_no_meeting_there(app: Flask, group: Group) -> None:
    path = f"/table/{group.table.id}/meeting"
    stranger = phone(app, group.elsewhere)
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, data=CHOSEN).status_code == 404
    assert stranger.post(f"{path}/end").status_code == 404
