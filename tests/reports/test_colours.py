"""The accent of the house on paper: the same as on the pages, never in letters too pale to read."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from flask import Flask

from makers.core import house
from makers.core.house import House, changing, colours
from makers.core.journal import SYSTEM
from makers.intervision.methods import built_in
from makers.reports import workshop
from makers.reports.papers import pdf, sheets
from makers.reports.papers.content import (
    PapersContent,
    PersonContent,
    RoundContent,
    SeatedContent,
    TableContent,
)
from makers.reports.papers.sheets import SheetsContent
from tests.core.settings import started
from tests.reports.afternoon import Round
from tests.reports.reading import inks
from tests.reports.sample import report
from tests.seating.rows import desk

GREEN, OWN, PALE = "#1b6a46", "#c7361a", "#ffe08a"
WHEN = report().generated_at
OWNED = replace(
    report(tables=1),
    tables=tuple(replace(one, agreements=one.agreements[:1]) for one in report(tables=1).tables),
)
TABLE = TableContent(1, case_title="Wie betaalt?", people=(SeatedContent("Anna"),))
PAPERS = PapersContent(
    "Middag",
    "middag",
    "27 november",
    WHEN,
    rounds=(RoundContent("14.05", "Intervisie", tables=(replace(TABLE, join_code="ABCD2345"),)),),
    people=(PersonContent("Anna", ("1",), initial="A"),),
)


def sheet() -> bytes:
    """A method on paper."""
    made = sheets.sheet_of(built_in()["incident"], 45, "nl")
    return sheets.make(SheetsContent("Middag", "middag", WHEN, "nl", (made,)))


PRINTED: dict[str, Callable[[], bytes]] = {
    "report": lambda: workshop.make(OWNED, "pdf"),
    "cards": lambda: pdf.make(PAPERS, "cards"),
    "seating-list": lambda: pdf.make(PAPERS, "seating-list"),
    "poster": lambda: pdf.make(PAPERS, "poster"),
    "sheet": sheet,
}


def painted(monkeypatch: pytest.MonkeyPatch, accent: str) -> None:
    """The house chose this accent, also one that its settings would refuse."""
    monkeypatch.setattr(house, "current", lambda: House(accent=accent))


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED)
def test_every_paper_has_the_accent_of_the_house(
    bare: Flask, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], bytes]
) -> None:
    assert OWN in inks(printed()).letters
    painted(monkeypatch, GREEN)
    seen = inks(printed())
    assert GREEN in seen.letters
    assert OWN not in seen.letters | seen.lines


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED)
def test_letters_are_never_printed_in_a_colour_that_is_too_pale(
    bare: Flask, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], bytes]
) -> None:
    painted(monkeypatch, PALE)
    for ink in inks(printed()).letters:
        assert colours.contrast(ink, "#ffffff") >= colours.LEAST_CONTRAST, ink


def test_the_lines_of_the_report_have_the_accent_even_where_its_letters_cannot(
    bare: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for accent in (GREEN, PALE):
        painted(monkeypatch, accent)
        assert accent in inks(workshop.make(report(tables=1), "pdf")).lines


def test_in_another_colour_it_is_still_accessible_and_can_be_archived(
    bare: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted(monkeypatch, GREEN)
    made = workshop.make(report(tables=1), "pdf")
    with pikepdf.open(io.BytesIO(made)) as document, document.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")


def test_what_lacks_an_owner_keeps_the_colour_of_an_alarm(
    bare: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted(monkeypatch, GREEN)
    assert OWN in inks(workshop.make(report(tables=1), "pdf")).letters


def test_the_settings_of_the_house_reach_the_report(app: Flask, told: Round) -> None:
    changing.recolour(GREEN, "", version=started("accent", "accent_dark"), by=SYSTEM)
    answer = desk(app).get(f"/organise/events/{told.event.id}/report.pdf")
    assert answer.status_code == 200
    assert GREEN in inks(answer.data).letters
