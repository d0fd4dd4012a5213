"""The report as a Word document: a title, real headings, tables with header rows, its language."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC

from makers.reports.content import ReportContent
from makers.reports.documents.errand import Errand
from makers.reports.documents.page import pandoc_errand

# Pandoc names no paper, which Word takes for American letter, and in its sandbox knows no date.
END_OF_SECTION = b"</w:sectPr>"
A4 = (
    b'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1361" w:bottom="1361"'
    b' w:left="1361" w:header="709" w:footer="709" w:gutter="0"/>'
)
NO_DATE = b"1970-01-01T00:00:00Z"


def docx(content: ReportContent) -> Errand:
    """Have the report made for Word and LibreOffice, on A4; its ``h1`` becomes the title."""
    made = content.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    errand = pandoc_errand(content, "docx", "--shift-heading-level-by=-1")
    return replace(errand, finish=lambda written: _completed(written, made))


def _completed(written: bytes, made: bytes) -> bytes:
    """The document with its paper and the moment it was made."""
    completed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(completed, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "word/document.xml":
                text = text.replace(END_OF_SECTION, A4 + END_OF_SECTION)
            if part.filename == "docProps/core.xml":
                text = text.replace(NO_DATE, made)
            new.writestr(part, text, zipfile.ZIP_DEFLATED)
    return completed.getvalue()
