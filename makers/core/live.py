"""The live stream: open screens hear which topic changed and fetch what they may see.

A signal carries a topic and a version (the journal's id), no text and no HTML; beside them the
plain numbers that a slice lets its topic carry (``Hub.carry``).
"""

from __future__ import annotations

import json
import queue
import re
from collections.abc import Callable, Collection, Iterable, Iterator

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup
from sqlalchemy import Integer, ScalarSelect, SQLColumnExpression, bindparam, func, select

from makers.core import clock, database, journal
from makers.core.database import db
from makers.core.fragments import CSRF_MARK, NONCE_MARK, Fragments, only_for, without_others
from makers.core.hub import Hub, Listener, Signal
from makers.core.journal import JournalEntry
from makers.core.tokens import csp_nonce, csrf_token
from makers.core.web import language

PULSE_SECONDS = 15
BACKLOG = 500
ID = re.compile("[0-9]{1,9}")  # what an integer of PostgreSQL holds
EVENTS = "text/event-stream"


def init_app(app: Flask) -> None:
    """Give the app its fragments and its hub; gunicorn tells the hub when to stop (``alive``)."""
    app.extensions["makers_live"] = Hub(database.engine_of(app))
    app.extensions["makers_fragments"] = Fragments()
    app.jinja_env.globals["only_for"] = only_for


def hub() -> Hub:
    """The hub of the current app."""
    return current_app.extensions["makers_live"]  # type: ignore[no-any-return]


def fragments() -> Fragments:
    """What this process keeps of the current app's fragments."""
    return current_app.extensions["makers_fragments"]  # type: ignore[no-any-return]


@journal.news.connect
def wake(sender: object = None) -> None:
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
        sent, missed = _backlog(listener, since) if since else (0, [])
    except BaseException:
        hub().leave(listener)
        raise
    db.session.remove()
    once = "once" in request.args
    if once:
        listener.signals.put(None)
    return _streamed(_messages(hub(), listener, sent, missed), "text/plain" if once else EVENTS)


def _streamed(messages: Iterable[str], mimetype: str = EVENTS) -> Response:
    return Response(
        messages,
        mimetype=mimetype,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def shared(
    name: str, version: int, render: Callable[[], str], readers: Collection[str] = ()
) -> Response:
    """A fragment that is the same for all who may see it, rendered once per version and language.

    ``csp_nonce()`` and ``csrf_token()`` inside it are marks that every response fills with its
    own reader's values; what is ``only_for`` some comes to those whom ``readers`` names.
    """
    return Response(shared_part(name, version, render, readers), mimetype="text/html")


def kept(name: str, version: int, readers: Collection[str] = ()) -> Response | None:
    """The same when it was rendered before, else ``None``: then it costs nothing to ask."""
    html = fragments().find((name, version, language()))
    return None if html is None else Response(_filled(html, readers), mimetype="text/html")


def shared_part(
    name: str, version: int, render: Callable[[], str], readers: Collection[str] = ()
) -> Markup:
    """The same as ``shared``, as a part to be put into a page of this reader's own."""
    return _filled(fragments().get((name, version, language()), render), readers)


def own_part(render: Callable[[], str], readers: Collection[str]) -> Markup:
    """The same lines rendered for a page of this reader's own, and kept for nobody."""
    return Markup(without_others(render(), readers))  # noqa: S704 - rendered by our template


def _filled(html: str, readers: Collection[str]) -> Markup:
    if g.get("marks"):  # it goes into another fragment, which every response fills
        return Markup(html)  # noqa: S704 - rendered by our template
    html = without_others(html, readers)
    if CSRF_MARK in html:
        html = html.replace(CSRF_MARK, csrf_token())
    return Markup(html.replace(NONCE_MARK, csp_nonce()))  # noqa: S704 - rendered by our template


def _backlog(listener: Listener, since: str) -> tuple[int, list[Signal | None]]:
    """The last id that the reader knows, and what it missed, oldest first.

    ``0, [None]`` when that is unknown or too much.
    """
    if not ID.fullmatch(since):
        return 0, [None]
    last = int(since)
    entries = select(JournalEntry.id, JournalEntry.topic).where(
        JournalEntry.id > last, JournalEntry.event_id == listener.event_id
    )
    if listener.topics is not None:
        entries = entries.where(JournalEntry.topic.in_(listener.topics))
    found = db.session.execute(entries.order_by(JournalEntry.id).limit(BACKLOG + 1)).all()
    if len(found) > BACKLOG or (not found and last > cursor()):
        return 0, [None]
    changes = [(number, topic) for number, topic in found]
    return last, [*hub().signals(db.session.connection(), changes)]


def _messages(
    hub: Hub, listener: Listener, sent: int, missed: list[Signal | None]
) -> Iterator[str]:
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
