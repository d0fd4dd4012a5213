"""What is refused at a busy table stays told, however often its parts fetch themselves anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision.phases import runs
from makers.seating.models import SeatPart
from tests import build
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled
from tests.journeys.people import note, write

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
SENTENCE = "Deze pagina is er niet, of niet voor jou. Kijk het adres na of begin bij het begin."


@dataclass(frozen=True)
class Seated:
    """The links of two at a table without a facilitator, one of whom brought the case."""

    anna: str
    dina: str


@pytest.fixture
def seated(makers: House) -> Iterator[Seated]:
    """A table that is at work."""
    with laying_out(makers):
        yield settled(_seated())


def _seated() -> Seated:
    now = clock.now()
    item = build.item(build.event(starts_at=now, ends_at=now.replace(hour=23)))
    anna = build.signup(item.event, "Anna Voorbeeld", role="sociaal ondernemer")
    dina = build.signup(item.event, "Dina Fictief")
    table = build.table(item, 4, case_id=build.case(anna, "Een tuin op een dak").id)
    build.published_plan(item, {table: [anna, dina]}, parts={anna.id: SeatPart.BRINGER})
    runs.start(table, "vijfstappen", 45, now=now, by=SYSTEM)
    given = []
    for who in (anna, dina):
        with writing() as session:
            right = Grant("table", table.event_id, table.id, who.id)
            given.append(links.issue(session, right, now=now))
    return Seated(*(f"/l/{token}" for token in given))


def refused(page: Page) -> Locator:
    """The sentence of what was refused, wherever it stands."""
    return page.get_by_role("alert").filter(visible=True)


def test_a_refusal_stands_while_others_write_until_its_reader_acts_or_closes_it(
    seated: Seated, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as anna,
        opened(browser, watch, makers.first, LAPTOP) as dina,
    ):
        anna.goto(seated.anna)
        dina.goto(seated.dina)
        write(dina, "Advies", "Begin klein")
        for number, way_out in enumerate(("close", "act"), start=1):
            refuse(anna)
            sentence = refused(anna)
            expect(sentence).to_have_text(SENTENCE)
            for text in (f"Meer {number}", f"Nog meer {number}"):
                write(dina, "Vraag", text)
                expect(note(anna, text)).to_be_visible()
            expect(sentence).to_have_count(1)
            watch.look(anna, f"refused-{way_out}")
            if way_out == "close":
                anna.get_by_role("button", name="Sluiten").click()
            else:
                answer(anna, "later").click()
                expect(answer(anna, "later ✓")).to_be_visible()
            expect(sentence).to_have_count(0)


def test_the_one_who_was_too_late_to_lead_still_reads_so_after_the_names_are_fetched(
    seated: Seated, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as anna,
        opened(browser, watch, makers.first, LAPTOP) as dina,
    ):
        anna.goto(seated.anna)
        # nothing comes through to Dina: her page is older than what it lets her press
        dina.route("**/stream?*", lambda route: route.fulfill(content_type="text/event-stream"))
        dina.goto(seated.dina)
        for page in (anna, dina):
            page.get_by_text("Ik begeleid deze tafel").first.click()
        anna.get_by_role("dialog").get_by_role("button", name="Ik begeleid deze tafel").click()
        expect(anna.get_by_text("Jij begeleidt deze tafel.")).to_be_visible()
        dina.get_by_role("dialog").get_by_role("button", name="Ik begeleid deze tafel").click()
        expect(refused(dina)).to_contain_text("Intussen begeleidt iemand anders")
        with dina.expect_response("**/people"):
            dina.evaluate("htmx.trigger(document.querySelector('#people'), 'refresh')")
        expect(dina.locator("#people").get_by_text("begeleidt", exact=True)).to_be_visible()
        expect(refused(dina)).to_contain_text("Intussen begeleidt iemand anders")


def answer(page: Page, said: str) -> Locator:
    """The button with which the bringer answers the advice."""
    return note(page, "Begin klein").locator("form.action button", has_text=said)


def refuse(page: Page) -> None:
    """The bringer presses the button of a note that is not there any more."""
    button, gone = answer(page, "nee"), f"{urlsplit(page.url).path}/notes/0/answer"
    button.evaluate("(button, gone) => button.form.setAttribute('hx-post', gone)", gone)
    button.click()
