"""Odd texts that must come out of every document as they went in, and a report full of one."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import replace

from makers.reports.content import (
    ReportContent,
    with_texts,
)
from tests.reports.sample import report

CANARIES = {
    "formula": "=1+1",
    "formulas after a line": "+1\n-1\n@SUM(1)\n\t=2",
    "script": "<script>alert(1)</script> <b onclick=x>&amp;lt; &#42;",
    "template": "{{7*7}} {% raw %} ${7*7} %(nummer)s %s",
    "typst": '#import "x.typ" #panic("x") $x^2$ @label <label> // weg /* weg */ ~ \\u{41}',
    "bidi": "\u202eomgekeerd\u2066 los\u2069 \u200fmerk",
    "long word": "x" * 8000,
    "long text": "woorden die doorgaan " * 381,
    "emoji": "👋🏽 👨‍👩‍👧 🇳🇱 ❤️ ✓",
    "arabic": "مرحبا بكم في القراءة",
    "markdown": "*a* _b_ **c** `d` [e](http://f) ![g](h) |i| ~~j~~ H~2~O ^k^ [^1] :smile: &amp; \\l"
    " https://voorbeeld.example www.voorbeeld.example wie@voorbeeld.example",
    "markdown lines": "een\n- twee\n1. drie\n# vier\n---\n> vijf\n\n    zes\n===\n```\n+ zeven\n"
    "|a|\n|-|\n* * *\n[x]: http://y\n - acht\n2) negen\n<!-- tien\n\\",
}
INVISIBLE = ("Cf", "Mn", "Cc")


def everywhere(text: str) -> ReportContent:
    """The report of one table, with ``text`` and a number of its own in every field."""
    number = itertools.count(1)
    return replace(
        with_texts(report(tables=1), lambda _: f"{text} veld{next(number)}."),
        language="nl",
        slug="slug",
    )


def texts_of(content: ReportContent) -> list[str]:
    """Every text a reader should find; a table's agreements need not repeat its case."""
    tables = tuple(
        replace(table, agreements=tuple(replace(row, case_title="") for row in table.agreements))
        for table in content.tables
    )
    texts: list[str] = []

    def keep(text: str) -> str:
        texts.append(text)
        return text

    with_texts(replace(content, slug="", tables=tables), keep)
    return [text for text in texts if text not in ("", "nl", "en")]


def squashed(text: str) -> str:
    """A text without what line breaking, hyphens and shaping may change."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        sign
        for sign in text
        if not sign.isspace() and sign not in "-•" and unicodedata.category(sign) not in INVISIBLE
    )
