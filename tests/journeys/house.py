"""A whole installation for a journey: a database, its servers, its organiser, its mail."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask

from makers.core.database import db
from tests.conftest import made_app
from tests.server import Server, serve

SERVERS = {"sqlite": 1, "postgres": 2}
LINK = re.compile(r"https?://\S+/l/[A-Za-z]+_[\w-]+")
Found = TypeVar("Found")


@dataclass(frozen=True)
class House:
    """A running installation; with two servers, what happens at one shows at the other."""

    database_url: str
    instance: Path
    servers: tuple[Server, ...]

    @property
    def first(self) -> str:
        """The address of the first server."""
        return self.servers[0].url

    @property
    def last(self) -> str:
        """The address of the other server, where there is one."""
        return self.servers[-1].url

    def letters_to(self, address: str) -> list[str]:
        """The plain texts of all mails to an address so far, oldest first."""
        found = []
        for file in sorted((self.instance / "mail").glob("*.eml")):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            if message["To"] == address and body is not None:
                found.append(body.get_content())
        return found

    def personal_link(self, address: str, *, letters: int = 1) -> str:
        """The path of the newest personal link mailed, once there are so many letters."""

        def link() -> str | None:
            texts = self.letters_to(address)
            found = LINK.findall(texts[-1]) if len(texts) >= letters else []
            return str(urlsplit(found[0]).path) if found else None

        return until(link, what=f"a letter to {address}")


@contextmanager
def house(database_url: str, instance: Path, servers: int) -> Iterator[House]:
    """Serve an installation (``tests.installed``) from so many processes."""
    with ExitStack() as stack:
        running = [
            stack.enter_context(serve(database_url, instance, MAKERS_DEMO="1"))
            for _ in range(servers)
        ]
        yield House(database_url, instance, tuple(running))


def until(ask: Callable[[], Found | None], *, what: str, seconds: float = 15) -> Found:
    """What ``ask`` answers as soon as it answers something; fails when that takes too long."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        pause.wait(0.05)
    raise AssertionError(f"waited {seconds:.0f} seconds for {what}")


@contextmanager
def laying_out(makers: House) -> Iterator[Flask]:
    """An app on the database of a running installation, to put something into it and look at it.

    Until ``settled`` nobody else writes: what a test puts in belongs together.
    """
    app = made_app(makers.instance, makers.database_url)
    with app.app_context():
        db.engine.update_execution_options(sqlite_begin="IMMEDIATE")
        yield app
        db.session.remove()
        db.engine.dispose()


def settled(put: Found) -> Found:
    """What was put in, for the installation to work with."""
    db.session.commit()
    db.engine.update_execution_options(sqlite_begin="DEFERRED")
    return put
