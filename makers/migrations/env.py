"""How Alembic reaches the database: the app's own engine, SQLite's tables changed in batches."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from makers.core.database import UTCDateTime

migrate = current_app.extensions["migrate"]


def written(kind: str, thing: object, context: object) -> str | bool:
    """A migration names the database's type, not our class, which may change later."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Bring this connection's database to the revision asked for."""
    context.configure(
        connection=connection,
        target_metadata=migrate.db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=written,
    )
    with context.begin_transaction():
        context.run_migrations()


def keep_what_points(connection: Connection, on: str) -> None:
    """SQLite changes a table by making it anew. With its foreign keys on, dropping the old one would
    take along every row that points at it; the setting only changes outside a transaction."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys = {on}")


with migrate.db.engine.connect() as connection:
    keep_what_points(connection, "OFF")
    run(connection)
    connection.commit()
    keep_what_points(connection, "ON")
