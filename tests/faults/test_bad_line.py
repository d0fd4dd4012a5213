"""A line that is slow and cuts every fifth connection: what was acknowledged is there, in order."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

import pytest

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.links import Grant
from tests import build
from tests.conftest import made_app
from tests.faults.conftest import Place
from tests.lines import BadLine, carried
from tests.server import serve
from tests.visitor import Visitor

pytestmark = pytest.mark.fault

SEED = 6
TABLES, WRITERS, NOTES = 30, 8, 2
PATIENCE = 240.0  # seconds; a few are enough on a machine with nothing else to do
TEXT = re.compile(r"<p>(tafel \d+, schrijver \d+, notitie \d+\.)</p>")


@dataclass
class Group:
    """A table, the links of two who sit there, and what its people wrote and saw."""

    table_id: int
    host_link: str
    author_link: str
    author_page: str
    personal_link: str
    visitor: Visitor = field(init=False)
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    looks: list[list[str]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where its notes are."""
        return f"/table/{self.table_id}/notes"


def groups(place: Place, count: int) -> list[Group]:
    """So many tables, each with a facilitator and somebody who writes."""
    app = made_app(place.instance, place.database_url)
    with app.app_context():
        item = build.item(build.event())
        seats = {
            build.table(item, number=number): [build.signup(item.event) for _ in range(2)]
            for number in range(1, count + 1)
        }
        build.published_plan(item, seats)
        found = []
        for table, (host, author) in seats.items():
            grants = [
                Grant("table", table.event_id, table.id, host.id),
                Grant("table", table.event_id, table.id, author.id),
                Grant("personal", table.event_id, author.id, author.id),
            ]
            with writing() as session:
                host_link, author_link, personal = (
                    f"/l/{links.issue(session, grant, now=clock.now())}" for grant in grants
                )
            page = f"/me/{author.id}/data.json"
            found.append(Group(table.id, host_link, author_link, page, personal))
        db.session.remove()
        db.engine.dispose()
    return found


def together(tasks: list[Callable[[], None]]) -> None:
    """Do all of this at the same time, and wait for it."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()


def write(group: Group, writer: int, line: int, deadline: float, same_key: bool) -> None:
    """One who writes ``NOTES`` notes, each sent until it is acknowledged, on fresh connections."""
    visitor = Visitor(f"http://127.0.0.1:{line}")
    visitor.cookies = group.visitor.cookies
    for number in range(NOTES):
        text, key = f"tafel {group.table_id}, schrijver {writer}, notitie {number}.", uuid.uuid4()
        while time.monotonic() < deadline:
            sent = key if same_key else uuid.uuid4()
            fields = {"csrf_token": group.token, "key": sent, "kind": "question", "text": text}
            try:
                status, _, answer = visitor.post(group.path, dict(fields))
            except (OSError, http.client.HTTPException):
                continue
            finally:
                visitor.close()
            if status == 303:
                group.acknowledged.append(text)
                break
            assert status >= 500, answer  # more than a slow machine can do at once: send it again


def look(group: Group, line: int, done: threading.Event) -> None:
    """A screen at the table that fetches what is there over and over, on the same bad line."""
    visitor = Visitor(f"http://127.0.0.1:{line}")
    visitor.cookies = group.visitor.cookies
    while not done.is_set():
        try:
            status, _, fragment = visitor.get(group.path, **{"HX-Request": "true"})
        except (OSError, http.client.HTTPException):
            continue
        finally:
            visitor.close()
        if status == 200:
            group.looks.append(TEXT.findall(fragment))


def shown(visitor: Visitor, group: Group) -> list[str]:
    """The notes on a screen of this table, in order."""
    status, _, fragment = visitor.get(group.path, **{"HX-Request": "true"})
    assert status == 200
    return TEXT.findall(fragment)


def exported(url: str, group: Group) -> list[str]:
    """What the author's own data say they wrote, in order."""
    visitor = Visitor(url)
    visitor.enter(group.personal_link)
    told = json.loads(visitor.get(group.author_page)[2])
    visitor.close()
    return [note["tekst"] for note in told["aanmeldingen"][0]["notities"]]


def arrive(url: str, group: Group, link: str) -> Visitor:
    """A browser that came to the table by this link."""
    visitor = Visitor(url)
    visitor.enter(link)
    return visitor


def rush(url: str, port: int, tables: list[Group], same_key: bool) -> int:
    """Everybody at these tables writes at once over a bad line; how often it was cut."""
    for group in tables:
        group.visitor = arrive(url, group, group.author_link)
        group.token = group.visitor.token(f"/table/{group.table_id}")
        group.visitor.close()
    done, deadline = threading.Event(), time.monotonic() + PATIENCE
    with carried(BadLine(port, seed=SEED)) as line:
        looking = [threading.Thread(target=look, args=(group, line.port, done)) for group in tables]
        for thread in looking:
            thread.start()
        together(
            [
                partial(write, group, writer, line.port, deadline, same_key)
                for group in tables
                for writer in range(WRITERS)
            ]
        )
        done.set()
        for thread in looking:
            thread.join(timeout=PATIENCE)
    return line.cuts


def test_what_was_acknowledged_is_in_the_export_once_and_all_see_one_order(place: Place) -> None:
    tables = groups(place, TABLES)
    with serve(place.database_url, place.instance) as server:
        cuts = rush(server.url, server.port, tables, same_key=True)
        assert cuts > TABLES, "the line was bad"
        for group in tables:
            assert len(group.acknowledged) == WRITERS * NOTES
            told = exported(server.url, group)
            assert Counter(told) == Counter(group.acknowledged)
            for link in (group.host_link, group.author_link):
                assert shown(arrive(server.url, group, link), group) == told
            assert [seen for seen in group.looks if seen != told[: len(seen)]] == []
            assert group.looks
            for writer in range(WRITERS):
                mine = [text for text in told if f"schrijver {writer}," in text]
                assert mine == sorted(mine)


def test_half_a_form_is_no_note(place: Place) -> None:
    group = groups(place, 1)[0]
    with serve(place.database_url, place.instance) as server:
        author = arrive(server.url, group, group.author_link)
        token, key = author.token(f"/table/{group.table_id}"), uuid.uuid4()
        fields = {"csrf_token": token, "key": key, "kind": "question", "text": "Heel en al"}
        cookie = "; ".join(f"{name}={value}" for name, value in author.cookies.items())
        body = urlencode(fields).encode()
        head = (
            f"POST {group.path} HTTP/1.1\r\nHost: {author.host}\r\nCookie: {cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection((author.host, author.port), timeout=30) as line:
            line.sendall(head.encode() + body[:-3])
            line.shutdown(socket.SHUT_WR)
            assert line.recv(65536).startswith(b"HTTP/1.1 400")
        assert author.post(group.path, dict(fields))[0] == 303
        assert exported(server.url, group) == ["Heel en al"]


def test_control_with_a_new_key_each_time_some_notes_are_there_twice(place: Place) -> None:
    tables = groups(place, 6)
    with serve(place.database_url, place.instance) as server:
        rush(server.url, server.port, tables, same_key=False)
        told = [text for group in tables for text in exported(server.url, group)]
    assert max(Counter(told).values()) > 1
