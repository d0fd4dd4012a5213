"""A table with a bringer, a facilitator and two civil servants, and browsers for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask

from makers.core import clock as house_clock
from makers.core import links
from makers.core.links import Grant
from makers.intervision import notes, queries
from makers.intervision.coming.entry import Present
from makers.intervision.notes import reading
from makers.intervision.phases.course import course_of
from makers.seating.models import SeatPart, Table
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON, Browser
from tests.intervision.recovering import Room, room


@dataclass
class Round:
    """One table in one group, and its people."""

    table: Table
    bringer: Signup
    facilitator: Signup
    first: Signup
    second: Signup

    def present(self, who: Signup) -> Present:
        """Someone of this table, as the services see them."""
        part = {
            self.bringer.id: SeatPart.BRINGER,
            self.facilitator.id: SeatPart.FACILITATOR,
        }.get(who.id, SeatPart.PARTICIPANT)
        return Present(part, who.id, who.name, part is SeatPart.FACILITATOR, at_table=True)

    def approve(self, now: datetime) -> None:
        """The bringer reads what would leave the table, and lets it go."""
        by = self.present(self.bringer)
        notes.approve(self.table, self.leaving().seen, by=by, now=now)

    def leaving(self) -> notes.Leaving:
        """What would leave the table, as the bringer sees it."""
        by, course = self.present(self.bringer), course_of(self.table.id)
        return notes.leaving(self.table, queries.notes_for(self.table.id, by, course))

    def lying(self, reader: Present) -> Sequence[reading.Row]:
        """What lies on the table before a reader, row by row."""
        course = course_of(self.table.id)
        there = reading.on_table(self.table.id, reader, course, lately=house_clock.now())
        return [row for _kind, rows in reading.on_the_table(there.notes) for row in rows]


@pytest.fixture
def group(app: Flask) -> Round:
    """The table with its people, seated by a published plan."""
    event = build.event()
    item = build.item(event)
    bringer = build.signup(event, "Inbrenger", role="sociaal ondernemer")
    facilitator = build.signup(event, "Begeleider")
    first, second = build.signup(event, "Eerste"), build.signup(event, "Tweede")
    table = build.table(item, case_id=build.case(bringer).id, facilitator_id=facilitator.id)
    build.published_plan(
        item,
        {table: [bringer, facilitator, first, second]},
        parts={bringer.id: SeatPart.BRINGER, facilitator.id: SeatPart.FACILITATOR},
    )
    return Round(table, bringer, facilitator, first, second)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(house_clock, "now", lambda: now)


@pytest.fixture
def made(app: Flask) -> Room:
    """Three tables of a round, for what is done to tables."""
    return room()


def browser(app: Flask, grant: Grant) -> Browser:
    """A browser that holds one right."""
    made = app.test_client()
    with made.session_transaction() as session:
        session["visit"] = links.give(grant, None, now=NOON)
    return made  # type: ignore[return-value]


def seated(app: Flask, table: Table, who: Signup) -> Browser:
    """The browser of someone who claimed their seat."""
    return browser(app, Grant("table", table.event_id, table.id, who.id))
