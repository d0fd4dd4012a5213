"""The walk on phones: somebody chooses a group, the guide counts people out and back in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ItemKind
from makers.seating import tables
from makers.seating.walks import choosing, routes
from tests import build
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]


@dataclass(frozen=True)
class Outing:
    """The links of who walks, of the guide and of the desk, and the desk's page of the walk."""

    walker: str
    guide: str
    desk: str
    path: str


@pytest.fixture
def outing(makers: House) -> Iterator[Outing]:
    """A walk in an hour with two groups and a route; people choose."""
    with laying_out(makers):
        yield settled(_outing())


def _outing() -> Outing:
    now = clock.now()
    event = build.event(starts_at=now, ends_at=now + timedelta(hours=4))
    item = build.item(event, ItemKind.WALK, starts_at=now + timedelta(hours=1), title="Wandeling")
    guide, walker = (build.signup(event, name) for name in ("Gids Voorbeeld", "Wandelaar Proef"))
    led = build.table(item, 1, least=0, most=8, place="bij de deur", facilitator_id=guide.id)
    build.table(item, 2, least=0, most=8, place="bij de brug")
    routes.add(led, "De hoek", "Een tuin op een dak.", by=SYSTEM)
    choosing.open_choice(item, now=now, by=SYSTEM)
    counts = tables.facilitator_link(led, now=now, by=SYSTEM)
    with writing() as session:
        mine = links.issue(session, Grant("personal", event.id, walker.id, walker.id), now=now)
        organises = links.issue(session, Grant("organiser", None, 1), now=now)
    path = f"/organise/events/{event.id}/walks/{item.id}"
    return Outing(f"/l/{mine}", f"/l/{counts}", f"/l/{organises}", path)


def test_a_group_is_chosen_and_counted_out_and_back(
    outing: Outing, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as walker,
        opened(browser, watch, makers.first, PHONE) as guide,
        opened(browser, watch, makers.first, LAPTOP) as desk,
    ):
        guide.goto(outing.guide)
        expect(guide.get_by_text("0 mee, 0 terug")).to_be_visible()
        walker.goto(outing.walker)
        walker.get_by_role("link", name="Kies een groep").click()
        walker.get_by_text("Langs 1 stop").first.click()
        watch.look(walker, "groups")
        walker.get_by_role("button", name="Kies deze groep groep 1").click()
        expect(walker.get_by_role("heading", name="Je loopt met groep 1")).to_be_visible()
        watch.look(walker, "my-group")
        guide.get_by_role("button", name="Loopt mee Wandelaar Proef").click()
        expect(guide.get_by_text("1 mee, 0 terug")).to_be_visible()
        guide.get_by_role("button", name="Loopt mee Gids Voorbeeld").click()
        guide.get_by_role("button", name="Terug Gids Voorbeeld", exact=True).click()
        expect(guide.get_by_text("Nog niet terug: Wandelaar Proef")).to_be_visible()
        watch.look(guide, "guide")
        guide.get_by_role("button", name="Terug Wandelaar Proef", exact=True).click()
        expect(guide.get_by_text("Iedereen is terug.")).to_be_visible()
        desk.goto(outing.desk)
        desk.goto(outing.path)
        expect(desk.get_by_text("2 mee, 2 terug")).to_be_visible()
        watch.look(desk, "walk")
        desk.get_by_role("link", name="Route groep 1").click()
        desk.get_by_label("Waar stoppen jullie?").fill("Het plein")
        desk.keyboard.press("Enter")
        expect(desk.get_by_text("2. Het plein")).to_be_visible()
        watch.look(desk, "route")
