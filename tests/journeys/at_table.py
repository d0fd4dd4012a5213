"""One table that has begun, in an event of today, and the links of the people who sit there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import create_engine, text

from makers.core import clock, links
from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision.phases import runs
from makers.seating.models import SeatPart
from tests import build
from tests.journeys.house import House, laying_out, settled

# what a browser says of a network that is gone, and of a house that is
OFFLINE = ("net::ERR_", "Failed to fetch", "status of 502", "status of 503")


@dataclass(frozen=True)
class Table:
    """The table's number in the database, and the ways to it."""

    id: int
    code: str
    bringer: str
    facilitator: str
    first: str
    second: str

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/table/{self.id}"


@contextmanager
def table_of(makers: House) -> Iterator[Table]:
    """The table, with a bringer, a facilitator, Eerste and Tweede."""
    with laying_out(makers):
        yield _laid()


def _laid() -> Table:
    now = clock.now()
    event = build.event(starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(hours=3))
    item = build.item(event, title="Aan tafel")
    bringer = build.signup(event, "Inbrenger Proef", role="sociaal ondernemer")
    leads = build.signup(event, "Begeleider Proef")
    first, second = build.signup(event, "Eerste Proef"), build.signup(event, "Tweede Proef")
    case = build.case(bringer, "Een tuin op een dak")
    table = build.table(item, 4, case_id=case.id, facilitator_id=leads.id)
    build.published_plan(
        item,
        {table: [bringer, leads, first, second]},
        parts={bringer.id: SeatPart.BRINGER, leads.id: SeatPart.FACILITATOR},
    )
    paths = []
    with writing() as session:
        for kind, who in (
            ("table", bringer),
            ("facilitator", leads),
            ("table", first),
            ("table", second),
        ):
            grant = Grant(kind, event.id, table.id, who.id)
            paths.append(f"/l/{links.issue(session, grant, now=now)}")
    runs.start(table, "vijfstappen", 60, now=now, by=SYSTEM)
    return settled(Table(table.id, table.join_code, *paths))


def comes(page: Page, link: str) -> Page:
    """Someone opens their link; the table's page is there, and so is what keeps it."""
    page.goto(link)
    expect(page.locator("#kept")).to_have_text("Alles is opgeslagen")
    return page


def types(page: Page, words: str) -> None:
    """Letter by letter, in the field for notes."""
    page.locator("#write").get_by_label("Notitie").press_sequentially(words)


def saves(page: Page, words: str) -> None:
    """Type a note and press the button."""
    types(page, words)
    page.locator("#write").get_by_role("button", name="Bewaar").click()
    expect(page.locator("#write").get_by_label("Notitie")).to_have_value("")


def waiting(page: Page) -> Locator:
    """What this device has not sent yet."""
    return page.locator("#waiting li")


def on_table(page: Page) -> Locator:
    """The words of the notes on the table."""
    return page.locator("#notes li.note > p:first-child")


def written(makers: House) -> list[str]:
    """The notes that the house has, in the order in which they came."""
    engine = create_engine(makers.database_url)
    with engine.connect() as connection:
        found = [row[0] for row in connection.execute(text("SELECT text FROM note ORDER BY id"))]
    engine.dispose()
    return found


@contextmanager
def no_network(page: Page) -> Iterator[None]:
    """No network for this browser, its service worker included."""
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


@contextmanager
def answers_cut(page: Page, address: str) -> Iterator[None]:
    """What is sent to this address arrives, and no answer comes back."""

    def cut(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route(address, cut)
    yield
    page.unroute_all(behavior="ignoreErrors")
