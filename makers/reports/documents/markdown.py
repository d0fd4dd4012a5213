"""The report as Markdown (GitHub's kind), in which nothing that was typed becomes markup.

Pandoc's writer escapes less than that takes: it leaves ``&lt;``, and ``- `` or ``---`` after a
line break, and drops a table with a line break in a cell. So whatever needs a backslash travels
through pandoc as a private character, which it does not touch, and gets its backslash afterwards.
"""

from __future__ import annotations

import re
from dataclasses import replace

from makers.reports.content import Data, ReportContent, with_texts
from makers.reports.documents.errand import Errand
from makers.reports.documents.page import pandoc_errand

# The last private plane of Unicode, where nobody's letters are: PRIVATE + n stands for "\" + n.
PRIVATE = 0x10F800
BREAK = chr(PRIVATE)
PRIVATES = re.compile(f"[{BREAK}-{chr(PRIVATE + 0x7F)}]")

LINE_STARTS = re.compile(r"^([^\S\n]*\d*)([-+=]|[.)](?=\s|$))", re.MULTILINE)
MARKUP = re.compile(r"[\\`*_{}\[\]<>#&|~$@^!]|:(?=\S)|(?<=www)\.", re.IGNORECASE)


def markdown(content: ReportContent) -> Errand:
    """Have the report made as Markdown, in UTF-8."""
    errand = pandoc_errand(_hidden(content), "gfm-raw_html")
    return replace(errand, finish=_escaped)


def _hidden(content: ReportContent) -> ReportContent:
    """The content with every character that could be markup hidden from pandoc."""
    in_cells = {
        name: _one_line(getattr(content, name))
        for name in ("programme", "roles", "departments", "left_out", "signals")
    }
    tables = tuple(
        replace(table, agreements=_one_line(table.agreements)) for table in content.tables
    )
    return with_texts(replace(content, tables=tables, **in_cells), _hidden_text)


def _one_line(cells: Data) -> Data:
    """The same cells with their line breaks hidden: a table of Markdown has one line to a row."""
    return with_texts(cells, lambda text: text.replace("\n", BREAK))


def _hidden_text(text: str) -> str:
    text = LINE_STARTS.sub(lambda found: found[1] + _private(found[2]), text)
    return MARKUP.sub(lambda found: _private(found[0]), text)


def _private(character: str) -> str:
    return chr(PRIVATE + ord(character))


def _escaped(written: bytes) -> bytes:
    """What pandoc wrote, with the hidden characters back and a backslash before each."""
    return PRIVATES.sub(_shown, written.decode()).encode()


def _shown(found: re.Match[str]) -> str:
    return "<br>" if found[0] == BREAK else "\\" + chr(ord(found[0]) - PRIVATE)
