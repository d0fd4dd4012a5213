"""A promise after the afternoon: a yes, more time, given on, kept; each on one's own phone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.followups import service
from makers.followups.service import Terms
from tests import build
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
PROMISE = "Bel de wijkraad over de stoep"


@dataclass(frozen=True)
class Afterwards:
    """Links to the desk and to two personal pages, and the desk's list of agreements."""

    desk: str
    ali: str
    noor: str
    path: str


@pytest.fixture
def afterwards(makers: House) -> Iterator[Afterwards]:
    """An afternoon of yesterday at which Ali promised Noor something, and somebody something."""
    with laying_out(makers):
        yield settled(_afterwards())


def _afterwards() -> Afterwards:
    now = clock.now()
    began = now - timedelta(days=1)
    event = build.event(starts_at=began, ends_at=began + timedelta(hours=4))
    item = build.item(event, title="Aan tafel")
    ali = build.signup(event, "Ali Voorbeeld")
    noor = build.signup(event, "Noor Voorbeeld", role="sociaal ondernemer")
    table = build.table(item, 4, case_id=build.case(noor, "Een tuin op een dak").id)
    build.published_plan(item, {table: [noor, ali]})
    due_on = clock.amsterdam(now).date() + timedelta(days=7)
    for terms in (Terms(PROMISE, ali.id, noor.id, due_on), Terms("Zoek uit wie erover gaat")):
        service.agree(table, terms, key=uuid.uuid4(), now=now, by=SYSTEM)
    grants = (
        Grant("organiser", None, 1),
        Grant("personal", event.id, ali.id, ali.id),
        Grant("personal", event.id, noor.id, noor.id),
    )
    with writing() as session:
        desk, own, other = (f"/l/{links.issue(session, grant, now=now)}" for grant in grants)
    return Afterwards(desk, own, other, f"/organise/events/{event.id}/followups")


def shows(page: Page, state: str) -> None:
    """Where the promise stands, on somebody's list."""
    expect(page.locator("#my-follow-ups").get_by_text(state, exact=True)).to_be_visible()


def test_a_promise_is_prolonged_given_on_and_kept(
    afterwards: Afterwards, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as ali,
        opened(browser, watch, makers.first, PHONE) as noor,
        opened(browser, watch, makers.first, LAPTOP) as desk,
    ):
        ali.goto(afterwards.ali)
        ali.get_by_role("button", name=f"Ja, dit doe ik {PROMISE}").click()
        shows(ali, "bevestigd")
        ali.goto(f"{afterwards.ali}?to=followups")
        watch.look(ali, "mine")
        ali.get_by_text("Meer tijd").click()
        ali.get_by_label("Wil je er iets bij zeggen?").first.fill("De wijkraad is op vakantie.")
        watch.look(ali, "more-time")
        ali.get_by_role("button", name="Geef me tot deze dag").click()
        shows(ali, "loopt")
        ali.get_by_role("link", name="Geef het door").click()
        ali.get_by_label("Aan wie vraag je het?").select_option(label="Noor Voorbeeld")
        watch.look(ali, "hand-over")
        ali.get_by_role("button", name="Vraag het").click()
        shows(ali, "doorgegeven, wacht op een ja")
        noor.goto(f"{afterwards.noor}?to=followups")
        expect(noor.get_by_text("Ali Voorbeeld vraagt of jij dit overneemt.")).to_be_visible()
        watch.look(noor, "asked")
        noor.get_by_role("button", name="Ja, ik neem het over").click()
        noor.get_by_role("button", name="Gedaan").click()
        shows(noor, "gedaan")
        ali.reload()
        expect(ali.get_by_text("Nog geen afspraken")).to_be_visible()
        desk.goto(afterwards.desk)
        watch.look(desk, "desk")
        desk.goto(afterwards.path)
        expect(desk.get_by_text("nog geen eigenaar")).to_be_visible()
        watch.look(desk, "agreements")
        desk.get_by_role("link", name=PROMISE).click()
        expect(desk.get_by_text("De wijkraad is op vakantie.")).to_be_visible()
        watch.look(desk, "agreement")


def test_without_script_a_promise_is_kept_in_one_tap(
    afterwards: Afterwards, makers: House, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE, script=False) as ali:
        ali.goto(f"{afterwards.ali}?to=followups")
        ali.get_by_text("Het zit vast").click()
        ali.get_by_role("button", name="Zeg dat het vastzit").click()
        shows(ali, "zit vast")
        ali.get_by_role("button", name="Gedaan").click()
        shows(ali, "gedaan")


def test_a_form_that_does_not_get_through_keeps_what_was_typed(
    afterwards: Afterwards, makers: House, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as ali:
        ali.goto(f"{afterwards.ali}?to=followups")
        said = ali.get_by_label("Wil je er iets bij zeggen?").nth(1)
        send = ali.get_by_role("button", name="Zeg dat het vastzit")
        ali.get_by_text("Het zit vast").click()
        said.fill("Niemand neemt op.")
        ali.context.set_offline(True)
        send.click()
        expect(ali.get_by_role("alert").filter(has_text="Dit is niet verstuurd")).to_be_visible()
        expect(said).to_have_value("Niemand neemt op.")
        ali.context.set_offline(False)
        where = ali.url
        ali.context.route("**/obstacle", lambda route: route.abort())
        send.click()
        ali.wait_for_url("chrome-error://**")
        ali.context.unroute("**/obstacle")
        ali.goto(where)
        ali.get_by_text("Het zit vast").click()
        expect(said).to_have_value("Niemand neemt op.")
        send.click()
        shows(ali, "zit vast")
        ali.goto(where)
        ali.get_by_text("Het zit vast").click()
        expect(said).to_have_value("")
