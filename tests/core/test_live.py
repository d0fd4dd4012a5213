"""Open screens hear what changed, once, in order, and miss nothing."""

from __future__ import annotations

import contextvars
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import create_engine, update
from sqlalchemy.exc import OperationalError

from makers.core import clock, journal, links, live
from makers.core import hub as core_hub
from makers.core.database import db, writing
from makers.core.hub import Hub, Listener, Signal
from makers.core.links import Grant
from tests import build

Heard = list[tuple[str, int | None]]


def change(event_id: int, topic: str) -> None:
    """One change on a topic."""
    with writing(event_id):
        journal.record("thing.changed", event_id=event_id, topic=topic)


@contextmanager
def listening(
    app: Flask, event_id: int, topics: list[str] | None, since: str = "", last: str | None = None
) -> Iterator[Iterator[tuple[str, int | None]]]:
    """An open stream: its messages as (name, id). ``last``: what its reader heard last."""
    response = contextvars.Context().run(opened, app, event_id, topics, since, last)
    chunks = response.response
    try:
        yield (parsed(chunk) for chunk in chunks)  # type: ignore[arg-type]
    finally:
        response.close()


def opened(
    app: Flask,
    event_id: int,
    topics: list[str] | None,
    since: str = "",
    last: str | None = None,
    method: str = "GET",
) -> Response:
    """A stream as a request of its own gets it."""
    headers = {} if last is None else {"Last-Event-ID": last}
    with app.test_request_context(f"/?since={since}", headers=headers, method=method):
        return live.stream(event_id, topics)


def parsed(chunk: str) -> tuple[str, int | None]:
    """A message's name and id."""
    fields = dict(line.split(": ", 1) for line in chunk.strip().splitlines())
    json.loads(fields["data"])
    return fields["event"], int(fields["id"]) if "id" in fields else None


def test_a_screen_hears_its_topics_only(app: Flask) -> None:
    event_id, other_id = build.event().id, build.event().id
    with listening(app, event_id, ["places"]) as heard:
        assert next(heard) == ("pulse", None)
        change(other_id, "places")
        change(event_id, "seating")
        change(event_id, "places")
        name, number = next(heard)
    assert (name, number) == ("places", journal.last_id(db.session()))


def test_a_screen_hears_what_another_process_wrote(app: Flask) -> None:
    event_id = build.event().id
    hub = Hub(db.engine)  # another process: this app's writes do not wake it
    listener = Listener(event_id, None)
    hub.join(listener)
    try:
        for _ in range(2):
            change(event_id, "places")
            heard = listener.signals.get(timeout=5)
            assert heard == Signal(journal.last_id(db.session()), "places")
    finally:
        hub.alive = lambda: False


def test_a_wake_up_call_as_the_wait_ends_is_heard() -> None:
    late = Hub(create_engine("sqlite://"))

    class JustTooLate(threading.Event):
        """Set at the very moment at which the wait for it gives up."""

        def wait(self, timeout: float | None = None) -> bool:
            if self.is_set():
                return True
            self.set()
            return False

    late.news = JustTooLate()
    assert [late.waits_for_news(), late.waits_for_news()] == [False, True]


def test_who_reconnects_hears_what_was_missed_once(app: Flask) -> None:
    event_id = build.event().id
    change(event_id, "places")
    since = live.cursor()
    change(event_id, "places")
    change(event_id, "programme")
    with listening(app, event_id, None, since=str(since)) as heard:
        names = [next(heard)[0] for _ in range(3)]
        change(event_id, "seating")
        names.append(next(heard)[0])
    assert names == ["pulse", "places", "programme", "seating"]


def test_who_was_away_too_long_is_told_to_reload(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BACKLOG", 2)
    event_id = build.event().id
    for _ in range(3):
        change(event_id, "places")
    with listening(app, event_id, None, since="0") as heard:
        assert [next(heard)[0] for _ in range(2)] == ["pulse", "reload"]


def test_what_was_heard_last_wins_over_what_the_page_began_with(app: Flask) -> None:
    event_id = build.event().id
    since = live.cursor()
    change(event_id, "places")
    last = live.cursor()
    change(event_id, "programme")
    with listening(app, event_id, None, since=str(since), last=str(last)) as heard:
        assert [next(heard)[0] for _ in range(2)] == ["pulse", "programme"]
    with listening(app, event_id, None, since=str(since), last="") as heard:
        assert [next(heard)[0] for _ in range(3)] == ["pulse", "places", "programme"]


@pytest.mark.parametrize(
    "last", ["9" * 18, "9" * 5000, "²", "-1", "1.5", "0x10", "1; DROP TABLE journal", "{}", " 1 2 "]
)
def test_who_names_an_id_that_was_never_given_out_is_told_to_reload_and_hears_on(
    app: Flask, last: str
) -> None:
    event_id = build.event().id
    with listening(app, event_id, None, last=last) as heard:
        assert [next(heard)[0] for _ in range(2)] == ["pulse", "reload"]
        change(event_id, "programme")
        assert next(heard) == ("programme", live.cursor())


def test_who_comes_from_another_event_hears_this_one_only(app: Flask) -> None:
    event_id, other_id = build.event().id, build.event().id
    change(event_id, "seating")
    change(other_id, "places")
    last = live.cursor()
    change(other_id, "places")
    change(event_id, "places")
    with listening(app, event_id, None, last=str(last)) as heard:
        assert [next(heard)[0] for _ in range(2)] == ["pulse", "places"]
        change(other_id, "places")
        change(event_id, "programme")
        assert next(heard)[0] == "programme"


def test_who_only_asks_for_the_heads_does_not_stay(app: Flask) -> None:
    event_id, before = build.event().id, ears(app)
    assert contextvars.Context().run(opened, app, event_id, None, method="HEAD").response == ()
    assert ears(app) == before


def ears(app: Flask) -> int:
    """How much is listened to, by all streams together."""
    return sum(map(len, app.extensions["makers_live"]._listeners.values()))


def test_who_leaves_is_forgotten(app: Flask) -> None:
    event_id, before = build.event().id, ears(app)
    with listening(app, event_id, ["places", "seating"]) as heard:
        next(heard)
        assert ears(app) == before + 2
    assert ears(app) == before


def test_a_stream_that_could_not_begin_is_forgotten(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id, before = build.event().id, ears(app)

    def away(*rest: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the database is away"))

    monkeypatch.setattr(live, "_backlog", away)
    with pytest.raises(OperationalError):
        contextvars.Context().run(opened, app, event_id, None, "1")
    assert ears(app) == before


def test_a_database_that_is_away_for_a_while_only_holds_up_the_news(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_hub, "LOOK_SECONDS", 0.01)
    event_id = build.event().id
    hub, listener = Hub(db.engine), Listener(event_id, None)
    hub.join(listener)
    hand_out, tries = hub._hand_out, list[int]()

    def away_at_first() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("SELECT", {}, Exception("the database is away"))
        hand_out()

    monkeypatch.setattr(hub, "_hand_out", away_at_first)
    try:
        change(event_id, "places")
        hub.wake()
        heard = listener.signals.get(timeout=20)
        assert heard is not None
        assert (heard.version, heard.topic) == (live.cursor(), "places")
        assert len(tries) >= 3
    finally:
        hub.alive = lambda: False


def test_a_quiet_stream_still_pulses(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PULSE_SECONDS", 0.01)
    event_id = build.event().id
    with listening(app, event_id, None) as heard:
        assert [next(heard)[0] for _ in range(3)] == ["pulse"] * 3


def test_streams_end_when_the_worker_stops(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event_id = build.event().id
    stopped = threading.Event()
    with listening(app, event_id, None) as heard:
        next(heard)
        monkeypatch.setattr(live.hub(), "alive", lambda: not stopped.is_set())
        stopped.set()
        assert list(heard) == []


@pytest.mark.parametrize("stream", ["/me/{signup}/stream", "/table/{table}/stream"])
@pytest.mark.parametrize("end", ["revoked", "expired", "never"])
def test_a_login_that_is_over_answers_401_and_leads_nowhere(
    app: Flask, client: FlaskClient, stream: str, end: str
) -> None:
    event = build.event()
    mine, item = build.signup(event), build.item(event)
    table = build.table(item)
    build.published_plan(item, {table: [mine]})
    kind, subject = ("table", table.id) if "table" in stream else ("personal", mine.id)
    now = clock.now()
    if end != "never":
        with writing() as session:
            grant = Grant(kind, event.id, subject, mine.id)
            token = links.issue(session, grant, now=now, until=now + timedelta(hours=1))
        client.get(f"/l/{token}")
        path = stream.format(signup=mine.id, table=table.id)
        assert client.head(path).status_code == 200
        with writing() as session:
            if end == "revoked":
                links.revoke(session, kind, subject, now=now)
            else:
                session.execute(update(links.Link).values(expires_at=now - timedelta(hours=1)))
    answer = client.get(stream.format(signup=mine.id, table=table.id))
    assert answer.status_code == 401
    assert "Location" not in answer.headers
