"""The demo's afternoon at the board: matched, dragged, made known, and mended when it runs late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.links import Grant
from makers.seating.models import Plan, Table
from makers.seating.queries import IN_FORCE
from tests.installed import Installed
from tests.journeys.browsers import LAPTOP, Watch, opened
from tests.journeys.house import SERVERS, House, house, laying_out, settled

pytestmark = pytest.mark.journey
WALKS_IN = "Ineens Daar"


@dataclass(frozen=True)
class Room:
    """The demo's round with its plan in force, somebody at a table, and another table with room."""

    door: str
    checkin: str
    path: str
    who: int
    name: str
    table: int
    sits: int


@pytest.fixture(params=["sqlite", "postgres"])
def makers(request: pytest.FixtureRequest, tmp_path: Path, installed: Installed) -> Iterator[House]:
    """The demo: on SQLite with one process, on PostgreSQL with two."""
    url = installed.copy(request.param, tmp_path, "demo")
    with house(url, tmp_path, SERVERS[request.param]) as running:
        yield running


@pytest.fixture
def room(makers: House) -> Iterator[Room]:
    """Its round of intervision."""
    with laying_out(makers):
        yield settled(_room())


def _room() -> Room:
    wanted = select(Plan).join(Table, Table.item_id == Plan.item_id).where(*IN_FORCE)
    plan = db.session.scalars(wanted.where(Table.case_id.is_not(None))).first()
    assert plan is not None
    seat = next(one for one in plan.seats if one.part == "participant")
    tables = {one.table_id: one.table for one in plan.seats}
    other = next(
        table
        for table in tables.values()
        if table.id != seat.table_id
        and sum(one.table_id == table.id for one in plan.seats) < table.most
    )
    with writing() as session:
        door = links.issue(session, Grant("organiser", None, 1), now=clock.now())
    return Room(
        door=f"/l/{door}",
        checkin=f"/door/{plan.event_id}",
        path=f"/organise/events/{plan.event_id}/seating?round={plan.item_id}",
        who=seat.signup_id,
        name=seat.signup.name,
        table=other.id,
        sits=seat.table_id,
    )


def test_matched_dragged_made_known_and_mended(
    room: Room, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as mine,
        opened(browser, watch, makers.last, LAPTOP) as theirs,
    ):
        for page in (mine, theirs):
            page.goto(room.door)
            page.goto(room.path)
        dragged(mine, room)
        for page in (mine, theirs):
            expect(at(page, room.table)).to_contain_text(room.name)
            expect(page.locator("#board")).to_contain_text("concept")
            expect(page.locator("#board")).to_contain_text("was tafel")
        watch.look(mine, "dragged")
        mine.get_by_role("button", name="Draai de laatste verplaatsing terug").click()
        for page in (mine, theirs):
            expect(at(page, room.sits)).to_contain_text(room.name)
        prices_are_read(theirs, room, watch)
        dragged(mine, room)
        expect(at(theirs, room.table)).to_contain_text(room.name)
        theirs.get_by_role("button", name="Maak de indeling opnieuw").click()
        for page in (mine, theirs):
            expect(page.locator("dl.wishes")).to_be_visible()
            expect(at(page, room.table)).to_contain_text(room.name)
        made_known(mine, theirs)
        somebody_walks_in(theirs, room)
        theirs.goto(room.path)
        mended_with_few_moves(mine, theirs, watch)


def at(page: Page, table_id: int) -> Locator:
    """A table on the board."""
    return page.locator(f"[data-table='{table_id}']")


def dragged(page: Page, room: Room) -> None:
    """Somebody is dragged to another table, whose price is shown before they land."""
    target = at(page, room.table)
    target.scroll_into_view_if_needed()
    page.locator(f"[data-signup='{room.who}']").hover()
    page.mouse.down()
    target.hover(position={"x": 80, "y": 30})
    expect(target.locator("[data-price]")).not_to_be_empty()
    target.hover(position={"x": 90, "y": 30})
    page.mouse.up()
    expect(target).to_contain_text(room.name)


def prices_are_read(page: Page, room: Room, watch: Watch) -> None:
    """What every other table would cost, in a dialog."""
    page.get_by_role("link", name=f"Verplaats {room.name}").click()
    expect(page.get_by_role("dialog", name=room.name)).to_be_visible()
    watch.look(page, "prices")
    page.get_by_role("button", name="Sluiten").click()


def made_known(page: Page, other: Page) -> None:
    """The draft is made known, also by mail; the other organiser sees it."""
    page.get_by_label("Ook per mail").check()
    page.get_by_role("button", name="Maak bekend").click()
    expect(page.get_by_text("Wie een nieuwe tafel heeft, krijgt een mail.")).to_be_visible()
    for one in (page, other):
        expect(one.locator("#board")).to_contain_text("Iedereen ziet de eigen tafel")


def somebody_walks_in(page: Page, room: Room) -> None:
    """Who is on no list comes in."""
    page.goto(room.checkin)
    page.get_by_text("Niet op de lijst?").click()
    page.get_by_label("Naam", exact=True).fill(WALKS_IN)
    page.get_by_role("radio", name="ambtenaar").check()
    page.locator("#walk-in form.form").get_by_role("button", name="Binnen").click()
    expect(page.get_by_text(WALKS_IN)).to_be_visible()


def mended_with_few_moves(page: Page, other: Page, watch: Watch) -> None:
    """Who is not in stays away, who walked in gets a place, and hardly anybody moves."""
    ways = page.get_by_role("region", name="Loopt het anders?")
    ways.get_by_label("Alleen wie binnen is").check()
    ways.get_by_role("button", name="Bekijk drie manieren").click()
    choice = ways.get_by_role("button", name="Kies dit Een paar mensen verplaatsen")
    expect(choice).to_be_visible()
    expect(ways).to_contain_text("1 krijgt een plek")
    watch.look(page, "ways-on")
    choice.click()
    page.get_by_role("link", name="Leg ze naast elkaar").click()
    expect(page.get_by_role("row").filter(has_text=WALKS_IN)).to_contain_text("nieuw hier")
    watch.look(page, "side-by-side")
    page.get_by_role("link", name="Terug naar de indeling").click()
    page.get_by_role("link", name="Wat is gelukt, en wat niet?").click()
    expect(page.get_by_role("heading", name="Wat is gelukt, en wat niet")).to_be_visible()
    watch.look(page, "given-up")
    page.get_by_role("link", name="Terug naar de indeling").click()
    page.get_by_role("button", name="Maak bekend").click()
    for one in (page, other):
        expect(one.locator("#board")).to_contain_text("Iedereen ziet de eigen tafel")
        expect(one.locator(".board")).to_contain_text(WALKS_IN)
