"""The report as HTML turned by pandoc into other formats.

The HTML is the same fragment that the web page shows; on paper it says how wide columns are, which
a page leaves to its reader's screen.
"""

from __future__ import annotations

from flask import render_template
from pypandoc import get_pandoc_path

from makers.reports.content import ReportContent
from makers.reports.documents.errand import Errand

LOCALES = {"nl": "nl-NL", "en": "en-GB"}
# Pandoc's advice for text from strangers: no files, no network, a bounded heap.
BOUNDS = ("+RTS", "-M512M", "-RTS", "--sandbox")


def pandoc_errand(
    content: ReportContent, target: str, *options: str, on_paper: bool = False
) -> Errand:
    """Have pandoc turn the report into its format ``target``, with pandoc's own ``options``."""
    html = render_template("reports/_document.html", report=content, on_paper=on_paper)
    language = f"--metadata=lang:{LOCALES[content.language]}"
    formats = ("--from=html", f"--to={target}", "--wrap=none", "--output=-")
    return Errand((get_pandoc_path(), *BOUNDS, *formats, language, *options), html.encode())
