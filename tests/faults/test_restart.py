"""The server is restarted under two hundred open streams: each hears all that changed, once.

One process on SQLite, two on PostgreSQL; what changes is written by a process of its own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask

from makers.core import journal
from makers.core.database import db, writing
from tests.conftest import made_app
from tests.faults.conftest import Place
from tests.faults.streams import Screens, screens
from tests.server import serve
from tests.visitor import Visitor

pytestmark = pytest.mark.fault

STREAMS = 200
CHANGES = 10


@contextmanager
def beside(place: Place) -> Iterator[Flask]:
    """The application in this process, on the same database: it writes while the server is away."""
    app = made_app(place.instance, place.database_url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def changes(place: Place) -> list[int]:
    """Some changes at the table; the ids that open screens hear of them."""
    numbers = []
    for _ in range(CHANGES):
        with writing(place.event_id):
            topic = f"table-{place.table_id}-notes"
            journal.record("note.written", event_id=place.event_id, topic=topic)
        numbers.append(journal.last_id(db.session()))
        db.session.rollback()
    return numbers


def arrived(place: Place, url: str) -> tuple[str, str]:
    """The address of the table's stream and the cookie of someone who sits there."""
    visitor = Visitor(url)
    path = visitor.enter(place.link)
    visitor.close()
    return f"{path}/stream", "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def heard(open_screens: Screens, numbers: list[int]) -> bool:
    """Whether every screen has heard the last of these."""
    return open_screens.until(lambda stream: numbers[-1] in stream.heard)


def test_a_graceful_reload_misses_nothing(place: Place) -> None:
    with serve(place.database_url, place.instance, place.workers) as server, beside(place):
        stream, cookie = arrived(place, server.url)
        with screens(server.port, stream, cookie, STREAMS) as open_screens:
            assert open_screens.until(lambda one: one.opened == 1)
            numbers = changes(place)
            assert heard(open_screens, numbers)
            os.kill(server.process.pid, signal.SIGHUP)
            numbers += changes(place)
            assert open_screens.until(lambda one: one.opened > 1), "they ended and came back"
            numbers += changes(place)
            assert heard(open_screens, numbers)
    assert [one.heard for one in open_screens.streams] == [numbers] * STREAMS


def through_a_kill(place: Place, remember: bool) -> tuple[list[int], Screens]:
    """What changed before, while and after the server was gone, and who heard what of it."""
    with beside(place), ExitStack() as stack:
        server = stack.enter_context(serve(place.database_url, place.instance, place.workers))
        stream, cookie = arrived(place, server.url)
        open_screens = stack.enter_context(
            screens(server.port, stream, cookie, STREAMS, remember=remember)
        )
        assert open_screens.until(lambda one: one.opened == 1)
        numbers = changes(place)
        assert heard(open_screens, numbers)
        server.kill()
        numbers += changes(place)
        again = serve(place.database_url, place.instance, place.workers, port=server.port)
        stack.enter_context(again)
        assert open_screens.until(lambda one: one.opened > 1)
        numbers += changes(place)
        assert heard(open_screens, numbers)
    return numbers, open_screens


def test_a_kill_misses_nothing(place: Place) -> None:
    numbers, open_screens = through_a_kill(place, remember=True)
    assert [one.heard for one in open_screens.streams] == [numbers] * STREAMS


def test_control_who_does_not_tell_what_they_heard_last_misses_what_changed_meanwhile(
    place: Place,
) -> None:
    numbers, open_screens = through_a_kill(place, remember=False)
    missed = [set(numbers) - set(one.heard) for one in open_screens.streams]
    assert all(len(one) >= CHANGES for one in missed)
