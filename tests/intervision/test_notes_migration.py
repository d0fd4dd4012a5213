"""What was written before a note had a level keeps its words, its versions and its sharing."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, create_engine, insert, select

from makers.core.database import SQLITE
from tests import postgres
from tests.server import run_flask

BEFORE, AFTER = "0003_phases", "0004_notes"
NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: postgres.Server) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'makers.db'}"
    return postgres_server.create_database("notes_migration")


@pytest.mark.slow
def test_notes_of_the_release_before_keep_everything(empty: str, tmp_path: Path) -> None:
    run_flask("db", "upgrade", BEFORE, database_url=empty, instance=tmp_path)
    module = {"module": SQLITE} if empty.startswith("sqlite") else {}
    engine = create_engine(empty.replace("postgresql://", "postgresql+psycopg://"), **module)
    with engine.begin() as connection:
        _an_afternoon(connection)
    run_flask("db", "upgrade", AFTER, database_url=empty, instance=tmp_path)
    with engine.begin() as connection:
        tables = _tables(connection)
        notes = connection.execute(
            select(*(tables["note"].c[name] for name in ("text", "level", "shared_at"))).order_by(
                tables["note"].c.id
            )
        ).all()
        versions = connection.scalars(select(tables["note_version"].c.text)).all()
    assert [(text, level, at is None) for text, level, at in notes] == [
        ("Onder ons", "table", True),
        ("Het probleem", "report", False),
    ]
    assert sorted(versions) == ["Het probleem", "Onder ons"]
    engine.dispose()
    run_flask("db", "downgrade", BEFORE, database_url=empty, instance=tmp_path)


def _an_afternoon(connection: Connection) -> None:
    """A table with a note that stayed there and one that was shared."""
    row = _Rows(connection)
    row("event", ends_at=NOON + timedelta(hours=4), entrance="open")
    row("programme_item", event_id=1, kind="intervision", minutes=60)
    row("table", event_id=1, item_id=1, number=1, join_code="TAFEL001", least=4, most=8)
    for number, text, at in ((1, "Onder ons", None), (2, "Het probleem", NOON)):
        note = {"kind": "problem_statement", "text": text, "shared_at": at}
        row("note", number, event_id=1, table_id=1, version=1, **note)
        row("note_version", number, note_id=number, version=1, text=text)


class _Rows:
    """Puts rows into the tables as they are in the database, whatever a column wants filled in."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.tables = connection, _tables(connection)

    def __call__(self, name: str, number: int = 1, **values: Any) -> None:
        table = self.tables[name]
        plain: dict[str, Any] = {
            column.name: self._plain(column.type.python_type)
            for column in table.columns
            if not column.nullable
        }
        self.connection.execute(insert(table), {**plain, "id": number, **values})

    def _plain(self, kind: type) -> Any:
        sqlite = self.connection.dialect.name == "sqlite"
        made = {int: 0, str: "", bool: False, datetime: NOON, uuid.UUID: uuid.uuid4()}
        return uuid.uuid4().hex if sqlite and kind is str else made.get(kind, "")


def _tables(connection: Connection) -> Any:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata.tables
