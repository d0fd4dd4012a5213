"""All tables at once: what the wall shows of each, and which of them asks for somebody."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.doors import tables
from makers.doors.tables import Want
from makers.events.models import ProgrammeItem
from makers.followups.models import FollowUp
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.phases import runs
from makers.seating.models import SeatPart, Table
from makers.signups import door
from tests import build
from tests.conftest import NOON

SetClock = Callable[[datetime], None]
DURING = NOON + timedelta(hours=1, minutes=30)


@pytest.fixture
def talking(app: Flask) -> ProgrammeItem:
    """An hour of intervision from 13.00."""
    return build.item(build.event(), title="Intervisie")


def begun(table: Table, at: datetime) -> None:
    runs.start(table, "vijfstappen", 60, now=at, by=SYSTEM)


def test_the_wall_shows_each_table(
    desk: FlaskClient, talking: ProgrammeItem, set_clock: SetClock
) -> None:
    event = talking.event
    bringer = build.signup(event, role="sociaal ondernemer")
    leader = build.signup(event, "Anneke")
    case = build.case(bringer, "Wat is buurtzorg waard?")
    table = build.table(talking, 7, case_id=case.id, facilitator_id=leader.id)
    build.published_plan(talking, {table: [bringer, leader]})
    begun(table, NOON + timedelta(minutes=85))
    for _ in range(3):
        note = Note(
            event_id=event.id,
            table_id=table.id,
            key=uuid.uuid4(),
            kind=NoteKind.QUESTION,
            text="Een geheim van deze tafel",
            written_at=NOON + timedelta(minutes=88),
        )
        db.session.add(note)
    db.session.add(
        FollowUp(
            event_id=event.id, table_id=table.id, key=uuid.uuid4(), action="Bel", agreed_at=NOON
        )
    )
    db.session.commit()
    set_clock(DURING)
    page = desk.get(f"/organise/events/{event.id}/wall").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    for seen in (
        "Tafel 7",
        "Wat is buurtzorg waard?",
        "stap 1 van",
        "2 mensen",
        "3 notities",
        "1 afspraak",
        "Begeleider: Anneke",
        "laatste activiteit om 13.28",
    ):
        assert seen in words
    assert "data-started-at" in page
    assert "Een geheim" not in page
    assert "asks" not in page


def test_the_wall_listens_to_every_table(desk: FlaskClient, talking: ProgrammeItem) -> None:
    table = build.table(talking)
    page = desk.get(f"/organise/events/{talking.event_id}/wall").text
    for kind in ("clock", "notes", "people", "followups"):
        assert f"table-{table.id}-{kind} from:#stream" in page


def test_the_tables_come_alone_for_the_open_wall(desk: FlaskClient, talking: ProgrammeItem) -> None:
    build.table(talking)
    part = desk.get(f"/organise/events/{talking.event_id}/wall/tables").text
    assert "<html" not in part
    assert "geen begeleider" in part


def test_a_wall_without_tables_says_what_to_do(desk: FlaskClient) -> None:
    page = desk.get(f"/organise/events/{build.event().id}/wall").text
    assert "Nog geen tafels" in page


def shown(talking: ProgrammeItem) -> tables.WallTable:
    (table,) = tables.of(talking.event_id, NOON)
    return table


def test_a_table_without_facilitator_asks(talking: ProgrammeItem) -> None:
    build.table(talking)
    assert shown(talking).asks(NOON)


@pytest.fixture
def led(talking: ProgrammeItem) -> Table:
    """A table with a facilitator."""
    return build.table(talking, facilitator_id=build.signup(talking.event).id)


def test_a_table_that_does_not_begin_asks_after_five_minutes(
    talking: ProgrammeItem, led: Table
) -> None:
    starts = talking.starts_at
    assert not shown(talking).asks(starts + timedelta(minutes=5))
    assert shown(talking).asks(starts + timedelta(minutes=6))
    assert not shown(talking).asks(talking.ends_at)


def test_a_phase_that_runs_out_asks_after_five_minutes(talking: ProgrammeItem, led: Table) -> None:
    begun(led, talking.starts_at)
    clock = shown(talking).state.clock
    assert clock is not None
    over = talking.starts_at + timedelta(seconds=clock.turn.seconds)
    assert not shown(talking).asks(over + timedelta(minutes=5))
    assert shown(talking).asks(over + timedelta(minutes=6))


def test_a_table_that_pauses_or_is_done_does_not_ask(talking: ProgrammeItem, led: Table) -> None:
    begun(led, talking.starts_at)
    late = talking.starts_at + timedelta(hours=2)
    run = shown(talking).state.clock
    assert run is not None
    runs.pause(led, run.turn.id, now=talking.starts_at, by=SYSTEM)
    assert not shown(talking).asks(late)
    runs.resume(led, run.turn.id, now=talking.starts_at, by=SYSTEM)
    assert shown(talking).asks(late)
    for _ in run.method.phases:
        build.goes_on(led, talking.starts_at)
    assert not shown(talking).asks(late)


def test_who_did_not_come_is_missed_where_others_did(talking: ProgrammeItem) -> None:
    event = talking.event
    bringer, leader = build.signup(event, role="sociaal ondernemer"), build.signup(event)
    other = build.signup(event)
    table = build.table(talking, case_id=build.case(bringer).id, facilitator_id=leader.id)
    parts = {bringer.id: SeatPart.BRINGER, leader.id: SeatPart.FACILITATOR}
    build.published_plan(talking, {table: [bringer, leader, other]}, parts=parts)
    before = talking.starts_at - timedelta(minutes=10)
    assert shown(talking).wants(before) == []
    door.check_in(other, now=NOON, by=SYSTEM)
    away = [Want.FACILITATOR_AWAY, Want.BRINGER_AWAY]
    assert shown(talking).wants(before) == away
    assert shown(talking).wants(talking.starts_at - timedelta(minutes=15)) == []
    assert shown(talking).wants(talking.ends_at) == []
    for who in (bringer, leader):
        door.check_in(who, now=NOON, by=SYSTEM)
    assert shown(talking).wants(before) == []


def test_tables_that_ask_come_first_and_rounds_that_are_over_last(
    talking: ProgrammeItem, led: Table
) -> None:
    alone = build.table(talking, 2)
    later = build.item(talking.event, starts_at=talking.ends_at, title="Tweede ronde")
    build.table(later, 1)
    found = tables.of(talking.event_id, NOON)
    first, second = tables.in_order(found, talking.starts_at)
    assert [one.table.id for one in first[1]] == [alone.id, led.id]
    assert (first[0].id, second[0].id) == (talking.id, later.id)
    assert tables.in_order(found, talking.ends_at)[0][0].id == later.id


def test_a_closed_table_is_not_on_the_wall(talking: ProgrammeItem, led: Table) -> None:
    led.closed_at = NOON
    db.session.commit()
    assert tables.of(talking.event_id, NOON) == []


def test_what_a_table_shared_is_counted_and_its_last_activity_told(
    talking: ProgrammeItem, led: Table
) -> None:
    begun(led, NOON)
    agreed_at = NOON + timedelta(minutes=3)
    for level, shared_at in ((Confidentiality.TABLE, None), (Confidentiality.REPORT, NOON)):
        note = Note(
            level=level,
            event_id=led.event_id,
            table_id=led.id,
            key=uuid.uuid4(),
            kind=NoteKind.INSIGHT,
            text="Kijk",
            written_at=NOON + timedelta(minutes=2),
            shared_at=shared_at,
        )
        db.session.add(note)
    agreed = {"event_id": led.event_id, "table_id": led.id, "action": "Bel"}
    db.session.add(FollowUp(key=uuid.uuid4(), agreed_at=agreed_at, **agreed))
    db.session.commit()
    found = shown(talking)
    assert (found.state.notes, found.state.shared, found.latest) == (2, 1, agreed_at)
