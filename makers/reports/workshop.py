"""Where documents are made: the words here, the heavy work in other processes, side by side."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from flask_babel import force_locale

from makers.core.web import LANGUAGES
from makers.reports.content import ReportContent, as_plain, printable
from makers.reports.documents.errand import DocumentFailed, Errand, run
from makers.reports.documents.markdown import markdown
from makers.reports.documents.pdf import pdf
from makers.reports.documents.sheet import csv_agreements, workbook
from makers.reports.documents.word import docx, odt

__all__ = ["FORMATS", "DocumentFailed", "make", "make_all", "packed"]

SCHEMA = "makers-report/1"  # docs/report.md


def as_json(content: ReportContent) -> bytes:
    """All that the report holds, as ``docs/report.md`` describes it."""
    plain = {"schema": SCHEMA, **as_plain(content)}
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


ERRANDS: dict[str, Callable[[ReportContent], Errand]] = {
    "pdf": pdf,
    "docx": docx,
    "odt": odt,
    "md": markdown,
}
HERE: dict[str, Callable[[ReportContent], bytes]] = {
    "xlsx": workbook,
    "csv": csv_agreements,
    "json": as_json,
}
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
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
        errands = {name: ERRANDS[name](content) for name in formats if name not in HERE}
        with ThreadPoolExecutor(max_workers=len(ERRANDS)) as hands:
            coming = hands.map(run, errands.values())
            made = {name: HERE[name](content) for name in formats if name in HERE}
            return made | dict(zip(errands, coming, strict=True))


def packed(content: ReportContent, name: str) -> bytes:
    """Every format in one ZIP file, each called ``name`` with its ending."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for kind, document in make_all(content).items():
            pack.writestr(f"{name}.{kind}", document)
    return file.getvalue()
