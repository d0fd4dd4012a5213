"""Two people on one laptop: nobody sees or sends what the other has not sent; leaving asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import create_engine, select, text

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.links import Grant
from makers.events.models import ItemKind
from makers.seating.models import Table as SeatedTable
from makers.signups.models import Signup
from tests import build
from tests.journeys.at_table import (
    OFFLINE,
    Table,
    comes,
    on_table,
    saves,
    table_of,
    types,
    waiting,
    written,
)
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
KEPT = """Promise.all([caches.keys(), indexedDB.databases()])
    .then(([shelves, databases]) => [shelves.length, databases.length, localStorage.length])"""


@pytest.fixture
def table(makers: House) -> Iterator[Table]:
    """A table that has begun."""
    with table_of(makers) as laid:
        yield laid


@pytest.fixture
def watch(watch: Watch) -> Iterator[Watch]:
    """What cannot be sent is reported by the browser; here that is the point."""
    yield watch
    expected = (*OFFLINE, "status of 412")
    watch.wrongs[:] = [one for one in watch.wrongs if not any(word in one for word in expected)]


@contextmanager
def nothing_goes_out(page: Page) -> Iterator[None]:
    """Pages come in, and nothing that is sent arrives."""

    def stop(route: Route) -> None:
        if route.request.method == "POST":
            route.abort("connectionreset")
        else:
            route.continue_()

    page.context.route("**/notes", stop)
    yield
    page.context.unroute("**/notes", stop)


def authors(makers: House) -> list[tuple[str, str]]:
    """Each note with the name of whose words it holds."""
    engine = create_engine(makers.database_url)
    asked = "SELECT text, name FROM note JOIN signup ON signup.id = author_id ORDER BY note.id"
    with engine.connect() as connection:
        found = [(row[0], row[1]) for row in connection.execute(text(asked))]
    engine.dispose()
    return found


def test_two_people_on_one_laptop(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as laptop:
        comes(laptop, table.first)
        laptop.wait_for_function("navigator.serviceWorker.controller !== null")
        with nothing_goes_out(laptop):
            saves(laptop, "Van Eerste")
            types(laptop, "Half van Eerste")
            expect(laptop.locator("#kept")).to_contain_text("1 nog niet verzonden")
            comes(laptop, table.second)
            expect(laptop.get_by_text("Jij bent: Tweede Proef")).to_be_visible()
            expect(laptop.locator("#write").get_by_label("Notitie")).to_have_value("")
            expect(waiting(laptop)).to_have_count(0)
            assert "Van Eerste" not in laptop.content()
        saves(laptop, "Van Tweede")
        expect(on_table(laptop)).to_have_text(["Van Tweede"])
        laptop.get_by_role("button", name="Verlaat dit apparaat").click()
        dialog = laptop.get_by_role("dialog", name="Nog niet alles is verzonden")
        expect(dialog).to_be_visible()
        watch.look(laptop, "leaving")
        dialog.get_by_role("button", name="Wacht nog even").click()
        assert authors(makers) == [("Van Tweede", "Tweede Proef")]
        laptop.goto(table.first)
        expect(on_table(laptop)).to_have_text(["Van Tweede", "Van Eerste"])
        expect(laptop.locator("#write").get_by_label("Notitie")).to_have_value("Half van Eerste")
        assert authors(makers)[1] == ("Van Eerste", "Eerste Proef")
        leaves(laptop, table, watch)


def leaves(laptop: Page, table: Table, watch: Watch) -> None:
    """What is typed is asked about; then this browser knows nothing any more."""
    laptop.get_by_role("button", name="Verlaat dit apparaat").click()
    laptop.get_by_role("button", name="Gooi weg en verlaat").click()
    expect(laptop.get_by_text("Je hebt dit apparaat verlaten.")).to_be_visible()
    watch.look(laptop, "left")
    assert laptop.evaluate(KEPT) == [0, 0, 0]
    laptop.goto(table.path)
    expect(laptop.get_by_role("heading", name="Open je eigen link")).to_be_visible()
    laptop.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        laptop.goto(table.path)


def walks(makers: House, table: Table) -> dict[str, str]:
    """The same event has a walk: the personal link of the first, and a login at its desk."""
    with laying_out(makers):
        now = clock.now()
        found = db.session.get_one(SeatedTable, table.id)
        first = db.session.scalars(select(Signup).where(Signup.name == "Eerste Proef")).one()
        build.item(found.item.event, ItemKind.WALK, title="Wandeling door de buurt")
        with writing() as session:
            mine = Grant("personal", found.event_id, first.id, first.id)
            grants = {"personal": mine, "organiser": Grant("organiser", None, 1)}
            paths = {name: links.issue(session, one, now=now) for name, one in grants.items()}
        return settled({name: f"/l/{path}" for name, path in paths.items()})


def test_leaving_asks_while_what_was_seen_on_the_walk_waits(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    ways = walks(makers, table)
    with opened(browser, watch, makers.first, PHONE) as phone:
        comes(phone, table.first)
        phone.goto(ways["personal"])
        phone.get_by_role("link", name="Schrijf op wat je ziet").tap()
        phone.context.route("**/observations", lambda route: route.abort())
        phone.get_by_label("Wat zie je?").fill("Een kas op het dak")
        phone.get_by_role("button", name="Bewaar").tap()
        expect(phone.get_by_role("list", name="Nog niet verzonden")).to_be_visible()
        dialog = phone.get_by_role("dialog", name="Nog niet alles is verzonden")
        for way, button in (
            (ways["organiser"], "Uitloggen"),
            (table.first, "Verlaat dit apparaat"),
        ):
            phone.goto(way)
            phone.get_by_role("button", name=button).tap()
            expect(dialog).to_be_visible()
            watch.look(phone, "asked")
        phone.context.unroute_all()
        dialog.get_by_role("link", name="Wandeling door de buurt").tap()
        expect(phone.locator("#sent .note")).to_have_count(1)
        assert written(makers) == ["Een kas op het dak"]
        comes(phone, table.first)
        phone.get_by_role("button", name="Verlaat dit apparaat").tap()
        expect(phone.get_by_text("Je hebt dit apparaat verlaten.")).to_be_visible()
        assert phone.evaluate(KEPT) == [0, 0, 0]


LIVE_PARTS = re.compile(r"/table/\d+/\w+$")


def not_now(route: Route) -> None:
    """What the page asks by itself is not answered; what somebody writes goes on."""
    asks = route.request.method == "GET" or route.request.url.endswith("/presence")
    if asks and not route.request.url.endswith(("/stream", "/device")):
        route.fulfill(status=204)
    else:
        route.continue_()


def test_what_was_open_before_somebody_else_sat_down_sends_nothing(
    makers: House, table: Table, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        with phone.expect_response("**/presence"):
            comes(phone, table.first)
        phone.route(LIVE_PARTS, not_now)  # any of them would tell it sooner
        other = watch.follow(phone.context.new_page())
        comes(other, table.second)
        types(phone, "Nog van Eerste")
        phone.locator("#write").get_by_role("button", name="Bewaar").click()
        expect(phone.locator("#kept")).to_contain_text("Open je link opnieuw")
        phone.unroute(LIVE_PARTS)
        saves(other, "Van Tweede")
        expect(on_table(other)).to_have_text(["Van Tweede"])
        assert written(makers) == ["Van Tweede"]
        expect(phone.get_by_text("Jij bent: Tweede Proef")).to_be_visible()
        assert "Nog van Eerste" not in phone.content()
        phone.goto(table.first)
        expect(on_table(phone)).to_have_text(["Van Tweede", "Nog van Eerste"])
