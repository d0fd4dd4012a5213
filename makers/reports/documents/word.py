"""The report for word processors: a title, real headings, tables with header rows, its language."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC

from makers.reports.content import ReportContent
from makers.reports.documents.errand import Errand
from makers.reports.documents.page import pandoc_errand

# Pandoc names no paper, or American letter, and in its sandbox knows no date.
NO_DATE = b"1970-01-01T00:00:00Z"
END_OF_SECTION = b"</w:sectPr>"
A4 = (
    b'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1361" w:bottom="1361"'
    b' w:left="1361" w:header="709" w:footer="709" w:gutter="0"/>'
)
Changes = dict[str, tuple[tuple[bytes, bytes], ...]]  # per part: what stands there, and what is to


def docx(content: ReportContent) -> Errand:
    """Have the report made for Word and LibreOffice, on A4; its ``h1`` becomes the title."""
    changes: Changes = {
        "word/document.xml": ((END_OF_SECTION, A4 + END_OF_SECTION),),
        "docProps/core.xml": ((NO_DATE, _made(content)),),
    }
    return _errand(content, "docx", changes)


def odt(content: ReportContent) -> Errand:
    """Have the report made as an OpenDocument text, on A4; its ``h1`` becomes the title."""
    changes: Changes = {
        "styles.xml": (
            (b'fo:page-width="8.5in"', b'fo:page-width="21cm"'),
            (b'fo:page-height="11in"', b'fo:page-height="29.7cm"'),
        ),
        "meta.xml": ((NO_DATE, _made(content)),),
    }
    return _errand(content, "odt", changes)


def _made(content: ReportContent) -> bytes:
    return content.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def _errand(content: ReportContent, target: str, changes: Changes) -> Errand:
    errand = pandoc_errand(content, target, "--shift-heading-level-by=-1", on_paper=True)
    return replace(errand, finish=lambda written: _completed(written, changes))


def _completed(written: bytes, changes: Changes) -> bytes:
    """The document with its paper and the moment it was made; each part packed as it was."""
    completed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(completed, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            for before, after in changes.get(part.filename, ()):
                text = text.replace(before, after)
            new.writestr(part, text, part.compress_type)
    return completed.getvalue()
