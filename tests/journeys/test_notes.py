"""Notes in real browsers: two who edit one, alike ones together, what leaves the table at the end.

The last journey reads every page and download of every role for words that should have stayed.
"""

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
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision import notes
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from makers.seating.models import SeatPart, Table
from makers.signups.models import Signup
from tests import build
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled
from tests.journeys.people import note, write
from tests.reports.reading import flat, pdf_text, understood

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]
KEPT, STRUCK, NAMED = "Dit blijft onder ons", "Dit schrapt de inbrenger", "Vraag Piet van loket 4"
GOES, REWRITTEN, STATEMENT = "Dit mag iedereen weten", "Vraag een vast loket", "Het past nergens"


@dataclass(frozen=True)
class Seated:
    """The links of who sits at one table and of the desk, and the addresses of table and report."""

    anna: str
    dina: str
    lead: str
    desk: str
    path: str
    report: str


@pytest.fixture
def seated(makers: House) -> Iterator[Seated]:
    """A table that is about to begin."""
    with laying_out(makers):
        yield settled(_seated(at_work=False))


@pytest.fixture
def done(makers: House) -> Iterator[Seated]:
    """A table that is done and wrote of everything."""
    with laying_out(makers):
        yield settled(_seated(at_work=True))


def _seated(*, at_work: bool) -> Seated:
    now = clock.now()
    event = build.event(starts_at=now, ends_at=now + timedelta(hours=4))
    item = build.item(event, title="Aan tafel")
    anna = build.signup(event, "Anna Voorbeeld", role="sociaal ondernemer")
    dina, lead = build.signup(event, "Dina Fictief"), build.signup(event, "Esra Denkbeeld")
    case = build.case(anna, "Een tuin op een dak", situation="Het dak is van een ander.")
    table = build.table(item, 4, case_id=case.id, facilitator_id=lead.id)
    parts = {anna.id: SeatPart.BRINGER, lead.id: SeatPart.FACILITATOR}
    build.published_plan(item, {table: [anna, dina, lead]}, parts=parts)
    if at_work:
        _afternoon(table, dina)
    rights = (
        Grant("table", event.id, table.id, anna.id),
        Grant("table", event.id, table.id, dina.id),
        Grant("facilitator", event.id, table.id),
        Grant("organiser", None, 1),
    )
    with writing() as session:
        anna_, dina_, lead_, desk = (
            f"/l/{links.issue(session, right, now=now)}" for right in rights
        )
    report = f"/organise/events/{event.id}/report"
    return Seated(anna_, dina_, lead_, desk, f"/table/{table.id}", report)


def _afternoon(table: Table, dina: Signup) -> None:
    """The table goes through its phases; Dina writes, and two agreements are made."""
    now, by = clock.now(), Present(SeatPart.PARTICIPANT, dina.id, dina.name, False, True)
    for kind, text in (
        (NoteKind.PROBLEM_STATEMENT, STATEMENT),
        (NoteKind.QUESTION, KEPT),
        (NoteKind.ADVICE, GOES),
        (NoteKind.ADVICE, NAMED),
        (NoteKind.SIGNAL, STRUCK),
    ):
        notes.write(table, kind, Words(text), key=uuid.uuid4(), by=by, now=now)
    for action, owner in (("Dina belt de wijkmanager", dina.id), ("Iemand zoekt geld", None)):
        terms = Terms(action, owner)
        followups.agree(table, terms, key=uuid.uuid4(), now=now, by=SYSTEM)
    run = runs.start(table, "vijfstappen", 45, now=now, by=SYSTEM)
    build.goes_on(table, now, len(run.method["phases"]))


def conflict(anna: Page, dina: Page, text: str) -> None:
    """Both edit the same note; Anna is first, Dina gets both texts."""
    for page in (anna, dina):
        note(page, text).get_by_role("link", name="Pas aan").click()
    anna.get_by_label("Vraag").fill(f"{text} Van Anna.")
    anna.get_by_role("button", name="Bewaar", exact=True).click()
    expect(note(anna, f"{text} Van Anna.")).to_be_visible()
    dina.get_by_label("Vraag").fill(f"{text} Van Dina.")
    dina.get_by_role("button", name="Bewaar", exact=True).click()
    expect(dina.get_by_role("heading", name="Twee teksten voor één notitie")).to_be_visible()


def test_two_who_edit_one_note_have_four_ways_on(
    seated: Seated, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as anna,
        opened(browser, watch, makers.first, LAPTOP) as dina,
    ):
        anna.goto(seated.anna)
        dina.goto(seated.dina)
        for text, button, stands in (
            ("Wie?", "Neem de mijne", ["Wie? Van Dina."]),
            ("Wat?", "Houd deze", ["Wat? Van Anna."]),
            ("Hoe?", "Bewaar de mijne apart", ["Hoe? Van Anna.", "Hoe? Van Dina."]),
        ):
            write(anna, "Vraag", text)
            expect(note(dina, text)).to_be_visible()
            conflict(anna, dina, text)
            dina.get_by_role("button", name=button).click()
            expect(note(dina, text)).to_have_count(len(stands))
            for one in stands:
                expect(note(anna, one)).to_be_visible()
        write(anna, "Vraag", "Waarom?")
        expect(note(dina, "Waarom?")).to_be_visible()
        conflict(anna, dina, "Waarom?")
        watch.look(dina, "conflict")
        both = dina.get_by_label("Vraag")
        expect(both).to_have_value("Waarom? Van Anna.\n\nWaarom? Van Dina.")
        both.fill("Waarom? Van ons.")
        dina.get_by_role("button", name="Bewaar samen").click()
        expect(note(anna, "Waarom? Van ons.")).to_be_visible()
        note(anna, "Waarom? Van ons.").get_by_role("link", name="aangepast").click()
        for text in ("Waarom?", "Waarom? Van Anna.", "Waarom? Van Dina.", "Waarom? Van ons."):
            expect(anna.get_by_text(text, exact=True)).to_be_visible()
        expect(anna.get_by_text("kwam te laat, niet gekozen")).to_have_count(1)
        watch.look(anna, "history")


def test_what_was_thrown_away_meanwhile_comes_back_with_the_text(
    seated: Seated, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, PHONE) as anna,
        opened(browser, watch, makers.first, LAPTOP) as dina,
    ):
        anna.goto(seated.anna)
        dina.goto(seated.dina)
        write(anna, "Vraag", "Wie?")
        note(anna, "Wie?").get_by_role("link", name="Pas aan").click()
        note(dina, "Wie?").get_by_role("button", name="Weg").click()
        expect(dina.get_by_text("Notitie weggegooid")).to_be_visible()
        anna.get_by_label("Vraag").fill("Wie van ons?")
        anna.get_by_role("button", name="Bewaar", exact=True).click()
        expect(anna.get_by_role("heading", name="Deze notitie is weggegooid")).to_be_visible()
        watch.look(anna, "thrown")
        anna.get_by_role("button", name="Zet terug met mijn tekst").click()
        expect(note(dina, "Wie van ons?")).to_be_visible()
        expect(note(anna, "Wie van ons?")).to_be_visible()


def test_alike_ones_together_versions_side_by_side_and_the_bin(
    seated: Seated, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as lead,
        opened(browser, watch, makers.first, PHONE) as dina,
    ):
        lead.goto(seated.lead)
        dina.goto(seated.dina)
        for text in ("Wie betaalt dit?", "Wie gaat dat betalen?", "Uit welk potje?"):
            write(dina, "Vraag", text)
        write(lead, "Probleemstelling", "Te duur")
        note(lead, "Wie betaalt dit?").get_by_role("link", name="Pas aan").click()
        for text in ("Wie gaat dat betalen?", "Uit welk potje?"):
            lead.get_by_role("checkbox", name=text).check()
        watch.look(lead, "one-note")
        lead.get_by_role("button", name="Bewaar wat bij elkaar hoort").click()
        together = note(dina, "Wie betaalt dit?")
        expect(together.get_by_text("Uit welk potje?")).to_be_visible()
        expect(dina.locator("#notes li.note")).to_have_count(2)
        note(lead, "Te duur").get_by_role("link", name="Nieuwe versie").click()
        lead.get_by_label("Probleemstelling").fill("Te duur voor wie krap zit")
        lead.get_by_label("Gezien vanuit de vraag").fill("Een euro is haalbaar")
        lead.get_by_label("Gezien vanuit de instelling").fill("Een euro telt niet mee")
        watch.look(lead, "successor")
        lead.get_by_role("button", name="Bewaar als nieuwe versie").click()
        expect(note(dina, "Te duur voor wie krap zit").get_by_text("Versie 2")).to_be_visible()
        watch.look(lead, "table")
        watch.look(dina, "table-phone")
        together.get_by_role("button", name="Haal uit elkaar").click()
        expect(lead.locator("#notes li.note")).to_have_count(5)
        note(dina, "Uit welk potje?").get_by_role("button", name="Weg").click()
        expect(dina.get_by_text("Notitie weggegooid: “Uit welk potje?”")).to_be_visible()
        watch.look(dina, "thrown-away")
        dina.get_by_role("button", name="Zet terug").click()
        expect(note(lead, "Uit welk potje?")).to_be_visible()
        expect(dina.get_by_text("Notitie weggegooid")).to_have_count(0)
        write(dina, "Vraag", "Bel je 06-12345678?")
        expect(
            dina.get_by_text("Er lijkt een telefoonnummer in je notitie te staan")
        ).to_be_visible()
        expect(lead.get_by_text("Er lijkt een telefoonnummer")).to_have_count(0)
        watch.look(dina, "hint")


def test_what_leaves_the_table_is_what_the_bringer_approved(
    done: Seated, makers: House, browser: Browser, watch: Watch
) -> None:
    with (
        opened(browser, watch, makers.first, LAPTOP) as lead,
        opened(browser, watch, makers.first, PHONE) as anna,
        opened(browser, watch, makers.first, PHONE) as dina,
        opened(browser, watch, makers.first, LAPTOP) as desk,
    ):
        for page, link in ((lead, done.lead), (anna, done.anna), (dina, done.dina)):
            page.goto(link)
            page.get_by_role("link", name="Naar de afronding").click()
        desk.goto(done.desk)
        told = everything(desk, anna, done)
        assert "Een tuin op een dak" in told
        for kept in (KEPT, STRUCK, NAMED, GOES, STATEMENT, "van een ander", "Dina belt", "geld"):
            assert kept not in told, kept
        for text in (GOES, NAMED, STRUCK):
            lead.get_by_role("checkbox", name=text).check()
        watch.look(lead, "proposal")
        lead.get_by_role("button", name="Stel dit voor").click()
        expect(anna.locator("#leaving li.note")).to_have_count(4)
        struck = anna.locator("#leaving li.note").filter(has_text=STRUCK)
        struck.get_by_role("button", name="Schrap").click()
        expect(struck).to_have_count(0)
        named = anna.locator("#leaving li.note").filter(has_text=NAMED)
        named.get_by_role("link", name="Herschrijf").click()
        anna.get_by_label("Advies").fill(REWRITTEN)
        anna.get_by_role("button", name="Bewaar", exact=True).click()
        expect(anna.locator("#leaving").get_by_text(REWRITTEN)).to_be_visible()
        watch.look(anna, "leaving")
        anna.get_by_role("button", name="Ik ga akkoord").click()
        for page in (anna, lead, dina):
            expect(page.get_by_text("De inbrenger gaf om")).to_be_visible()
        dina.get_by_role("button", name="Ja, dit mag in het verslag").click()
        expect(dina.get_by_text("in het verslag", exact=True)).to_be_visible()
        watch.look(dina, "consent")
        told = everything(desk, anna, done)
        for goes in (STATEMENT, GOES, REWRITTEN, "van een ander", "Dina belt"):
            assert told.count(goes) >= 2, goes
        for kept in (KEPT, STRUCK, NAMED, "geld"):
            assert kept not in told, kept
        desk.goto(done.path)
        for kept in (KEPT, STRUCK, NAMED):
            assert kept not in desk.content(), kept
        expect(desk.get_by_text("Dit blijft aan de tafel:")).to_be_visible()
        watch.look(desk, "organiser-at-table")
        anna.get_by_role("button", name="Trek mijn akkoord in").click()
        expect(anna.get_by_role("button", name="Ik ga akkoord")).to_be_visible()
        told = everything(desk, anna, done)
        assert GOES not in told
        assert "Dina belt" in told


def everything(desk: Page, mate: Page, done: Seated) -> str:
    """The report as page and as every download, of the event for the desk, of the table for a mate;
    a table's own report for the desk too."""
    found = []
    for page, path in (
        (desk, done.report),
        (desk, f"{done.path}/report"),
        (mate, f"{done.path}/report"),
    ):
        for ending in ("", ".md", ".csv", ".docx", ".pdf"):
            answer = page.request.get(f"{path}{ending}")
            assert answer.status == 200
            found.append(read(answer.body(), ending))
    return "\n".join(found)


def read(body: bytes, ending: str) -> str:
    """The words in an answer."""
    if ending == ".pdf":
        return pdf_text(body)
    return flat(understood(body, "docx")) if ending == ".docx" else body.decode()
