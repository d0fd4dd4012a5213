"""Agreements: once however often sent, never overwritten, every change kept."""

from __future__ import annotations

import threading
import uuid
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from makers.core.database import db
from makers.core.journal import Actor, JournalEntry
from makers.followups import promises, queries, service
from makers.followups.models import FollowUp, FollowUpChange, FollowUpState
from makers.followups.service import Terms
from makers.seating.models import Seat, Table
from tests import build
from tests.followups.conftest import BY, NEXT_WEEK, Group


def heard() -> list[tuple[str, str]]:
    """What the journal says, with the topic without the table's number."""
    rows = db.session.execute(
        select(JournalEntry.what, JournalEntry.topic).order_by(JournalEntry.id)
    )
    return [(what, topic.split("-")[0]) for what, topic in rows]


def test_the_same_form_twice_is_one_agreement(group: Group, now: datetime) -> None:
    key, terms = uuid.uuid4(), Terms("Bellen")
    first = service.agree(group.table, terms, key=key, now=now, by=BY)
    again = service.agree(group.table, terms, key=key, now=now, by=BY)
    assert again.id == first.id
    assert heard() == [("followup.agreed", "table")]


@pytest.mark.fault
def test_eight_retries_at_once_are_one_agreement(app: Flask, group: Group, now: datetime) -> None:
    key, table_id = uuid.uuid4(), group.table.id
    db.session.rollback()
    ready, failures = threading.Barrier(8), list[Exception]()

    def send() -> None:
        with app.app_context():
            table = db.session.get_one(Table, table_id)
            ready.wait(timeout=10)
            try:
                service.agree(table, Terms("Bellen"), key=key, now=now, by=BY)
            except Exception as failure:
                failures.append(failure)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    assert db.session.scalar(select(func.count()).select_from(FollowUp)) == 1


def test_the_owners_page_hears_of_what_is_theirs(group: Group, now: datetime) -> None:
    made = group.agreed(owner_id=group.first.id)
    service.edit(made, Terms("Bellen"), version=1, now=now, by=BY)
    service.edit(made, Terms("Mailen"), version=2, now=now, by=BY)
    assert heard() == [
        ("followup.agreed", "table"),
        ("followup.agreed", "followups"),
        ("followup.edited", "table"),
        ("followup.edited", "followups"),
        ("followup.edited", "table"),
    ]


def test_owner_and_counterpart_sit_at_the_table(group: Group) -> None:
    for stranger in (group.elsewhere.id, build.signup(build.event()).id, 0):
        with pytest.raises(service.NotAtTable):
            group.agreed(owner_id=stranger)
        with pytest.raises(service.NotAtTable):
            group.agreed(counterpart_id=stranger)
    made = group.agreed(owner_id=group.bringer.id, counterpart_id=group.first.id)
    assert (made.owner, made.counterpart) == (group.bringer, group.first)


def test_a_day_that_is_over_is_refused(group: Group) -> None:
    today = date(2026, 11, 27)
    with pytest.raises(service.DayIsOver):
        group.agreed(due_on=today - timedelta(days=1))
    assert group.agreed(due_on=today).due_on == today


def test_today_is_rotterdams_today(group: Group, now: datetime) -> None:
    half_past_midnight = now.replace(hour=23, minute=30)
    terms = Terms("Bellen", due_on=date(2026, 11, 27))
    with pytest.raises(service.DayIsOver):
        service.agree(group.table, terms, key=uuid.uuid4(), now=half_past_midnight, by=BY)


def test_what_stood_there_may_stay_when_people_moved_and_days_passed(
    group: Group, now: datetime
) -> None:
    made = group.agreed(owner_id=group.first.id, due_on=NEXT_WEEK)
    db.session.execute(delete(Seat))
    db.session.commit()
    later = now + timedelta(days=30)
    terms = Terms("Mailen", group.first.id, None, NEXT_WEEK)
    service.edit(made, terms, version=1, now=later, by=BY)
    assert (made.action, made.version) == ("Mailen", 2)


def test_an_edit_from_an_older_version_overwrites_nothing(group: Group, now: datetime) -> None:
    made = group.agreed("Eerst")
    service.edit(made, Terms("Van een"), version=1, now=now, by=BY)
    service.edit(made, Terms("Van een"), version=1, now=now, by=BY)  # sent again
    with pytest.raises(service.Overtaken) as overtaken:
        service.edit(made, Terms("Van twee"), version=1, now=now, by=BY)
    assert overtaken.value.follow_up.action == "Van een"


def test_every_change_stays_with_who_and_when(group: Group, now: datetime) -> None:
    owner = Actor("signup", group.first.id)
    made = group.agreed("Eerst", owner_id=group.first.id)
    later = now + timedelta(days=3)
    terms = Terms("Toch anders", group.first.id, None, NEXT_WEEK)
    service.edit(made, terms, version=1, now=later, by=BY)
    promises.mark_done(made, now=later, by=owner)
    promises.mark_done(made, now=later, by=owner)
    promises.reopen(made, now=later, by=owner)
    service.delete(made, now=later, by=BY)
    service.restore(made, now=later, by=BY)
    kept = [(one.action, one.state.value, one.by_kind, one.at) for one in made.changes]
    assert kept == [
        ("Eerst", "proposed", "facilitator", now),
        ("Toch anders", "proposed", "facilitator", later),
        ("Toch anders", "done", "signup", later),
        ("Toch anders", "under_way", "signup", later),
        ("Toch anders", "under_way", "facilitator", later),
        ("Toch anders", "under_way", "facilitator", later),
    ]
    assert db.session.scalar(select(func.count()).select_from(FollowUpChange)) == 6


def test_what_is_thrown_away_comes_back_as_it_was(group: Group, now: datetime) -> None:
    made = group.agreed("Bellen", owner_id=group.first.id)
    service.delete(made, now=now, by=BY)
    service.delete(made, now=now, by=BY)
    assert queries.at_table(group.table.id) == []
    assert queries.of_person(group.first) == []
    assert queries.bin_of(group.table.id) == [made]
    for late in (
        lambda: service.edit(made, Terms("Te laat"), version=1, now=now, by=BY),
        lambda: promises.mark_done(made, now=now, by=BY),
    ):
        with pytest.raises(service.Thrown):
            late()
    service.restore(made, now=now, by=BY)
    assert queries.at_table(group.table.id) == [made]


def test_readers_find_what_they_ask_for(group: Group, now: datetime) -> None:
    undated = group.agreed("Ooit", owner_id=group.first.id)
    dated = group.agreed("Snel", owner_id=group.first.id, due_on=NEXT_WEEK)
    kept = group.agreed("Gedaan", owner_id=group.first.id)
    loose = group.agreed("Van niemand")
    promises.mark_done(kept, now=now, by=BY)
    event_id = group.table.event_id
    assert queries.of_person(group.first) == [dated, undated, kept]
    assert queries.of_event(event_id) == [undated, dated, kept, loose]
    assert queries.owned(group.bringer.id, kept.id) is None
    assert queries.owned(group.first.id, kept.id) is kept
    assert queries.at(group.table.id, loose.id) is loose
    assert queries.at(group.table.id + 1, loose.id) is None
    assert kept.state is FollowUpState.DONE
