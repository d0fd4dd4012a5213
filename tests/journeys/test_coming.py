"""Coming to a table on phones: by QR, by code, late, under a taken name; and who leads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from makers.core import clock, journal, links
from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ItemKind
from makers.intervision.models import Presence
from makers.intervision.phases import runs
from makers.seating import tables
from makers.seating.models import SeatPart
from tests import build
from tests.journeys import people
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled

pytestmark = pytest.mark.journey

FIRST, SECOND, LATE = "Cees Bedacht", "Dina Fictief", "Lien Verzonnen"
CODE = "KAMER774"
GONE = "KAMER775"


@dataclass(frozen=True)
class Place:
    """A table at work: the links of who facilitates and of the desk, and the wall."""

    facilitator: str
    desk: str
    wall: str


@dataclass
class Room:
    """The table, and as many browsers as people bring."""

    makers: House
    watch: Watch
    place: Place
    new_laptop: Callable[[], Page]
    new_phone: Callable[[], Page]


@pytest.fixture
def room(makers: House, browser: Browser, watch: Watch) -> Iterator[Room]:
    """A house with one table that began ten minutes ago; nobody came in by a screen yet."""
    with laying_out(makers):
        place = settled(_place())
    with ExitStack() as stack:

        def new_laptop() -> Page:
            return stack.enter_context(opened(browser, watch, makers.first, LAPTOP))

        def new_phone() -> Page:
            return stack.enter_context(opened(browser, watch, makers.last, PHONE))

        yield Room(makers, watch, place, new_laptop, new_phone)


def _place() -> Place:
    begun = clock.now() - timedelta(minutes=10)
    event = build.event(starts_at=begun, ends_at=begun + timedelta(hours=4))
    item = build.item(event, title="Aan tafel")
    bringer = build.signup(event, "Inbrenger Proef", role="sociaal ondernemer")
    leads = build.signup(event, "Esra Denkbeeld")
    others = [build.signup(event, name) for name in (FIRST, SECOND)]
    case = build.case(bringer, "Een tuin op een dak")
    table = build.table(item, 4, case_id=case.id, facilitator_id=leads.id)
    table.join_code = CODE
    build.table(item, 6, closed_at=begun).join_code = GONE
    build.item(event, ItemKind.LECTURE, title="Wat een dak kan")
    parts = {bringer.id: SeatPart.BRINGER, leads.id: SeatPart.FACILITATOR}
    build.published_plan(item, {table: [bringer, leads, *others]}, parts=parts)
    runs.start(table, "vijfstappen", 60, now=begun, by=SYSTEM)
    led = tables.facilitator_link(table, now=begun, by=SYSTEM)
    with writing() as session:
        organises = links.issue(session, Grant("organiser", None, 1), now=begun)
    wall = f"/organise/events/{event.id}/wall"
    return Place(f"/l/{led}", f"/l/{organises}", wall)


def test_people_come_to_the_table_and_it_is_led(room: Room) -> None:
    laptop = room.new_laptop()
    laptop.goto(room.place.facilitator)
    expect(laptop.get_by_text("Jij begeleidt deze tafel.")).to_be_visible()
    first = by_the_qr_on_the_card(room)
    second = by_the_code(room)
    the_card_of_a_table_that_is_gone_leads_on(room)
    a_taken_name_wants_a_yes(room, laptop)
    late = somebody_joins_late(room, laptop)
    who_joined_late_asks_the_speaker_something(room, late)
    the_code_is_replaced(room, laptop)
    the_facilitator_is_gone_and_replaced(room, laptop, first, second)
    the_facilitator_comes_back(room, first, late)


def by_the_qr_on_the_card(room: Room) -> Page:
    phone = room.new_phone()
    phone.goto(f"/join/{CODE}")
    expect(phone.get_by_text("Esra Denkbeeld")).to_have_count(0)
    room.watch.look(phone, "claim")
    that_is_me(phone, FIRST)
    expect(phone.get_by_text(f"Jij bent: {FIRST}")).to_be_visible()
    return phone


def by_the_code(room: Room) -> Page:
    phone = room.new_phone()
    phone.goto("/join")
    phone.get_by_label("Code van je tafel").fill(f"{CODE[:4]} {CODE[4:]}".lower())
    room.watch.look(phone, "join")
    phone.get_by_role("button", name="Naar mijn tafel").click()
    that_is_me(phone, SECOND)
    expect(phone.get_by_text(f"Jij bent: {SECOND}")).to_be_visible()
    return phone


def the_card_of_a_table_that_is_gone_leads_on(room: Room) -> None:
    phone = room.new_phone()
    phone.goto(f"/join/{GONE}")
    expect(phone.get_by_text("Tafel 6 gaat niet door.")).to_be_visible()
    room.watch.look(phone, "gone")
    phone.get_by_label("Code van je tafel").fill(CODE)
    phone.get_by_role("button", name="Naar deze tafel").click()
    expect(phone.get_by_role("heading", name="Wie ben jij?")).to_be_visible()


def a_taken_name_wants_a_yes(room: Room, laptop: Page) -> None:
    asks = room.new_phone()
    asks.goto(f"/join/{CODE}")
    that_is_me(asks, FIRST)
    expect(asks.get_by_text("zit al op een ander apparaat")).to_be_visible()
    room.watch.look(asks, "waits")
    asked = laptop.locator("#asks .asks").filter(has_text=f"ik ben {FIRST}")
    expect(asked).to_be_visible()
    room.watch.look(laptop, "asked")
    asked.get_by_role("button", name="Ja, dat klopt").click()
    expect(asked).to_have_count(0)
    expect(asks.get_by_text(f"Jij bent: {FIRST}")).to_be_visible()
    again = room.new_phone()
    again.goto(f"/join/{CODE}")
    that_is_me(again, SECOND)
    laptop.locator("#asks .asks").get_by_role("button", name="Nee").click()
    expect(again.get_by_text("Aan tafel is gezegd dat dit niet klopt.")).to_be_visible()
    room.watch.look(again, "refused")


def somebody_joins_late(room: Room, laptop: Page) -> Page:
    phone = room.new_phone()
    phone.goto(f"/join/{CODE}")
    phone.get_by_role("button", name="Schuif aan").click()
    expect(phone.get_by_role("link", name="Vul je naam in.")).to_be_visible()
    room.watch.look(phone, "late-without-name")
    phone.get_by_role("textbox", name="Je naam").fill(LATE)
    phone.get_by_label("Organisatie of initiatief").fill("Stichting Proef")
    phone.get_by_role("button", name="Schuif aan").click()
    expect(phone.get_by_text(f"Jij bent: {LATE}")).to_be_visible()
    row = laptop.locator("#people li").filter(has_text=LATE)
    expect(row.get_by_text("niet in de indeling")).to_be_visible()
    people.write(phone, "Vraag", "Wie is de eigenaar van het dak?")
    expect(people.note(laptop, "Wie is de eigenaar")).to_contain_text(LATE)
    room.watch.look(laptop, "laptop-table")
    room.watch.look(phone, "phone-table")
    return phone


def who_joined_late_asks_the_speaker_something(room: Room, late: Page) -> None:
    late.get_by_role("link", name="Stuur een vraag of inzicht").click()
    late.get_by_label("Vraag", exact=True).check()
    late.get_by_role("textbox").fill("Wie onderhoudt het?")
    late.get_by_role("button", name="Verstuur").click()
    expect(late.locator("#sent").get_by_text("Wie onderhoudt het?")).to_be_visible()
    room.watch.look(late, "late-asks")
    late.get_by_role("link", name="Terug naar de tafel").click()
    expect(late.get_by_text(f"Jij bent: {LATE}")).to_be_visible()


def the_code_is_replaced(room: Room, laptop: Page) -> None:
    laptop.get_by_text("Geef een nieuwe code").first.click()
    room.watch.look(laptop, "new-code")
    laptop.get_by_role("dialog").get_by_role("button", name="Geef een nieuwe code").click()
    expect(laptop.locator("p.join-code")).not_to_have_text(CODE)
    phone = room.new_phone()
    phone.goto(f"/join/{CODE}")
    expect(phone.get_by_text("Deze code is vervangen door een nieuwe.")).to_be_visible()
    room.watch.look(phone, "old-code")


def the_facilitator_is_gone_and_replaced(
    room: Room, laptop: Page, first: Page, second: Page
) -> None:
    laptop.context.close()
    first.reload()
    expect(first.get_by_text("Neem jij het over?")).to_have_count(0)
    four_minutes_pass(room)
    for phone in (first, second):
        phone.reload()
        expect(phone.get_by_role("button", name="Volgende fase")).to_have_count(0)
        expect(phone.get_by_text("4 minuten geleden gezien. Neem jij het over?")).to_be_visible()
    room.watch.look(first, "offer")
    first.get_by_text("Ik neem het over").first.click()
    first.get_by_role("dialog").get_by_role("button", name="Ik neem het over").click()
    expect(first.get_by_role("button", name="Volgende fase")).to_be_visible()
    expect(first.get_by_text("Jij begeleidt deze tafel.")).to_be_visible()
    expect(second.get_by_text("Neem jij het over?")).to_have_count(0)
    expect(second.get_by_role("button", name="Volgende fase")).to_have_count(0)
    desk = room.new_laptop()
    desk.goto(room.place.desk)
    desk.goto(room.place.wall)
    expect(desk.get_by_text(f"Begeleider: {FIRST}")).to_be_visible()
    room.watch.look(desk, "wall")


def four_minutes_pass(room: Room) -> None:
    """Everybody was last seen four minutes ago; what is kept of this minute holds no more."""
    earlier = clock.now() - timedelta(minutes=4)
    with laying_out(room.makers):
        seen = db.session.scalars(select(Presence)).first()
        assert seen is not None
        topic, event_id = f"table-{seen.table_id}-people", seen.event_id
        with writing(event_id) as session:
            session.execute(update(Presence).values(seen_at=earlier))
            journal.record("minutes.passed", event_id=event_id, topic=topic)
        settled(None)


def the_facilitator_comes_back(room: Room, first: Page, late: Page) -> None:
    with late.expect_response(re.compile("/presence$")):  # seen now, so the role can be theirs
        late.reload()
    laptop = room.new_laptop()
    laptop.goto(room.place.facilitator)
    expect(laptop.get_by_role("button", name="Volgende fase")).to_have_count(0)
    room.watch.look(laptop, "back")
    laptop.get_by_text("Ik begeleid weer").first.click()
    laptop.get_by_role("dialog").get_by_role("button", name="Ik begeleid weer").click()
    expect(laptop.get_by_role("button", name="Volgende fase")).to_be_visible()
    expect(first.get_by_role("button", name="Volgende fase")).to_have_count(0)
    laptop.get_by_text("Geef het begeleiden door").click()
    laptop.get_by_label("Wie gaat begeleiden?").select_option(label=LATE)
    room.watch.look(laptop, "give")
    laptop.get_by_role("button", name="Geef door").click()
    expect(laptop.get_by_text("Ik begeleid weer").first).to_be_visible()
    expect(late.get_by_role("button", name="Volgende fase")).to_be_visible()
    expect(laptop.get_by_role("button", name="Volgende fase")).to_have_count(0)
    room.watch.look(late, "phone-leads")


def that_is_me(page: Page, name: str) -> None:
    row = page.locator("li").filter(has_text=name)
    row.get_by_role("button", name="Dat ben ik").click()
