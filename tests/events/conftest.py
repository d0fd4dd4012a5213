"""What the tests of the event share: who organises, and a day's details."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from makers.core import links
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.events.details import Details, ItemDetails, RoleDetails
from makers.events.models import ItemKind, Side

BY = Actor("organiser", 1)
ONE_O_CLOCK = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(client: FlaskClient, now: datetime) -> FlaskClient:
    """A browser that is logged in at the desk."""
    secret = links.give(Grant("organiser", None, 1), None, now=now)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client


@pytest.fixture
def details() -> Callable[..., Details]:
    """Details of an afternoon from 13.00 to 17.00 in Rotterdam; the test names what matters."""

    def make(**values: Any) -> Details:
        given: dict[str, Any] = {
            "title": "De makers in de Leeszaal",
            "starts_at": ONE_O_CLOCK,
            "ends_at": ONE_O_CLOCK + timedelta(hours=4),
            "capacity": 40,
            "occasion": "Een eerste keer.",
            "roles": (
                RoleDetails("ambtenaar", Side.GOVERNMENT, 20),
                RoleDetails("sociaal ondernemer", Side.ENTREPRENEUR),
            ),
            "domains": ("onderwijs", "armoede"),
        }
        return Details(**{**given, **values})

    return make


@pytest.fixture
def item_details() -> Callable[..., ItemDetails]:
    """Details of a lecture at 14.00; the test names what matters."""

    def make(**values: Any) -> ItemDetails:
        given: dict[str, Any] = {
            "kind": ItemKind.LECTURE,
            "title": "Lezing",
            "starts_at": ONE_O_CLOCK + timedelta(hours=1),
            "minutes": 45,
            "who": "Hans Boutellier",
        }
        return ItemDetails(**{**given, **values})

    return make
