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


with migrate.db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # a table is changed by making it anew: dropping the old one would delete what hangs on it
        connection.detach()
        connection.connection.execute("PRAGMA foreign_keys = OFF")
    run(connection)
    connection.commit()
