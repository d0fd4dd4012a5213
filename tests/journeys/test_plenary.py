"""On the street with a bad line, a question to the speaker, sentences nobody reads too early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Response, Route, expect
from sqlalchemy import func, select

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ItemKind
from makers.intervision.models import Note, Photo
from makers.seating.walks import routes
from tests import build
from tests.intervision.hall import photo
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled

pytestmark = pytest.mark.journey

SECRET = "Ik bel maandag zelf met de wijkmanager"
WIDE = {"width": 1920, "height": 1080}


@dataclass(frozen=True)
class Day:
    """An event on which a walk, a lecture and a reflection are on, and a link for each door."""

    app: Flask
    event_id: int
    reflection: int
    doors: dict[str, str]


@pytest.fixture
def day(makers: House) -> Iterator[Day]:
    """The day, half an hour in, on a running installation."""
    with laying_out(makers) as app:
        yield settled(_day(app))


def _day(app: Flask) -> Day:
    now = clock.now()
    event = build.event(starts_at=now - timedelta(minutes=30), ends_at=now + timedelta(hours=4))
    walk = build.item(event, ItemKind.WALK, title="Wandeling door de buurt")
    build.item(event, ItemKind.LECTURE, title="Zelforganisatie", who="een spreker")
    reflection = build.item(event, ItemKind.REFLECTION, title="Reflectie")
    people = {name: build.signup(event, name) for name in ("Anna Voorbeeld", "Ben Bedacht")}
    group = build.table(walk, 1, least=0, most=8)
    for place in ("De binnentuin", "De kast zonder deur"):
        routes.add(group, place, "", by=SYSTEM)
    build.published_plan(walk, {group: list(people.values())})
    grants = {
        "moderator": Grant("moderator", event.id, event.id),
        "projector": Grant("projector", event.id, event.id),
        "organiser": Grant("organiser", None, 1),
        **{
            name.split()[0].lower(): Grant("personal", event.id, who.id, who.id)
            for name, who in people.items()
        },
    }
    with writing() as session:
        doors = {
            name: f"/l/{links.issue(session, grant, now=now)}" for name, grant in grants.items()
        }
    return Day(app, event.id, reflection.id, doors)


def forgive_the_line(watch: Watch) -> None:
    """Leave out what a browser says of a line that is gone."""
    words = ("ERR_", "Failed to fetch")
    watch.wrongs[:] = [one for one in watch.wrongs if not any(word in one for word in words)]


def count(kind: type[Note | Photo]) -> int:
    """How many the server has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def cut(route: Route) -> None:
    """The line drops."""
    route.abort()


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_what_was_seen_on_the_street_arrives_once_whatever_the_line_does(
    makers: House, day: Day, browser: Browser, watch: Watch, tmp_path: Path
) -> None:
    file = tmp_path / "IMG_0001.jpg"
    file.write_bytes(photo((2400, 1800)))
    with opened(browser, watch, makers.first, PHONE) as phone:
        phone.goto(day.doors["anna"])
        watch.look(phone, "own-page")
        phone.get_by_role("link", name="Schrijf op wat je ziet").tap()
        expect(phone.get_by_text("Geen gezichten, huisnummers of kentekens")).to_be_visible()
        phone.get_by_text("De binnentuin").tap()
        phone.get_by_label("Wat zie je?").fill("Een kas op het dak van de school")
        phone.get_by_label("Foto").set_input_files(file)
        expect(phone.get_by_alt_text("De foto die je koos")).to_be_visible()
        watch.look(phone, "writing")
        phone.reload()
        expect(phone.get_by_label("Wat zie je?")).to_have_value("Een kas op het dak van de school")
        expect(phone.get_by_label("De binnentuin")).to_be_checked()
        expect(phone.get_by_alt_text("De foto die je koos")).to_be_visible()
        context = phone.context
        context.route("**/observations", cut)
        phone.get_by_role("button", name="Bewaar").tap()
        unsent = phone.get_by_role("list", name="Nog niet verzonden")
        expect(unsent.get_by_text("Een kas op het dak van de school")).to_be_visible()
        expect(unsent.get_by_alt_text("Je foto")).to_be_visible()
        watch.look(phone, "waiting")
        address = phone.url
        phone.close()
        again = watch.follow(context.new_page())
        again.goto(address)
        unsent = again.get_by_role("list", name="Nog niet verzonden")
        expect(unsent.get_by_text("Een kas op het dak van de school")).to_be_visible()
        assert count(Note) == 0
        lost: list[int] = []

        def swallow(route: Route) -> None:
            """The server keeps it; its answer gets lost on the way back, once."""
            if lost:
                return route.continue_()
            lost.append(route.fetch().status)
            return route.abort()

        context.route("**/observations", swallow)
        context.unroute("**/observations", cut)  # not before: nothing slips through in between
        seen = again.locator("#sent .note")
        expect(seen).to_have_count(1, timeout=20_000)
        expect(unsent).to_be_hidden()
        expect(seen.get_by_role("img")).to_be_visible()
        assert lost == [200]
        assert (count(Note), count(Photo)) == (1, 1)
        kept = db.session.scalars(select(Photo)).one()
        assert (kept.width, kept.height) == (1200, 1600)
        watch.look(again, "seen")
        again.locator("summary").filter(has_text="Haal weg").tap()
        again.get_by_role("dialog").get_by_role("button", name="Haal weg").tap()
        expect(seen).to_have_count(0)
        assert (count(Note), count(Photo)) == (0, 0)
        forgive_the_line(watch)


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_an_observation_needs_no_script(
    makers: House, day: Day, browser: Browser, watch: Watch, tmp_path: Path
) -> None:
    file = tmp_path / "IMG_0001.jpg"
    file.write_bytes(photo())
    with opened(browser, watch, makers.first, PHONE, script=False) as phone:
        phone.goto(day.doors["anna"])
        phone.get_by_role("link", name="Schrijf op wat je ziet").tap()
        phone.get_by_label("Wat zie je?").fill("Twee stoelen")
        phone.get_by_label("Foto").set_input_files(file)
        phone.get_by_role("button", name="Bewaar").tap()
        expect(phone.get_by_text("Je waarneming is bewaard.")).to_be_visible()
        expect(phone.locator("#sent .note").get_by_role("img")).to_be_visible()


def test_a_question_is_merged_asked_and_seen_everywhere_at_once(
    makers: House, day: Day, browser: Browser, watch: Watch
) -> None:
    with ExitStack() as stack:
        anna, ben = (
            stack.enter_context(opened(browser, watch, makers.first, PHONE)) for _ in range(2)
        )
        leads = stack.enter_context(opened(browser, watch, makers.last, LAPTOP))
        for page, who in ((anna, "anna"), (ben, "ben")):
            page.goto(day.doors[who])
            page.get_by_role("link", name="Stuur een vraag of inzicht").tap()
        leads.goto(day.doors["moderator"])
        leads.get_by_role("link", name="Uit de zaal").click()
        leads.get_by_role("link", name="Zelforganisatie").click()
        expect(leads.get_by_text("Nog niets uit de zaal")).to_be_visible()
        watch.look(leads, "hall-empty")
        send(anna, "Wie betaalt dit over vijf jaar?")
        expect(words(leads, "Wie betaalt dit over vijf jaar?")).to_be_visible()
        ben.get_by_role("button", name="Ook mijn vraag").tap()
        expect(leads.locator(".people b").first).to_have_text("2")
        send(ben, "Wat gebeurt er als de subsidie stopt?", named=True)
        expect(leads.locator(".hall > li")).to_have_count(2)
        expect(words(anna, "Wat gebeurt er als de subsidie stopt?")).to_be_visible()
        watch.look(anna, "asking")
        leads.get_by_role("link", name="Voeg samen Wat gebeurt").click()
        leads.get_by_label("Wie betaalt dit over vijf jaar?").check()
        watch.look(leads, "merger")
        leads.get_by_role("button", name="Voeg samen").click()
        expect(leads.locator(".hall > li")).to_have_count(1)
        expect(words(leads, "Wat gebeurt er als de subsidie stopt?")).to_be_visible()
        expect(ben.get_by_text("Samengevoegd met")).to_be_visible()
        watch.look(leads, "hall")
        leads.set_viewport_size(PHONE)  # type: ignore[arg-type]
        watch.look(leads, "hall-phone")
        leads.get_by_role("button", name="Gesteld").click()
        expect(leads.get_by_role("heading", name="Gesteld")).to_be_visible()
        for page in (anna, ben):
            expect(page.get_by_text("gesteld", exact=True)).to_be_visible()
        watch.look(ben, "asked")


def words(page: Page, text: str) -> Locator:
    """A text where it is read, not where a button names it for who cannot see it."""
    return page.locator("main .typed", has_text=text).first


def send(page: Page, text: str, *, named: bool = False) -> None:
    """Send a question."""
    page.get_by_label("Je vraag of inzicht").fill(text)
    if named:
        page.get_by_label("Zet mijn naam erbij").check()
    page.get_by_role("button", name="Verstuur").tap()
    expect(words(page, text)).to_be_visible()
    expect(page.get_by_label("Je vraag of inzicht")).to_have_value("")


def test_sentences_stay_shut_for_everybody_until_the_organiser_opens_them(
    makers: House, day: Day, browser: Browser, watch: Watch
) -> None:
    said: list[str] = []

    def listen(response: Response) -> None:
        """Keep what others than the writer get."""
        if response.request.resource_type in ("document", "fetch", "xhr"):
            mime = response.headers.get("content-type", "")
            if mime.startswith("text/html") and response.status == 200:
                said.append(response.text())

    hall = f"/operate/{day.event_id}/hall/{day.reflection}"
    with ExitStack() as stack:
        sizes = {"anna": PHONE, "ben": PHONE, "moderator": PHONE, "organiser": LAPTOP}
        pages = {
            who: stack.enter_context(opened(browser, watch, makers.last, size))
            for who, size in {**sizes, "projector": WIDE}.items()
        }
        for who, page in pages.items():
            if who != "anna":
                page.on("response", listen)
            page.goto(day.doors[who])
        for who in ("moderator", "organiser"):
            pages[who].goto(hall)
        for who in ("anna", "ben"):
            pages[who].get_by_role("link", name="Schrijf één zin").tap()
        write(pages["ben"], "Ik luister voortaan eerst")
        write(pages["anna"], "Nog even anders")
        pages["anna"].get_by_label("Zet mijn naam erbij").check()
        write(pages["anna"], SECRET)
        watch.look(pages["anna"], "sentence")
        expect(pages["organiser"].get_by_text("2 zinnen geschreven")).to_be_visible()
        watch.look(pages["organiser"], "shut")
        watch.look(pages["moderator"], "shut-moderator")
        for who in ("ben", "moderator", "organiser", "projector"):
            assert SECRET not in pages[who].content(), who
        pages["organiser"].goto(f"/organise/events/{day.event_id}/report")
        assert SECRET not in pages["organiser"].content()
        pages["organiser"].goto(hall)
        assert said
        assert not any(SECRET in text or "Nog even anders" in text for text in said)
        pages["organiser"].locator("summary").filter(has_text="Toon de zinnen").click()
        dialog = pages["organiser"].get_by_role("dialog")
        dialog.get_by_role("button", name="Toon de zinnen").click()
        wall = pages["projector"]
        expect(wall.get_by_text(SECRET)).to_be_visible()
        expect(wall.get_by_text("Anna Voorbeeld")).to_be_visible()
        expect(wall.get_by_text("Ben Bedacht")).to_have_count(0)
        watch.look(wall, "wall")
        expect(pages["ben"].get_by_text("De zinnen zijn open.")).to_be_visible()
        watch.look(pages["ben"], "opened")
        expect(words(pages["moderator"], SECRET)).to_be_visible()
        watch.look(pages["moderator"], "opened-moderator")
        pages["moderator"].get_by_role("button", name="Haal van de projector").tap()
        expect(wall.get_by_text(SECRET)).to_be_hidden()


def write(page: Page, sentence: str) -> None:
    """Write the one sentence, or other words for it."""
    page.get_by_label("Wat neem je mee?").fill(sentence)
    page.get_by_role("button", name="Bewaar mijn zin").tap()
    expect(page.get_by_text("Je zin is bewaard.")).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(page.get_by_label("Wat neem je mee?")).to_have_value(sentence)
