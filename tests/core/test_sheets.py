"""What a spreadsheet opens says what was said, and computes nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime

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


def test_a_long_text_is_whole_on_the_screen_and_on_paper() -> None:
    rows: list[list[sheets.Cell]] = [["Nummer", "Tekst"], [1, "woorden die doorgaan " * 20]]
    (sheet,) = load_workbook(io.BytesIO(sheets.as_xlsx(rows, "Mensen"))).worksheets
    assert (sheet["B2"].alignment.wrap_text, sheet.column_dimensions["B"].width) == (True, 45)
    assert [sheet.row_dimensions[number].height for number in (1, 2)] == [None, 15 * 10]
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_numbers_and_moments_stay_what_they_are() -> None:
    moment = datetime(2026, 11, 27, 13, 5, 7, tzinfo=UTC)
    head, row = cells([["Nummer", "Sinds", "Leeg"], [12, moment, None]])
    assert [value for value, _kind in head] == ["Nummer", "Sinds", "Leeg"]
    assert [(str(value), kind) for value, kind in row] == [
        ("12", "n"),
        ("2026-11-27 14:05:07", "d"),
        ("None", "n"),
    ]


def test_signs_that_no_workbook_can_hold_are_left_out() -> None:
    assert cells([["a\x0bb\nc"]])[0][0][0] == "ab\nc"


def test_a_text_as_long_as_a_cell_can_be_is_whole() -> None:
    long = "ü" * 32_767
    assert cells([[long]])[0][0][0] == long
    assert long in sheets.as_csv([[long]]).decode("utf-8-sig")
