"""The report as a Word document: a title, real headings, tables with header rows, its language."""

from __future__ import annotations

from makers.reports.content import ReportContent
from makers.reports.documents.errand import Errand
from makers.reports.documents.page import pandoc_errand


def docx(content: ReportContent) -> Errand:
    """Have the report made for Word and LibreOffice; its ``h1`` becomes the document's title."""
    return pandoc_errand(content, "docx", "--shift-heading-level-by=-1")
