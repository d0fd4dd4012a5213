"""The last seat: one gets it and the others wait, however many come at once to a real server."""

from __future__ import annotations

import re
import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from benchmarks.place import Place, open_for
from tests.installed import Installed
from tests.server import Server, serve
from tests.visitor import Visitor, hidden_fields

pytestmark = pytest.mark.fault

SETTINGS: dict[str, Any] = {"MAKERS_WORKER": "0", "MAKERS_PROXIES": "1"}
ROLE = re.compile(r'name="role"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="role"')


@pytest.fixture(params=["sqlite", "postgres"])
def hall(request: pytest.FixtureRequest, tmp_path: Path, installed: Installed) -> Place:
    """An event with one seat left, on either engine."""
    return open_for(tmp_path, installed.copy(request.param, tmp_path), capacity=1)


def rush(url: str, hall: Place, people: int) -> list[int]:
    """So many people send the form at the same moment; the status each got."""
    start, answers = threading.Barrier(people), list[int]()

    def one(number: int) -> None:
        visitor = Visitor(url)
        page = visitor.get(f"/e/{hall.slug}/signups/new")[2]
        found = ROLE.search(page)
        assert found, page
        role = next(filter(None, found.groups()))
        who = {"name": f"Deelnemer {number}", "email": f"deelnemer{number}@example.org"}
        start.wait(timeout=30)
        # from addresses of their own: what is counted for one address would keep them in a line
        address = {"X-Forwarded-For": f"192.0.2.{number + 1}"}
        status, _, _text = visitor.post(
            f"/e/{hall.slug}/signups", {**hidden_fields(page), "role": role, **who}, **address
        )
        visitor.close()
        answers.append(status)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def seats(hall: Place) -> tuple[int, int]:
    """How many have a place, and how many signed up."""
    engine = create_engine(hall.database_url)
    with engine.connect() as connection:
        confirmed, everybody = connection.execute(
            text("SELECT count(confirmed_at), count(*) FROM signup")
        ).one()
    engine.dispose()
    return confirmed, everybody


@pytest.mark.parametrize("people", [2, 24])
def test_one_gets_it_and_the_others_wait(hall: Place, people: int) -> None:
    with serve(hall.database_url, hall.instance, **SETTINGS) as server:
        assert rush(server.url, hall, people) == [303] * people
    assert seats(hall) == (1, people)


@pytest.mark.parametrize("people", [2, 24])
def test_control_with_the_lock_off_it_is_given_more_than_once(hall: Place, people: int) -> None:
    with all_look_first(hall, people, lock="off") as server:
        rush(server.url, hall, people)
    assert seats(hall)[0] > 1


@pytest.mark.parametrize("people", [2, 24])
def test_with_the_lock_on_one_gets_it_though_all_would_look_first(hall: Place, people: int) -> None:
    with all_look_first(hall, people, lock="on") as server:
        assert rush(server.url, hall, people) == [303] * people
    assert seats(hall) == (1, people)


def all_look_first(hall: Place, people: int, lock: str) -> AbstractContextManager[Server]:
    """A server at which so many wait for each other between looking and taking."""
    more = {"MAKERS_TOGETHER": str(people), "MAKERS_LOCK": lock, **SETTINGS}
    return serve(hall.database_url, hall.instance, app="tests.faults.meeting:app", **more)
