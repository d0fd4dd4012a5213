"""An event with a row of three slots, and speakers to book them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from flask import Flask

from makers.core import links
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.signups.models import Signup
from makers.talks import booking
from makers.talks.booking import Pitch
from makers.talks.models import Slot, Talk
from tests import build
from tests.conftest import NOON, Browser

BY = Actor("organiser", 1)


@dataclass
class Row:
    """The slots of one item and its first speakers."""

    event: Event
    item: ProgrammeItem
    slots: list[Slot]
    first: Signup
    second: Signup

    def booked(self, signup: Signup, number: int, title: str = "Van afval naar voedsel") -> Talk:
        """A talk on the slot of this number, counted from 1."""
        pitch = Pitch(self.slots[number - 1].id, title, "Wat wij doen.")
        return booking.book(signup, pitch, key=uuid.uuid4(), now=NOON, by=BY)


@pytest.fixture
def row(app: Flask) -> Row:
    """Three free slots and two speakers."""
    event = build.event()
    item = build.item(event, ItemKind.PECHA_KUCHA, title="De makers vertellen")
    speakers = [build.signup(event, name, role="sociaal ondernemer") for name in ("Noor", "Sam")]
    return Row(event, item, build.slots(item), *speakers)


def place_of(talk: Talk) -> int:
    """Where a talk stands in the row, counted from 1."""
    assert talk.slot is not None
    return talk.slot.number


def browser(app: Flask, grant: Grant) -> Browser:
    """A browser that holds one right."""
    made = app.test_client()
    with made.session_transaction() as session:
        session["visit"] = links.give(grant, None, now=NOON)
    return made  # type: ignore[return-value]


def phone(app: Flask, signup: Signup) -> Browser:
    """The browser of someone who opened the personal link."""
    return browser(app, Grant("personal", signup.event_id, signup.id, signup.id))


def desk(app: Flask) -> Browser:
    """An organiser's browser."""
    return browser(app, Grant("organiser", None, 1))
