"""Everything that was typed comes out of every document as it was typed, and as nothing else."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from makers.reports import workshop
from makers.reports.content import (
    ReportContent,
    as_plain,
    printable,
)
from tests.reports.canaries import CANARIES, everywhere, squashed, texts_of
from tests.reports.reading import flat, kinds, pdf_text, understood


@pytest.fixture(params=list(CANARIES.values()), ids=list(CANARIES))
def canary(request: pytest.FixtureRequest) -> ReportContent:
    """A report of one table with the same odd text in every field, and a number to tell them."""
    return everywhere(str(request.param))


@pytest.mark.slow
def test_nothing_typed_is_missing_from_the_pdf(bare: Flask, canary: ReportContent) -> None:
    shown = squashed(pdf_text(workshop.make(canary, "pdf")))
    texts = [squashed(text) for text in texts_of(canary)]
    if any(unicodedata.bidirectional(sign) in ("AL", "RLO") for sign in canary.title):
        # A PDF holds what is read from right to left as it is seen: count its signs.
        assert not Counter("".join(texts)) - Counter(shown)
    else:
        assert [text for text in texts if text not in shown] == []


def test_nothing_typed_is_missing_from_the_word_document(
    bare: Flask, canary: ReportContent
) -> None:
    seen = understood(workshop.make(canary, "docx"), "docx")
    shown = squashed(flat(seen) + canary.title)  # its title stands apart in what pandoc reads
    assert [text for text in texts_of(canary) if squashed(text) not in shown] == []
    assert not set(kinds(seen)) & {"Link", "Image", "Code", "CodeBlock", "Math", "RawBlock"}


def test_nothing_typed_is_missing_from_the_open_document(
    bare: Flask, canary: ReportContent
) -> None:
    seen = understood(workshop.make(canary, "odt"), "odt")
    shown = squashed(flat(seen) + canary.title)
    assert [text for text in texts_of(canary) if squashed(text) not in shown] == []
    assert not set(kinds(seen)) & {"Link", "Image", "Code", "CodeBlock", "Math", "RawBlock"}


def test_the_workbook_reads_back_and_every_text_is_a_text(
    bare: Flask, canary: ReportContent
) -> None:
    book = load_workbook(io.BytesIO(workshop.make(canary, "xlsx")))
    assert book.sheetnames == ["Afspraken", "Notities", "Signalen", "Aantallen", "Teksten"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert {cell.coordinate for cell in cells if cell.is_date} == days_of(canary)
    found = {lines(str(cell.value)) for cell in cells}
    assert [text for text in written_in(canary) if lines(text) not in found] == []


def days_of(content: ReportContent) -> set[str]:
    """The cells of the first sheet that hold by when something is agreed."""
    return {f"F{row}" for row, one in enumerate(content.agreements, start=2) if one.due_on}


def lines(text: str) -> str:
    """A text as a workbook keeps it: with its own line ends."""
    return text.replace("\r\n", "\n")


def written_in(content: ReportContent) -> list[str]:
    """What people wrote at the tables and in the hall, what they agreed, the organiser's words."""
    table = content.tables[0]
    notes = (*table.statements, *table.insights, *table.advice, *table.questions, *table.signals)
    said = [note.text for part in content.said for note in part.notes]
    logics = [text for one in table.statements for text in (one.from_demand, one.from_institution)]
    texts = [note.text for note in notes] + [one.action for one in table.agreements] + logics
    signals = [text for one in content.signals for text in (one.text, *one.domains)]
    words = [text for one in content.sections for text in (one.introduction, one.closing)]
    words += [content.occasion, content.to_be_continued, *(one.text for one in content.questions)]
    case = (table.situation, table.question)
    return [text for text in (*texts, *said, *signals, *words, *case) if text]


def test_the_json_is_the_report_itself(bare: Flask, canary: ReportContent) -> None:
    read = json.loads(workshop.make(canary, "json"))
    assert read.pop("schema") == "makers-report/1"
    assert read == as_plain(printable(canary))


def test_typed_text_stays_text_in_markdown(bare: Flask, canary: ReportContent) -> None:
    seen = understood(workshop.make(canary, "md"), "gfm")
    shown = squashed(flat(seen))
    assert [text for text in texts_of(canary) if squashed(text) not in shown] == []
    plain = understood(workshop.make(everywhere("een paar woorden"), "md"), "gfm")
    assert structure(seen) == structure(plain)


def structure(seen: Any) -> Counter[str]:
    """How often each kind of markup occurs, words and line breaks aside."""
    words = {"Str", "Space", "SoftBreak", "LineBreak", "<br>"}
    return Counter(kind for kind in kinds(seen) if kind not in words)


def test_the_csv_reads_back_and_holds_no_formula(bare: Flask, canary: ReportContent) -> None:
    written = workshop.make(canary, "csv")
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == ["Tafel", "Casus", "Afspraak", "Wie", "Voor wie", "Uiterlijk", "Stand"]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    for row, agreement in zip(rows[1:], canary.agreements, strict=True):
        due_on = agreement.due_on.isoformat() if agreement.due_on else ""
        assert [row[0], *(cell.removeprefix("'") for cell in row[1:])] == [
            str(agreement.table_number),
            agreement.case_title,
            agreement.action,
            agreement.owner,
            agreement.counterpart,
            due_on,
            agreement.state,
        ]
