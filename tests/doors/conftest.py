"""What the doors' tests share: who organises, and the pages' clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from makers.core import clock, links
from makers.core.links import Grant


@pytest.fixture
def desk(client: FlaskClient, now: datetime) -> FlaskClient:
    """A browser that is logged in at the desk."""
    secret = links.give(Grant("organiser", None, 1), None, now=now)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the pages' clock."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to
