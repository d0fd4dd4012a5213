"""One afternoon, from the public page to the downloaded report, in real browsers on real servers.

On SQLite with one process, and on PostgreSQL with two: there the laptops are served by the one and
the phones by the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import people
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House
from tests.journeys.people import ANNA, BRAM, CEES, DINA, ESRA, FLIP, GIJS, Guest
from tests.journeys.rounds import goes_on

pytestmark = pytest.mark.journey

CASE = "Taalwerkplaats zonder loket"
HIDDEN = "De kern is dat niemand het bezit"


@dataclass
class Afternoon:
    """The browsers of everybody who comes, and what they know of the event."""

    makers: House
    watch: Watch
    laptop: Page
    new_laptop: Callable[[], Page]
    new_phone: Callable[[], Page]
    slug: str = ""
    phones: dict[Guest, Page] = field(default_factory=dict)

    def phone(self, guest: Guest) -> Page:
        """Someone's own phone."""
        if guest not in self.phones:
            self.phones[guest] = self.new_phone()
        return self.phones[guest]


@pytest.fixture
def afternoon(makers: House, browser: Browser, watch: Watch) -> Iterator[Afternoon]:
    """A house with an organiser's laptop and as many phones as people bring."""
    with ExitStack() as stack:

        def new_laptop() -> Page:
            return stack.enter_context(opened(browser, watch, makers.first, LAPTOP))

        def new_phone() -> Page:
            return stack.enter_context(opened(browser, watch, makers.last, PHONE))

        yield Afternoon(makers, watch, new_laptop(), new_laptop, new_phone)


def test_the_afternoon_from_invitation_to_kept_promise(afternoon: Afternoon) -> None:
    the_organiser_makes_the_event(afternoon)
    people_sign_up_and_the_queue_moves(afternoon)
    entrepreneurs_book_slots_and_offer_cases(afternoon)
    the_organiser_seats_everybody(afternoon)
    the_organiser_checks_people_in(afternoon)
    facilitator = the_table_begins(afternoon)
    the_table_writes_live(afternoon, facilitator)
    the_silent_phase_keeps_its_secret(afternoon, facilitator)
    an_agreement_is_made(afternoon, facilitator)
    the_wall_shows_every_table(afternoon)
    the_table_lets_some_of_it_go(afternoon, facilitator)
    the_report_holds_what_was_shared(afternoon)
    the_promise_is_kept(afternoon)


def the_organiser_makes_the_event(afternoon: Afternoon) -> None:
    people.log_in(afternoon.laptop)
    afternoon.slug = people.make_event(afternoon.laptop, capacity=6)
    afternoon.watch.look(afternoon.laptop, "organiser-event")
    people.tab(afternoon.laptop, "Pecha kucha")
    afternoon.laptop.get_by_label("Aantal plekken").fill("3")
    afternoon.laptop.get_by_role("button", name="Bewaar").click()
    afternoon.watch.look(afternoon.laptop, "organiser-talks")


def people_sign_up_and_the_queue_moves(afternoon: Afternoon) -> None:
    for guest in (ANNA, BRAM, CEES, DINA, ESRA, FLIP):
        people.sign_up(afternoon.phone(guest), afternoon.slug, guest)
        expect(
            afternoon.phone(guest).get_by_role("heading", name="Je hebt een plek")
        ).to_be_visible()
    afternoon.watch.look(afternoon.phone(ANNA), "attendee-received")
    last = afternoon.phone(GIJS)
    last.goto(f"/e/{afternoon.slug}")
    afternoon.watch.look(last, "attendee-event")
    people.sign_up(last, afternoon.slug, GIJS)
    expect(last.get_by_role("heading", name="Je staat op de wachtlijst")).to_be_visible()
    leaving = afternoon.phone(FLIP)
    people.open_own_page(leaving, afternoon.makers, FLIP)
    leaving.get_by_role("link", name="Afmelden").click()
    leaving.get_by_role("button", name="Meld me af").click()
    expect(leaving.get_by_text("Je bent afgemeld")).to_be_visible()
    last.goto(afternoon.makers.personal_link(GIJS.email, letters=2))
    expect(last.get_by_text("Je hebt een plek")).to_be_visible()
    last.get_by_role("link", name="Verander je antwoorden").click()
    last.get_by_label("Functie").fill("adviseur")
    last.get_by_role("button", name="Bewaar").click()
    expect(last.get_by_text("adviseur")).to_be_visible()


def entrepreneurs_book_slots_and_offer_cases(afternoon: Afternoon) -> None:
    anna, bram = afternoon.phone(ANNA), afternoon.phone(BRAM)
    for page, guest in ((anna, ANNA), (bram, BRAM)):
        people.open_own_page(page, afternoon.makers, guest)
    bram.get_by_role("link", name="Kies je plek").click()
    people.book_slot(anna, "Lezen met de buurt")
    bram.get_by_role("radio").first.check()
    bram.get_by_label("Titel").fill("Samen koken")
    bram.get_by_role("button", name="Boek deze plek").click()
    expect(bram.get_by_text("net aan iemand anders gegeven")).to_be_visible()
    expect(bram.get_by_label("Titel")).to_have_value("Samen koken")
    afternoon.watch.look(bram, "entrepreneur-slot-taken")
    bram.get_by_role("button", name="Boek deze plek").click()
    expect(bram.get_by_text("Samen koken")).to_be_visible()
    people.offer_case(anna, CASE, "onderwijs", "cultuur")
    people.offer_case(bram, "Koken voor wie krap zit", "armoede")
    afternoon.watch.look(anna, "entrepreneur-personal")


def the_organiser_seats_everybody(afternoon: Afternoon) -> None:
    page = afternoon.laptop
    people.tab(page, "Casussen")
    for _ in range(2):
        page.get_by_role("button", name="Kies deze casus").first.click()
    expect(page.get_by_role("button", name="Kies deze casus")).to_have_count(0)
    people.tab(page, "Tafels")
    page.get_by_label("Hoeveel tafels erbij?").fill("2")
    page.get_by_role("button", name="Voeg tafels toe").click()
    for number, (title, host) in enumerate(((CASE, ESRA), ("Koken voor wie krap zit", GIJS)), 1):
        page.get_by_role("link", name=f"Pas aan tafel {number}").click()
        page.get_by_label("Casus").select_option(label=title)
        page.get_by_label("Begeleider").select_option(label=f"{host.name} ({host.role})")
        page.get_by_label("Minstens").fill("2")
        page.get_by_role("button", name="Bewaar").click()
    afternoon.watch.look(page, "organiser-tables")
    people.tab(page, "Indeling")
    page.get_by_role("button", name="Maak een indeling").click()
    expect(page.get_by_text("concept")).to_be_visible()
    move_to_the_first_table(page, DINA)
    page.get_by_role("button", name="Maak bekend").click()
    expect(page.get_by_text("De indeling is bekend")).to_be_visible()
    afternoon.watch.look(page, "organiser-board")
    anna = afternoon.phone(ANNA)
    people.open_own_page(anna, afternoon.makers, ANNA)
    expect(anna.get_by_text("Je zit aan tafel 1")).to_be_visible()
    expect(anna.get_by_text("Jij brengt hier je casus in.")).to_be_visible()


def move_to_the_first_table(page: Page, guest: Guest) -> None:
    seat = page.locator("li").filter(has_text=guest.name)
    seat.get_by_role("link", name="Verplaats").click()
    dialog = page.get_by_role("dialog", name=guest.name)
    expect(dialog).to_be_visible()
    there = dialog.get_by_role("button", name=re.compile("tafel 1$"))
    if there.count():
        there.click()
    else:
        dialog.get_by_role("button", name="Sluiten").click()
    table = page.get_by_role("region", name=CASE)
    expect(table.get_by_text(guest.name).first).to_be_visible()


def the_organiser_checks_people_in(afternoon: Afternoon) -> None:
    page = afternoon.laptop
    people.tab(page, "Inchecken")
    expect(page.get_by_text(ANNA.name)).to_have_count(0)
    page.get_by_label("Zoek op naam of organisatie").press_sequentially("an")
    row = page.locator("ul.checkin li").filter(has_text=ANNA.name)
    row.get_by_role("button", name="Binnen").click()
    expect(row.get_by_text("binnen sinds")).to_be_visible()
    afternoon.watch.look(page, "organiser-checkin")


def the_table_begins(afternoon: Afternoon) -> Page:
    """The facilitator opens the table on a laptop; others join by own page and by code."""
    people.tab(afternoon.laptop, "Tafels")
    row = afternoon.laptop.get_by_role("row").filter(has_text=CASE)
    code = row.locator("code").inner_text()
    row.get_by_role("button", name="Link voor de begeleider").click()
    link = afternoon.laptop.locator("p.notice a").get_attribute("href") or ""
    page = afternoon.new_laptop()
    page.goto(link)
    page.get_by_label("Hoe lang").select_option(label="45 minuten")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", name="Vraagintroductie")).to_be_visible()
    anna, dina = afternoon.phone(ANNA), afternoon.phone(DINA)
    anna.get_by_role("link", name="Naar mijn tafel").click()
    dina.goto("/join")
    dina.get_by_label("Code van je tafel").fill(code.lower())
    dina.get_by_role("button", name="Naar mijn tafel").click()
    afternoon.watch.look(dina, "participant-claim")
    dina.locator("li").filter(has_text=DINA.name).get_by_role("button", name="Dat ben ik").click()
    for phone in (anna, dina):
        expect(phone.get_by_role("heading", name="Vraagintroductie")).to_be_visible()
        expect(phone.locator("#phase-clock [data-time]")).to_have_text(re.compile(r"[45]:\d\d"))
    return page


def the_table_writes_live(afternoon: Afternoon, facilitator: Page) -> None:
    anna, dina = afternoon.phone(ANNA), afternoon.phone(DINA)
    people.write(anna, "Probleemstelling", "Ons werk valt tussen de loketten")
    for page in (facilitator, dina):
        expect(people.note(page, "Ons werk valt tussen de loketten")).to_be_visible()
    goes_on(facilitator, "Probleemverkenning")
    expect(dina.get_by_role("heading", name="Probleemverkenning")).to_be_visible()
    people.write(dina, "Vraag", "Wie betaalt het nu?")
    expect(people.note(facilitator, "Wie betaalt het nu?")).to_be_visible()
    two_edit_the_same_note(afternoon)
    afternoon.watch.look(facilitator, "facilitator-table")
    afternoon.watch.look(dina, "participant-table")


def two_edit_the_same_note(afternoon: Afternoon) -> None:
    anna, dina = afternoon.phone(ANNA), afternoon.phone(DINA)
    for page in (anna, dina):
        people.note(page, "Wie betaalt het nu?").get_by_role("link", name="Pas aan").click()
    anna.get_by_label("Vraag").fill("Wie betaalt het nu, en wie straks?")
    anna.get_by_role("button", name="Bewaar").click()
    dina.get_by_label("Vraag").fill("Wie betaalt het nu? En uit welk potje?")
    dina.get_by_role("button", name="Bewaar").click()
    expect(dina.get_by_text("Wie betaalt het nu, en wie straks?", exact=True)).to_be_visible()
    afternoon.watch.look(dina, "participant-conflict")
    dina.get_by_label("Vraag").fill("Wie betaalt het nu, wie straks, en uit welk potje?")
    dina.get_by_role("button", name="Bewaar samen").click()
    expect(people.note(anna, "en uit welk potje?")).to_be_visible()


def the_silent_phase_keeps_its_secret(afternoon: Afternoon, facilitator: Page) -> None:
    anna, dina = afternoon.phone(ANNA), afternoon.phone(DINA)
    goes_on(facilitator, "Kern formuleren")
    expect(dina.get_by_role("heading", name="Kern formuleren")).to_be_visible()
    people.write(dina, "Kern", HIDDEN)
    expect(people.note(dina, HIDDEN)).to_be_visible()
    expect(facilitator.get_by_text("1 persoon schreef iets")).to_be_visible()
    for page in (facilitator, anna):
        assert HIDDEN not in page.content()
        assert HIDDEN not in page.request.get(f"{page.url.rstrip('/')}/notes").text()
    facilitator.get_by_role("button", name="Laat zien").click()
    for page in (facilitator, anna):
        expect(people.note(page, HIDDEN)).to_be_visible()


def an_agreement_is_made(afternoon: Afternoon, facilitator: Page) -> None:
    anna = afternoon.phone(ANNA)
    goes_on(facilitator, "Adviesronde")
    expect(anna.get_by_role("heading", name="Adviesronde")).to_be_visible()
    people.write(facilitator, "Advies", "Begin klein, met één wijk")
    people.note(anna, "Begin klein").get_by_role("button", name="ja").click()
    expect(
        people.note(facilitator, "Begin klein").get_by_text("De inbrenger zegt: ja")
    ).to_be_visible()
    people.note(facilitator, "Begin klein").get_by_role("button", name="Zet in het verslag").click()
    form = facilitator.locator("#agree")
    form.get_by_label("Wat spreek je af?").fill("Dina belt met de wijkmanager")
    form.get_by_label("Wie doet het?").select_option(label=f"{DINA.name} (Gemeente Voorbeeld)")
    form.get_by_label("Met of voor wie?").select_option(label=ANNA.name)
    form.get_by_label("Wanneer is het klaar?").fill("2031-01-15")
    form.get_by_role("button", name="Spreek af").click()
    expect(anna.locator("#agreements")).to_contain_text("Dina belt met de wijkmanager")


def the_wall_shows_every_table(afternoon: Afternoon) -> None:
    page = afternoon.laptop
    people.tab(page, "Nu aan tafel")
    table = page.locator("article.wall-table").filter(has_text=CASE)
    expect(table.get_by_text("Adviesronde")).to_be_visible()
    people.write(afternoon.phone(DINA), "Advies", "Zoek een bondgenoot")
    expect(table.get_by_text("5 notities")).to_be_visible()
    afternoon.watch.look(page, "organiser-wall")


def the_table_lets_some_of_it_go(afternoon: Afternoon, facilitator: Page) -> None:
    anna, dina = afternoon.phone(ANNA), afternoon.phone(DINA)
    for phase in ("Reactie inbrenger", "Afspraken en evaluatie"):
        goes_on(facilitator, phase)
    goes_on(facilitator, "Klaar", "Rond af")
    for page in (anna, dina):
        page.get_by_role("link", name="Naar de afronding").click()
    anna.get_by_role("button", name="Ik ga akkoord").click()
    expect(dina.get_by_text("De inbrenger gaf om")).to_be_visible()
    dina.get_by_role("button", name="Ja, dit mag in het verslag").click()
    expect(dina.get_by_text("in het verslag", exact=True)).to_be_visible()


def the_report_holds_what_was_shared(afternoon: Afternoon) -> None:
    page = afternoon.laptop
    people.tab(page, "Verslag")
    report = page.locator("article.report")
    for shared in (
        "Ons werk valt tussen de loketten",
        "Begin klein",
        "Dina belt met de wijkmanager",
    ):
        expect(report).to_contain_text(shared)
    for kept in ("Zoek een bondgenoot", HIDDEN, DINA.name):
        expect(report).not_to_contain_text(kept)
    afternoon.watch.look(page, "organiser-report")
    starts = {"PDF": b"%PDF-", "Word": b"PK", "Markdown": b"", "Afspraken (CSV)": b"\xef\xbb\xbf"}
    for name, beginning in starts.items():
        link = page.get_by_role("link", name=name, exact=True)
        answer = page.request.get(link.get_attribute("href") or "")
        assert answer.status == 200
        assert answer.body().startswith(beginning)
        assert len(answer.body()) > 100


def the_promise_is_kept(afternoon: Afternoon) -> None:
    dina = afternoon.phone(DINA)
    people.open_own_page(dina, afternoon.makers, DINA)
    expect(dina.get_by_text("Dina belt met de wijkmanager")).to_be_visible()
    dina.get_by_role("button", name="Gedaan").click()
    expect(dina.locator("#my-follow-ups").get_by_text("gedaan", exact=True)).to_be_visible()
    afternoon.watch.look(dina, "participant-kept")
