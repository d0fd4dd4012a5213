"""The desk after the afternoon: signals are gathered, the report is arranged by keyboard, and on
paper it is a report and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from makers.core import clock, links
from makers.core.database import writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision.kinds import NoteKind
from makers.reports.sections import arranging
from makers.reports.sections.kinds import SectionKind
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled
from tests.reports.afternoon import round_of

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
WORD = "Maatschappelijkeontwikkelingssubsidieaanvraagformulieren"


@dataclass(frozen=True)
class Desk:
    """The ways in, and the addresses of the event's signals, report and pack, and of one note."""

    link: str
    signals: str
    report: str
    research: str
    seat: str
    note: str


@pytest.fixture
def desk(makers: House) -> Iterator[Desk]:
    """An afternoon of three tables, two of which say much the same; the third has a name in it."""
    with laying_out(makers):
        yield settled(_desk())


def _desk() -> Desk:
    now = clock.now()
    found = round_of(now, occasion=f"Waarom? {WORD}")
    first = found.write(1, f"Vier loketten: {WORD}")
    found.write(2, "Bij vier afdelingen langs")
    found.write(3, "Niemand gaat over ovens")
    found.write(3, "Vraag het Fleur", NoteKind.ADVICE)
    found.approve()
    event_id = found.event.id
    terms = Terms(f"Uitzoeken: {WORD}")
    followups.agree(found.tables[0], terms, key=uuid.uuid4(), now=now, by=SYSTEM)
    for kind in (SectionKind.TABLES, SectionKind.TO_BE_CONTINUED):
        arranging.write(event_id, kind, f"Vooraf. {WORD}", "Achteraf.", version=0, by=SYSTEM)
    with writing() as session:
        grants = (
            Grant("organiser", None, 1),
            Grant("table", event_id, first.table_id, first.author_id),
        )
        link, seat = (f"/l/{links.issue(session, grant, now=now)}" for grant in grants)
    where, note = f"/organise/events/{event_id}", f"/table/{first.table_id}/notes/{first.id}"
    return Desk(link, f"{where}/signals", f"{where}/report", f"{where}/research", seat, note)


def look(page: Page, watch: Watch, name: str) -> None:
    """Look at a page in both sizes."""
    for size_name, size in (("phone", PHONE), ("laptop", LAPTOP)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        watch.look(page, f"{name}-{size_name}")


def test_signals_are_gathered_and_taken_apart(
    desk: Desk, makers: House, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as page:
        page.goto(desk.link)
        page.goto(desk.signals)
        look(page, watch, "signals")
        for text in ("Vier loketten", "Bij vier afdelingen"):
            page.get_by_role("checkbox", name=text).check()
        page.get_by_role("button", name="Voeg de aangevinkte samen").click()
        look(page, watch, "together")
        page.get_by_label("Hoe zeg je het in één keer?").fill("Eén loket graag")
        page.get_by_label("cultuur").check()
        page.get_by_role("button", name="Voeg samen").click()
        expect(page.get_by_text("2 tafels")).to_be_visible()
        page.get_by_text("Zoals opgeschreven").click()
        look(page, watch, "gathered")
        page.get_by_role("link", name="Aanpassen: Eén loket graag").click()
        look(page, watch, "one-signal")
        page.goto("/organise/signals")
        expect(page.get_by_role("heading", name="cultuur")).to_be_visible()
        look(page, watch, "all-signals")
        page.go_back()
        page.get_by_role("button", name="Haal uit elkaar").click()
        expect(page.get_by_text("Eén loket graag")).to_have_count(0)
        expect(page.get_by_role("checkbox", name="Bij vier afdelingen")).to_be_visible()


def test_a_table_says_what_its_signal_is_about_and_the_desk_sees_it(
    desk: Desk, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as writer,
        opened(browser, watch, makers.first, LAPTOP) as page,
    ):
        writer.goto(desk.seat)
        writer.goto(desk.note)
        writer.get_by_label("cultuur").check()
        look(writer, watch, "note")
        writer.get_by_role("button", name="Bewaar", exact=True).click()
        writer.wait_for_url("**/table/*")
        page.goto(desk.link)
        page.goto(desk.signals)
        expect(page.locator(".signals").get_by_text("cultuur", exact=True)).to_be_visible()


def test_sections_move_by_keyboard_and_stay_in_sight(
    desk: Desk, makers: House, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, LAPTOP, script=False) as page:
        page.goto(desk.link)
        page.goto(f"{desk.report}/sections")
        page.get_by_role("button", name="Omhoog Signalen").press("Enter")
        expect(page).to_have_url(f"{makers.first}{desk.report}/sections#signals")
        headings = page.locator(".sections h2").all_inner_texts()
        assert headings.index("Signalen") == headings.index("Vragen aan de spreker") - 1
        page.get_by_role("button", name="Laat weg Programma").press("Enter")
        expect(page.get_by_text("weggelaten", exact=True)).to_be_visible()


def test_the_pages_round_the_report(
    desk: Desk, makers: House, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as page:
        page.goto(desk.link)
        for name, path in (
            ("report", desk.report),
            ("sections", f"{desk.report}/sections"),
            ("section", f"{desk.report}/sections/to_be_continued"),
            ("research", desk.research),
            ("all-promises", "/organise/followups"),
        ):
            page.goto(path)
            look(page, watch, name)
        page.goto(desk.research)
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download het pakket").click()
        assert coming.value.suggested_filename.endswith(".zip")
        page.goto(desk.research)
        look(page, watch, "research-with-a-key")


def test_two_texts_of_a_section_stand_beside_each_other(
    desk: Desk, makers: House, browser: Browser, watch: Watch
) -> None:
    where = f"{desk.report}/sections/walk"
    with (
        opened(browser, watch, makers.first, LAPTOP) as first,
        opened(browser, watch, makers.first, LAPTOP) as second,
    ):
        for page in (first, second):
            page.goto(desk.link)
            page.goto(where)
        for page, text in ((first, "Langs de haven"), (second, "Door de regen")):
            page.get_by_label("Tekst ervoor").fill(text)
            page.get_by_role("button", name="Bewaar").click()
        expect(first.get_by_role("heading", name="Verslag indelen")).to_be_visible()
        expect(second.get_by_text("Langs de haven")).to_be_visible()
        expect(second.get_by_label("Tekst ervoor")).to_have_value("Door de regen")
        look(second, watch, "two-texts")


def test_printed_it_is_a_report_and_nothing_else(
    desk: Desk, makers: House, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, makers.first, LAPTOP) as page:
        page.goto(desk.link)
        page.goto(desk.report)
        page.emulate_media(media="print")
        text = page.locator("body").inner_text()
    for told in ("De casussen", "Vooraf.", "Achteraf.", "Niemand gaat over ovens"):
        assert told in text
    for around in ("Meenemen", "Uitloggen", "Inchecken", "Deel het verslag in", "Markdown"):
        assert around not in text, around
