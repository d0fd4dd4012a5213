"""A person's own page with a table in each of several rounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.links import Grant
from makers.seating import queries
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON, Browser
from tests.counting import statements
from tests.seating.rows import browser

HOUR = timedelta(hours=1)


@pytest.fixture
def me(app: Flask) -> Signup:
    """Somebody at table 3 at noon and at table 7 an hour later."""
    me = build.signup(build.event(), "Ik")
    for number, starts_at in ((3, NOON), (7, NOON + HOUR)):
        item = build.item(me.event, starts_at=starts_at, minutes=60, title=f"Ronde bij {number}")
        build.published_plan(item, {build.table(item, number): [me]})
    return me


@pytest.fixture
def page(app: Flask, me: Signup) -> Browser:
    """The browser with their personal link."""
    return browser(app, Grant("personal", me.event_id, me.id, me.id))


def test_each_round_has_its_table_in_order(
    page: Browser, me: Signup, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(NOON - HOUR)
    with statements(db.engine) as seen:
        text = page.get(f"/me/{me.id}").text
    assert len(seen) <= 12
    assert text.index("Je zit aan tafel 3") < text.index("Je zit aan tafel 7")
    assert "Ronde bij 7" in text


def test_a_round_that_was_is_one_line(
    page: Browser, me: Signup, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(NOON + HOUR)
    text = page.get(f"/me/{me.id}").text
    assert "tafel 3" in text
    assert "Je zit aan tafel 3" not in text
    assert "Je zit aan tafel 7" in text


def test_to_my_table_leads_to_the_one_of_now_or_the_one_asked_for(
    page: Browser, me: Signup, set_clock: Callable[[datetime], None]
) -> None:
    first, second = queries.seats_of(me)
    for at, seat in ((NOON, first), (NOON + HOUR, second), (NOON + 3 * HOUR, second)):
        set_clock(at)
        assert page.get(f"/me/{me.id}/table").location.endswith(f"/table/{seat.table_id}")
    asked = page.get(f"/me/{me.id}/table?round={first.table.item_id}")
    assert asked.location.endswith(f"/table/{first.table_id}")
    assert page.get(f"/me/{me.id}/table?round=9999").status_code == 404
    assert "Tafel 3" in page.get(f"/me/{me.id}/mates?round={first.table.item_id}").text
