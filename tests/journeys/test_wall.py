"""All tables at once: the wall, a table mended while people sit there, readiness, the projector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision.phases import runs
from makers.signups import door
from tests.intervision.recovering import room
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled

pytestmark = pytest.mark.journey
HALL = {"width": 1920, "height": 1080}
ON_SQLITE = pytest.mark.parametrize("makers", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Afternoon:
    """The links of the desk and of the projector, the event, and its tables with their codes."""

    desk: str
    screen: str
    event_id: int
    tables: list[int]
    codes: list[str]

    @property
    def page(self) -> str:
        """The event at the desk."""
        return f"/organise/events/{self.event_id}"


@pytest.fixture
def afternoon(makers: House) -> Iterator[Afternoon]:
    """A round that began a minute ago: tables 1 and 2 run, the third has nobody to lead it.

    Everybody is in but the bringer of table 1.
    """
    with laying_out(makers):
        yield settled(_afternoon())


def _afternoon() -> Afternoon:
    now = clock.now()
    starts_at = now - timedelta(minutes=1)
    made = room(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), capacity=40)
    for here in made.people:
        for who in here:
            if who.name != "Inbrenger 1":
                door.check_in(who, now=now, by=SYSTEM)
    for table in made.tables[:2]:
        runs.start(table, "vijfstappen", 60, now=starts_at, by=SYSTEM)
    event_id = made.tables[0].event_id
    with writing() as session:
        desk = links.issue(session, Grant("organiser", None, 1), now=now)
        screen = links.issue(session, Grant("projector", event_id, event_id), now=now)
    return Afternoon(
        f"/l/{desk}",
        f"/l/{screen}",
        event_id,
        [table.id for table in made.tables],
        [table.join_code for table in made.tables],
    )


def come_in(page: Page, link: str, path: str) -> None:
    """Open a link, then a page behind it."""
    page.goto(link)
    page.goto(path)


def sit_down(page: Page, code: str, name: str) -> None:
    """Claim one's seat with the code of the table."""
    page.goto(f"/join/{code}")
    row = page.locator("ul.people li").filter(has_text=name)
    row.get_by_role("button", name="Dat ben ik").click()
    expect(page.get_by_text(f"Jij bent: {name}")).to_be_visible()


def help_table(page: Page, number: int) -> None:
    """From the wall to the page that mends a table."""
    page.get_by_role("link", name=re.compile(rf"Help deze tafel .*tafel {number}\b")).click()
    expect(page.get_by_role("heading", name=f"Help tafel {number}")).to_be_visible()


def done(page: Page, sentence: str) -> None:
    """The wall tells what was done."""
    expect(page.locator(".recoveries").get_by_text(sentence)).to_be_visible()


def test_two_tables_are_merged_and_parted_again_with_their_screens_open(
    afternoon: Afternoon, makers: House, browser: Browser, watch: Watch
) -> None:
    first, second, _third = afternoon.tables
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.last, PHONE) as mens,
        opened(browser, watch, makers.last, PHONE) as typist,
    ):
        sit_down(mens, afternoon.codes[0], "Mens 1a")
        sit_down(typist, afternoon.codes[0], "Mens 1b")
        typist.get_by_label("Notitie").fill("Half getypt")
        come_in(desk, afternoon.desk, f"{afternoon.page}/wall")
        help_table(desk, 1)
        watch.look(desk, "help")
        desk.get_by_text("Voeg deze tafel samen met een andere").click()
        desk.get_by_label("Met welke tafel?").select_option(label="Tafel 2: Casus 2 (6 mensen)")
        watch.look(desk, "merge")
        desk.get_by_role("button", name="Voeg samen").click()
        expect(
            desk.locator("main").get_by_text("Tafel 1 is samengevoegd met tafel 2.")
        ).to_be_visible()
        watch.look(desk, "merged")
        expect(mens).to_have_url(re.compile(f"/table/{second}$"))
        expect(mens.locator("#notes footer").get_by_text("van tafel 1")).to_be_visible()
        expect(mens.get_by_text("Bellen van tafel 1")).to_be_visible()
        watch.look(mens, "led-on")
        expect(typist.get_by_text("Deze pagina is niet meer bij.")).to_be_visible()
        typist.get_by_role("button", name="Bewaar", exact=True).click()
        expect(mens.locator("#notes").get_by_text("Half getypt")).to_be_visible()
        expect(typist).to_have_url(re.compile(f"/table/{second}$"))
        mens.goto(f"/join/{afternoon.codes[0]}")
        expect(mens.get_by_text("samengevoegd met tafel 2")).to_be_visible()
        watch.look(mens, "old-code")
        mens.goto(f"/table/{second}")
        desk.get_by_role("button", name=re.compile("Draai terug")).click()
        expect(desk.get_by_text("Teruggedraaid.")).to_be_visible()
        expect(mens).to_have_url(re.compile(f"/table/{first}$"))
        expect(mens.locator("#notes").get_by_text("Vraag van tafel 1")).to_be_visible()
        expect(mens.locator("#notes").get_by_text("Half getypt")).to_have_count(0)


@ON_SQLITE
def test_the_wall_on_a_phone_and_on_a_laptop(
    afternoon: Afternoon, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.first, PHONE) as phone,
        opened(browser, watch, makers.first, PHONE) as mens,
    ):
        for page, name in ((desk, "wall-laptop"), (phone, "wall-phone")):
            come_in(page, afternoon.desk, f"{afternoon.page}/wall")
            expect(page.get_by_text(re.compile(r"Bijgewerkt om \d\d\.\d\d\.\d\d"))).to_be_visible()
            watch.look(page, name)
            order = page.locator(".wall-table .number").all_inner_texts()
            assert [text.split()[-1] for text in order] == ["1", "3", "2"]
            expect(page.get_by_text("inbrenger niet binnen")).to_be_visible()
        sit_down(mens, afternoon.codes[1], "Mens 2a")
        mens.get_by_label("Notitie").fill("Geheim van de tafel")
        mens.get_by_role("button", name="Bewaar", exact=True).click()
        card = phone.locator(f"#wall-table-{afternoon.tables[1]}")
        expect(card.get_by_text("2 notities")).to_be_visible()
        assert "Geheim" not in phone.content()


@ON_SQLITE
def test_the_wall_says_when_it_is_old(
    afternoon: Afternoon, makers: House, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, PHONE) as phone:
        phone.clock.install()
        come_in(phone, afternoon.desk, f"{afternoon.page}/wall")
        expect(phone.get_by_text("Bijgewerkt om")).to_be_visible()
        phone.route("**/stream*", lambda route: route.abort())
        phone.route("**/wall/tables", lambda route: route.abort())
        phone.clock.fast_forward(60_000)
        expect(phone.get_by_text("Stilgevallen: dit is de stand van")).to_be_visible()
        watch.look(phone, "old")
        cut_off = ("ERR_FAILED", "Failed to fetch", "Failed to load")
        watch.wrongs = [one for one in watch.wrongs if not any(word in one for word in cut_off)]


@ON_SQLITE
def test_a_case_from_the_reserve_and_a_table_dissolved(
    afternoon: Afternoon, makers: House, browser: Browser, watch: Watch
) -> None:
    first, _second, third = afternoon.tables
    with (
        opened(browser, watch, makers.first, PHONE) as desk,
        opened(browser, watch, makers.first, PHONE) as mens,
    ):
        sit_down(mens, afternoon.codes[2], "Mens 3a")
        come_in(desk, afternoon.desk, f"{afternoon.page}/wall")
        help_table(desk, 1)
        desk.get_by_text("Leg een reservecasus op tafel").click()
        watch.look(desk, "reserve-phone")
        desk.get_by_role("button", name="Leg de casus op tafel").click()
        expect(
            desk.locator("main").get_by_text("Op tafel 1 ligt een reservecasus.")
        ).to_be_visible()
        expect(desk.locator(f"#wall-table-{first}").get_by_text("Reservecasus")).to_be_visible()
        help_table(desk, 3)
        desk.get_by_text("Hef deze tafel op", exact=True).click()
        watch.look(desk, "dissolve-phone")
        desk.locator("#dissolution").get_by_label("Mens 3a").select_option(value=str(first))
        desk.get_by_role("button", name="Hef tafel 3 op").click()
        done(desk, "Tafel 3 is opgeheven.")
        expect(desk.locator(f"#wall-table-{third}")).to_have_count(0)
        expect(mens).to_have_url(re.compile(f"/table/{first}$"))
        mens.goto(f"/join/{afternoon.codes[2]}")
        expect(mens).to_have_url(re.compile(f"/table/{first}$"))
        desk.goto(f"/join/{afternoon.codes[2]}")
        expect(desk.get_by_text("Tafel 3 gaat niet door.")).to_be_visible()
        watch.look(desk, "dissolved-code")


@ON_SQLITE
def test_ready_and_rehearsed(
    afternoon: Afternoon, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as desk,
        opened(browser, watch, makers.first, PHONE) as phone,
        opened(browser, watch, makers.first, HALL) as hall,
    ):
        come_in(desk, afternoon.desk, f"{afternoon.page}/readiness")
        expect(desk.get_by_text("De projector is nog niet gezien.")).to_be_visible()
        watch.look(desk, "readiness")
        come_in(phone, afternoon.desk, f"{afternoon.page}/readiness")
        watch.look(phone, "readiness-phone")
        hall.goto(afternoon.screen)
        expect(desk.get_by_text("De projector staat aan en hoort de server.")).to_be_visible()
        desk.get_by_role("button", name="Zet oefentafels neer").click()
        expect(desk.get_by_text("De oefentafels staan klaar.")).to_be_visible()
        watch.look(desk, "rehearsal")
        desk.get_by_role("link", name="Naar de oefentafels").click()
        expect(desk.get_by_role("link", name="Oefencasus 1")).to_be_visible()
        watch.look(desk, "rehearsal-wall")
        desk.goto("/organise/")
        expect(desk.get_by_text("Oefening")).to_have_count(0)
        desk.goto(f"{afternoon.page}/readiness")
        desk.get_by_role("button", name="Haal de oefentafels weg").click()
        expect(desk.get_by_text("De oefentafels zijn weg")).to_be_visible()
        expect(desk.get_by_role("button", name="Zet oefentafels neer")).to_be_visible()


@ON_SQLITE
def test_the_projector_shows_the_common_phase_and_goes_black_on_a_key(
    afternoon: Afternoon, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, HALL) as hall,
        opened(browser, watch, makers.first, LAPTOP) as desk,
    ):
        hall.goto(afternoon.screen)
        most = hall.get_by_text("de meeste tafels: 2 van 3")
        expect(hall.get_by_role("heading", name="Vraagintroductie")).to_be_visible()
        expect(most).to_be_visible()
        watch.look(hall, "hall-most")
        come_in(desk, afternoon.desk, f"/organise/events/{afternoon.event_id}/wall")
        help_table(desk, 3)
        desk.get_by_text("Voeg deze tafel samen met een andere").click()
        desk.get_by_role("button", name="Voeg samen").click()
        expect(most).to_have_count(0)
        expect(hall.locator(".prompt")).to_be_visible()
        watch.look(hall, "hall-phase")
        black = hall.locator("#blank")
        hall.keyboard.press("b")
        expect(black).to_be_visible()
        watch.look(hall, "hall-black")
        hall.reload()
        expect(black).to_be_visible()
        hall.keyboard.press("b")
        expect(black).to_be_hidden()
        hall.keyboard.press("Tab")
        hall.get_by_role("button", name="Zwart scherm: toets B").focus()
        hall.keyboard.press("Enter")
        expect(black).to_be_visible()
        hall.keyboard.press("Escape")
        expect(hall.get_by_role("heading", name="Vraagintroductie")).to_be_visible()
