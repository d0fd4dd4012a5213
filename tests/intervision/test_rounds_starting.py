"""One button at the wall: every table that is ready begins, each with what it chose, at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM, Actor, JournalEntry
from makers.core.links import Grant
from makers.intervision import choosing, queries
from makers.intervision.models import Run
from makers.intervision.phases import runs
from makers.intervision.rounds import starting
from makers.seating.models import SeatPart, Table
from tests import build
from tests.conftest import Browser
from tests.intervision.conftest import Round, browser
from tests.intervision.recovering import Room

DESK = Actor("organiser", 1)


@pytest.fixture
def begins(made: Room) -> datetime:
    """When the round begins."""
    return made.tables[0].item.starts_at


def started(made: Room, at: datetime) -> starting.Started:
    return starting.start_all(made.tables[0].item, by=DESK, now=at)


def methods(made: Room) -> dict[int, str]:
    """What runs at which table, by number."""
    db.session.rollback()
    rows = db.session.execute(select(Table.number, Run).join(Run, Run.table_id == Table.id))
    return {number: run.method["key"] for number, run in rows}


def test_each_begins_with_what_it_chose_at_the_same_moment(made: Room, begins: datetime) -> None:
    choosing.choose(made.tables[1], "incident", now=begins, by=SYSTEM)
    done = started(made, begins)
    assert (done.began, done.already, done.left) == (3, 0, ())
    assert methods(made) == {1: "vijfstappen", 2: "incident", 3: "vijfstappen"}
    moments = {queries.clock_of(table.id).turn.started_at for table in made.tables}  # type: ignore[union-attr]
    assert moments == {begins}
    begun = select(JournalEntry.actor_kind).where(JournalEntry.what == "run.started")
    assert db.session.scalars(begun).all() == ["organiser"] * 3


def test_pressed_again_it_leaves_what_runs_alone(made: Room, begins: datetime) -> None:
    runs.start(made.tables[0], "balint", 60, now=begins, by=SYSTEM)
    later = begins + timedelta(minutes=2)
    assert (started(made, later).began, started(made, later).already) == (2, 3)
    assert methods(made)[1] == "balint"
    first = queries.clock_of(made.tables[0].id)
    assert first is not None
    assert first.turn.started_at == begins


def test_a_table_that_is_out_of_use_stays_so(made: Room, begins: datetime) -> None:
    made.tables[2].closed_at = begins
    db.session.commit()
    assert started(made, begins).began == 2
    assert set(methods(made)) == {1, 2}


def test_what_cannot_begin_is_named_with_the_reason_and_holds_up_nobody(
    app: Flask, made: Room, begins: datetime
) -> None:
    first, _second, third = made.tables
    for table in (first, third):
        choosing.choose(table, "roddel", now=begins, by=SYSTEM)
    done = started(made, begins)
    assert done.began == 1
    with app.test_request_context():
        said = [str(sentence) for sentence in starting.told(done)]
    assert said[0] == "1 tafel is begonnen."
    assert said[1].startswith("Niet begonnen: tafel 1. ")
    assert "zegt de inbrenger eerst ja" in said[1]
    assert said[2].startswith("Niet begonnen: tafel 3. ")
    assert "Aan deze tafel zit geen inbrenger" in said[2]
    bringer = made.present(made.people[0][0], SeatPart.BRINGER)
    choosing.agree(first, by=bringer, now=begins)
    assert started(made, begins).began == 1
    assert set(methods(made)) == {1, 2}


@pytest.mark.parametrize("minutes", [-16, 60])
def test_nothing_begins_long_before_the_round_or_after_it(
    made: Room, begins: datetime, minutes: int
) -> None:
    with pytest.raises(starting.NotTheTime):
        started(made, begins + timedelta(minutes=minutes))
    assert methods(made) == {}


@pytest.fixture
def wall(app: Flask, made: Room, begins: datetime, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The organiser's browser, as the round begins."""
    monkeypatch.setattr(clock, "now", lambda: begins)
    return browser(app, Grant("organiser", None, 1))


def test_the_wall_has_the_button_as_long_as_a_table_waits(wall: Browser, made: Room) -> None:
    choosing.choose(made.tables[2], "roddel", now=clock.now(), by=SYSTEM)
    event_id, item_id = made.tables[0].event_id, made.tables[0].item_id
    path = f"/organise/events/{event_id}"
    assert "Begin alle tafels" in wall.get(f"{path}/wall").text
    answer = wall.post(f"{path}/rounds/{item_id}/runs")
    assert (answer.status_code, answer.location) == (303, f"{path}/wall")
    page = wall.get(f"{path}/wall").text
    assert "2 tafels zijn begonnen." in page
    assert "Niet begonnen: tafel 3." in page
    assert "Begin alle tafels" in page
    db.session.rollback()
    choosing.choose(made.tables[2], "vijfstappen", now=clock.now(), by=SYSTEM)
    wall.post(f"{path}/rounds/{item_id}/runs")
    assert "Begin alle tafels" not in wall.get(f"{path}/wall/tables").text


def test_before_its_time_the_wall_has_no_button_and_a_press_is_told_why(
    wall: Browser, made: Room, begins: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: begins - timedelta(hours=1))
    path = f"/organise/events/{made.tables[0].event_id}"
    assert "Begin alle tafels" not in wall.get(f"{path}/wall").text
    answer = wall.post(f"{path}/rounds/{made.tables[0].item_id}/runs")
    assert answer.status_code == 303
    assert "vanaf een kwartier voor de ronde" in wall.get(answer.location).text
    assert methods(made) == {}


def test_another_events_round_is_not_there(wall: Browser, made: Room) -> None:
    other = build.item(build.event())
    path = f"/organise/events/{made.tables[0].event_id}/rounds/{other.id}/runs"
    assert wall.post(path).status_code == 404


def test_only_the_desk_presses_it(app: Flask, group: Round, now: datetime) -> None:
    path = f"/organise/events/{group.table.event_id}/rounds/{group.table.item_id}/runs"
    assert app.test_client().post(path).status_code == 401
