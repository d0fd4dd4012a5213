"""Places to measure at: the demo afternoon, and an afternoon that is open for sign-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from makers.core import clock
from makers.core.database import db
from makers.events import queries
from tests import build
from tests.conftest import made_app
from tests.server import run_flask


@dataclass(frozen=True)
class Place:
    """A database with an event that is open for sign-up, and perhaps one that runs now."""

    database_url: str
    instance: Path
    slug: str
    running: str = ""


def demo(folder: Path) -> Place:
    """The demo's next event, in a fresh SQLite database."""
    url = f"sqlite:///{folder / 'makers.db'}"
    run_flask("db", "upgrade", database_url=url, instance=folder)
    run_flask("makers", "demo", database_url=url, instance=folder)
    app = made_app(folder, url)
    with app.app_context():
        coming = queries.upcoming(clock.now())
        running, slug = coming[0].slug, coming[-1].slug
        db.session.remove()
        db.engine.dispose()
    return Place(url, folder, slug, running)


def afternoon(folder: Path, database_url: str, capacity: int) -> Place:
    """An event with ``capacity`` free places on this database, tables made by the migrations."""
    run_flask("db", "upgrade", database_url=database_url, instance=folder)
    return open_for(folder, database_url, capacity)


def open_for(folder: Path, database_url: str, capacity: int) -> Place:
    """The same where the tables are there."""
    app = made_app(folder, database_url)
    with app.app_context():
        starts_at = clock.now() + timedelta(days=30)
        ends_at = starts_at + timedelta(hours=4)
        slug = build.event(capacity=capacity, starts_at=starts_at, ends_at=ends_at).slug
        db.session.remove()
        db.engine.dispose()
    return Place(database_url, folder, slug)
