"""A list of another system as it comes in a file: its rows as texts. Knows no people.

CSV as people's computers make it: UTF-8 or UTF-16 or Windows-1252, with commas, semicolons or
tabs. Or a workbook, which is a zip file of XML and is unpacked with care.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal

LARGEST = 2 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 5000, 100
LONGEST_CELL = 3000
# a workbook of 5,000 people with 30 columns unpacks to 15 MB
LARGEST_UNPACKED, MOST_PARTS = 30 * 1024 * 1024, 1000
MOST_SIGNS = 5_000_000
MOST_ROWS_WITH_GAPS = 20_000

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class NoSheet(Refusal):
    """The file is no list that we can read."""

    sentence = _l(
        "Dit bestand konden we niet lezen. Bewaar de lijst als CSV of als Excel-werkmap (.xlsx) en "
        "kies haar opnieuw."
    )
    status = 422


class OldWorkbook(NoSheet):
    """A workbook from before 2007."""

    sentence = _l(
        "Dit is een Excel-bestand van de oude soort (.xls). Open het, bewaar het als .xlsx en kies "
        "dat bestand."
    )


class EmptySheet(NoSheet):
    """There is nobody in it."""

    sentence = _l(
        "In dit bestand staat niemand. Op de eerste regel horen de namen van de kolommen te staan, "
        "en daaronder één regel per persoon."
    )


class TooLarge(NoSheet):
    """More than an organiser's list can be."""

    sentence = _l(
        "Dit bestand is te groot: hooguit 2 MB en 5.000 regels. Haal kolommen weg die je niet "
        "nodig hebt, of splits de lijst."
    )


def read(data: bytes) -> list[list[str]]:
    """The rows of a file, without outer spaces; the first has the names of the columns.

    A blank row in between is an empty list, so that the numbers of the rows are those of the file.
    Raises ``NoSheet`` and its kin, each with a sentence that says what to do.
    """
    if len(data) > LARGEST:
        raise TooLarge
    if data.startswith(OLD_EXCEL):
        raise OldWorkbook
    rows = _bounded(_of_workbook(data) if data.startswith(ZIP) else _of_text(data))
    if not any(rows[1:]):
        raise EmptySheet
    return rows


def _bounded(found: Iterable[Sequence[Any]]) -> list[list[str]]:
    """The rows from the first to the last that say something, as long as they are not too many."""
    rows, said, signs = list[list[str]](), 0, 0
    for cells in found:
        row = [_as_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if row or rows:
            rows.append(row)
        said += bool(row)
        signs += sum(map(len, row))
        if said > MOST_ROWS + 1 or signs > MOST_SIGNS or len(row) > MOST_COLUMNS:
            raise TooLarge
        if row and len(rows) > MOST_ROWS_WITH_GAPS:
            raise TooLarge
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _as_text(cell: Any) -> str:
    """What a cell says; a number without decimals has no point, a moment is written as in ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_CELL]


def _of_text(data: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(data)
    if any(sign < " " and sign not in "\t\r\n\x0b\x0c" for sign in text[:1000]):
        raise NoSheet
    between = _delimiter(text)
    if text[:4].lower() == "sep=":  # Excel's own way to say it
        between, text = text[4:5] or between, text.partition("\n")[2]
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=between)
    except csv.Error as wrong:
        raise NoSheet from wrong


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\x00" in data[:4]:
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into most columns, and into equally many."""

    def columns(sign: str) -> float:
        try:
            first = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 20))
        except csv.Error:
            return 0
        widths = [len(row) for row in first if row] or [0]
        return widths[0] * widths.count(widths[0]) / len(widths)

    return max(",;\t|", key=columns)


def _of_workbook(data: bytes) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook  # late: it is large, and lists seldom come

    _weigh(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()  # not every program tells its own right
        yield from sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
    except Refusal:
        raise
    except Exception as wrong:  # what somebody else's file holds may go wrong in any way
        raise NoSheet from wrong


def _weigh(data: bytes) -> None:
    """Refuse what would unpack to more than a list; no part unpacks to more than it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except zipfile.BadZipFile as wrong:
        raise NoSheet from wrong
    if sum(sizes) > LARGEST_UNPACKED or len(sizes) > MOST_PARTS:
        raise TooLarge
