"""Cards, list and poster: what stands on them, on which paper, and for whom."""

from __future__ import annotations

import io
import random
import unicodedata
from datetime import datetime

import pikepdf
import pypdfium2
import pytest
from flask import Flask

from makers.core.database import db
from makers.core.links import Grant
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.reports.papers import pdf, queries
from makers.reports.papers.content import (
    PapersContent,
    PersonContent,
    RoundContent,
    SeatedContent,
    TableContent,
)
from makers.seating.models import Plan, SeatPart, Table
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON
from tests.counting import statements
from tests.reports.canaries import CANARIES, squashed
from tests.reports.reading import pdf_text
from tests.seating.rows import browser, desk, journalled

A4, A3 = (595, 842), (842, 1191)
LOCKS = "SELECT id FROM event WHERE"  # on PostgreSQL the entry begins with it
PAPERS = {"cards": "cards", "list": "seating-list", "poster": "poster"}


@pytest.fixture
def round_(app: Flask) -> ProgrammeItem:
    """A round in force: a table with a case, one without, and somebody who sits nowhere."""
    event = build.event(title="Middag #vraag")
    item = build.item(event, title="Intervisie")
    names = ("Zoë", "anna", "Élodie", "Bart")
    people = [build.signup(event, name, dietary="geen noten") for name in names]
    build.signup(event, "Wim Zonderplek")
    build.signup(event, "Cancelled", state="cancelled")
    case = build.case(people[0], "Wie betaalt de taalles?")
    first = build.table(item, 1, case_id=case.id, place="bij het raam")
    second = build.table(item, 2, name="De serre", facilitator_id=people[3].id)
    parts = {people[0].id: SeatPart.BRINGER, people[3].id: SeatPart.FACILITATOR}
    build.published_plan(item, {first: people[:2], second: people[2:]}, parts=parts)
    return item


def path(event_id: int, paper: str, item: ProgrammeItem | None = None) -> str:
    """Where a paper is."""
    asked = f"?round={item.id}" if item is not None else ""
    return f"/organise/events/{event_id}/seating/{paper}.pdf{asked}"


def got(app: Flask, item: ProgrammeItem, paper: str) -> bytes:
    """A paper as the organiser downloads it, with five reads and the journal's entry."""
    reader, where = desk(app), path(item.event_id, paper)
    with statements(db.engine) as seen:
        answer = reader.get(where)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    entry = next(n for n, one in enumerate(seen) if one.startswith(LOCKS) or "journal" in one)
    assert entry <= 5, "\n".join(seen)
    return bytes(answer.data)


def sizes(written: bytes) -> list[tuple[int, int]]:
    """The pages' width and height in points."""
    with pypdfium2.PdfDocument(written) as document:
        return [tuple(round(edge) for edge in page.get_size()) for page in document]


def seen_on(written: bytes) -> str:
    """Everything that can be seen on the pages."""
    with pypdfium2.PdfDocument(written) as document:
        return squashed("".join(page.get_textpage().get_text_range() for page in document))


def test_a_card_has_number_case_place_and_code_on_both_sides(
    app: Flask, round_: ProgrammeItem
) -> None:
    written = got(app, round_, "cards")
    assert sizes(written) == [A4, A4]
    code = db.session.query(Table).filter_by(item_id=round_.id, number=1).one().join_code
    seen = seen_on(written)
    for text in ("Wie betaalt de taalles?", "bij het raam", code, "De serre"):
        assert seen.count(squashed(text)) == 2
    base = app.config["MAKERS"].base_url.partition("://")[2]
    assert seen.count(squashed(f"{base}/join")) == 4
    assert squashed(code) in squashed(pdf_text(written))
    assert "anna" not in seen_on(written)


def test_the_list_has_everybody_in_order_with_a_table(app: Flask, round_: ProgrammeItem) -> None:
    written = got(app, round_, "list")
    assert set(sizes(written)) == {A4}
    text = squashed(pdf_text(written))
    rows = ("anna1", "BBart2", "EÉlodie2", "WWimZonderplek–", "ZZoë1")
    places = [text.index(row) for row in rows]
    assert places == sorted(places)
    assert "Cancelled" not in text
    assert "noten" not in text


def test_the_poster_has_tables_cases_and_names_but_no_needs(
    app: Flask, round_: ProgrammeItem
) -> None:
    written = got(app, round_, "poster")
    assert sizes(written) == [A3]
    text = squashed(pdf_text(written))
    wanted = ("Intervisie", "Middag #vraag", "Tafel 1", "Wie betaalt de taalles?", "Zoë inbrenger")
    for one in (*wanted, "Tafel 2", "De serre", "Bart begeleider", "Élodie", "anna"):
        assert squashed(one) in text
    assert "noten" not in text
    assert "Zonderplek" not in text


def test_a_walk_has_groups_with_a_guide_and_a_meeting_point(app: Flask) -> None:
    event = build.event()
    item = build.item(event, ItemKind.WALK, title="De wijk in")
    guide, guest = build.signup(event, "Guusje"), build.signup(event, "Gast")
    group = build.table(item, 3, place="de fontein", facilitator_id=guide.id)
    build.published_plan(item, {group: [guide, guest]}, parts={guide.id: SeatPart.FACILITATOR})
    for paper in ("cards", "poster"):
        text = squashed(pdf_text(got(app, item, paper)))
        for one in ("Groep", "3", "Verzamelplek: de fontein", "Gids: Guusje"):
            assert squashed(one) in text
        assert text.count("Guusje") == 1


def test_one_round_or_all(app: Flask, round_: ProgrammeItem) -> None:
    event = db.session.get_one(Event, round_.event_id)
    later = build.item(event, title="Tweede ronde")
    build.table(later, 9)
    assert len(sizes(got(app, round_, "cards"))) == 3
    answer = desk(app).get(path(event.id, "cards", later))
    assert len(sizes(answer.data)) == 1
    # No plan is in force for it: it is on no list, and alone it makes none.
    assert "Tweede" not in seen_on(got(app, round_, "list"))
    assert desk(app).get(path(event.id, "list", later)).status_code == 409
    elsewhere = build.item(build.event())
    assert desk(app).get(path(event.id, "cards", elsewhere)).status_code == 404


@pytest.mark.parametrize("paper", ["list", "poster"])
def test_without_a_plan_in_force_there_is_a_sentence_and_no_file(
    app: Flask, round_: ProgrammeItem, paper: str
) -> None:
    plan = db.session.query(Plan).filter_by(item_id=round_.id).one()
    plan.published_at = None
    db.session.commit()
    answer = desk(app).get(path(round_.event_id, paper))
    assert answer.status_code == 409
    assert "nog niet bekendgemaakt" in answer.text
    page = desk(app).get(f"/organise/events/{round_.event_id}/tables/cards").text
    assert "nog niet bekendgemaakt" in page
    assert "poster.pdf" not in page
    assert "list.pdf" not in page
    assert "cards.pdf" in page


def test_without_tables_there_is_no_card(app: Flask) -> None:
    event = build.event()
    assert desk(app).get(path(event.id, "cards")).status_code == 409
    assert "Maak eerst tafels" in desk(app).get(f"/organise/events/{event.id}/tables/cards").text


def test_a_closed_table_has_no_card(app: Flask, round_: ProgrammeItem, now: datetime) -> None:
    db.session.query(Table).filter_by(item_id=round_.id, number=2).one().closed_at = now
    db.session.commit()
    assert len(sizes(got(app, round_, "cards"))) == 1


def test_the_page_offers_every_paper_and_says_who_reads_the_poster(
    app: Flask, round_: ProgrammeItem
) -> None:
    reader, where = desk(app), f"/organise/events/{round_.event_id}/tables/cards"
    with statements(db.engine) as seen:
        page = reader.get(where).text
    assert len(seen) <= 6, "\n".join(seen)
    for paper in PAPERS:
        assert f"/seating/{paper}.pdf?round={round_.id}" in page
    assert "Iedereen die langsloopt leest deze namen" in page


@pytest.mark.parametrize("paper", PAPERS)
def test_papers_are_for_organisers(app: Flask, round_: ProgrammeItem, paper: str) -> None:
    where = path(round_.event_id, paper)
    table = db.session.query(Table).filter_by(item_id=round_.id, number=1).one()
    guest = db.session.query(Signup).filter_by(event_id=round_.event_id, name="anna").one()
    assert app.test_client().get(where).status_code == 401
    for grant in (
        Grant("facilitator", round_.event_id, table.id, guest.id),
        Grant("personal", round_.event_id, guest.id, guest.id),
        Grant("door", round_.event_id, round_.event_id),
    ):
        assert browser(app, grant).get(where).status_code == 404
    got(app, round_, paper)
    assert journalled(f"paper.downloaded.{PAPERS[paper]}") == 1


def papers(text: str, *, tables: int = 1, people: int = 4) -> PapersContent:
    """Papers with ``text`` wherever something is typed."""
    names = [f"{text} naam{number}." for number in range(people)]
    seated = [tuple(SeatedContent(name) for name in names[n::tables]) for n in range(tables)]
    return PapersContent(
        title=f"{text} titel.",
        slug="slug",
        day="vrijdag",
        generated_at=NOON,
        join_at="makers.example/join",
        rounds=(
            RoundContent(
                "13.00",
                f"{text} ronde.",
                tables=tuple(
                    TableContent(
                        n + 1,
                        f"{text} kamer.",
                        f"{text} casus.",
                        f"{text} plek.",
                        "",
                        "https://makers.example/join/ABCD2345",
                        "ABCD2345",
                        seated[n],
                    )
                    for n in range(tables)
                ),
            ),
        ),
        people=tuple(PersonContent(name, ("1",)) for name in names),
    )


SHORT = {name: text[:160] for name, text in CANARIES.items()}


@pytest.mark.parametrize("text", SHORT.values(), ids=list(SHORT))
def test_what_was_typed_comes_out_as_text(app: Flask, text: str) -> None:
    content = papers(text)
    for paper, fields in {
        "cards": ("casus.",) if len(text) > 80 else ("kamer.", "casus.", "plek."),
        "seating-list": ("titel.", "ronde.", "naam0.", "naam3."),
        "poster": ("titel.", "ronde.", "casus.", "plek.", "naam0.", "naam3."),
    }.items():
        shown = squashed(pdf_text(pdf.make(content, paper)))
        if any(unicodedata.bidirectional(sign) in ("AL", "RLO") for sign in text):
            continue  # held as it is seen: that it was made is all that is asked here
        for field in fields:
            assert squashed(f"{text} {field}") in shown


@pytest.mark.parametrize("text", ["中文", "\ue000", "\U0001f9ff", "a\x00b\ud800"])
@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_a_sign_that_no_font_has_refuses_no_paper(app: Flask, paper: str, text: str) -> None:
    with pikepdf.open(io.BytesIO(pdf.make(papers(text), paper))) as document:
        assert document.Root.MarkInfo.Marked


def test_sixty_tables_and_five_hundred_people_all_get_a_place(app: Flask) -> None:
    content = papers("Bartholomea van den Berg", tables=60, people=500)
    cards, people, poster = (pdf.make(content, paper) for paper in pdf.PAPERS)
    assert sizes(cards) == [A4] * 60
    assert set(sizes(people)) == {A4}
    assert set(sizes(poster)) == {A3}
    assert len(sizes(poster)) <= 6
    for written in (people, poster):
        text = squashed(pdf_text(written))
        assert all(f"naam{number}." in text for number in range(500))


def test_papers_without_anybody_are_made_too(app: Flask) -> None:
    for paper in pdf.PAPERS:
        assert sizes(pdf.make(papers("", people=0), paper))


def test_names_are_put_in_order_as_they_are_said() -> None:
    names = ["Zoë", "élodie", "Anna", "Äda", "bart", "مريم", "李小龙"]
    random.Random(1).shuffle(names)
    assert sorted(names, key=queries.in_order)[:5] == ["Äda", "Anna", "bart", "élodie", "Zoë"]


def test_two_of_one_name_are_told_apart(app: Flask, round_: ProgrammeItem) -> None:
    event = db.session.get_one(Event, round_.event_id)
    build.signup(event, "Anna", organisation="De Taalbus")
    text = squashed(pdf_text(got(app, round_, "list")))
    assert "DeTaalbus" in text
    assert text.index("DeTaalbus") < text.index("Bart")
