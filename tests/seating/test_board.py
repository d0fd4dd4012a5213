"""The board: prices, exchanges, undoing, locks, the solver beside it, and who is missing."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import (
    board_queries,
    company,
    matching,
    matchings,
    moving,
    plans,
    prices,
    tables,
)
from makers.seating.models import Matching, Plan, Seat
from makers.seating.problem import plan_of, problem_of
from makers.seating.solver import broken_rules, points
from makers.signups.models import CheckIn, Signup
from tests import build
from tests.seating.rows import (
    afternoon,
    desk,
    drafts,
    journalled,
    make,
    matched,
    named,
    seat,
    tables_of,
    worked,
)


@pytest.fixture
def dutch(app: Flask) -> Iterator[None]:
    """Somebody reads Dutch."""
    with app.test_request_context("/?lang=nl"):
        yield


@pytest.fixture
def item(app: Flask) -> ProgrammeItem:
    """A round of three tables with twelve people."""
    return afternoon(12, 3, most=6)


def where(item: ProgrammeItem) -> dict[int, tuple[int, bool]]:
    """Per sign-up the table and whether they were put there, in the draft."""
    db.session.expire_all()
    (draft,) = drafts(item)
    return {one.signup_id: (one.table_id, one.pinned) for one in draft.seats}


def two_apart(plan: Plan) -> tuple[Signup, Signup]:
    """Two participants at two tables."""
    found: dict[int, Signup] = {}
    for chair in plan.seats:
        if chair.part == "participant":
            found.setdefault(chair.table_id, chair.signup)
    one, other, *_rest = found.values()
    return one, other


# --- prices ---------------------------------------------------------------------------------------


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


# --- by hand --------------------------------------------------------------------------------------


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


# --- the solver beside the page -------------------------------------------------------------------


def test_two_taps_are_one_search_and_end_with_one_plan(app: Flask, item: ProgrammeItem) -> None:
    page = desk(app)
    path = f"/organise/events/{item.event_id}/seating/plan?round={item.id}"
    for _tap in range(2):
        assert page.post(path, data={"key": str(uuid.uuid4())}).status_code == 303
    worked()
    assert len(drafts(item)) == 1
    newest = matchings.newest(item)
    assert newest is not None
    assert (newest.failed, newest.ended_at is not None) == ("", True)
    assert journalled("plan.made") == 1


def test_a_search_that_is_stopped_keeps_the_best_so_far(app: Flask, now: datetime) -> None:
    problem = problem_of(afternoon(60, 8, most=10))
    told: list[matching.Sofar] = []

    def enough(sofar: matching.Sofar) -> bool:
        told.append(sofar)
        return False

    found = matching.match(problem, seed=1, heard=enough)
    assert told
    assert found.plan is not None
    assert broken_rules(problem, found.plan) == ()
    assert found.stopped in ("cancelled", "")


def test_progress_is_kept_and_a_stop_is_passed_on(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    running = begun(item, now)
    heard = matchings._keeper(running)
    assert heard(matching.Sofar(10, 100, 7))
    db.session.expire_all()
    assert (running.done, running.budget, running.points) == (10, 100, 7)
    matchings.stop(running, now=now, by=SYSTEM)
    assert not matchings._keeper(running)(matching.Sofar(20, 100, 6))


def begun(item: ProgrammeItem, now: datetime) -> Matching:
    """A search that a process began, and of which nothing was heard since."""
    running = Matching(
        event_id=item.event_id, item_id=item.id, key=uuid.uuid4(), begun_at=now, heard_at=now
    )
    db.session.add(running)
    db.session.commit()
    return running


def test_one_that_died_makes_room_for_the_next(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    dead = begun(item, clock.now() - timedelta(minutes=1))
    page = desk(app).get(f"/organise/events/{item.event_id}/seating").text
    assert "Het indelen is nu niet gelukt." in page
    assert make(desk(app), item).status_code == 303
    assert (dead.failed, len(drafts(item))) == (matchings.NO_ANSWER, 1)


def test_while_it_works_the_board_shows_how_far_it_is(
    app: Flask, item: ProgrammeItem, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    begun(item, now)
    page = desk(app)
    path = f"/organise/events/{item.event_id}/seating"
    assert "De indeling wordt gemaakt…" in page.get(path).text
    assert page.post(f"{path}/plan/stop").status_code == 303
    assert "het beste tot nu toe wordt bewaard" in page.get(path).text


def test_what_fails_beside_the_page_is_told_on_it(
    app: Flask, item: ProgrammeItem, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise matching.MatchingFailed

    monkeypatch.setattr(matching, "match", broken)
    make(desk(app), item)
    page = desk(app).get(f"/organise/events/{item.event_id}/seating").text
    assert "Er is niets veranderd. Probeer het nog een keer." in page
    assert not any(thread.name == matchings.THREAD for thread in threading.enumerate())


# --- who is missing -------------------------------------------------------------------------------


@pytest.mark.usefixtures("dutch")
def test_before_the_round_the_board_warns_of_who_is_not_in(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    plan = matched(item, now)
    plans.publish(item, now=now, by=SYSTEM)
    leads = named(item.event, "Begeleider 2")
    for one in plan.seats:
        if one.signup_id != leads.id:
            db.session.add(CheckIn(signup_id=one.signup_id, at=now, by="desk"))
    db.session.commit()
    shown = board_queries.board(item)
    at = item.starts_at - timedelta(minutes=6)
    assert board_queries.warnings(item, shown, at) == [
        "Tafel 2: geen begeleider, 1 nog niet binnen (nog 6 minuten)."
    ]
    early = item.starts_at - timedelta(hours=1)
    assert board_queries.warnings(item, shown, early) == []
    assert board_queries.warnings(item, shown, item.ends_at) == []


@pytest.mark.usefixtures("dutch")
def test_before_anybody_is_in_there_is_nothing_to_warn_of(
    item: ProgrammeItem, now: datetime
) -> None:
    matched(item, now)
    assert board_queries.warnings(item, board_queries.board(item), item.starts_at) == []


def test_a_closed_table_leaves_the_board_until_it_opens(item: ProgrammeItem, now: datetime) -> None:
    table = tables_of(item)[2]
    tables.close(table, closed=True, now=now, by=SYSTEM)
    assert len(board_queries.board(item).tables) == 2
    late = build.signup(item.event, "Laat")
    with pytest.raises(moving.TableFull):
        moving.move(item, late, table, now=now, by=SYSTEM)
    tables.close(table, closed=False, now=now, by=SYSTEM)
    assert len(board_queries.board(item).tables) == 3


def test_a_table_is_closed_and_speaks_a_language_from_its_page(
    app: Flask, item: ProgrammeItem
) -> None:
    page, table = desk(app), tables_of(item)[2]
    path = f"/organise/events/{item.event_id}/tables/{table.id}"
    shut = page.post(f"{path}/closure", data={"closed": "yes"}, follow_redirects=True)
    assert "Deze tafel is buiten gebruik" in shut.text
    opened = page.post(f"{path}/closure", data={"closed": "no"}, follow_redirects=True)
    assert "Deze tafel is buiten gebruik" not in opened.text
    form = {
        "seen": tables.Setting.of(table).fingerprint,
        "least": "2",
        "most": "6",
        "case": str(table.case_id),
        "facilitator": str(table.facilitator_id),
        "languages": "en",
    }
    assert page.post(path, data=form).status_code == 303
    assert table.languages == "en"
