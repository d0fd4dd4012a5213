"""The migrations make the tables that the models describe, on either engine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, insert, select

from makers.core.database import SQLITE
from tests import postgres
from tests.server import run_flask


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: postgres.Server) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'makers.db'}"
    return postgres_server.create_database("migrations")


@pytest.mark.slow
def test_from_nothing_to_what_the_models_say(empty: str, tmp_path: Path) -> None:
    run_flask("db", "upgrade", database_url=empty, instance=tmp_path)
    said = run_flask("db", "check", database_url=empty, instance=tmp_path)
    assert "No new upgrade operations" in said


@pytest.mark.slow
def test_and_back_to_nothing(empty: str, tmp_path: Path) -> None:
    run_flask("db", "upgrade", database_url=empty, instance=tmp_path)
    run_flask("db", "downgrade", "base", database_url=empty, instance=tmp_path)
    run_flask("db", "upgrade", database_url=empty, instance=tmp_path)
    assert "journal at 0" in run_flask("makers", "check", database_url=empty, instance=tmp_path)


@pytest.mark.slow
def test_who_organises_stays_and_no_number_of_who_left_is_given_again(
    empty: str, tmp_path: Path
) -> None:
    run_flask("db", "upgrade", "0014_organisers", database_url=empty, instance=tmp_path)
    module = {"module": SQLITE} if empty.startswith("sqlite") else {}
    engine = create_engine(empty.replace("postgresql://", "postgresql+psycopg://"), **module)
    metadata = MetaData()
    metadata.reflect(engine)
    organiser, code, journal = (
        metadata.tables[name] for name in ("organiser", "recovery_code", "journal")
    )
    noon = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    account = {"name": "Bea", "password": "x", "since": noon, "role": "organiser"}
    removed = {"at": noon, "topic": "organisers", "what": "organiser.removed", "actor_kind": "x"}
    with engine.begin() as connection:
        for number in (1, 2):
            email = f"{number}@example.org"
            connection.execute(insert(organiser), {**account, "email": email})
        connection.execute(insert(code), {"organiser_id": 1, "digest": "y"})
        connection.execute(organiser.delete().where(organiser.c.id == 2))
        connection.execute(insert(journal), {**removed, "subject_id": 2})
    run_flask("db", "upgrade", "0015_former_organisers", database_url=empty, instance=tmp_path)
    with engine.begin() as connection:
        connection.execute(insert(organiser), {**account, "email": "3@example.org"})
        assert connection.scalars(select(organiser.c.id).order_by(organiser.c.id)).all() == [1, 3]
        assert connection.scalar(select(code.c.organiser_id)) == 1
    engine.dispose()
    run_flask("db", "downgrade", "0014_organisers", database_url=empty, instance=tmp_path)
