"""The report for word processors: a title, real headings, tables with header rows, its language."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC

from makers.reports.content import ReportContent
from makers.reports.documents import reference
from makers.reports.documents.errand import Errand
from makers.reports.documents.page import pandoc_errand

NO_DATE = "1970-01-01T00:00:00Z"  # pandoc's: in its sandbox it knows no other
ABOUT = {"docx": "docProps/core.xml", "odt": "meta.xml"}
# In an OpenDocument text pandoc shapes the tables itself, whatever the reference file says. None of
# this can be in what people typed, where a < is written otherwise.
CELL = (
    '<style:style style:name="{name}" style:family="table-cell">'
    "\n      <style:table-cell-properties {shape} />"
)
WHOLE = '<style:table-properties table:align="center" style:rel-width="100%"'
TABLES = (
    (WHOLE, f'{WHOLE} fo:margin-top="0.1cm" fo:margin-bottom="0.4cm"'),
    *(
        (
            CELL.format(name=name, shape='fo:border="none"'),
            CELL.format(name=name, shape=f'fo:border="none" fo:border-bottom="{line}"'),
        )
        for name, line in (
            ("TableHeaderRowCell", f"1pt solid #{reference.DARK}"),
            ("TableRowCell", f"0.5pt solid #{reference.PALE}"),
        )
    ),
)


def docx(content: ReportContent) -> Errand:
    """Have the report made for Word and LibreOffice; its ``h1`` becomes the title."""
    return _errand(content, "docx")


def odt(content: ReportContent) -> Errand:
    """Have the report made as an OpenDocument text; its ``h1`` becomes the title."""
    return _errand(content, "odt")


def _errand(content: ReportContent, target: str) -> Errand:
    shape = f"--reference-doc={reference.path_of(target)}"
    errand = pandoc_errand(content, target, "--shift-heading-level-by=-1", shape, on_paper=True)
    made_at = content.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    finishes: dict[str, tuple[tuple[str, str], ...]] = {ABOUT[target]: ((NO_DATE, made_at),)}
    if target == "odt":
        finishes["content.xml"] = TABLES
    return replace(errand, finish=lambda written: _finished(written, finishes))


def _finished(written: bytes, finishes: reference.Changes) -> bytes:
    """The document with its last changes; each part packed as it was."""
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(done, "w") as new:
        for part in old.infolist():
            held = old.read(part)
            for before, after in finishes.get(part.filename, ()):
                held = held.replace(before.encode(), after.encode())
            new.writestr(part, held, part.compress_type)
    return done.getvalue()
