"""A round of intervision for the journeys: two tables, and the open pages of who comes to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.sync_api import Browser, Page, Request, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.links import Grant
from makers.core.organisers import Organiser
from makers.seating.models import SeatPart
from tests import build
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House


@dataclass(frozen=True)
class Round:
    """The links of who comes, and the desk's wall."""

    doors: dict[str, str]
    wall: str
    table: str


@dataclass
class Screens:
    """Everybody's open page, and what each of them fetched."""

    desk: Page
    leader: Page
    bringer: Page
    first: Page
    second: Page
    fetched: dict[str, list[str]] = field(default_factory=dict)

    @property
    def at_table(self) -> tuple[Page, ...]:
        """Those who sit at the table."""
        return self.leader, self.bringer, self.first, self.second

    def fetches(self, part: str) -> int:
        """How often the screens at the table asked for a part of their page."""
        return sum(path.endswith(part) for paths in self.fetched.values() for path in paths)


def lay_out() -> Round:
    """An hour of intervision that has just begun, at two tables."""
    now = clock.now()
    event = build.event(starts_at=now, ends_at=now + timedelta(hours=3))
    item = build.item(event, starts_at=now, title="Intervisie")
    names = ("Inbrenger Proef", "Begeleider Proef", "Eerste Bedacht", "Tweede Bedacht")
    bringer, leader, first, second = (build.signup(event, name) for name in names)
    case = build.case(bringer, "Een tuin op een dak")
    table = build.table(item, 4, case_id=case.id, facilitator_id=leader.id)
    other = build.table(item, 5, name="De andere tafel")
    build.published_plan(
        item,
        {table: [bringer, leader, first, second], other: [build.signup(event, "Zesde Proef")]},
        parts={bringer.id: SeatPart.BRINGER, leader.id: SeatPart.FACILITATOR},
    )
    grants = {
        "leader": Grant("facilitator", event.id, table.id, leader.id),
        "bringer": Grant("table", event.id, table.id, bringer.id),
        "first": Grant("table", event.id, table.id, first.id),
        "second": Grant("table", event.id, table.id, second.id),
    }
    with writing() as session:
        organiser = session.query(Organiser).first()
        grants["desk"] = Grant("organiser", None, organiser.id if organiser else None)
        doors = {who: f"/l/{links.issue(session, grant, now=now)}" for who, grant in grants.items()}
    return Round(doors, f"/organise/events/{event.id}/wall", f"/table/{table.id}")


@contextmanager
def everybody(afternoon: Round, makers: House, browser: Browser, watch: Watch) -> Iterator[Screens]:
    """Everybody has opened the page; another process, if there is one, serves the phones."""
    with ExitStack() as stack:

        def page(who: str, size: dict[str, int], url: str) -> Page:
            opening = stack.enter_context(opened(browser, watch, url, size))
            paths = found.setdefault(who, [])

            def note(request: Request) -> None:
                paths.append(request.url.split("?")[0])

            opening.goto(afternoon.doors[who])
            if who != "desk":
                opening.on("request", note)
            return opening

        found: dict[str, list[str]] = {}
        desk = page("desk", LAPTOP, makers.first)
        leader = page("leader", LAPTOP, makers.first)
        bringer, first, second = (
            page(who, PHONE, makers.last) for who in ("bringer", "first", "second")
        )
        desk.goto(afternoon.wall)
        yield Screens(desk, leader, bringer, first, second, found)


def time_of(page: Page) -> int:
    """The seconds on a clock."""
    minutes, seconds = page.locator("#phase-clock [data-time]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def goes_on(leader: Page, phase: str, button: str = "Volgende fase") -> None:
    """Who leads presses for the next phase, once the clock takes another press."""
    takes_a_press(leader)
    leader.get_by_role("button", name=button, exact=True).click()
    expect(leader.locator("#clock").get_by_role("heading", name=phase, exact=True)).to_be_visible()


def takes_a_press(page: Page) -> None:
    """The phase that is on has run for more than two seconds."""
    clock = page.locator("#phase-clock")
    seconds = int(clock.get_attribute("data-seconds") or 0)
    later = "|".join(f"{left // 60}:{left % 60:02}" for left in range(seconds - 2))
    expect(clock.locator("[data-time]")).to_have_text(re.compile(f"^({later})$"))
