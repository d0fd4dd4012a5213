"""The made-up people of the journeys and what each of them does, one function a step.

A step reads as the person would tell it: labels and buttons as they stand on the screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import create_engine, update

from makers.core import clock
from makers.core.links import GrantRow
from tests.installed import ORGANISER, PASSWORD
from tests.journeys.house import House

OFFICIAL, ENTREPRENEUR = "ambtenaar", "sociaal ondernemer"
GROUP_OF = {
    "Programma": "Bijeenkomst",
    "Casussen": "Tafels",
    "Tafels": "Tafels",
    "Indeling": "Tafels",
    "Inchecken": "Op de dag",
    "Nu aan tafel": "Op de dag",
    "Verslag": "Achteraf",
}


@dataclass(frozen=True)
class Guest:
    """Someone made up who comes to the afternoon."""

    name: str
    role: str = OFFICIAL
    department: str = ""
    domain: str = ""

    @property
    def email(self) -> str:
        """An address nobody has."""
        return f"{self.name.split()[0].lower()}@example.org"


ANNA = Guest("Anna Voorbeeld", ENTREPRENEUR)
BRAM = Guest("Bram Verzonnen", ENTREPRENEUR)
CEES = Guest("Cees Bedacht", department="Beleid", domain="onderwijs")
DINA = Guest("Dina Fictief", department="Kredietbank", domain="armoede")
ESRA = Guest("Esra Denkbeeld", department="Samenleving", domain="cultuur")
FLIP = Guest("Flip Gefantaseerd", department="Beleid", domain="zorg")
GIJS = Guest("Gijs Niemand", department="Samenleving", domain="cultuur")


def starts() -> datetime:
    """In half an hour, on the wall clock, rounded down to five minutes: codes work already."""
    moment = clock.amsterdam(clock.now()) + timedelta(minutes=30)
    return moment.replace(minute=moment.minute - moment.minute % 5, second=0, microsecond=0)


def log_in(page: Page) -> None:
    """The organiser comes to the desk."""
    page.goto("/login")
    page.get_by_label("E-mailadres").fill(ORGANISER)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", name="Bijeenkomsten", exact=True)).to_be_visible()


def make_event(page: Page, capacity: int) -> str:
    """A new event of today with a programme, on the website; its slug."""
    begin = starts()
    end = min(begin + timedelta(hours=3), begin.replace(hour=23, minute=59))
    page.get_by_role("link", name="Nieuwe bijeenkomst").first.click()
    page.get_by_label("Naam van de bijeenkomst").fill("De middag van de proef")
    page.get_by_label("Dag").fill(begin.date().isoformat())
    page.get_by_label("Begint om").fill(begin.strftime("%H:%M"))
    page.get_by_label("Eindigt om").fill(end.strftime("%H:%M"))
    page.get_by_label("Aantal plekken").fill(str(capacity))
    page.get_by_label("Plaats").fill("Leeszaal")
    page.get_by_label(re.compile("^Adres")).fill("Rijnhoutplein 3, Rotterdam")
    page.get_by_label("Aanleiding").fill("De overheid keert zich om: van beslissen naar helpen.")
    page.get_by_label("Vragen van de overheid").fill("Wat is sociaal ondernemen waard?")
    page.get_by_label("Vragen van de ondernemers").fill("Bij wie moet ik zijn?")
    page.get_by_label("Beleidsterreinen").fill("onderwijs\ncultuur\narmoede\nzorg")
    page.get_by_role("button", name="Maak de bijeenkomst").click()
    tab(page, "Programma")
    add_item(page, "Pecha kucha", "Vier verhalen", begin, 30)
    add_item(page, "Intervisie", "Aan tafel", begin + timedelta(minutes=30), 60)
    tab(page, "Overzicht")
    page.get_by_role("button", name="Zet op de website").click()
    expect(page.get_by_text("nog niet op de website")).to_have_count(0)
    return "de-middag-van-de-proef"


def add_item(page: Page, kind: str, title: str, begin: datetime, minutes: int) -> None:
    """A part of the programme."""
    page.get_by_label("Soort").select_option(label=kind)
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Begint om").fill(begin.strftime("%H:%M"))
    page.get_by_label("Minuten").fill(str(minutes))
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_role("cell", name=title).first).to_be_visible()


def tab(page: Page, name: str) -> None:
    """Another page of the event at the desk, by the group that it stands in."""
    row, group = "Deze bijeenkomst", GROUP_OF.get(name)
    if group is not None:
        if not _row(page, group).count():
            _row(page, row).get_by_role("link", name=group, exact=True).click()
        row = group
    _row(page, row).get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state()


def _row(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name=name, exact=True)


def sign_up(page: Page, slug: str, guest: Guest) -> None:
    """Someone signs up on a phone, from the public page."""
    page.goto(f"/e/{slug}")
    page.get_by_role("link", name=re.compile("Meld je aan|wachtlijst")).first.click()
    page.get_by_label("Naam", exact=True).fill(guest.name)
    page.get_by_label("E-mailadres", exact=True).fill(guest.email)
    page.get_by_role("radio", name=guest.role).check()
    page.get_by_text("Vertel iets meer").click()
    page.get_by_label("Organisatie of initiatief").fill(
        "Gemeente Voorbeeld" if guest.domain else ""
    )
    page.get_by_label("Afdeling").fill(guest.department)
    if guest.domain:
        page.get_by_role("checkbox", name=guest.domain).check()
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()


def open_own_page(page: Page, makers: House, guest: Guest) -> None:
    """Someone follows the link in their newest mail."""
    page.goto(makers.personal_link(guest.email))
    expect(page.get_by_role("heading", name=f"Dag {guest.name}")).to_be_visible()


def book_slot(page: Page, title: str) -> None:
    """An entrepreneur books the first free slot from the own page."""
    page.get_by_role("link", name="Kies je plek").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Samenvatting").fill("Twintig beelden over ons werk.")
    page.get_by_role("button", name="Boek deze plek").click()


def offer_case(page: Page, title: str, *domains: str) -> None:
    """An entrepreneur offers a case from the own page."""
    page.get_by_role("link", name="Breng een casus in").click()
    page.get_by_label("Hoe heet je casus?").fill(title)
    page.get_by_label("Wat is de situatie?").fill("Het past overal een beetje en nergens helemaal.")
    page.get_by_label("Wat is je vraag?").fill("Waar kan dit met de overheid samen?")
    for domain in domains:
        page.get_by_role("checkbox", name=domain).check()
    page.get_by_label(re.compile("Gezien vanuit de vraag")).fill("De buurt wil dit.")
    page.get_by_label(re.compile("Gezien vanuit de instelling")).fill("Geen potje past.")
    page.get_by_role("button", name="Bewaar mijn casus").click()
    expect(page.get_by_text(title)).to_be_visible()


def write(page: Page, kind: str, text: str) -> None:
    """Someone at a table writes a note of a kind."""
    form = page.locator("#write")
    choice = form.get_by_role("radio", name=kind, exact=True)
    if not choice.is_visible():
        form.locator("#kinds summary").click()
    choice.check()
    form.get_by_label("Notitie").fill(text)
    form.get_by_role("button", name="Bewaar").click()
    expect(form.get_by_label("Notitie")).to_have_value("")


def note(page: Page, text: str) -> Locator:
    """A note on the table."""
    return page.locator("#notes li.note").filter(has_text=text)


def logged_in_an_hour_ago(database_url: str) -> None:
    """As if who is logged in came an hour ago."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(update(GrantRow).values(given_at=clock.now() - timedelta(hours=1)))
    engine.dispose()
