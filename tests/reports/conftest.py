"""What the documents stand on in tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture
def bare() -> Iterator[Flask]:
    """A bare app: documents need words and templates, no database."""
    app = Flask("makers")
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam")
    with app.app_context():
        yield app
