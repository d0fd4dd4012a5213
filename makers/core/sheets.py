"""Rows of cells as a file that a spreadsheet opens; no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from makers.core import clock

Cell = str | int | date | datetime | None
Rows = Sequence[Sequence[Cell]]

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST = 45  # characters of a column
LINE, TALLEST = 15, 405  # points of a row: for each line, and at most
A4 = 9  # the number of this paper in a workbook
DAY, MOMENT = "dd-mm-yyyy", "dd-mm-yyyy hh:mm"
# no text is more than it says; and no file is left on the disk, not even while it is made
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# Characters that XML, and so a workbook or Word document, cannot hold; nobody can see them either.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_csv(rows: Rows) -> bytes:
    """Comma-separated values for a double click in a Dutch Excel.

    It takes ``;`` between cells, its own list separator, and UTF-8 only with a mark in front. A
    text that it would take for a formula begins with ``'``. Days and moments, of the wall clock,
    are written as 2026-12-18 and 2026-12-18 14:05.
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

    Every text is a text, also when it is edited, and a long one is whole in its cell. Numbers are
    numbers, days and moments are dates as a Dutch reader writes them, of the wall clock: they can
    be sorted and counted with. Printed, all columns stand side by side on A4.
    """
    from xlsxwriter import Workbook  # late: a process may never make a workbook

    file = io.BytesIO()
    book = Workbook(file, OPTIONS)
    shapes = _Shapes(book)
    for title, rows in content.items():
        _fill(book.add_worksheet(title), rows, shapes)
    book.close()
    return file.getvalue()


def printable(text: str) -> str:
    """A text with Unix line ends and without characters that no document can hold."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class _Shapes:
    """How cells look, each way made once for a workbook."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[tuple[str, bool, bool], Any]()

    def of(self, cell: Cell, *, is_head: bool) -> Any:
        """How this cell looks. A text that begins as a formula is marked as a text."""
        kind, quoted = _format(cell), isinstance(cell, str) and cell.startswith(STARTS_OF_FORMULAS)
        found = self._made.get((kind, quoted, is_head))
        if found is None:
            said = {"bold": is_head, "num_format": kind, "quote_prefix": quoted}
            # numbers and dates begin where texts do, below their heading
            place = {"valign": "top", "align": "left", "text_wrap": True}
            found = self._book.add_format({**place, **said})
            self._made[kind, quoted, is_head] = found
        return found


def _fill(sheet: Any, rows: Rows, shapes: _Shapes) -> None:
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)  # as many pages high as it takes
    widths = _widths(rows)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for number, row in enumerate(rows):
        lines = max(map(_lines, row, widths), default=1)
        if lines > 1:  # not every program finds the height by itself
            sheet.set_row(number, min(LINE * lines, TALLEST))
        for place, cell in enumerate(row):
            _write(sheet, (number, place), cell, shapes.of(cell, is_head=number == 0))


def _write(sheet: Any, where: tuple[int, int], cell: Cell, shape: Any) -> None:
    """Put a cell in its place as what it is; never by the library's guess."""
    if cell is None or cell == "":
        sheet.write_blank(*where, None, shape)
    elif isinstance(cell, str):
        sheet.write_string(*where, printable(cell), shape)
    elif isinstance(cell, datetime):
        wall = clock.amsterdam(cell).replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(*where, wall, shape)
    elif isinstance(cell, date):
        sheet.write_datetime(*where, cell, shape)
    else:
        sheet.write_number(*where, cell, shape)


def _format(cell: Cell) -> str:
    """How a spreadsheet is told to show a cell."""
    if isinstance(cell, datetime):
        return MOMENT
    return DAY if isinstance(cell, date) else "General"


def _as_text(cell: Cell) -> str | int | None:
    if isinstance(cell, datetime):
        return f"{clock.amsterdam(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(STARTS_OF_FORMULAS):
        return f"'{cell}"
    return cell


def _lines(cell: Cell, width: int) -> int:
    """Over how many lines a cell goes in a column so wide."""
    return sum(1 + len(line) // width for line in str(_as_text(cell) or "").split("\n"))


def _widths(rows: Rows) -> list[int]:
    """How wide each column is, in characters."""
    return [
        min(max(len(str(_as_text(cell) or "")) for cell in column) + 2, WIDEST)
        for column in zip(*rows, strict=True)
    ]
