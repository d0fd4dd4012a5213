"""The solver beside the page: one search, how far it is, stopping, and what fails."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import matching, matchings
from makers.seating.models import Matching
from makers.seating.problem import problem_of
from makers.seating.solver import broken_rules
from tests.seating.rows import afternoon, desk, drafts, journalled, make, worked


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
