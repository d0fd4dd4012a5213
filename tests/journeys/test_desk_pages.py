"""What the desk shows of signing up, methods and the house, on a laptop and a phone.

Axe finds nothing, and nothing sticks out.

Every page under /organise that belongs to sign-ups is looked at because it is one; a new page
needs no line here. The event is full of what is hard to fit, and another one has nothing yet.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from PIL import Image
from playwright.sync_api import Browser, Page
from werkzeug.routing import MapAdapter

from makers.core import clock, links
from makers.core.database import db, writing
from makers.core.house import colours
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.core.mail import Fate, OutboxMail
from makers.events.models import Event
from makers.intervision import own_methods
from makers.intervision.methods import built_in
from makers.signups import importing, invitations, messages, placing, questions, service
from makers.signups.answers import Answers, Needs
from makers.signups.audience import Choice
from makers.signups.invitations import Guest
from makers.signups.models import QuestionKind, Signup
from makers.signups.questions import Asked
from tests import build
from tests.conftest import made_app
from tests.installed import Installed
from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.server import serve

pytestmark = pytest.mark.journey

SIZES = {"laptop": LAPTOP, "phone": PHONE}
FILES = {"signups.export", "signups.import_problems"}
METHODS = (
    "intervision.methods",
    "intervision.method",
    "intervision.choices",
    "intervision.on_paper",
)
HOUSE = ("organise.desk", "journal.everything", "journal.of_event", "house.settings", "house.mail")
SECTIONS = ("name", "colours", "privacy", "accessibility", "retention")
# what there is to see of an event at which nothing happened yet
BARE = (
    "organise.desk",
    "journal.of_event",
    "signups.people",
    "signups.places",
    "signups.invited_people",
    "signups.messages",
    "signups.own_questions",
    "signups.needed",
    "welcome.checkin",
    "intervision.methods",
)
DESK = Actor("organiser", 1)
NAME = "Wolfeschlegelsteinhausenbergerdorff-Voorbeeld"
HOST = "maatschappelijkeontwikkeling.example.org"
WORK = "Beleidsondersteuning"
DIET = "Geennotenofsporenvannotenenookgeenpindakaasalsjeblieft"
LIST = [
    ["Naam", "E-mailadres", "Rol", "Organisatie", "Status"],
    [NAME, f"nieuw@{HOST}", "ambtenaar", WORK, "paid"],
    ["Zonder adres", "geen adres", WORK, WORK, "canceled"],
    ["Nog iemand", f"anna.voorbeeld@{HOST}", "gast", "", "paid"],
    ["", "", "gast", WORK, "paid"],
]


@dataclass(frozen=True)
class Desk:
    """A server with both events, the way in, and what its addresses are filled in with."""

    url: str
    link: str
    routes: MapAdapter
    pages: tuple[str, ...]
    values: dict[str, int]
    confirmed_id: int
    bare_id: int

    def path(self, endpoint: str, **values: int) -> str:
        """The address of a page."""
        return self.routes.build(endpoint, {**self.values, **values}, append_unknown=False)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, installed: Installed) -> Iterator[Desk]:
    """One server; its worker sends nothing, so what waits in the outbox goes on waiting."""
    folder: Path = tmp_path_factory.mktemp("desk")
    url = installed.copy("sqlite", folder)
    app = made_app(folder, url)
    with app.app_context(), force_locale("nl"):
        now = clock.now()
        event, bare = build.event(capacity=3), build.event(title="Nog niets")
        for one in (event, bare):
            one.starts_at, one.ends_at = now + timedelta(hours=2), now + timedelta(hours=6)
        db.session.commit()  # before anything is written: that begins with what is stored
        values = fill(event, now)
        with writing() as session:
            token = links.issue(session, Grant("organiser", None, 1), now=now)
        found = (values, values.pop("confirmed_id"), bare.id)
        db.session.remove()
        db.engine.dispose()
    with serve(url, folder, MAKERS_WORKER="0") as server:
        yield Desk(server.url, f"/l/{token}", app.url_map.bind(""), of_signups(app), *found)


def of_signups(app: Flask) -> tuple[str, ...]:
    """The endpoints of every page of the desk that belongs to sign-ups, and of the door."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/organise")]
    pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    ours = {one for one in pages if one.startswith("signups.")} - FILES
    return (*sorted(ours), "welcome.checkin", *METHODS, *HOUSE)


def fill(event: Event, now: datetime) -> dict[str, int]:
    """People who are in, who wait and who left, and every other thing the pages tell of."""
    earlier = now - timedelta(days=2)
    choices = "\n".join((WORK, "De tweede keuze", "De derde"))
    asked = Asked(f"{WORK}?", QuestionKind.CHOICES, hint=WORK, options=choices, required=True)
    question = questions.add(event, asked, now=earlier, by=DESK)
    old = questions.add(event, Asked("Oud", QuestionKind.TEXT), now=earlier, by=DESK)
    questions.retire(old, now=earlier, by=DESK)
    event.roles[2].held, event.roles[2].held_until = 1, now + timedelta(hours=1)
    db.session.commit()
    names = ("Anna Voorbeeld", "Ben Bedacht", "Cor Verzonnen", NAME, "Dirk Fictief")
    people = [sign_up(event, name, question.id, earlier) for name in names]
    service.cancel(people[1], now=earlier, by=DESK)
    placing.give_place(people[4], f"Reden: {WORK}", now=earlier, by=DESK)
    people[0].person.refused_at = now
    people[2].wanted_role_id = event.roles[1].id if people[2].confirmed_at else None
    event.moved_at = now
    mails = db.session.query(OutboxMail).order_by(OutboxMail.id).all()
    mails[0].fate, mails[0].failure = Fate.FAILED, f"550 5.1.1 <anna.voorbeeld@{HOST}> {WORK}"
    mails[1].tries, mails[1].due_at = 3, now + timedelta(hours=1)
    db.session.commit()
    first, second, third = (Guest(f"{one}@{HOST}", NAME) for one in ("een", "twee", "drie"))
    invitations.invite(event, [first, second], role_id=event.roles[0].id, now=earlier, by=DESK)
    invitations.send(event, now=earlier, by=DESK)
    invitations.invite(event, [third], role_id=None, now=now, by=DESK)
    written = messages.send(
        event, Choice(), subject=WORK, text=f"{WORK} {{naam}}", key=uuid.uuid4(), now=now, by=DESK
    )
    waiting = next(one for one in people if one.state.value == "waiting")
    case = build.case(people[0], WORK, domains=list(event.domains))
    table = build.table(build.item(event, title=WORK), case_id=case.id)
    roddel = built_in()["roddel"]
    return {
        "event_id": event.id,
        "question_id": question.id,
        "signup_id": waiting.id,
        "confirmed_id": people[0].id,
        "message_id": written.id,
        "table_id": table.id,
        "method_id": own_methods.copy(event, roddel, now=now, by=DESK).id,
        "sheet_id": importing.keep(event, LIST, now=now, by=DESK),
    }


def sign_up(event: Event, name: str, question_id: int, now: datetime) -> Signup:
    """Somebody who tells everything that can be told."""
    answers = Answers(
        name=name,
        role_id=event.roles[0].id,
        organisation=WORK,
        department=WORK,
        job=WORK,
        question=f"https://{HOST}/{WORK}",
        domain_ids=tuple(one.id for one in event.domains),
        needs=Needs(diet=DIET, step_free=True, other=DIET),
        own=((question_id, WORK),),
    )
    email = f"{name.lower().replace(' ', '.')}@{HOST}"
    service.sign_up(event, email, answers, key=uuid.uuid4(), now=now)
    return db.session.query(Signup).order_by(Signup.id.desc()).limit(1).one()


def go(page: Page, path: str) -> None:
    """Open a page of the desk; no other will do."""
    answer = page.goto(path)
    assert answer is not None
    assert (answer.status, page.url.endswith(path)) == (200, True), path


def look(page: Page, watch: Watch, name: str) -> None:
    """Look at a page in both sizes."""
    for size_name, size in SIZES.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        watch.look(page, f"{name}-{size_name}")


def test_every_page_of_a_full_event(desk: Desk, browser: Browser, watch: Watch) -> None:
    with opened(browser, watch, desk.url, LAPTOP) as page:
        page.goto(desk.link)
        for endpoint in desk.pages:
            go(page, desk.path(endpoint))
            look(page, watch, endpoint)
        go(page, desk.path("signups.person", signup_id=desk.confirmed_id))
        look(page, watch, "person-with-a-place")
        go(page, f"{desk.path('signups.people')}?q=zzz")
        look(page, watch, "people-nobody")
        go(page, f"{desk.path('welcome.checkin')}?q=vo")
        page.get_by_text("Niet op de lijst?").click()
        look(page, watch, "checkin-found")


def test_every_page_that_a_form_leads_to(desk: Desk, browser: Browser, watch: Watch) -> None:
    with opened(browser, watch, desk.url, LAPTOP) as page:

        def press(button: str, name: str) -> None:
            page.get_by_role("button", name=button).first.click()
            page.wait_for_load_state()
            look(page, watch, name)

        page.goto(desk.link)
        go(page, desk.path("signups.new_message"))
        press("Bekijk wie het krijgt", "message-not-filled-in")
        page.get_by_label("Onderwerp").fill(WORK)
        page.get_by_label("Bericht").fill(f"{WORK}\n\nhttps://{HOST}/{WORK}/{WORK}")
        press("Bekijk wie het krijgt", "message-preview")
        go(page, desk.path("signups.calling_off"))
        press("Bekijk de mail", "calling-off-not-filled-in")
        page.get_by_label("Waarom gaat het niet door?").fill(WORK)
        press("Bekijk de mail", "calling-off-preview")
        go(page, desk.path("welcome.checkin"))
        press("Maak een link voor de deur", "door-link")
        go(page, desk.path("signups.invited_people"))
        press("Maak een link", "link-for-everybody")


def test_every_setting_and_the_pages_in_the_houses_own_colours(
    desk: Desk, browser: Browser, watch: Watch
) -> None:
    """The colour is one that can only just be read, by day and by night."""
    with opened(browser, watch, desk.url, LAPTOP) as page:
        page.goto(desk.link)
        settings = desk.path("house.settings")
        for section in SECTIONS:
            go(page, f"{settings}/{section}")
            look(page, watch, f"settings-{section}")
        go(page, f"{settings}/colours")
        page.get_by_label("Accentkleur (").fill("#ffcc00")
        page.get_by_role("button", name="Bekijk eerst").click()
        page.get_by_text("#ffcc00. Niet goed te lezen").wait_for()
        look(page, watch, "settings-colours-too-light")
        page.get_by_label("Accentkleur (").fill(colours.darker("#ffcc00"))
        page.get_by_role("button", name="Bewaar").click()
        page.wait_for_url(f"**{settings}")
        drawn = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
        assert page.evaluate(drawn) == colours.darker("#ffcc00")
        page.get_by_label("Jullie logo").set_input_files(
            {"name": "logo.png", "mimeType": "image/png", "buffer": a_logo()}
        )
        page.get_by_role("button", name="Zet dit logo erop").click()
        page.get_by_role("banner").get_by_role("img").wait_for()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for endpoint in HOUSE:
                go(page, desk.path(endpoint))
                look(page, watch, f"own-{scheme}-{endpoint}")
            go(page, "/")
            look(page, watch, f"own-{scheme}-home")
        page.emulate_media(color_scheme="light")
        page.goto(settings)
        page.get_by_text("Haal het logo weg").first.click()
        page.get_by_role("dialog").get_by_role("button", name="Haal het logo weg").click()
        page.get_by_text("Boven elke pagina staat het teken").wait_for()


def a_logo() -> bytes:
    """A picture as somebody has it."""
    file = BytesIO()
    Image.new("RGB", (600, 200), "#1b6a46").save(file, "PNG")
    return file.getvalue()


def test_every_page_of_an_event_with_nothing_yet(
    desk: Desk, browser: Browser, watch: Watch
) -> None:
    with opened(browser, watch, desk.url, LAPTOP) as page:
        page.goto(desk.link)
        for endpoint in BARE:
            go(page, desk.path(endpoint, event_id=desk.bare_id))
            look(page, watch, f"bare-{endpoint}")
