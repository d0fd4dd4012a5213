"""A real database with a table in it, and links for who sits there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.links import Grant
from tests import build
from tests.conftest import made_app
from tests.installed import Installed


@dataclass(frozen=True)
class Place:
    """A database with one table, and the way in as its facilitator."""

    database_url: str
    instance: Path
    event_id: int
    table_id: int
    link: str

    @property
    def workers(self) -> int:
        """How many processes serve it: two where the database wakes them both."""
        return 1 if self.database_url.startswith("sqlite") else 2


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path, installed: Installed) -> Place:
    """A table under way, on either engine, with its tables made by the migrations."""
    url = installed.copy(request.param, tmp_path)
    app = made_app(tmp_path, url)
    with app.app_context():
        item = build.item(build.event())
        table = build.table(item, facilitator_id=build.signup(item.event, "Begeleider").id)
        grant = Grant("facilitator", table.event_id, table.id, table.facilitator_id)
        with writing() as session:
            token = links.issue(session, grant, now=clock.now())
        made = Place(url, tmp_path, table.event_id, table.id, f"/l/{token}")
        db.session.remove()
        db.engine.dispose()
    return made
