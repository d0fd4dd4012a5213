"""Before a plan is made known: who moves, and what it gave up."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import board_queries, moving
from makers.seating.comparison import comparison
from makers.seating.given_up import given_up
from makers.seating.problem import plan_of, problem_of
from makers.seating.solver import recount
from tests.counting import statements
from tests.seating.rows import afternoon, desk, elsewhere, matched, named, published, seat


@pytest.fixture
def item(app: Flask) -> ProgrammeItem:
    """A round of three roomy tables with eighteen people."""
    return afternoon(18, 3, most=12)


def path(item: ProgrammeItem, what: str) -> str:
    """The address of one of the two pages."""
    return f"/organise/events/{item.event_id}/seating/{what}?round={item.id}"


def test_with_one_plan_there_is_nothing_to_compare(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    assert comparison(item) is None
    published(item, now)
    assert comparison(item) is None
    assert "Er is maar één indeling" in desk(app).get(path(item, "comparison")).text


def test_draft_and_plan_stand_side_by_side(app: Flask, item: ProgrammeItem, now: datetime) -> None:
    plan = published(item, now)
    who = named(item.event, "Deelnemer 1")
    sat = seat(plan, who)
    assert sat is not None
    here, there = sat.table, elsewhere(item, plan, who)
    moving.move(item, who, there, now=now, by=SYSTEM)
    both = comparison(item)
    assert both is not None
    (mover,) = both.movers
    assert (mover.signup, mover.here, mover.there) == (who, here, there)
    before = {table.id: (old.only_here, new.only_here) for table, old, new in both.tables}
    assert before[here.id] == ({who.id}, set())
    assert before[there.id] == (set(), {who.id})
    page = desk(app)
    assert "Leg ze naast elkaar" in page.get(path(item, "").replace("/?", "?")).text
    with statements(db.engine) as seen:
        text = page.get(path(item, "comparison")).text
    assert len(seen) <= 6
    assert "1 persoon krijgt een andere tafel." in text
    assert f"tafel {here.number} → <strong>tafel {there.number}</strong>" in text


def test_each_wish_tells_what_it_gave_up_also_after_a_hand(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    plan = matched(item, now)
    who = named(item.event, "Deelnemer 1")
    moving.move(item, who, elsewhere(item, plan, who), now=now, by=SYSTEM)
    shown = board_queries.board(item).plan
    assert shown is not None
    counts = recount(problem_of(item), plan_of(item, shown.seats))
    with app.test_request_context("/?lang=nl"):
        found = {str(one.name): one for one in given_up(item, shown)}
    domains, colleagues = found["Beleidsterreinen bij hun casus"], found["Collega’s uit elkaar"]
    assert (domains.achieved, domains.possible) == (counts["domains"].achieved, 3)
    assert len(colleagues.sentences) == colleagues.possible - colleagues.achieved
    assert all("zitten collega’s bij elkaar" in one for one in colleagues.sentences)
    text = desk(app).get(path(item, "wishes")).text
    assert "Wat is gelukt, en wat niet" in text
    assert f"{colleagues.achieved} van {colleagues.possible}" in text


def test_without_a_plan_there_is_nothing_to_tell(app: Flask, item: ProgrammeItem) -> None:
    assert "Er is nog geen indeling" in desk(app).get(path(item, "wishes")).text
