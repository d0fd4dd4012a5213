"""What a spreadsheet opens says what was said, and computes nothing."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from makers.core import sheets

FORMULAS = ("=1+1", "+31 10", "-2", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0", "#N/A")


def cells(rows: list[list[sheets.Cell]]) -> list[list[tuple[object, str]]]:
    """Every cell of the workbook that is made of these rows: what it holds, and its kind."""
    book = load_workbook(io.BytesIO(sheets.as_xlsx(rows, "Mensen")))
    return [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[0]]


def test_a_dutch_excel_opens_the_values_by_a_double_click() -> None:
    made = sheets.as_csv(
        [["Naam", "Sinds"], ["Zoë; Šime", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)]]
    )
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig") == 'Naam;Sinds\r\n"Zoë; Šime";2027-03-28 03:30\r\n'


@pytest.mark.parametrize("text", FORMULAS[:-1])
def test_no_value_is_a_formula(text: str) -> None:
    assert sheets.as_csv([[text]]).decode("utf-8-sig").lstrip('"').startswith("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    (((value, kind),),) = cells([[text]])
    assert (str(value).strip(), kind) == (text.strip(), "s")


def test_no_text_is_a_link_or_a_number() -> None:
    texts = (
        "https://example.org",
        "mailto:x@example.org",
        "internal:Mensen!A1",
        "0612",
        "1e5",
        "TRUE",
    )
    (row,) = cells([list(texts)])
    assert row == [(text, "s") for text in texts]
    made = sheets.as_xlsx([list(texts)], "Mensen")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert b"hyperlink" not in book.read("xl/worksheets/sheet1.xml").lower()


@pytest.mark.parametrize("text", FORMULAS[:4])
def test_a_text_that_begins_as_a_formula_is_still_a_text_after_it_was_edited(text: str) -> None:
    (sheet,) = load_workbook(io.BytesIO(sheets.as_xlsx([["Naam"], [text]], "Mensen"))).worksheets
    assert (sheet["A1"].quotePrefix, sheet["A2"].quotePrefix) == (False, True)


def test_a_long_text_is_whole_on_the_screen_and_on_paper() -> None:
    rows: list[list[sheets.Cell]] = [["Nummer", "Tekst"], [1, "woorden die doorgaan " * 20]]
    (sheet,) = load_workbook(io.BytesIO(sheets.as_xlsx(rows, "Mensen"))).worksheets
    assert (sheet["B2"].alignment.wrap_text, sheet["B2"].alignment.vertical) == (True, "top")
    assert [sheet[cell].font.bold for cell in ("A1", "B1", "B2")] == [True, True, False]
    assert sheet.column_dimensions["B"].width == pytest.approx(45, abs=1)
    assert [sheet.row_dimensions[number].height for number in (1, 2)] == [None, 15 * 10]
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_numbers_days_and_moments_are_what_they_are() -> None:
    summer, winter = (datetime(2026, month, 27, 22, 5, 7, tzinfo=UTC) for month in (7, 11))
    rows: list[list[sheets.Cell]] = [
        ["Nummer", "Dag", "Sinds", "Toen", "Leeg", "Ook"],
        [12, date(2026, 12, 18), winter, summer, None, ""],
    ]
    head, row = cells(rows)
    assert head == [(text, "s") for text in rows[0]]
    assert [(str(value), kind) for value, kind in row] == [
        ("12", "n"),
        ("2026-12-18 00:00:00", "d"),
        ("2026-11-27 23:05:07", "d"),
        ("2026-07-28 00:05:07", "d"),
        ("None", "n"),
        ("None", "n"),
    ]


def test_days_and_moments_are_shown_as_a_dutch_reader_writes_them() -> None:
    moment = datetime(2026, 11, 27, 13, 5, tzinfo=UTC)
    made = sheets.as_xlsx([["Dag", "Sinds"], [date(2026, 12, 18), moment]], "Mensen")
    (sheet,) = load_workbook(io.BytesIO(made)).worksheets
    shown = [sheet[cell].number_format for cell in ("A2", "B2")]
    assert {sheet[cell].alignment.horizontal for cell in ("A1", "A2", "B2")} == {"left"}
    assert shown == ["dd-mm-yyyy", "dd-mm-yyyy hh:mm"]
    assert sheets.as_csv([[date(2026, 12, 18)]]).decode("utf-8-sig") == "2026-12-18\r\n"


def test_while_it_is_made_nothing_of_it_lies_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_args: object, **_more: object) -> None:
        raise AssertionError("a file was made")

    for made in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, made, asked)
    assert sheets.as_xlsx([["Naam"], ["Anna"]], "Mensen").startswith(b"PK")


def test_signs_that_no_workbook_can_hold_are_left_out() -> None:
    assert cells([["a\x0bb\nc\ud800\uffff"]])[0][0][0] == "ab\nc"


def test_a_text_as_long_as_a_cell_can_be_is_whole() -> None:
    long = "ü" * 32_767
    assert cells([[long]])[0][0][0] == long
    assert long in sheets.as_csv([[long]]).decode("utf-8-sig")
