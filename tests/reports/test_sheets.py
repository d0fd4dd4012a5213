"""A method on paper: its phases with their times and room to write, for any table or for one."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from flask import Flask
from flask_babel import force_locale

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision import choosing
from makers.intervision.methods import Text, built_in
from makers.intervision.phases import runs
from makers.reports.papers import sheets
from makers.reports.papers.sheets import SheetsContent
from makers.seating.models import Table
from tests import build
from tests.conftest import NOON
from tests.counting import statements
from tests.reports.canaries import squashed
from tests.reports.reading import pdf_text, tags
from tests.reports.test_papers import A4, LOCKS, SHORT, sizes
from tests.seating.rows import browser, desk, journalled

pytestmark = pytest.mark.parametrize("either", ["sqlite"], indirect=True)


@pytest.fixture
def table(app: Flask) -> Table:
    """A table of an hour with a case, from 13.00."""
    item = build.item(build.event(), title="Intervisie")
    case = build.case(build.signup(build.event(), "Inbrenger"), "Wie betaalt de taalles?")
    return build.table(item, 4, case_id=case.id, place="bij het raam")


def got(app: Flask, where: str) -> bytes:
    """A paper as the organiser downloads it; at most six reads before the journal's entry."""
    reader = desk(app)
    with statements(db.engine) as seen:
        answer = reader.get(where)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    entry = next(n for n, one in enumerate(seen) if one.startswith(LOCKS) or "journal" in one)
    assert entry <= 6, "\n".join(seen)
    return bytes(answer.data)


def of_event(table: Table) -> str:
    """Where the organiser's papers are."""
    return f"/organise/events/{table.event_id}"


def test_a_sheet_has_every_phase_with_its_minutes_and_question(app: Flask, table: Table) -> None:
    written = got(app, f"{of_event(table)}/methods/incident/sheet.pdf?length=45")
    assert set(sizes(written)) == {A4}
    text = squashed(pdf_text(written))
    assert squashed("Incidentmethode 45 minuten") in text
    at = 0
    for phase, seconds in built_in()["incident"].for_length(45):
        for one in (phase.name.nl, phase.prompt.nl, phase.to_write.nl, phase.speaks.nl):
            assert squashed(one) in text
        assert squashed(f"minuut {at}–{at + seconds // 60}") in text
        at += seconds // 60
    assert squashed("Leg het pas op tafel als de begeleider het zegt.") in text
    assert squashed("Wie Doet wat Voor wie Wanneer klaar") in text
    assert squashed(f"Bron: {built_in()['incident'].source}") in text


def test_a_phase_without_time_is_not_on_it(app: Flask, table: Table) -> None:
    text = squashed(
        pdf_text(got(app, f"{of_event(table)}/methods/tienstappen/sheet.pdf?length=45"))
    )
    assert squashed("Rekening opmaken") not in text
    assert squashed("minuut 0–5") in text


def test_a_tables_sheet_has_its_number_case_and_times(app: Flask, table: Table) -> None:
    choosing.choose(table, "winfy", now=NOON, by=SYSTEM)
    text = squashed(pdf_text(got(app, f"/table/{table.id}/sheet.pdf")))
    for one in ("Tafel 4", "bij het raam", "Wie betaalt de taalles?", "13.00–13.03", "13.48–14.00"):
        assert squashed(one) in text
    assert squashed("Wat ik van jou nodig heb") in text


def test_a_round_has_a_sheet_for_each_table_as_it_runs(app: Flask, table: Table) -> None:
    second = build.table(table.item, 5)
    build.table(table.item, 6, closed_at=NOON)
    runs.start(second, "vijfstappen", 45, now=NOON, by=SYSTEM)
    choosing.choose(table, "u", now=NOON, by=SYSTEM)
    where = f"{of_event(table)}/rounds/{table.item_id}/sheets.pdf"
    text = squashed(pdf_text(got(app, where)))
    assert text.index("Tafel4") < text.index(squashed("U-procedure")) < text.index("Tafel5")
    assert squashed("45 minuten") in text
    assert "Tafel6" not in text
    assert journalled("paper.downloaded.sheet") == 1


def test_in_english_it_is_all_english(app: Flask, table: Table) -> None:
    text = squashed(pdf_text(got(app, f"/table/{table.id}/sheet.pdf?lang=en")))
    for one in ("Table 4", "Five-step method", "Speaking:", "Who Does what For whom Done by"):
        assert squashed(one) in text
    assert "Schrijf" not in text


def test_what_is_not_there_is_not_made(app: Flask, table: Table) -> None:
    event = of_event(table)
    for where in (
        f"{event}/methods/onbekend/sheet.pdf",
        f"{event}/methods/own-1/sheet.pdf",
        f"{event}/methods/u/sheet.pdf?length=45",
        f"{event}/rounds/999/sheets.pdf",
    ):
        assert desk(app).get(where).status_code == 404
    empty = build.item(table.item.event, title="Leeg")
    answer = desk(app).get(f"{event}/rounds/{empty.id}/sheets.pdf")
    assert answer.status_code == 409
    assert "Maak eerst tafels" in answer.text


def test_a_tables_sheet_is_for_who_leads_it(app: Flask, table: Table) -> None:
    guest = build.signup(table.item.event, "Gast")
    leader = browser(app, Grant("facilitator", table.event_id, table.id))
    assert leader.get(f"/table/{table.id}/sheet.pdf").status_code == 200
    assert app.test_client().get(f"/table/{table.id}/sheet.pdf").status_code == 401
    stranger = browser(app, Grant("table", table.event_id, table.id, guest.id))
    assert stranger.get(f"/table/{table.id}/sheet.pdf").status_code == 404
    for where in ("methods/u/sheet.pdf", f"rounds/{table.item_id}/sheets.pdf"):
        assert leader.get(f"{of_event(table)}/{where}").status_code == 404


@pytest.mark.parametrize("text", SHORT.values(), ids=list(SHORT))
def test_what_an_organiser_typed_comes_out_as_text(app: Flask, text: str) -> None:
    method = built_in()["roddel"]
    typed = Text(text, "")
    first = replace(method.phases[0], name=typed, prompt=typed, speaks=typed, to_write=typed)
    own = replace(method, name=Text(text, ""), phases=(first, *method.phases[1:]))
    with force_locale("nl"):
        made = sheets.sheet_of(own, 60, "nl")
    content = SheetsContent(text, "slug", NOON, "nl", (made, made))
    with pikepdf.open(io.BytesIO(sheets.make(content))) as document:
        assert document.Root.MarkInfo.Marked
        names = [name for name, _element in tags(document.Root.StructTreeRoot.K)]
        assert names.count("/H1") == 2
        assert names.count("/H2") == 12
