"""Sets a report in type. Runs as a process of its own: JSON on standard input, PDF on output.

It knows typst and the folders of fonts and templates, nothing else of the house.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import typst

REPORTS = Path(__file__).parents[1]
TEMPLATES = REPORTS.parent / "templates" / "reports"
MEMORY = 4 << 30
ACCESSIBLE: list[typst.PDFStandard] = ["a-2a", "ua-1"]


def main() -> None:
    """Write the PDF of the report that is read. A failure is an exception, so an exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.buffer.write(pdf(sys.stdin.read()))


def pdf(given: str) -> bytes:
    """The PDF of ``given`` (JSON with ``report`` and ``words``), tagged.

    The standards forbid a character that no font can show. A text with one is then set with the
    machine's own fonts too, and if these lack it as well without the standards' promise: with a
    box for the sign, and the sign itself still in the text that can be searched and read aloud.
    """
    for of_machine in (False, True):
        try:
            return _compiled(given, ACCESSIBLE, of_machine=of_machine)
        except typst.TypstError:
            continue
    return _compiled(given, [], of_machine=True)


def _compiled(given: str, standards: list[typst.PDFStandard], *, of_machine: bool) -> bytes:
    fonts = typst.Fonts(include_system_fonts=of_machine, font_paths=[str(REPORTS / "fonts")])
    return typst.compile(
        str(TEMPLATES / "report.typ"),
        root=str(TEMPLATES),
        font_paths=fonts,
        sys_inputs={"given": given},
        pdf_standards=standards,
        timestamp=int(json.loads(given)["report"]["generated_at"]),
    )


if __name__ == "__main__":
    main()
