"""What the documents stand on in tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask_babel import Babel

from makers.intervision.levels import Confidentiality
from tests.reports.afternoon import Round, round_of


@pytest.fixture
def bare() -> Iterator[Flask]:
    """A bare app: documents need words and templates, no database."""
    app = Flask("makers")
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam")
    with app.app_context():
        yield app


@pytest.fixture
def told(app: Flask, now: datetime) -> Round:
    """Three tables; two say much the same, one has a signal of its own and keeps another."""
    found = round_of(now)
    found.write(1, "Vier loketten voor één tuin")
    found.write(2, "Wij moesten bij vier afdelingen langs")
    found.write(3, "Niemand gaat over ovens")
    found.write(3, "Onder ons: de wethouder", level=Confidentiality.TABLE)
    found.approve()
    return found
