"""An organiser arranges the report: order, omissions and own words; what is live stays live."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from makers.core import clock
from makers.core.database import db
from makers.core.journal import Actor
from makers.events import copying
from makers.events.copying import Choice
from makers.events.models import Event
from makers.reports import workshop
from makers.reports.content import ReportContent, SectionContent, without
from makers.reports.models import ReportSection
from makers.reports.sections import arranging
from makers.reports.sections.kinds import USUAL, SectionKind
from makers.signups.models import CheckIn
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.reports.afternoon import Round, round_of
from tests.reports.reading import flat, pdf_text, understood
from tests.reports.sample import report
from tests.seating.rows import desk, journalled

DESK = Actor("organiser", 1)
SIGNALS, WALK, TABLES = SectionKind.SIGNALS, SectionKind.WALK, SectionKind.TABLES


@pytest.fixture
def told(app: Flask, now: datetime) -> Round:
    """One table with a signal that may be told."""
    found = round_of(now, tables=1, occasion="Daarom")
    found.write(1, "Vier loketten")
    found.approve()
    return found


def kinds(event_id: int) -> list[SectionKind]:
    """The sections in their order."""
    db.session.rollback()
    return [one.kind for one in arranging.of_event(event_id).sections]


def read(app: Flask, told: Round) -> dict[str, object]:
    """The report as plain data."""
    answer = desk(app).get(f"/organise/events/{told.event.id}/report.json")
    found: dict[str, object] = json.loads(answer.data)
    return found


def test_a_report_that_nobody_arranged_stands_as_usual(told: Round) -> None:
    assert kinds(told.event.id) == list(USUAL)


def test_a_section_moves_one_place_and_no_further_than_the_end(told: Round) -> None:
    event_id = told.event.id
    arranging.move(event_id, USUAL[1], up=True, seen_at=1, by=DESK)
    assert kinds(event_id)[:3] == [USUAL[1], USUAL[0], USUAL[2]]
    arranging.move(event_id, USUAL[1], up=True, seen_at=0, by=DESK)
    assert kinds(event_id)[0] is USUAL[1]
    assert journalled("report.section.moved") == 1


def test_two_who_press_together_move_it_once(told: Round) -> None:
    event_id = told.event.id
    arranging.move(event_id, SIGNALS, up=True, seen_at=USUAL.index(SIGNALS), by=DESK)
    with pytest.raises(arranging.Moved):
        arranging.move(event_id, SIGNALS, up=True, seen_at=USUAL.index(SIGNALS), by=DESK)
    assert kinds(event_id).index(SIGNALS) == USUAL.index(SIGNALS) - 1


def test_what_is_left_out_is_in_no_format_and_named(app: Flask, told: Round) -> None:
    assert read(app, told)["signals"]
    for _ in range(2):
        arranging.leave_out(told.event.id, SIGNALS, now=told.now, by=DESK)
    plain = read(app, told)
    assert (plain["signals"], plain["omitted"]) == ([], ["Signalen"])
    page = desk(app).get(f"/organise/events/{told.event.id}/report").text
    assert "Deze delen liet de organisatie weg:" in page
    for _ in range(2):
        arranging.take_up(told.event.id, SIGNALS, by=DESK)
    assert read(app, told)["omitted"] == []
    assert journalled("report.section.left_out") == journalled("report.section.taken_up") == 1


def test_own_words_stand_beside_live_numbers(app: Flask, told: Round) -> None:
    event_id = told.event.id
    audience = SectionKind.AUDIENCE
    arranging.write(event_id, audience, "Een volle zaal.", "Dank.", version=0, by=DESK)
    before = read(app, told)
    build.signup(told.event, "Nog iemand", role="gast")
    after = read(app, told)
    for plain in (before, after):
        assert {"kind": "audience", "introduction": "Een volle zaal.", "closing": "Dank."} in list(
            plain["sections"]  # type: ignore[call-overload]
        )
    assert before["roles"] != after["roles"]


def test_how_it_goes_on_is_told_by_the_organiser(app: Flask, told: Round) -> None:
    kind = SectionKind.TO_BE_CONTINUED
    arranging.write(told.event.id, kind, "In januari weer.", "", version=0, by=DESK)
    assert read(app, told)["to_be_continued"] == "In januari weer."
    page = desk(app).get(f"/organise/events/{told.event.id}/report").text
    assert page.count("In januari weer.") == 1


def test_who_writes_what_somebody_else_just_wrote_sees_both(app: Flask, told: Round) -> None:
    reader, where = desk(app), f"/organise/events/{told.event.id}/report/sections/walk"
    assert reader.get(where).status_code == 200
    first = {"introduction": "De eerste", "closing": "", "version": "0"}
    assert reader.post(where, data=first).status_code == 303
    late = reader.post(where, data={**first, "introduction": "De tweede"})
    assert late.status_code == 409
    assert "De eerste" in late.text
    assert "De tweede" in late.text
    assert 'value="1"' in late.text
    again = {**first, "introduction": "Beide", "version": "1"}
    assert reader.post(where, data=again).status_code == 303
    assert arranging.of_event(told.event.id).of(WALK).introduction == "Beide"
    assert reader.post(where, data={**again, "introduction": "x" * 8001}).status_code == 422
    assert journalled("report.section.written") == 2


def test_every_button_is_a_form_that_leads_back_to_the_section(app: Flask, told: Round) -> None:
    reader: Browser = desk(app)
    where = f"/organise/events/{told.event.id}/report/sections"
    page = reader.get(where).text
    assert page.count('name="to" value="up"') == page.count('name="to" value="down"') == 9
    at = USUAL.index(SIGNALS)
    moved = reader.post(f"{where}/signals/position", data={"to": "up", "seen_at": at})
    assert (moved.status_code, moved.location) == (303, f"{where}#signals")
    stale = reader.post(f"{where}/signals/position", data={"to": "up", "seen_at": at})
    assert stale.status_code == 409
    assert "net veranderd" in stale.text
    assert reader.post(f"{where}/signals/position", data={"to": "left"}).status_code == 404
    assert reader.post(f"{where}/signals/omission").status_code == 303
    assert "weggelaten" in reader.get(where).text
    assert reader.post(f"{where}/signals/return").status_code == 303
    assert "weggelaten" not in reader.get(where).text
    assert reader.get(f"{where}/nonsense").status_code == 404
    with statements(db.engine) as seen:
        reader.get(where)
    assert len(seen) <= 3


def test_a_table_keeps_its_own_report_as_usual(app: Flask, told: Round) -> None:
    arranging.leave_out(told.event.id, TABLES, now=told.now, by=DESK)
    table = told.tables[0]
    page = desk(app).get(f"/table/{table.id}/report.json").get_json()
    assert page["tables"][0]["signals"][0]["text"] == "Vier loketten"
    assert page["omitted"] == []


def test_a_copy_has_the_arrangement_and_not_the_words(told: Round) -> None:
    event_id = told.event.id
    arranging.move(event_id, SIGNALS, up=True, seen_at=USUAL.index(SIGNALS), by=DESK)
    arranging.leave_out(event_id, WALK, now=told.now, by=DESK)
    arranging.write(event_id, WALK, "Van toen", "", version=0, by=DESK)

    def copied(day: date, *chosen: Choice) -> arranging.Arrangement:
        made = copying.copy(
            told.event, title="Nog eens", day=day, chosen=chosen, now=told.now, by=DESK
        )
        return arranging.of_event(made.id)

    day = told.now.date()
    found = copied(day + timedelta(days=30), Choice.PROGRAMME)
    assert [one.kind for one in found.sections] == kinds(event_id)
    assert found.left_out == {WALK}
    assert not any(one.has_words for one in found.sections)
    assert copied(day + timedelta(days=60), Choice.ROLES) == arranging.usual()


def test_a_report_with_a_row_for_what_changed_alone(told: Round) -> None:
    arranging.write(told.event.id, WALK, "Langs de haven", "", version=0, by=DESK)
    assert db.session.query(ReportSection).count() == 1


@pytest.fixture
def arranged() -> ReportContent:
    """The sample with its sections the other way round, and words of the organiser in each."""
    sections = tuple(
        SectionContent(kind, f"Vooraf bij {kind}.", f"Achteraf bij {kind}.")
        for kind in reversed(USUAL)
    )
    content = report(tables=2)
    return ReportContent(**{**vars(content), "sections": sections, "omitted": ()})


def in_each_format(content: ReportContent) -> dict[str, str]:
    """What a reader of each document reads, from top to bottom."""
    made = workshop.make_all(content, ["pdf", "docx", "odt", "md"])
    return {
        "pdf": pdf_text(made["pdf"]),
        "docx": flat(understood(made["docx"], "docx")),
        "odt": flat(understood(made["odt"], "odt")),
        "md": flat(understood(made["md"], "gfm")),
    }


def test_every_format_keeps_the_order_and_the_words(bare: Flask, arranged: ReportContent) -> None:
    expected = [
        f"{when} bij {kind}." for kind in reversed(USUAL) for when in ("Vooraf", "Achteraf")
    ]
    for kind, text in in_each_format(arranged).items():
        places = [text.find(words) for words in expected]
        assert -1 not in places, kind
        assert places == sorted(places), kind


def test_every_format_leaves_out_what_is_left_out_and_names_it(
    bare: Flask, arranged: ReportContent
) -> None:
    content = without(arranged, {SIGNALS, TABLES})
    for kind, text in in_each_format(content).items():
        assert "Vooraf bij signals." not in text, kind
        assert "vraagt vier keer aan" not in text, kind
        assert "telt niet mee" not in text, kind
        assert "Uitzoeken welke afdeling" in text, kind
        assert "De casussen" in text, kind
    book = workshop.make(content, "xlsx")
    counts = load_workbook(io.BytesIO(book)).worksheets[3]
    told = [tuple(cell.value for cell in row) for row in counts.iter_rows()]
    assert ("Weggelaten deel", "De casussen", None) in told
    assert content.tables[0].statements == ()


def test_the_workbook_has_the_words_of_the_organiser_by_section(
    bare: Flask, arranged: ReportContent
) -> None:
    content = without(arranged, {SIGNALS})
    (*_others, sheet) = load_workbook(io.BytesIO(workshop.make(content, "xlsx")))
    assert sheet.title == "Teksten"
    header, *rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert header == ("Deel", "Waar", "Tekst")
    assert rows[0] == ("Wordt vervolgd", "Ervoor", "Vooraf bij to_be_continued.")
    words = [row[2] for row in rows]
    for kind in USUAL:
        for said in (f"Vooraf bij {kind}.", f"Achteraf bij {kind}."):
            assert (said in words) == (kind is not SIGNALS)
    for text in (content.occasion, content.to_be_continued, content.questions[0].text):
        assert text in words


def test_before_it_begins_the_report_tells_who_come(app: Flask, told: Round) -> None:
    reader, where = desk(app), f"/organise/events/{told.event.id}/report"
    event_id, starts_at = told.event.id, told.event.starts_at
    first = told.people[told.tables[0].id][0]
    db.session.add(CheckIn(signup_id=first.id, at=told.now, by="door"))

    def told_at(moment: datetime) -> tuple[str, dict[str, object]]:
        db.session.get_one(Event, event_id).starts_at = moment
        db.session.get_one(Event, event_id).ends_at = moment + timedelta(hours=5)
        db.session.commit()
        return reader.get(where).text + reader.get(f"{where}/sections").text, read(app, told)

    page, plain = told_at(clock.now() + timedelta(hours=1))
    assert page.count("<h2>Wie er komen") == 2
    assert "Wie er waren" not in page
    assert plain["is_ahead"] is True
    assert len(plain["roles"]) == 3  # type: ignore[arg-type]
    page, plain = told_at(clock.now() - timedelta(hours=1))
    assert page.count("<h2>Wie er waren") == 2
    assert plain["is_ahead"] is False
    assert len(plain["roles"]) == 1, "who came"  # type: ignore[arg-type]
    arranging.leave_out(event_id, SectionKind.AUDIENCE, now=told.now, by=DESK)
    assert told_at(starts_at + timedelta(days=900))[1]["omitted"] == ["Wie er komen"]


def test_the_documents_of_an_event_to_come_say_so_too(bare: Flask) -> None:
    for kind, text in in_each_format(replace(report(tables=1), is_ahead=True)).items():
        assert "Wie er komen" in text, kind
        assert "Wie er waren" not in text, kind


def test_without_cases_and_without_the_list_no_agreement_is_left(arranged: ReportContent) -> None:
    content = without(arranged, {TABLES, SectionKind.AGREEMENTS})
    assert (content.tables, content.agreements) == ((), ())


def test_everything_may_be_left_out_and_a_report_is_still_a_report(
    bare: Flask, arranged: ReportContent
) -> None:
    made = workshop.make_all(without(arranged, set(USUAL)))
    assert set(made) == set(workshop.FORMATS)
