"""What every test stands on: the app on either engine, clean tables, a browser that clicks nothing.

``app`` runs a test on SQLite and on PostgreSQL; ``either`` may be narrowed by
``@pytest.mark.parametrize("either", ["sqlite"], indirect=True)``.
"""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, has_app_context, request
from flask.testing import FlaskClient
from sqlalchemy import text

from makers import create_app
from makers.config import Settings
from makers.core import clock, house, web
from makers.core.database import Model, db
from tests import postgres
from tests.installed import Installed

NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
# the day on which tests run, whatever day it is: the afternoon is yet to come
STARTED = datetime.now(UTC)
TODAY = NOON - timedelta(days=3)
# the answers that htmx puts into a page (base.html)
SWAPPED = (200, 409, 422)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """A PostgreSQL of our own for as long as the tests run."""
    server = postgres.start(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def installed(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: postgres.Server
) -> Installed:
    """Installations to copy."""
    return Installed(tmp_path_factory.mktemp, postgres_server)


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app on a file of SQLite."""
    folder = tmp_path_factory.mktemp("sqlite")
    return made_app(folder, f"sqlite:///{folder / 'makers.db'}")


@pytest.fixture(scope="session")
def postgres_app(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    """The app on PostgreSQL."""
    url = postgres_server.create_database("rules")
    return made_app(tmp_path_factory.mktemp("instance"), url)


@pytest.fixture(autouse=True)
def today(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the app runs on from ``TODAY``, unless a test sets another."""
    if "app" in request.fixturenames:
        monkeypatch.setattr(clock, "now", lambda: TODAY + (datetime.now(UTC) - STARTED))


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest) -> str:
    """Which engine this test runs on."""
    return str(request.param)


@pytest.fixture
def app(either: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app with empty tables, inside its context."""
    app: Flask = request.getfixturevalue(f"{either}_app")
    with app.app_context():
        empty_tables()
        house.read_again()
        yield app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def now() -> datetime:
    """The clock passed in: noon on the day of the afternoon."""
    return NOON


class Browser(FlaskClient):
    """A client whose requests stand on their own, apart from the test's context and its reads."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send one request as a server would see it."""
        if has_app_context():
            db.session.rollback()
        return contextvars.Context().run(super().open, *args, **kwargs)


def made_app(folder: Path, database_url: str, **options: object) -> Flask:
    """An app for tests: no mail thread, no CSRF (the journeys have it on)."""
    settings = Settings(
        instance=folder,
        database_url=database_url,
        secret_key="a secret of the tests",
        options={"TESTING": True, "WORKER": False, "WTF_CSRF_ENABLED": False, **options},
    )
    app = create_app(settings)
    app.test_client_class = Browser
    app.after_request(_no_page_in_a_part)
    with app.app_context():
        Model.metadata.create_all(db.engine)
    return app


def _no_page_in_a_part(response: Response) -> Response:
    """What htmx puts into a part of a page when a button was pressed is never a whole one."""
    is_swapped = web.wants_fragment() and response.status_code in SWAPPED
    if is_swapped and request.method == "POST":
        assert not response.get_data().lstrip().startswith(b"<!doctype"), request.path
    return response


def empty_tables() -> None:
    """Take every row away, children first."""
    db.session.rollback()
    with db.engine.begin() as connection:
        for table in reversed(Model.metadata.sorted_tables):
            connection.execute(text(f'DELETE FROM "{table.name}"'))
