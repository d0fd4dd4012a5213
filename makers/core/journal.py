"""The journal: what changed, when, by whom, in the order in which it was committed.

It stores ids, never text. Its id is the id of the live stream, so a reader that asks for
"everything above the last id I saw" must never miss an entry. PostgreSQL hands ids out before
the commit: two writers may commit in the other order and the reader then skips one. Therefore all
entries of a transaction are inserted last, behind one lock that is held until the commit.
Measured with 8 writers: the naive order missed about one entry in six, this one none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from blinker import signal
from flask_babel import LazyString
from sqlalchemy import Index, String, insert, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from makers.core import clock, database
from makers.core.database import Model, UTCDateTime, db

LOCK = 0x6D616B65  # one advisory lock for the whole journal
CHANNEL = "makers"

news = signal("journal-news")
"""A transaction with entries was committed. Sent without a sender, inside an app's context."""


@dataclass(frozen=True)
class Actor:
    """Who did it: the kind of door they came by, and the id behind it."""

    kind: str
    id: int | None = None


SYSTEM = Actor("system")


class JournalEntry(Model):
    """One change. ``what`` reads as thing.happened, ``topic`` is what open screens listen to."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_event_id_topic_id", "event_id", "topic", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    event_id: Mapped[int | None]
    topic: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None]


def record(
    what: str,
    *,
    event_id: int | None,
    topic: str,
    subject_id: int | None = None,
    by: Actor = SYSTEM,
) -> None:
    """Remember one change in the running ``writing``; raises ``RuntimeError`` outside one."""
    session = db.session()
    entries = database.work(session).entries
    entries.append(
        {
            "at": clock.now(),
            "event_id": event_id,
            "topic": topic,
            "what": what,
            "subject_id": subject_id,
            "actor_kind": by.kind,
            "actor_id": by.id,
        }
    )
    database.at_the_end(session, "journal", _write)


@dataclass(frozen=True)
class Chapter:
    """What the journal's words of one kind of thing are: its name, and a sentence per ``what``."""

    name: str
    label: LazyString
    words: Mapping[str, LazyString]


chapters: dict[str, Chapter] = {}
"""Every chapter by name. Each slice tells its own when it comes into the house."""


def tell(*told: Chapter) -> None:
    """Have the journal read in these words."""
    chapters.update({one.name: one for one in told})


def words() -> dict[str, LazyString]:
    """The sentence of every ``what`` that somebody told the words of."""
    return {what: said for one in chapters.values() for what, said in one.words.items()}


def note_export(*, event_id: int | None, by: Actor) -> None:
    """Write in the journal that it left the house itself, of one event or of all."""
    with database.writing(event_id):
        record("journal.exported", event_id=event_id, topic="journal", by=by)


def last_id(session: Session) -> int:
    """The id of the newest committed entry, 0 when there is none."""
    return session.scalar(text("SELECT coalesce(max(id), 0) FROM journal")) or 0


def _write(session: Session) -> None:
    session.flush()  # subjects first: nothing may wait for another lock once the journal's is held
    if not database.is_sqlite(session):
        _hold_order(session)
    session.connection().execute(_ENTRIES, database.work(session).entries)
    if not database.is_sqlite(session):
        session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})
    database.after_commit(session, "news", news.send)


_ENTRIES = insert(JournalEntry)


def _hold_order(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
