"""A table with a bringer and two civil servants, and browsers for each of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from makers.core import links
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.followups import service
from makers.followups.models import FollowUp
from makers.followups.service import Terms
from makers.seating.models import SeatPart, Table
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON, Browser

BY = Actor("facilitator", None)
NEXT_WEEK = date(2026, 12, 4)


@dataclass
class Group:
    """One table in one round, its people, and someone of the other table."""

    table: Table
    bringer: Signup
    first: Signup
    elsewhere: Signup

    def agreed(self, action: str = "Bellen", **terms: object) -> FollowUp:
        """An agreement of the table; owner and counterpart by id."""
        made = Terms(action, **terms)  # type: ignore[arg-type]
        return service.agree(self.table, made, key=uuid.uuid4(), now=NOON, by=BY)


@pytest.fixture
def group(app: Flask) -> Group:
    """Two tables in one published plan."""
    event = build.event()
    item = build.item(event)
    bringer = build.signup(event, "Noor", role="sociaal ondernemer", organisation="Tuin")
    first, elsewhere = build.signup(event, "Ali"), build.signup(event, "Eva")
    table = build.table(item, case_id=build.case(bringer, "De tuin moet weg").id)
    other = build.table(item, number=2)
    build.published_plan(
        item,
        {table: [bringer, first], other: [elsewhere]},
        parts={bringer.id: SeatPart.BRINGER},
    )
    return Group(table, bringer, first, elsewhere)


def browser(app: Flask, grant: Grant) -> Browser:
    """A browser that holds one right."""
    made = app.test_client()
    with made.session_transaction() as session:
        session["visit"] = links.give(grant, None, now=NOON)
    return made  # type: ignore[return-value]


def seated(app: Flask, table: Table, who: Signup) -> Browser:
    """The browser of someone who claimed a seat at this table."""
    return browser(app, Grant("table", table.event_id, table.id, who.id))


def phone(app: Flask, signup: Signup) -> Browser:
    """The browser of someone who opened the personal link."""
    return browser(app, Grant("personal", signup.event_id, signup.id, signup.id))
