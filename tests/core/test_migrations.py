"""The migrations make the tables that the models describe, on either engine."""

from __future__ import annotations

from pathlib import Path

import pytest

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
