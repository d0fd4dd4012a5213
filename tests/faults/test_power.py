"""The power goes while eight people write: what was acknowledged is there, once."""

from __future__ import annotations

import http.client
import threading
import time
import uuid
from dataclasses import dataclass, field

import pytest

from tests.faults.conftest import Place
from tests.server import Server, serve
from tests.visitor import Visitor

pytestmark = pytest.mark.fault

WRITERS = 8
NOTES = 25
CUTS = 2


@dataclass
class Writer:
    """Someone who writes notes and sends each until it is acknowledged, with the same key."""

    name: str
    visitor: Visitor
    acknowledged: list[str] = field(default_factory=list)

    def write(self, place: Place, deadline: float) -> None:
        """Write ``NOTES`` notes, however often the server goes away."""
        path = self.visitor.enter(place.link)
        token = self.visitor.token(path)
        for number in range(NOTES):
            text = f"notitie {self.name}-{number}."
            fields = {"csrf_token": token, "key": uuid.uuid4(), "kind": "question", "text": text}
            while time.monotonic() < deadline:
                try:
                    status, _, answer = self.visitor.post(f"{path}/notes", dict(fields))
                except (OSError, http.client.HTTPException):
                    continue
                assert status == 303, answer
                self.acknowledged.append(text)
                break


def cut_the_power(
    server: Server, writers: list[Writer], threads: list[threading.Thread], after: int
) -> None:
    """Kill the server when ``after`` notes in all were acknowledged."""
    while sum(len(writer.acknowledged) for writer in writers) < after:
        assert any(thread.is_alive() for thread in threads), "somebody still writes"
    server.kill()


def test_what_was_acknowledged_survives_and_is_there_once(place: Place) -> None:
    port, threads, deadline = 0, [], time.monotonic() + 90
    writers: list[Writer] = []
    for cut in range(1, CUTS + 1):
        with serve(place.database_url, place.instance, port=port) as server:
            port = server.port
            if not writers:
                writers = [Writer(str(n), Visitor(server.url)) for n in range(WRITERS)]
                threads = [
                    threading.Thread(target=writer.write, args=(place, deadline))
                    for writer in writers
                ]
                for thread in threads:
                    thread.start()
            cut_the_power(server, writers, threads, after=cut * WRITERS * NOTES // (CUTS + 1))
    with serve(place.database_url, place.instance, port=port) as server:
        for thread in threads:
            thread.join(timeout=90)
        reader = Visitor(server.url)
        page = reader.get(reader.enter(place.link))[2]
    acknowledged = [text for writer in writers for text in writer.acknowledged]
    assert len(acknowledged) == WRITERS * NOTES
    found = {text: page.count(f"<p>{text}</p>") for text in acknowledged}
    assert found == dict.fromkeys(acknowledged, 1)
