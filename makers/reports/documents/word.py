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

NO_DATE = b"1970-01-01T00:00:00Z"  # pandoc's: in its sandbox it knows no other
ABOUT = {"docx": "docProps/core.xml", "odt": "meta.xml"}


def docx(content: ReportContent) -> Errand:
    """Have the report made for Word and LibreOffice; its ``h1`` becomes the title."""
    return _errand(content, "docx")


def odt(content: ReportContent) -> Errand:
    """Have the report made as an OpenDocument text; its ``h1`` becomes the title."""
    return _errand(content, "odt")


def _errand(content: ReportContent, target: str) -> Errand:
    shape = f"--reference-doc={reference.path_of(target)}"
    errand = pandoc_errand(content, target, "--shift-heading-level-by=-1", shape, on_paper=True)
    made_at = content.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return replace(errand, finish=lambda written: _dated(written, ABOUT[target], made_at))


def _dated(written: bytes, about: str, made_at: bytes) -> bytes:
    """The document with the moment it was made in its part ``about``; each packed as it was."""
    dated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(dated, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == about:
                text = text.replace(NO_DATE, made_at)
            new.writestr(part, text, part.compress_type)
    return dated.getvalue()
