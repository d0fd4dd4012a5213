"""A plan is known when it is published, and stays true when somebody cancels."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.seating import plans, queries
from makers.seating.models import Case, CaseState
from makers.signups.signals import signup_cancelled
from tests.seating.rows import (
    afternoon,
    cancelled,
    drafts,
    elsewhere,
    journalled,
    moved,
    named,
    published,
    seat,
    tables_of,
)


def test_publishing_supersedes_what_was_in_force(app: Flask, now: datetime) -> None:
    item = afternoon()
    first = published(item, now)
    who = named(item.event, "Deelnemer 1")
    target = elsewhere(item, first, who)
    moved(item, who, target, now)
    second = plans.publish(item, now=now, by=SYSTEM)
    assert second.id != first.id
    assert (first.superseded_at, second.superseded_at) == (now, None)
    found = queries.seat_now(who, now)
    assert found is not None
    assert found.table_id == target.id


def test_there_is_nothing_to_publish_without_a_draft(app: Flask, now: datetime) -> None:
    item = afternoon()
    with pytest.raises(plans.NothingToPublish):
        plans.publish(item, now=now, by=SYSTEM)


def test_who_cancels_leaves_draft_and_plan_in_the_same_transaction(
    app: Flask, now: datetime
) -> None:
    item = afternoon()
    plan = published(item, now)
    moved(item, named(item.event, "Deelnemer 2"), tables_of(item)[0], now)
    who = named(item.event, "Deelnemer 1")
    cancelled(who, now)
    assert seat(plan, who) is None
    assert seat(drafts(item)[0], who) is None
    assert queries.seat_now(who, now) is None
    assert journalled("seat.freed") == 1


def test_a_bringer_who_cancels_takes_the_case_from_its_table(app: Flask, now: datetime) -> None:
    item = afternoon()
    published(item, now)
    who = named(item.event, "Inbrenger 1")
    cancelled(who, now)
    case = db.session.scalars(select(Case).where(Case.signup_id == who.id)).one()
    assert case.state is CaseState.WITHDRAWN
    assert tables_of(item)[0].case_id is None


def test_a_cancellation_that_fails_frees_nothing(app: Flask, now: datetime) -> None:
    item = afternoon()
    plan = published(item, now)
    who = named(item.event, "Begeleider 1")

    def fail() -> None:
        with writing(who.event_id) as session:
            signup_cancelled.send(who, session=session, now=now, by=SYSTEM)
            raise RuntimeError("the mail could not be written")

    with pytest.raises(RuntimeError):
        fail()
    assert seat(plan, who) is not None
    assert tables_of(item)[0].facilitator_id == who.id
