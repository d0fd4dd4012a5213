"""The numbers that travel in a signal: right for every screen, and a change of those alone
makes nobody fetch.
"""

from __future__ import annotations

import contextvars
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask, Response

from makers.core import live
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.web import milliseconds
from makers.intervision.phases import ready, runs
from makers.intervision.rounds import broadcasts, shifting
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.intervision.conftest import Round, seated
from tests.intervision.test_runs import started, turn

Heard = Iterator[dict[str, Any]]


@contextmanager
def listening(app: Flask, group: Round, *topics: str, since: str = "") -> Iterator[Heard]:
    """An open screen: what it is sent of these topics, one message after another."""

    def opened() -> Response:
        with app.test_request_context(f"/?since={since}"):
            return live.stream(event_id, topics)

    event_id = group.table.event_id
    response = contextvars.Context().run(opened)
    chunks: Any = response.response
    try:
        heard = (json.loads(chunk.split("data: ", 1)[1]) for chunk in chunks)
        next(heard)  # the first pulse
        yield heard
    finally:
        response.close()


def test_every_press_of_the_clock_brings_its_moments(
    app: Flask, group: Round, now: datetime
) -> None:
    first = started(group, now)
    clock, time = f"table-{group.table.id}-clock", f"table-{group.table.id}-time"
    later, since = now + timedelta(minutes=1), str(live.cursor())
    with (
        listening(app, group, clock, time, since=since) as one,
        listening(app, group, clock, time, since=since) as other,
    ):
        runs.pause(group.table, first, now=later, by=SYSTEM)
        runs.resume(group.table, first, now=later + timedelta(seconds=30), by=SYSTEM)
        runs.extend(group.table, first, by=SYSTEM)
        shifting.shift(group.table.item, -3, key=uuid.uuid4(), by=SYSTEM, now=later)
        runs.next_phase(group.table, first, now=later, by=SYSTEM)
        for screen in (one, other):
            heard = [next(screen) for _ in range(5)]
            assert [message["topic"] for message in heard] == [time, time, time, time, clock]
            last = heard[-1]["numbers"]
            assert last == {
                "clock": group.table.id,
                "turn": turn(group),
                "phase": 1,
                "started_at": milliseconds(later),
                "seconds": 16 * 60,
                "paused_at": None,
                "paused_seconds": 0,
            }


def test_who_was_away_for_a_moment_hears_the_numbers_as_they_are(
    app: Flask, group: Round, now: datetime
) -> None:
    first = started(group, now)
    time, since = f"table-{group.table.id}-time", str(live.cursor())
    runs.pause(group.table, first, now=now, by=SYSTEM)
    with listening(app, group, time, since=since) as heard:
        assert next(heard)["numbers"]["paused_at"] == milliseconds(now)


def test_a_table_hears_of_no_other(app: Flask, group: Round, now: datetime) -> None:
    with listening(app, group, f"table-{group.table.id + 1}-time", "broadcasts") as heard:
        first = started(group, now)
        runs.pause(group.table, first, now=now, by=SYSTEM)
        key = uuid.uuid4()
        broadcasts.send(group.table.item, "Kom", key=key, by=SYSTEM, now=now)
        message = next(heard)
    assert message["topic"] == "broadcasts"
    assert "numbers" not in message


def test_how_many_are_ready_and_have_seen_it_travels_too(
    app: Flask, group: Round, now: datetime
) -> None:
    seen = started(group, now)
    sentence = broadcasts.send(group.table.item, "Kom", key=uuid.uuid4(), by=SYSTEM, now=now)
    ready_topic, seen_topic = f"table-{group.table.id}-ready", f"broadcast-{sentence.id}-seen"
    with listening(app, group, ready_topic, seen_topic) as heard:
        ready.say(group.table, seen, True, by=group.present(group.first), now=now)
        assert next(heard)["numbers"] == {"ready": 1, "of": 4}
        broadcasts.see(sentence, group.table, by=group.present(group.second), now=now)
        assert next(heard)["numbers"] == {"tables": 1, "people": 1}


def test_numbers_are_asked_once_however_many_changed(
    app: Flask, group: Round, now: datetime
) -> None:
    started(group, now)
    table = group.table.id
    changes = [(number, f"table-{table}-time") for number in range(1, 21)]
    with statements(db.engine) as asked, db.engine.connect() as connection:
        signals = live.hub().signals(connection, [*changes, (21, "places")])
    assert len(asked) == 1
    assert signals[0].numbers == signals[19].numbers
    assert signals[20].numbers is None


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_a_screen_fetches_for_words_and_not_for_time(
    app: Flask, group: Round, now: datetime
) -> None:
    started(group, now)
    table, reader = group.table.id, seated(app, group.table, group.first)
    page = reader.get(f"/table/{table}").text
    assert f"table-{table}-clock from:#stream" in page
    assert f"table-{table}-time from:#stream" not in page
    assert f"table-{table}-ready from:#stream" not in page
    assert f'data-of="{table}"' in page


def lines(reader: Browser, path: str) -> str:
    """The clock of a table, as one of its screens fetches it."""
    return str(reader.get(path).text)


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_the_clock_is_rendered_once_for_who_may_do_the_same_and_is_never_stale(
    app: Flask, group: Round, now: datetime
) -> None:
    first = started(group, now)
    path = f"/table/{group.table.id}/clock"
    one, two = seated(app, group.table, group.first), seated(app, group.table, group.second)
    leader = seated(app, group.table, group.facilitator)
    lines(one, path)
    with statements(db.engine) as asked:
        assert "Volgende fase" not in lines(two, path)
    assert len(asked) == 2, "the rights with the version, and whether this one is ready"
    assert "Volgende fase" in lines(leader, path)
    runs.pause(group.table, first, now=now, by=SYSTEM)
    assert "is-paused" in lines(two, path)
    build.goes_on(group.table, now)
    assert "Probleemverkenning" in lines(one, path)
    runs.previous_phase(group.table, turn(group), now=now + timedelta(minutes=1), by=SYSTEM)
    assert "Vraagintroductie" in lines(two, path)
