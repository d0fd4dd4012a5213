"""The journal's reader of a process, and the open streams that it serves.

PostgreSQL wakes it by NOTIFY; SQLite by this process's own commits, and by its data version for
another process's.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection, Engine, bindparam, select, text
from sqlalchemy.exc import SQLAlchemyError

from makers.core import journal
from makers.core.journal import JournalEntry

LOOK_SECONDS = 0.25
logger = logging.getLogger(__name__)

Numbers = Mapping[str, float | None]
Ask = Callable[[Connection, Collection[int]], Mapping[int, Numbers]]
Ear = tuple[int | None, str | None]  # an event and one of its topics, or all of them


class Signal(NamedTuple):
    """What a screen hears: the version of a topic, and the numbers that it carries now."""

    version: int
    topic: str
    numbers: Numbers | None = None


@dataclass(eq=False)
class Listener:
    """One open stream: an event's topics (``None``: all of them) and what it has not sent yet."""

    event_id: int
    topics: frozenset[str] | None
    signals: queue.SimpleQueue[Signal | None] = field(default_factory=queue.SimpleQueue)

    @property
    def ears(self) -> Iterator[Ear]:
        """What it listens to."""
        topics = (None,) if self.topics is None else self.topics
        return ((self.event_id, topic) for topic in topics)


class Hub:
    """The journal's reader of this process and the streams it serves."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.alive: Callable[[], bool] = lambda: True
        self._listeners: dict[Ear, set[Listener]] = defaultdict(set)
        self.news = threading.Event()
        self._starting = threading.Lock()
        self._running = False
        self._last = 0
        self._carried: list[tuple[re.Pattern[str], Ask]] = []

    def carry(self, pattern: str, ask: Ask) -> None:
        """Let topics of this ``pattern`` carry numbers, so that nobody fetches for those alone.

        Its group is the number of a thing; ``ask(connection, numbers)`` tells what holds now of
        each, plain numbers that all who hear the topic may know. It is asked once per process and
        change, however many listen.
        """
        self._carried.append((re.compile(pattern), ask))

    def signals(self, connection: Connection, found: Collection[tuple[int, str]]) -> list[Signal]:
        """Versions with their topics, and the numbers that these carry."""
        told: dict[str, Numbers] = {}
        for pattern, ask in self._carried:
            met = ((topic, pattern.fullmatch(topic)) for topic in {topic for _, topic in found})
            things = {topic: int(match[1]) for topic, match in met if match}
            numbers = ask(connection, set(things.values())) if things else {}
            told |= {topic: numbers[one] for topic, one in things.items() if one in numbers}
        return [Signal(version, topic, told.get(topic)) for version, topic in found]

    def join(self, listener: Listener) -> None:
        """Serve this stream from the next journal entry on; returns when that is certain."""
        with self._starting:
            if not self._running:
                with self.engine.connect() as connection:
                    self._last = self._newest(connection)
                self._running = True
                for work in self._workers():
                    threading.Thread(target=work, daemon=True).start()
            for ear in listener.ears:
                self._listeners[ear].add(listener)

    def leave(self, listener: Listener) -> None:
        """Forget this stream."""
        for ear in listener.ears:
            self._listeners[ear].discard(listener)

    def wake(self) -> None:
        """There may be news in the journal."""
        self.news.set()

    def waits_for_news(self) -> bool:
        """Whether a wake-up call came within ``LOOK_SECONDS``.

        Only a call that was heard is cleared: one that comes as the wait gives up is for next time.
        """
        if not self.news.wait(LOOK_SECONDS):
            return False
        self.news.clear()
        return True

    def _workers(self) -> list[Callable[[], None]]:
        if self.engine.dialect.name == "sqlite":
            return [self._follow]
        return [self._follow, self._hear]

    def _follow(self) -> None:
        """Hand out new entries until the server stops; then end every stream."""
        watch = self._watch() if self.engine.dialect.name == "sqlite" else None
        seen: object = None
        while self.alive():
            heard = self.waits_for_news()
            if watch is not None and not heard:
                with closing(watch.cursor()) as cursor:
                    version = cursor.execute("PRAGMA data_version").fetchone()
                heard, seen = version != seen, version
            if heard:
                self._try_to_hand_out()
        with self._starting:  # who joins meanwhile is told as well, or finds nobody running
            for listener in set().union(*self._listeners.values()):
                listener.signals.put(None)
            self._running = False

    def _try_to_hand_out(self) -> None:
        """A database that is away for a while holds up the news; it does not end the streams."""
        try:
            self._hand_out()
        except SQLAlchemyError:
            logger.exception("the stream's reader could not read the journal; it tries again")
            time.sleep(LOOK_SECONDS)
            self.wake()

    def _hand_out(self) -> None:
        with self.engine.connect() as connection:
            found = connection.execute(_NEWS, {"last": self._last}).all()
            signals = self.signals(connection, [(version, topic) for version, _, topic in found])
        for (version, event_id, topic), signal in zip(found, signals, strict=True):
            self._last = version
            for ear in ((event_id, topic), (event_id, None)):
                for listener in tuple(self._listeners.get(ear, ())):
                    listener.signals.put(signal)

    def _hear(self) -> None:
        """PostgreSQL's wake-up call; after a lost connection it wakes once and listens again."""
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while self.alive():
            try:
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {journal.CHANNEL}")
                    self.wake()
                    while self.alive():
                        for _ in connection.notifies(timeout=1, stop_after=1):
                            self.wake()
            except psycopg.OperationalError:
                time.sleep(1)

    def _watch(self) -> Any:
        """A connection of its own: SQLite's data version tells what other connections wrote."""
        connection = self.engine.raw_connection()
        connection.detach()  # the pool may have another in its place
        return connection

    @staticmethod
    def _newest(connection: Any) -> int:
        return int(connection.execute(text("SELECT coalesce(max(id), 0) FROM journal")).scalar())


_NEWS = (
    select(JournalEntry.id, JournalEntry.event_id, JournalEntry.topic)
    .where(JournalEntry.id > bindparam("last"))
    .order_by(JournalEntry.id)
)
