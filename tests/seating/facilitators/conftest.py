"""An afternoon that asks for facilitators, a week ahead."""

from __future__ import annotations

import pytest
from flask import Flask

from makers.core import clock
from makers.events.models import Event
from tests import build
from tests.seating.facilitators.asked import WEEK


@pytest.fixture(autouse=True)
def a_week_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything happens a week before the afternoon."""
    monkeypatch.setattr(clock, "now", lambda: WEEK)


@pytest.fixture
def event(app: Flask) -> Event:
    """An afternoon with one table that nobody leads."""
    made = build.event()
    build.table(build.item(made, title="Aan tafel"), 4)
    return made
