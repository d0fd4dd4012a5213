"""The database: two engines, one way to write.

Reads use ``db.session`` as Flask-SQLAlchemy gives it. Every write goes through ``writing``, which
is one transaction with its lock as the first statement (DESIGN §5.2).
"""

from __future__ import annotations

import enum
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from types import ModuleType
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, event, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from makers.core import postgresql

try:  # Debian's own library may lie in the range of a WAL bug that is mended in 3.51.3
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this machine: the standard library's serves, `check` names it
    import sqlite3 as sqlite

SQLITE: ModuleType = sqlite
BUSY_SECONDS = 5.0
WORK = "writing"


class Model(DeclarativeBase):
    """The class every table is declared on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Model)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC. A naive one raises ``ValueError``: its zone is a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database: UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database: aware, also where the engine keeps no zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def one_of(choices: type[enum.StrEnum]) -> Enum:
    """The column type of an enumeration: its values as text, checked by the database."""
    return Enum(
        choices,
        name=choices.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


@contextmanager
def writing(event_id: int | None = None) -> Iterator[Session]:
    """One writing transaction: lock, then whatever the caller re-reads, checks and writes.

    The request's own reads end first, so every object loaded before is read again when it is
    touched. SQLite: one writer at a time (``BEGIN IMMEDIATE``, and a lock in this process so that
    nobody waits inside SQLite). PostgreSQL: the row of ``event_id`` is locked; without one the
    caller's own rows and constraints must do. What ``at_the_end`` asked for runs last, then the
    commit, then what ``after_commit`` asked for. An exception rolls everything back.

    Raises ``RuntimeError`` inside another ``writing``: who answers a signal joins its sender.
    """
    session = db.session()
    if session.info.get(WORK) is not None:
        raise RuntimeError("writing() inside writing(): join the sender's transaction instead")
    session.rollback()
    with _one_writer(session):
        work = session.info[WORK] = Work()
        try:
            _lock(session, event_id)
            yield session
            for last in work.at_the_end.values():
                last(session)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info[WORK] = None
    for then in work.after_commit.values():
        then()


@dataclass
class Work:
    """What one writing transaction still has to do, each thing once per name."""

    at_the_end: dict[str, Callable[[Session], None]] = field(default_factory=dict)
    after_commit: dict[str, Callable[[], object]] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)


def work(session: Session) -> Work:
    """The running transaction's work; raises ``RuntimeError`` outside ``writing``."""
    running: Work | None = session.info.get(WORK)
    if running is None:
        raise RuntimeError("this belongs in writing(), and stands outside it")
    return running


def at_the_end(session: Session, name: str, what: Callable[[Session], None]) -> None:
    """Run ``what(session)`` last in this transaction; once per ``name``."""
    work(session).at_the_end.setdefault(name, what)


def after_commit(session: Session, name: str, what: Callable[[], object]) -> None:
    """Run ``what()`` when this transaction is committed; once per ``name``, never if it fails."""
    work(session).after_commit.setdefault(name, what)


def init_app(app: Flask) -> None:
    """Bind the engines' habits to the app. Pools are sized for streams that hold no connection."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    options: dict[str, Any] = {"pool_size": 24, "max_overflow": 8, "pool_timeout": 20}
    if url.startswith("sqlite"):
        options["module"] = SQLITE
    else:
        options["pool_use_lifo"] = True  # a connection knows the plans of what it was asked often
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _open_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)
        else:
            postgresql.look_after(db.engine)


def insert_into(session: Session, model: type[Model]) -> Any:
    """An INSERT in this engine's own words, which may say what happens ON CONFLICT."""
    return sqlite_insert(model) if is_sqlite(session) else postgresql_insert(model)


@cache
def insert_unless(dialect: str, model: type[Model], column: str) -> Any:
    """An INSERT of one row, given as parameters, that does nothing where ``column`` is taken.

    Built once: it is for rows that are made all the time. Run it on ``session.connection()``.
    """
    insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    table: Any = model.__table__
    return insert(table).on_conflict_do_nothing(index_elements=[column])


def is_sqlite(session: Session) -> bool:
    """Whether this session writes to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


_writer = threading.Lock()


@contextmanager
def _one_writer(session: Session) -> Iterator[None]:
    if not is_sqlite(session):
        yield
        return
    with _writer:
        yield


def _lock(session: Session, event_id: int | None) -> None:
    """The transaction's first statement."""
    if is_sqlite(session):
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    elif event_id is not None:
        # NO KEY UPDATE: rows that only point at the event may still be inserted meanwhile.
        session.execute(
            text("SELECT id FROM event WHERE id = :id FOR NO KEY UPDATE"), {"id": event_id}
        )


def _open_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late
    for pragma in (
        "busy_timeout = 250",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "mmap_size = 0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.exec_driver_sql(f"BEGIN {mode}")
            return
        except OperationalError:
            # another process writes; under gevent this sleep lets every other request go on
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)


def engine_of(app: Flask) -> Engine:
    """The app's engine, for those who live outside a request (the stream's reader)."""
    with app.app_context():
        return db.engine
