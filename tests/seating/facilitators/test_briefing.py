"""What who leads a table or a group is told beforehand, and the link that opens it."""

from __future__ import annotations

import pytest
from flask import Flask

from makers.core.database import db
from makers.events.models import ItemKind, ProgrammeItem
from makers.intervision import choosing
from makers.seating import tables
from makers.seating.facilitators import briefing
from makers.signups.models import Need
from tests import build
from tests.seating.facilitators.asked import DESK, WEEK, page_of, phone
from tests.seating.rows import afternoon, desk, named, published, tables_of
from tests.signups.people import Read, mails


@pytest.fixture
def round_(app: Flask) -> ProgrammeItem:
    """A round with its plan in force; the first table stands by the window."""
    item = afternoon(8, 1, most=12)
    (table,) = tables_of(item)
    table.place = "bij het <raam>"
    item.title = "Aan tafel"
    db.session.commit()
    published(item, WEEK)
    return item


def briefed(item: ProgrammeItem) -> Read:
    """The briefing of who leads the first table."""
    briefing.send(item.event, now=WEEK, by=DESK)
    address = named(item.event, "Begeleider 1").person.email or ""
    return mails(address)[-1]


def test_the_briefing_tells_the_case_the_people_and_the_place(
    app: Flask, round_: ProgrammeItem
) -> None:
    letter = briefed(round_)
    assert "Je begeleidt tafel 1 op vrijdag 27 november 2026" in letter.subject
    for words in (
        "Je begeleidt tafel 1 bij ‘Aan tafel’, van 13.00 tot 14.00 uur.",
        "De casus: Casus 1",
        "Zo staat het ervoor.",
        "De vraag: Wat nu?",
        "- Inbrenger 1, brengt de casus in",
        "- Deelnemer 1\n",
        "Neem mee: een opgeladen laptop",
    ):
        assert words in letter.text
    assert "De tafel staat hier: bij het <raam>." in letter.text
    assert "bij het &lt;raam&gt;" in letter.html
    assert "Begeleider 1\n-" not in letter.text
    assert "werkvorm" not in letter.text, "none was chosen"


def test_the_briefing_tells_no_need_and_no_address(app: Flask, round_: ProgrammeItem) -> None:
    who = named(round_.event, "Deelnemer 1")
    db.session.add(
        Need(signup_id=who.id, diet="Geen noten", wording="1", consented_at=WEEK, step_free=True)
    )
    db.session.commit()
    letter = briefed(round_)
    assert "Geen noten" not in letter.text + letter.html
    assert (who.person.email or "") not in letter.text + letter.html


def test_the_briefing_tells_the_method_once_chosen(app: Flask, round_: ProgrammeItem) -> None:
    (table,) = tables_of(round_)
    briefed(round_)
    choosing.choose(table, "balint", now=WEEK, by=DESK)
    assert "De werkvorm: " in briefed(round_).text
    address = named(round_.event, "Begeleider 1").person.email or ""
    assert len(mails(address)) == 2, "a method is news"


def test_the_link_in_the_briefing_opens_that_table_until_it_is_somebody_elses(
    app: Flask, round_: ProgrammeItem
) -> None:
    (table,) = tables_of(round_)
    browser, address = phone(app, briefed(round_))
    assert address == f"/table/{table.id}"
    assert browser.get(address).status_code == 200
    other = named(round_.event, "Deelnemer 1")
    tables.lead(table, other.id, seen=table.facilitator_id, now=WEEK, by=DESK)
    assert browser.get(address).status_code == 401
    leaver = named(round_.event, "Begeleider 1").person.email or ""
    assert mails(leaver) == [], "who leads no more is not briefed any more"


def test_a_guide_is_briefed_about_a_group(app: Flask) -> None:
    event = build.event()
    item = build.item(event, ItemKind.WALK, title="Wandeling")
    guide, walker = build.signup(event, "Gids Bedacht"), build.signup(event, "Loper")
    table = build.table(item, 2, facilitator_id=guide.id, place="de ingang")
    build.published_plan(item, {table: [walker]})
    assert briefing.send(event, now=WEEK, by=DESK) == 1
    (letter,) = mails(guide.person.email)
    for words in (
        "Je bent gids van groep 2 bij ‘Wandeling’",
        "Je verzamelt hier: de ingang.",
        "- Loper",
    ):
        assert words in letter.text
    assert "casus" not in letter.text


def test_the_button_says_how_many_and_the_page_says_to_whom(
    app: Flask, round_: ProgrammeItem
) -> None:
    page = desk(app)
    assert "Verstuur 1 briefing" in page.get(page_of(round_.event)).text
    sent = page.post(f"{page_of(round_.event)}/briefing", follow_redirects=True).text
    assert "1 briefing is verstuurd." in sent
    assert "Iedereen met een tafel heeft de briefing." in sent
    again = page.post(f"{page_of(round_.event)}/briefing", follow_redirects=True).text
    assert "0 briefings zijn verstuurd." in again
