"""Lists come as people's computers make them; what is none is refused with a sentence."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import UTC, datetime

import pytest

from makers.signups import import_sheets
from makers.signups.import_sheets import EmptySheet, NoSheet, OldWorkbook, TooLarge
from tests.signups.lists import workbook

PLAIN = [["Naam", "E-mail", "Organisatie"], ["Zoë Šimić", "zoe@example.org", "Café ’t Hoekje"]]


def text(rows: list[list[str]], between: str = ",") -> str:
    return "".join(between.join(row) + "\r\n" for row in rows)


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_values_come_in_many_ways(between: str, encoding: str) -> None:
    assert import_sheets.read(text(PLAIN, between).encode(encoding)) == PLAIN


def test_an_old_windows_computer_has_its_own_letters() -> None:
    rows = [["Naam", "Organisatie"], ["Zoë", "Café ’t Hoekje – Zuid €"]]
    assert import_sheets.read(text(rows, ";").encode("cp1252")) == rows


def test_a_sign_inside_the_cells_does_not_cut_them() -> None:
    rows = import_sheets.read(
        b'Naam;"Organisatie, afdeling, functie"\nAnna;"Gemeente, Zuid"\nBen;"Stichting; x"\n'
    )
    assert rows[0] == ["Naam", "Organisatie, afdeling, functie"]
    assert rows[2] == ["Ben", "Stichting; x"]


def test_the_sign_that_excel_was_told_is_believed() -> None:
    assert import_sheets.read(b"sep=|\nNaam|E-mail\nAnna|a@example.org\n")[0] == ["Naam", "E-mail"]


def test_a_cell_may_have_several_lines_and_rows_keep_their_numbers() -> None:
    rows = import_sheets.read(b'\n,,\nNaam,Vraag\nAnna,"Hoe dan?\r\nEn wie?"\n,,\nBen,\n\n')
    assert rows == [["Naam", "Vraag"], ["Anna", "Hoe dan?\nEn wie?"], [], ["Ben"]]


def test_a_workbook_says_what_its_cells_say() -> None:
    moment = datetime(2026, 11, 3, 14, 5, 7, tzinfo=UTC).replace(tzinfo=None)
    made = workbook([["Naam", "Op", "Nummer", "Deel"], [" Anna ", moment, 12.0, 1.5], [], ["Ben"]])
    assert import_sheets.read(made) == [
        ["Naam", "Op", "Nummer", "Deel"],
        ["Anna", "2026-11-03 14:05:07", "12", "1.5"],
        [],
        ["Ben"],
    ]


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"", EmptySheet),
        (b"Naam,E-mail\n\n,\n", EmptySheet),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, OldWorkbook),
        (b"%PDF-1.7\n%\x00\x01\x02", NoSheet),
        (b"PK\x03\x04 no zip at all", NoSheet),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NoSheet),
        (b'Naam\n"' + b"x" * 200_000, NoSheet),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, refused: type[NoSheet]) -> None:
    with pytest.raises(refused):
        import_sheets.read(data)


def test_five_thousand_people_come_in_and_one_more_does_not() -> None:
    head, row = b"Naam,E-mail\n", b"Anna,a@example.org\n"
    assert len(import_sheets.read(head + row * 5000)) == 5001
    with pytest.raises(TooLarge):
        import_sheets.read(head + row * 5001)
    with pytest.raises(TooLarge):
        import_sheets.read(workbook([["Naam"], *[["Anna"]] * 5001]))


def test_more_than_two_megabytes_or_a_hundred_columns_is_too_large() -> None:
    with pytest.raises(TooLarge):
        import_sheets.read(b"Naam\n" + b"x" * import_sheets.LARGEST)
    with pytest.raises(TooLarge):
        import_sheets.read(b",".join([b"Naam"] * 101) + b"\nAnna\n")
    with pytest.raises(TooLarge):
        import_sheets.read(workbook([["Naam"] * 101, ["Anna"]]))


def other_parts(book: bytes, **parts: bytes) -> bytes:
    """The same workbook with other parts in place of its own."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as was,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as now,
    ):
        for name in was.namelist():
            now.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], was.read(name)))
    return made.getvalue()


def test_a_workbook_that_unpacks_to_a_warehouse_is_refused_at_once() -> None:
    bomb = other_parts(workbook(PLAIN), sheet1=b" " * 200_000_000)
    assert len(bomb) < import_sheets.LARGEST
    started = time.perf_counter()
    with pytest.raises(TooLarge):
        import_sheets.read(bomb)
    assert time.perf_counter() - started < 1


def test_one_long_text_in_every_cell_is_refused() -> None:
    long = "lang " * 600
    with pytest.raises(TooLarge):
        import_sheets.read(workbook([["Naam"], *[[long] * 20] * 200]))


def test_a_workbook_that_repeats_itself_without_end_is_refused() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    cell = '<c r="A1" t="inlineStr"><is><t>&a11;</t></is></c>'
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    laughs = (
        f'<!DOCTYPE x [<!ENTITY a0 "haha">{entities}]>'
        f'<worksheet xmlns="{name}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    )
    with pytest.raises(NoSheet):
        import_sheets.read(other_parts(workbook(PLAIN), sheet1=laughs.encode()))


def test_a_list_of_another_office_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(NoSheet):
        import_sheets.read(made.getvalue())
