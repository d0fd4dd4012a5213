"""Documents that say what they are, hold the whole report, and keep nobody waiting."""

from __future__ import annotations

import io
import itertools
import re
import subprocess
import sys
import zipfile
from dataclasses import fields, replace
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from flask import Flask

from makers.reports import workshop
from makers.reports.content import (
    AdviceContent,
    AgreementContent,
    ReportContent,
    SaidContent,
    SectionContent,
    SignalContent,
    StatementContent,
    TableContent,
)
from makers.reports.documents import errand, reference
from makers.reports.sections.kinds import USUAL
from tests.reports.canaries import everywhere, squashed, texts_of
from tests.reports.reading import flat, pdf_text, tags, understood
from tests.reports.sample import report
from tests.server import ROOT

STYLE, TABLE, TEXT, FO = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("style", "table", "text", "xsl-fo-compatible")
)


def test_a_word_without_end_is_broken_and_not_lost_past_the_edge(bare: Flask) -> None:
    words, word = "xxxxxxx " * 1000, "x" * 8000
    pages = [
        page_count(workshop.make(replace(report(tables=1), occasion=text), "pdf"))
        for text in ("", words, word)
    ]
    assert pages[0] < pages[1] <= pages[2]


def page_count(written: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(written)) as document:
        return len(document.pages)


def test_the_pack_holds_every_format(bare: Flask) -> None:
    content = report(tables=1)
    with zipfile.ZipFile(io.BytesIO(workshop.packed(content, "middag"))) as pack:
        assert pack.testzip() is None
        assert sorted(pack.namelist()) == sorted(f"middag.{kind}" for kind in workshop.FORMATS)
        assert pack.read("middag.pdf").startswith(b"%PDF-")


def test_the_schema_names_every_part_of_the_report() -> None:
    told = (ROOT / "docs/report.md").read_text(encoding="utf-8")
    for kind in (
        ReportContent,
        SectionContent,
        SignalContent,
        SaidContent,
        TableContent,
        AgreementContent,
        StatementContent,
        AdviceContent,
    ):
        for field in fields(kind):
            assert f"`{field.name}`" in told, f"{kind.__name__}.{field.name}"


def test_every_format_holds_all_twelve_tables(bare: Flask) -> None:
    content = report()
    made = workshop.make_all(content)
    shown = {
        "pdf": squashed(pdf_text(made["pdf"])),
        "docx": squashed(flat(understood(made["docx"], "docx")) + content.title),
        "odt": squashed(flat(understood(made["odt"], "odt")) + content.title),
        "md": squashed(flat(understood(made["md"], "gfm"))),
    }
    for text in shown.values():
        assert [typed for typed in texts_of(content) if squashed(typed) not in text] == []
    assert made["csv"].count(b"\r\n") == 1 + 24


def test_line_breaks_and_indents_are_kept(bare: Flask) -> None:
    content = replace(report(tables=1), occasion="een\n\n    twee\n drie")
    breaks = understood(workshop.make(content, "md"), "gfm")
    assert "een  \xa0 \xa0 twee drie" in flat(breaks)


def test_the_pdf_says_what_it_is(bare: Flask) -> None:
    content = report()
    with pikepdf.open(io.BytesIO(workshop.make(content, "pdf"))) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.Root.Lang) == "nl-NL"
        with document.open_metadata() as about:
            assert about["dc:title"] == content.title
            assert about["pdfuaid:part"] == "1"
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        width, height = (float(edge) for edge in document.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


def test_the_pdf_has_headings_in_order_and_header_cells(bare: Flask) -> None:
    with pikepdf.open(io.BytesIO(workshop.make(report(), "pdf"))) as document:
        found = list(tags(document.Root.StructTreeRoot.K))
        heads = [element for name, element in found if name == "/TH"]
        scopes = {str(attribute.Scope) for head in heads for attribute in attributes(head)}
    levels = [int(name[2:]) for name, _ in found if name[:2] == "/H" and name[2:].isdigit()]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    assert scopes == {"/Column"}
    # roles, departments, programme, twelve tables' agreements, all agreements, signals, left out
    assert len(heads) == 2 + 2 + 3 + 12 * 5 + 6 + 3 + 2


def attributes(element: Any) -> list[Any]:
    """The table attributes of a structure element."""
    given = element.get("/A", [])
    given = list(given) if isinstance(given, pikepdf.Array) else [given]
    return [attribute for attribute in given if "/Scope" in attribute]


def test_the_word_document_has_a_title_headings_header_rows_and_a_language(bare: Flask) -> None:
    with zipfile.ZipFile(io.BytesIO(workshop.make(report(), "docx"))) as parts:
        text = parts.read("word/document.xml").decode()
        about = parts.read("docProps/core.xml").decode()
        styles = parts.read("word/styles.xml").decode()
        footers = [parts.read(name).decode() for name in parts.namelist() if "footer" in name]
    assert text.count('w:val="Title"') == 1
    assert text.count('w:val="Heading1"') == len(USUAL) + 1
    assert text.count("<w:tbl>") == text.count("<w:tblHeader") == 2 + 1 + 12 + 1 + 1 + 1
    assert len(set(re.findall(r'<w:gridCol w:w="(\d+)"', text))) > 4  # as wide as what they hold
    assert re.findall(r'<w:pgSz w:h="(\d+)" w:w="(\d+)"', text) == [("16838", "11906")]  # A4
    assert 'w:val="nl-NL"' in styles
    assert "2026-11-27T16:05:00Z" in about
    assert [" PAGE " in footer for footer in footers] == [True]
    assert "<w:footerReference " in text


@pytest.mark.parametrize("target", reference.FORMATS)
def test_the_reference_files_are_as_their_script_makes_them(target: str) -> None:
    lie, made = (
        zipfile.ZipFile(given)
        for given in (reference.path_of(target), io.BytesIO(reference.made(target)))
    )
    assert lie.namelist() == made.namelist()
    assert [name for name in lie.namelist() if lie.read(name) != made.read(name)] == []


def test_another_pandoc_than_the_script_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"styles.xml": (("no such words", ""),)}
    monkeypatch.setitem(reference.CHANGES, "odt", changes)
    with pytest.raises(ValueError, match=r"styles\.xml does not say no such words"):
        reference.made("odt")


def test_the_open_document_has_a_title_headings_header_rows_and_a_language(bare: Flask) -> None:
    with zipfile.ZipFile(io.BytesIO(workshop.make(report(), "odt"))) as parts:
        first = parts.infolist()[0]
        text, about, styles = (
            parts.read(name).decode() for name in ("content.xml", "meta.xml", "styles.xml")
        )
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert text.count('text:style-name="Title"') == 1
    assert text.count("<table:table ") == text.count("<table:table-header-rows") == 18
    for said in ('fo:page-width="21cm"', 'fo:page-height="29.7cm"', 'fo:language="nl"'):
        assert said in styles
    assert about.count("2026-11-27T16:05:00Z") == 2


def test_the_tables_of_the_open_document_have_thin_lines_and_a_head_that_is_told_apart(
    bare: Flask,
) -> None:
    with zipfile.ZipFile(io.BytesIO(workshop.make(report(tables=2), "odt"))) as parts:
        drawn = ElementTree.fromstring(parts.read("content.xml"))
        shapes = ElementTree.fromstring(parts.read("styles.xml"))
    lines, weights, below = (
        {style.get(f"{STYLE}name"): found.get(f"{FO}{what}") for style, found in found_in}
        for what, found_in in (
            ("border-bottom", styled(drawn, "table-cell")),
            ("font-weight", styled(shapes, "text")),
            ("margin-bottom", styled(drawn, "table")),
        )
    )
    assert lines == {
        "TableHeaderRowCell": "1pt solid #1F1B2B",
        "TableRowCell": "0.5pt solid #DCD6DC",
    }
    used = {cell.get(f"{TABLE}style-name") for cell in drawn.iter(f"{TABLE}table-cell")}
    assert used == set(lines)
    (head,) = {
        line.get(f"{TEXT}style-name")
        for row in drawn.iter(f"{TABLE}table-header-rows")
        for line in row.iter(f"{TEXT}p")
    }
    assert weights[head] == "bold"
    assert set(below.values()) == {"0.4cm"}


def styled(part: ElementTree.Element, of: str) -> list[tuple[Any, Any]]:
    """The styles in a part of an OpenDocument text that say something of this, and what."""
    styles = [
        (style, style.find(f"{STYLE}{of}-properties")) for style in part.iter(f"{STYLE}style")
    ]
    return [(style, found) for style, found in styles if found is not None]


@pytest.mark.parametrize(("language", "lang"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_a_report_speaks_its_own_language(bare: Flask, language: Any, lang: str) -> None:
    content = replace(report(tables=1), language=language)
    day = {"nl": "vrijdag 27 november 2026", "en": "Friday 27 November 2026"}[language]
    made = workshop.make_all(content, ["pdf", "md"])
    assert day in made["md"].decode()
    with pikepdf.open(io.BytesIO(made["pdf"])) as document:
        assert str(document.Root.Lang) == lang


@pytest.mark.parametrize("text", ["中文", "ก้", "\ue000", "\U0001f9ff\U000e0041", "\U0010f801"])
def test_a_sign_that_no_font_has_refuses_no_pdf(bare: Flask, text: str) -> None:
    made = workshop.make(everywhere(text), "pdf")
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.Root.MarkInfo.Marked


def test_what_no_document_can_hold_is_left_out(bare: Flask) -> None:
    made = workshop.make_all(everywhere("a\x00b\x08c\ud800d\r\ne\ufffe"))
    assert "abcd\ne" in made["csv"].decode("utf-8-sig")
    assert "abcd e" in flat(understood(made["docx"], "docx"))


def test_a_report_without_anything_is_still_a_report(bare: Flask) -> None:
    empty = ReportContent("Leeg", "leeg", report().day, report().generated_at)
    assert set(workshop.make_all(empty)) == set(workshop.FORMATS)


def test_a_process_that_fails_is_told_in_a_sentence(bare: Flask) -> None:
    broken = errand.Errand((sys.executable, "-c", "raise SystemExit(3)"), b"")
    with pytest.raises(workshop.DocumentFailed) as failure:
        errand.run(broken)
    assert "nog eens" in str(failure.value.sentence)


def test_a_process_that_never_ends_is_ended(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand, "SECONDS", 0.2)
    waiting = errand.Errand((sys.executable, "-c", "import threading as t; t.Event().wait()"), b"")
    with pytest.raises(workshop.DocumentFailed):
        errand.run(waiting)


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent
from flask import Flask
from flask_babel import Babel
from makers.reports import workshop
from tests.reports.sample import report
from tests.server import ROOT

app = Flask("makers")
Babel(app)
ticks = 0

def tick():
    global ticks
    while True:
        gevent.sleep(0.005)
        ticks += 1

gevent.spawn(tick)
with app.app_context():
    made = workshop.make_all(report())
print(len(made), ticks)
"""


def test_other_readers_are_served_while_documents_are_made() -> None:
    command = (sys.executable, "-c", UNDER_GEVENT)
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    made, ticks = map(int, done.stdout.split())
    assert made == len(workshop.FORMATS)
    assert ticks > 10
