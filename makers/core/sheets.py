"""Rows of cells as a file that a spreadsheet opens; no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from makers.core import clock

Cell = str | int | datetime | None
Rows = Sequence[Sequence[Cell]]

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST = 45  # characters of a column
LINE, TALLEST = 15, 405  # points of a row: for each line, and at most
A4 = 9  # the number of this paper in a workbook


def as_csv(rows: Rows) -> bytes:
    """Comma-separated values for a double click in a Dutch Excel.

    It takes ``;`` between cells, its own list separator, and UTF-8 only with a mark in front. A
    text that it would take for a formula begins with ``'``. Moments are those of the wall clock.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows, title: str) -> bytes:
    """A workbook of one sheet; otherwise as ``as_workbook``."""
    return as_workbook({title: rows})


def as_workbook(content: Mapping[str, Rows]) -> bytes:
    """A workbook of these sheets by title, the first row of each in bold and always in sight.

    Every text is a text, also when it is edited, and a long one is whole in its cell; moments are
    dates, of the wall clock. Printed, all columns stand side by side on A4.
    """
    from openpyxl import Workbook  # late: it is large, and a process may never make a workbook

    book = Workbook(write_only=True)
    for title, rows in content.items():
        _fill(book.create_sheet(title), rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, rows: Rows) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    whole, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    widths = _widths(rows)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(rows, start=1):
        lines = max(map(_lines, row, widths), default=1)
        if lines > 1:  # not every program finds the height by itself
            sheet.row_dimensions[number].height = min(LINE * lines, TALLEST)
        cells = [_as_cell(sheet, cell) for cell in row]
        for cell in cells:
            cell.alignment = whole
            if number == 1:
                cell.font = bold
        sheet.append(cells)


def _as_text(cell: Cell) -> str | int | None:
    if isinstance(cell, datetime):
        return f"{clock.amsterdam(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, str) and cell.startswith(STARTS_OF_FORMULAS):
        return f"'{cell}"
    return cell


def _as_cell(sheet: object, cell: Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(cell, datetime):
        made = WriteOnlyCell(sheet, clock.amsterdam(cell).replace(tzinfo=None, microsecond=0))
        made.number_format = "yyyy-mm-dd hh:mm"
        return made
    if not isinstance(cell, str):
        return WriteOnlyCell(sheet, cell)
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", cell))
    made.data_type = "s"  # the library takes = and #N/A for more than text
    made.quotePrefix = cell.startswith(STARTS_OF_FORMULAS)
    return made


def _lines(cell: Cell, width: int) -> int:
    """Over how many lines a cell goes in a column so wide."""
    return sum(1 + len(line) // width for line in str(_as_text(cell) or "").split("\n"))


def _widths(rows: Rows) -> list[int]:
    """How wide each column is, in characters."""
    return [
        min(max(len(str(_as_text(cell) or "")) for cell in column) + 2, WIDEST)
        for column in zip(*rows, strict=True)
    ]
