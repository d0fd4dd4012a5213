"""Where documents are made: the words here, the heavy work in other processes, side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from flask_babel import force_locale

from makers.core.web import LANGUAGES
from makers.reports.content import ReportContent, printable
from makers.reports.documents.errand import DocumentFailed, Errand, run
from makers.reports.documents.markdown import markdown
from makers.reports.documents.pdf import pdf
from makers.reports.documents.sheet import csv_agreements
from makers.reports.documents.word import docx

__all__ = ["FORMATS", "DocumentFailed", "make", "make_all"]

ERRANDS: dict[str, Callable[[ReportContent], Errand]] = {
    "pdf": pdf,
    "docx": docx,
    "md": markdown,
}
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "csv": "text/csv",
}


def make(content: ReportContent, kind: str) -> bytes:
    """The report as one of ``FORMATS`` (its file name's ending and its media type).

    Works inside an app's context and speaks the content's language. Raises ``KeyError`` for
    another format and ``DocumentFailed`` when the document could not be made in time.
    """
    return make_all(content, [kind])[kind]


def make_all(content: ReportContent, formats: Collection[str] = tuple(FORMATS)) -> dict[str, bytes]:
    """The report in several formats, made at the same time; otherwise as ``make``."""
    content = printable(content)
    with force_locale(LANGUAGES[content.language]):
        made = {name: csv_agreements(content) for name in formats if name == "csv"}
        errands = {name: ERRANDS[name](content) for name in formats if name != "csv"}
    with ThreadPoolExecutor(max_workers=len(ERRANDS)) as hands:
        return made | dict(zip(errands, hands.map(run, errands.values()), strict=True))
