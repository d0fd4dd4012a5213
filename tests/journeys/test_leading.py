"""Somebody is asked by mail to lead a table, says yes on a phone, gets a table and the briefing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.links import Grant
from tests import build
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled, until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
JO = "jo@example.org"


@dataclass(frozen=True)
class Afternoon:
    """The desk's link, and its page of facilitators."""

    desk: str
    path: str


@pytest.fixture
def afternoon(makers: House) -> Iterator[Afternoon]:
    """An afternoon next week with one table, seated, that nobody leads."""
    with laying_out(makers):
        yield settled(_afternoon())


def _afternoon() -> Afternoon:
    now = clock.now()
    starts_at = now + timedelta(days=7)
    event = build.event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=4))
    item = build.item(event, title="Aan tafel")
    bringer = build.signup(event, "Inbrenger Proef", role="sociaal ondernemer")
    case = build.case(bringer, "Een tuin op een dak")
    build.published_plan(item, {build.table(item, 4, case_id=case.id): [bringer]})
    with writing() as session:
        token = links.issue(session, Grant("organiser", None, 1), now=now)
    return Afternoon(f"/l/{token}", f"/organise/events/{event.id}/facilitators")


def test_asked_by_mail_accepted_on_a_phone_and_briefed(
    afternoon: Afternoon, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.first, PHONE) as phone,
    ):
        desk.goto(afternoon.desk)
        desk.goto(afternoon.path)
        desk.get_by_role("link", name="Vraag iemand").click()
        desk.get_by_label("Naam", exact=True).fill("Jo Bedacht")
        desk.get_by_label("E-mailadres").fill(JO)
        desk.get_by_label("Komt als").select_option(label="gast")
        watch.look(desk, "ask")
        desk.get_by_role("button", name="Verstuur de vraag").click()
        expect(desk.get_by_text("Jo Bedacht krijgt de vraag per mail.")).to_be_visible()
        phone.goto(makers.personal_link(JO))
        watch.look(phone, "asked")
        phone.get_by_role("button", name="Ja, ik doe het").click()
        expect(phone.get_by_text("Je hoort het per mail zodra je een tafel hebt.")).to_be_visible()
        watch.look(phone, "accepted")
        choice = desk.get_by_label("Begeleider van Tafel 4")
        desk.reload()
        choice.select_option(label="Jo Bedacht")
        desk.get_by_role("button", name="Bewaar Tafel 4, Aan tafel").click()
        desk.get_by_role("button", name="Verstuur 1 briefing").click()
        expect(desk.get_by_text("1 briefing is verstuurd.")).to_be_visible()
        watch.look(desk, "facilitators")
        found = until(
            lambda: [one for one in makers.letters_to(JO) if "Een tuin op een dak" in one],
            what="the briefing",
        )
        assert "Inbrenger Proef" in found[0]
        phone.reload()
        expect(phone.get_by_text("tafel 4")).to_be_visible()
