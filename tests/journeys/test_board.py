"""The board in a browser: drag somebody with the price shown, undo, and both organisers agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.seating import plans
from tests.journeys.browsers import LAPTOP, Watch, opened
from tests.journeys.house import House, laying_out, settled
from tests.seating.rows import afternoon, tables_of

pytestmark = pytest.mark.journey


@dataclass(frozen=True)
class Room:
    """A round with a plan in force, somebody at a table, and another table with room."""

    url: str
    door: str
    path: str
    who: int
    name: str
    there: int
    table: int
    sits: int


@pytest.fixture
def room(makers: House) -> Iterator[Room]:
    """Two tables, one of them with room for more."""
    with laying_out(makers):
        yield settled(_room(makers.first))


def _room(url: str) -> Room:
    item = afternoon(10, 2, most=8)
    plan = plans.match(item, now=clock.now(), by=SYSTEM)
    plans.publish(item, now=clock.now(), by=SYSTEM)
    seat = next(one for one in plan.seats if one.part == "participant")
    other = next(table for table in tables_of(item) if table.id != seat.table_id)
    with writing() as session:
        door = links.issue(session, Grant("organiser", None, 1), now=clock.now())
    return Room(
        url=url,
        door=f"/l/{door}",
        path=f"/organise/events/{item.event_id}/seating",
        who=seat.signup_id,
        name=seat.signup.name,
        there=sum(one.table_id == other.id for one in plan.seats),
        table=other.id,
        sits=seat.table_id,
    )


def test_somebody_is_dragged_and_both_boards_agree(
    room: Room, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, room.url, LAPTOP) as mine,
        opened(browser, watch, room.url, LAPTOP) as theirs,
    ):
        for page in (mine, theirs):
            page.goto(room.door)
            page.goto(room.path)
        seat = mine.locator(f"[data-signup='{room.who}']")
        target = mine.locator(f"[data-table='{room.table}']")
        box = target.bounding_box()
        assert box
        seat.hover()
        mine.mouse.down()
        mine.mouse.move(box["x"] + 80, box["y"] + 60, steps=4)
        expect(target.locator("[data-price]")).not_to_be_empty()
        mine.mouse.move(box["x"] + 90, box["y"] + 60, steps=2)
        mine.mouse.up()
        for page in (mine, theirs):
            there = page.locator(f"[data-table='{room.table}']")
            expect(there).to_contain_text(room.name)
            expect(page.locator("#board")).to_contain_text("concept")
            expect(page.locator("#board")).to_contain_text("was tafel")
        watch.look(mine, "dragged")
        mine.get_by_role("button", name="Draai de laatste verplaatsing terug").click()
        for page in (mine, theirs):
            here = page.locator(f"[data-table='{room.sits}']")
            expect(here).to_contain_text(room.name)
        theirs.get_by_role("link", name=f"Verplaats {room.name}").click()
        expect(theirs.get_by_role("dialog", name=room.name)).to_be_visible()
        watch.look(theirs, "prices")
        theirs.get_by_role("button", name="Sluiten").click()
        theirs.get_by_role("button", name="Maak de indeling opnieuw").click()
        expect(mine.locator("dl.wishes")).to_be_visible()
        expect(theirs.locator("dl.wishes")).to_be_visible()
