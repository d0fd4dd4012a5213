"""The board by hand: what a change costs, exchanges, undoing and locks."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import board_queries, company, moving, plans, prices
from makers.seating.models import Plan, Seat
from makers.seating.problem import plan_of, problem_of
from makers.seating.solver import points
from makers.signups.models import Signup
from tests.seating.rows import afternoon, desk, drafts, journalled, matched, named, seat, tables_of


def two_apart(plan: Plan) -> tuple[Signup, Signup]:
    """Two participants at two tables."""
    found: dict[int, Signup] = {}
    for chair in plan.seats:
        if chair.part == "participant":
            found.setdefault(chair.table_id, chair.signup)
    one, other, *_rest = found.values()
    return one, other


@pytest.mark.usefixtures("dutch")
def test_a_price_is_what_the_plan_gains_or_loses(item: ProgrammeItem, now: datetime) -> None:
    plan = matched(item, now)
    problem, before = problem_of(item), points(problem_of(item), plan_of(item, plan.seats))
    who = named(item.event, "Deelnemer 1")
    mine = seat(plan, who)
    assert mine is not None
    for price in prices.of(item, board_queries.board(item), who):
        seats = {one.signup_id: one.table_id for one in plan.seats}
        if price.swap_with is not None:
            seats[price.swap_with.id] = mine.table_id
        seats[who.id] = price.table.table.id
        moved = [Seat(signup_id=a, table_id=b, part="participant") for a, b in seats.items()]
        assert points(problem, plan_of(item, moved)) - before == price.points


@pytest.mark.usefixtures("dutch")
def test_a_full_table_is_offered_as_an_exchange(app: Flask, now: datetime) -> None:
    item = afternoon(12, 2, most=6)
    matched(item, now)
    (price,) = prices.of(item, board_queries.board(item), named(item.event, "Deelnemer 1"))
    assert price.swap_with is not None
    assert f"ruilt met {price.swap_with.name}" in price.words
    assert price.allowed


@pytest.mark.usefixtures("dutch")
def test_who_may_not_meet_is_told_and_not_offered(item: ProgrammeItem, now: datetime) -> None:
    plan = matched(item, now)
    one, other = two_apart(plan)
    company.keep_apart(item.event, [one.id, other.id], by=SYSTEM)
    theirs = seat(plan, other)
    assert theirs is not None
    found = prices.of(item, board_queries.board(item), one)
    (price,) = (price for price in found if price.table.table.id == theirs.table_id)
    assert price.swap_with == other or not price.allowed


def test_the_board_shows_prices_in_a_page_and_for_dragging(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    matched(item, now)
    page, who = desk(app), named(item.event, "Deelnemer 1")
    path = f"/organise/events/{item.event_id}/seating/people/{who.id}"
    assert "Naar een andere tafel" in page.get(path).text
    fragment = page.get(path, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert page.get(f"{path}/prices").text.count("allowed") == 2
    bringer = named(item.event, "Inbrenger 1")
    assert (
        "zit daar."
        in page.get(f"/organise/events/{item.event_id}/seating/people/{bringer.id}").text
    )


def where(item: ProgrammeItem) -> dict[int, tuple[int, bool]]:
    """Per sign-up the table and whether they were put there, in the draft."""
    db.session.expire_all()
    (draft,) = drafts(item)
    return {one.signup_id: (one.table_id, one.pinned) for one in draft.seats}


def test_two_change_places_and_it_is_undone(item: ProgrammeItem, now: datetime) -> None:
    one, other = two_apart(matched(item, now))
    before = where(item)
    moving.exchange(item, one, other, now=now, by=SYSTEM)
    after = where(item)
    assert after[one.id] == (before[other.id][0], True)
    assert after[other.id] == (before[one.id][0], True)
    moving.undo(item, now=now, by=SYSTEM)
    assert where(item) == before
    with pytest.raises(moving.NothingToUndo):
        moving.undo(item, now=now, by=SYSTEM)


def test_changes_are_undone_one_after_another(item: ProgrammeItem, now: datetime) -> None:
    plan = matched(item, now)
    who, tables_ = named(item.event, "Deelnemer 1"), tables_of(item)
    steps = [where(item)]
    for table in tables_:
        table.most = 12
    db.session.commit()
    mine = seat(plan, who)
    assert mine is not None
    for table in [one for one in tables_ if one.id != mine.table_id]:
        moving.move(item, who, table, now=now, by=SYSTEM)
        steps.append(where(item))
    moving.release(item, who, now=now, by=SYSTEM)
    for step in reversed(steps):
        moving.undo(item, now=now, by=SYSTEM)
        assert where(item) == step


def test_undoing_gives_nobody_a_chair_that_is_taken(item: ProgrammeItem, now: datetime) -> None:
    plan = matched(item, now)
    one, other = two_apart(plan)
    mine, theirs = seat(plan, one), seat(plan, other)
    assert mine is not None
    assert theirs is not None
    here, there = mine.table, theirs.table
    here.most = there.most = 12
    db.session.commit()
    moving.move(item, one, there, now=now, by=SYSTEM)
    db.session.refresh(plan)
    here.least = 0
    here.most = max(1, sum(one.table_id == here.id for one in plan.seats))
    db.session.commit()
    with pytest.raises(moving.TableFull):
        moving.undo(item, now=now, by=SYSTEM)


def test_an_exchange_of_who_moved_meanwhile_is_refused(item: ProgrammeItem, now: datetime) -> None:
    plan = matched(item, now)
    first = plan.seats[0].table_id
    one, other, *_rest = (seat.signup for seat in plan.seats if seat.table_id == first)
    with pytest.raises(moving.NotThere):
        moving.exchange(item, one, other, now=now, by=SYSTEM)
    bringer = named(item.event, "Inbrenger 1")
    stranger = next(seat.signup for seat in plan.seats if seat.table_id != first)
    with pytest.raises((moving.HasPart, moving.NotThere)):
        moving.exchange(item, bringer, stranger, now=now, by=SYSTEM)


def test_a_locked_table_says_so_and_is_unlocked(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    matched(item, now)
    page, table = desk(app), tables_of(item)[0]
    path = f"/organise/events/{item.event_id}/seating/tables/{table.id}/lock"
    assert (
        "Maak deze tafel weer los"
        in page.post(path, data={"locked": "yes"}, follow_redirects=True).text
    )
    assert journalled("table.locked") == 1
    assert (
        "Maak deze tafel weer los"
        not in page.post(path, data={"locked": "no"}, follow_redirects=True).text
    )


def test_the_draft_says_who_sat_elsewhere(app: Flask, item: ProgrammeItem, now: datetime) -> None:
    plan = matched(item, now)
    plans.publish(item, now=now, by=SYSTEM)
    one, other = two_apart(plan)
    sat = seat(plan, one)
    assert sat is not None
    number = sat.table.number
    moving.exchange(item, one, other, now=now, by=SYSTEM)
    shown = board_queries.board(item)
    assert shown.was[one.id] == number
    assert shown.moved == 2
    assert f"was tafel {number}" in desk(app).get(f"/organise/events/{item.event_id}/seating").text
