"""A round with people to seat, and who reads of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from makers.events.models import ProgrammeItem
from tests.seating.rows import afternoon


@pytest.fixture
def dutch(app: Flask) -> Iterator[None]:
    """Somebody reads Dutch."""
    with app.test_request_context("/?lang=nl"):
        yield


@pytest.fixture
def item(app: Flask) -> ProgrammeItem:
    """A round of three tables with twelve people."""
    return afternoon(12, 3, most=6)
