"""Sets a document in type: the template that its argument names. Runs as a process of its own:
JSON on standard input, PDF on output.

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
    """Write the PDF of what is read. A failure is an exception, so an exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.buffer.write(pdf(sys.argv[1], sys.stdin.read()))


def pdf(template: str, given: str) -> bytes:
    """The PDF of ``given`` (JSON with ``made_at``, seconds since 1970), tagged.

    The standards forbid a character that no font can show. A text with one is then set with the
    machine's own fonts too, and if these lack it as well without the standards' promise: with a
    box for the sign, and the sign itself still in the text that can be searched and read aloud.
    """
    for of_machine in (False, True):
        try:
            return _compiled(template, given, ACCESSIBLE, of_machine=of_machine)
        except typst.TypstError:
            continue
    return _compiled(template, given, [], of_machine=True)


def _compiled(
    template: str, given: str, standards: list[typst.PDFStandard], *, of_machine: bool
) -> bytes:
    fonts = typst.Fonts(include_system_fonts=of_machine, font_paths=[str(REPORTS / "fonts")])
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=fonts,
        sys_inputs={"given": given},
        pdf_standards=standards,
        timestamp=int(json.loads(given)["made_at"]),
    )


if __name__ == "__main__":
    main()
