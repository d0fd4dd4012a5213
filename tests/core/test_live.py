"""Open screens hear what changed, once, in order, and miss nothing."""

from __future__ import annotations

import contextvars
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from makers.core import journal, links, live, web
from makers.core.database import db, writing
from makers.core.links import Grant
from tests import build

Heard = list[tuple[str, int | None]]


def change(event_id: int, topic: str) -> None:
    """One change on a topic."""
    with writing(event_id):
        journal.record("thing.changed", event_id=event_id, topic=topic)


@contextmanager
def listening(
    app: Flask, event_id: int, topics: list[str] | None, since: str = ""
) -> Iterator[Iterator[tuple[str, int | None]]]:
    """An open stream: its messages as (name, id)."""
    response = contextvars.Context().run(opened, app, event_id, topics, since)
    chunks = response.response
    try:
        yield (parsed(chunk) for chunk in chunks)  # type: ignore[arg-type]
    finally:
        response.close()


def opened(app: Flask, event_id: int, topics: list[str] | None, since: str) -> Response:
    """A stream as a request of its own gets it."""
    with app.test_request_context(f"/?since={since}"):
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
    hub = live.Hub(db.engine)  # another process: this app's writes do not wake it
    listener = live.Listener(event_id, None)
    hub.join(listener)
    try:
        for _ in range(2):
            change(event_id, "places")
            heard = listener.signals.get(timeout=5)
            assert heard == live.Signal(journal.last_id(db.session()), "places")
    finally:
        hub.alive = lambda: False


def test_a_wake_up_call_as_the_wait_ends_is_heard() -> None:
    late = live.Hub(create_engine("sqlite://"))

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


def test_a_shared_fragment_is_rendered_once_and_filled_for_each(app: Flask) -> None:
    rendered: list[str] = []
    name = str(uuid.uuid4())

    def render() -> str:
        rendered.append("once")
        return f"<p nonce={web.csp_nonce()} token={web.csrf_token()}>zelfde</p>"

    def asked() -> str:
        with app.test_request_context("/"):
            text = live.shared(name, live.cursor() + 1, render).get_data(as_text=True)
            assert web.csp_nonce() in text
            return text

    texts = [contextvars.Context().run(asked) for _ in range(2)]
    assert rendered == ["once"]
    assert texts[0] != texts[1]
    assert live.NONCE_MARK not in texts[0] + texts[1]
    assert live.CSRF_MARK not in texts[0] + texts[1]


def test_a_fragment_within_a_fragment_keeps_its_marks(app: Flask) -> None:
    name = str(uuid.uuid4())

    def inner() -> str:
        return f"<b nonce={web.csp_nonce()}>binnen</b>"

    def outer() -> str:
        part = live.shared_part(f"{name}-inner", 1, inner)
        return f"<p nonce={web.csp_nonce()}>{part}{web.csp_nonce()}</p>"

    def asked() -> str:
        with app.test_request_context("/"):
            text = live.shared(name, 1, outer).get_data(as_text=True)
            assert text.count(web.csp_nonce()) == 3
            return text

    texts = [contextvars.Context().run(asked) for _ in range(2)]
    assert texts[0] != texts[1]


def test_the_oldest_fragments_make_room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEPT_CHARACTERS", 10)
    kept = live.Fragments()
    with app.test_request_context("/"):
        for number in range(4):
            assert kept.get(("four", number, "nl"), lambda: "1234") == "1234"
        assert kept.get(("huge", 0, "nl"), lambda: "x" * 11) == "x" * 11
    assert kept.find(("huge", 0, "nl")) is None
    with app.test_request_context("/"):
        for number in range(3):
            kept.get(("four", number, "nl"), lambda: "1234")
    found = [kept.find(("four", number, "nl")) for number in range(3)]
    assert found == [None, "1234", "1234"]


def test_what_was_not_rendered_is_not_kept(app: Flask) -> None:
    name = str(uuid.uuid4())
    with app.test_request_context("/"):
        assert live.kept(name, 1) is None
        live.shared(name, 1, lambda: "<p>eens</p>")
        answer = live.kept(name, 1)
        assert answer is not None
        assert answer.get_data(as_text=True) == "<p>eens</p>"
        assert live.kept(name, 2) is None


def test_an_expired_login_answers_401(app: Flask, client: FlaskClient, now: datetime) -> None:
    mine = build.signup(build.event())
    with writing() as session:
        token = links.issue(session, Grant("personal", mine.event_id, mine.id, mine.id), now=now)
    client.get(f"/l/{token}")
    with writing() as session:
        links.revoke(session, "personal", mine.id, now=now)
    assert client.get(f"/me/{mine.id}/stream").status_code == 401
