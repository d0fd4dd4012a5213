"""When reality differs from the plan in force: three ways on, one is chosen, few people move."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import board_queries, matchings, plans, tables
from makers.seating.models import Plan, Way
from makers.seating.problem import problem_of
from makers.seating.solver import broken_rules
from tests import build
from tests.conftest import Browser
from tests.seating.rows import (
    afternoon,
    as_solved,
    cancelled,
    desk,
    drafts,
    named,
    published,
    seat,
    tables_of,
    worked,
)


@pytest.fixture
def item(app: Flask) -> ProgrammeItem:
    """A round of three tables with eighteen people, seated and known."""
    return afternoon(18, 3, most=8)


def asked(page: Browser, item: ProgrammeItem, way: str, **more: str) -> str:
    """The board after somebody asked for this way."""
    path = f"/organise/events/{item.event_id}/seating"
    answer = page.post(f"{path}/plan?round={item.id}", data={"way": way, **more})
    assert answer.status_code == 303
    worked()
    return page.get(f"{path}?round={item.id}").text


def changed(item: ProgrammeItem, now: datetime) -> None:
    """Somebody stays away, and somebody walks in."""
    cancelled(named(item.event, "Deelnemer 1"), now)
    build.signup(item.event, "Inloper", role="gast")
    db.session.commit()


def tables_by(plan: Plan) -> dict[int, int]:
    """Per sign-up the table."""
    return {one.signup_id: one.table_id for one in plan.seats}


def test_three_ways_are_weighed_up_and_nothing_changes(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    published(item, now)
    page = desk(app)
    path = f"/organise/events/{item.event_id}/seating"
    assert "Bekijk drie manieren" in page.get(path).text
    changed(item, now)
    board = asked(page, item, "offers")
    assert drafts(item) == []
    for title in ("nieuwen een plek", "paar mensen verplaatsen", "opnieuw indelen"):
        assert title in board
    assert "1 krijgt een plek, niemand verhuist" in board
    assert board.count(">Kies dit<") == 3
    newest = matchings.newest(item)
    assert newest is not None
    new, few, afresh = newest.offers
    assert [new["moved"], new["placed"], few["placed"]] == [0, 1, 1]
    assert new["gained"] <= few["gained"] <= afresh["gained"]


def test_the_way_that_is_chosen_becomes_a_draft(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    before = tables_by(published(item, now))
    changed(item, now)
    page = desk(app)
    asked(page, item, "offers")
    board = asked(page, item, "seat_new")
    (draft,) = drafts(item)
    now_at = tables_by(draft)
    walk_in = named(item.event, "Inloper").id
    assert now_at.pop(walk_in)
    gone = named(item.event, "Deelnemer 1").id
    assert now_at == {who: table for who, table in before.items() if who != gone}
    assert (draft.way, draft.seed, len(draft.problem_digest)) == (Way.SEAT_NEW, plans.SEED, 64)
    assert broken_rules(problem_of(item), as_solved(item, draft)) == ()
    assert "Kies dit" not in board
    assert "Bekijk drie manieren" in board
    asked(page, item, "afresh")
    (draft,) = drafts(item)
    assert draft.way is Way.AFRESH


def test_when_a_table_closes_its_people_get_another(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    before = tables_by(published(item, now))
    shut = tables_of(item)[2]
    shut.case_id = shut.facilitator_id = None
    for table in tables_of(item):
        table.most = 12
    db.session.commit()
    tables.close(shut, closed=True, now=now, by=SYSTEM)
    asked(desk(app), item, "few")
    (draft,) = drafts(item)
    at = tables_by(draft)
    assert shut.id not in at.values()
    left = {who for who, table in before.items() if table == shut.id}
    assert left
    assert left <= set(at)
    assert broken_rules(problem_of(item), as_solved(item, draft)) == ()


def test_a_way_that_cannot_be_says_why(app: Flask, item: ProgrammeItem, now: datetime) -> None:
    plan = published(item, now)
    who = next(one.signup for one in plan.seats if one.part == "participant")
    full = seat(plan, who)
    assert full is not None
    for table in tables_of(item):
        table.languages = "nl" if table.id == full.table_id else "en"
        taken = sum(one.table_id == table.id for one in plan.seats)
        table.most = taken + (table.id != full.table_id)
    for one in plan.seats:
        if one.table_id != full.table_id:
            one.signup.language = "en"
    build.signup(item.event, "Inloper", role="gast", language="nl")
    mover = next(
        one.signup
        for one in plan.seats
        if one.table_id == full.table_id and one.signup_id != who.id and one.part == "participant"
    )
    mover.language = "en"
    db.session.commit()
    board = asked(desk(app), item, "offers")
    first = board.split("Alleen de nieuwen een plek geven</h3>")[1].split("</li>")[0]
    assert "Dit kan niet." in first
    assert board.count(">Kies dit<") == 2


def test_a_way_nobody_knows_is_no_page(app: Flask, item: ProgrammeItem) -> None:
    path = f"/organise/events/{item.event_id}/seating/plan?round={item.id}"
    assert desk(app).post(path, data={"way": "magic"}).status_code == 404


def test_without_a_plan_in_force_there_is_nothing_to_go_on_from(
    app: Flask, item: ProgrammeItem
) -> None:
    assert board_queries.board(item).in_force is None
    page = desk(app).get(f"/organise/events/{item.event_id}/seating").text
    assert "Loopt het anders?" not in page
