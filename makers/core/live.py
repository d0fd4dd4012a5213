"""The live stream: open screens hear which topic changed and fetch what they may see.

A signal carries a topic and a version (the journal's id), no text and no HTML; beside them the
plain numbers that a slice lets its topic ``carry``. One reader per process follows the journal and
hands entries to the streams of this process. PostgreSQL wakes it by NOTIFY; SQLite by this
process's own commits, and by its data version for another process's.
"""

from __future__ import annotations

import json
import logging
import queue
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg
from flask import Flask, Response, current_app, g, request
from flask_babel import get_locale
from markupsafe import Markup
from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    ScalarSelect,
    SQLColumnExpression,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from makers.core import clock, database, journal
from makers.core.database import db
from makers.core.fragments import CSRF_MARK, NONCE_MARK, Fragments
from makers.core.journal import JournalEntry

PULSE_SECONDS = 15
LOOK_SECONDS = 0.25
BACKLOG = 500
ID = re.compile("[0-9]{1,18}")
EVENTS = "text/event-stream"
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


def init_app(app: Flask) -> None:
    """Give the app its fragments and its hub; gunicorn tells the hub when to stop (``alive``)."""
    app.extensions["makers_live"] = Hub(database.engine_of(app))
    app.extensions["makers_fragments"] = Fragments()


def hub() -> Hub:
    """The hub of the current app."""
    return current_app.extensions["makers_live"]  # type: ignore[no-any-return]


def fragments() -> Fragments:
    """What this process keeps of the current app's fragments."""
    return current_app.extensions["makers_fragments"]  # type: ignore[no-any-return]


def wake() -> None:
    """Tell this process's streams that the journal has news."""
    hub().wake()


def cursor() -> int:
    """The journal's last id. A page reads it before its content: no change falls between."""
    return journal.last_id(db.session())


def version(event_id: int, *topics: str) -> int:
    """The version of what those topics show: the id of the newest entry on any of them."""
    return db.session.scalar(_NEWEST, {"event_id": event_id, "topics": topics}) or 0


def version_of(event_id: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """The same as a column of another statement, which is given its ``topics``."""
    return (
        select(func.coalesce(func.max(JournalEntry.id), 0))
        .where(
            JournalEntry.event_id == event_id,
            JournalEntry.topic.in_(bindparam("topics", expanding=True)),
        )
        .scalar_subquery()
    )


_NEWS = (
    select(JournalEntry.id, JournalEntry.event_id, JournalEntry.topic)
    .where(JournalEntry.id > bindparam("last"))
    .order_by(JournalEntry.id)
)
# built once: every page that is kept asks it
_NEWEST = select(version_of(bindparam("event_id", type_=Integer)))


def stream(event_id: int, topics: Collection[str] | None) -> Response:
    """An event stream of what changes on these topics (``None``: on any of the event).

    It starts after the reader's ``Last-Event-ID``, else after ``?since=``. Who was away for more
    than ``BACKLOG`` changes, or names an id that the journal never gave out, is told to reload. It
    sends a pulse every 15 seconds and ends when the worker is told to stop. It holds no database
    connection. With ``?once`` it ends at once: where streams do not come through, screens ask so
    every few seconds.
    """
    since = request.headers.get("Last-Event-ID") or request.args.get("since", "")
    listener = Listener(event_id, None if topics is None else frozenset(topics))
    if request.method == "HEAD":  # nobody will hear it out
        return _streamed(())
    hub().join(listener)
    try:
        missed = _backlog(listener, since) if since else []
    except BaseException:
        hub().leave(listener)
        raise
    db.session.remove()
    once = "once" in request.args
    if once:
        listener.signals.put(None)
    return _streamed(_messages(hub(), listener, missed), "text/plain" if once else EVENTS)


def _streamed(messages: Iterable[str], mimetype: str = EVENTS) -> Response:
    return Response(
        messages,
        mimetype=mimetype,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def shared(name: str, version: int, render: Callable[[], str]) -> Response:
    """A fragment that is the same for all who may see it, rendered once per version and language.

    ``csp_nonce()`` and ``csrf_token()`` inside it are marks that every response fills with its
    own reader's values.
    """
    return Response(shared_part(name, version, render), mimetype="text/html")


def kept(name: str, version: int) -> Response | None:
    """The same when it was rendered before, else ``None``: then it costs nothing to ask."""
    html = fragments().find((name, version, str(get_locale())))
    return None if html is None else Response(_filled(html), mimetype="text/html")


def shared_part(name: str, version: int, render: Callable[[], str]) -> Markup:
    """The same as ``shared``, as a part to be put into a page of this reader's own."""
    return _filled(fragments().get((name, version, str(get_locale())), render))


def _filled(html: str) -> Markup:
    from makers.core import web  # late: web stands on this module

    if g.get("marks"):  # it goes into another fragment, which every response fills
        return Markup(html)  # noqa: S704 - rendered by our template
    if CSRF_MARK in html:
        html = html.replace(CSRF_MARK, web.csrf_token())
    return Markup(html.replace(NONCE_MARK, web.csp_nonce()))  # noqa: S704 - rendered by our template


def _backlog(listener: Listener, since: str) -> list[Signal | None]:
    """What the reader missed, oldest first; ``[None]`` when that is unknown or too much."""
    if not ID.fullmatch(since):
        return [None]
    last = int(since)
    entries = select(JournalEntry.id, JournalEntry.topic).where(
        JournalEntry.id > last, JournalEntry.event_id == listener.event_id
    )
    if listener.topics is not None:
        entries = entries.where(JournalEntry.topic.in_(listener.topics))
    found = db.session.execute(entries.order_by(JournalEntry.id).limit(BACKLOG + 1)).all()
    if len(found) > BACKLOG or (not found and last > cursor()):
        return [None]
    return [*hub().signals(db.session.connection(), [(number, topic) for number, topic in found])]


def _messages(hub: Hub, listener: Listener, missed: list[Signal | None]) -> Iterator[str]:
    sent = 0
    try:
        yield _message("pulse", {"now": _milliseconds()})
        for signal in missed:
            if signal is None:
                yield _message("reload", {})
                continue
            sent = signal.version
            yield _told(signal)
        while True:
            try:
                signal = listener.signals.get(timeout=PULSE_SECONDS)
            except queue.Empty:
                yield _message("pulse", {"now": _milliseconds()})
                continue
            if signal is None:
                return
            if signal.version > sent:
                sent = signal.version
                yield _told(signal)
    finally:
        hub.leave(listener)


def _told(signal: Signal) -> str:
    data: dict[str, object] = {"topic": signal.topic, "version": signal.version}
    if signal.numbers is not None:
        data["numbers"] = signal.numbers
    return _message(signal.topic, data, signal.version)


def _message(name: str, data: dict[str, object], number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"


def _milliseconds() -> int:
    return int(clock.now().timestamp() * 1000)
