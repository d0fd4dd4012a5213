"""A programme of two items, and a stranger who fetches it in every form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.events.exports import Part
from makers.events.models import Event, ItemKind
from makers.events.signals import programme_wanted
from tests import build


@pytest.fixture
def event(app: Flask) -> Event:
    """A row of pecha kuchas at 13.00 in the hall, then a walk for twelve people."""
    event = build.event(title="De makers & co", address="Rijnhoutplein 3")
    build.item(event, ItemKind.PECHA_KUCHA, title="Zes keer <pecha kucha>", place="Grote zaal")
    build.item(
        event,
        ItemKind.WALK,
        title="Wandeling",
        who="Anna en Ben",
        description="Neem een jas mee.\nHet waait.",
        starts_at=event.starts_at + timedelta(hours=1),
        minutes=45,
    )
    return event


@pytest.fixture
def fetch(client: FlaskClient, event: Event) -> Callable[[str], Any]:
    """An export of the event as a stranger gets it."""
    page = f"/e/{event.slug}"
    return lambda name, **more: client.get(f"{page}/{name}", **more)


def talk(event: Event) -> Part:
    row = event.programme[0]
    return Part(
        item_id=row.id,
        key="talk-1",
        title="Een buurthuis",
        starts_at=row.starts_at,
        ends_at=row.starts_at + timedelta(minutes=6, seconds=40),
        summary="Hoe het begon.",
        persons=("Cor Visser", "Dilan Kaya"),
    )


@pytest.fixture
def with_talk(event: Event) -> Any:
    """A later slice answers with one talk."""

    def parts(sender: Event, **about: object) -> list[Part]:
        return [talk(sender)]

    with programme_wanted.connected_to(parts):
        yield
