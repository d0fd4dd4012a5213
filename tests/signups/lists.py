"""Lists of other systems for these tests: as their columns are called; the people are made up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

EXPORTS = Path(__file__).parent / "exports"
AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC).replace(tzinfo=None)

OWN_NL = ("ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging")
ASKED_NL = ("Voor- en achternaam", "Wat is je e-mailadres?", "Ik kom als", "Werkgever", "Functie")
MICROSOFT_NL: list[list[object]] = [
    [*OWN_NL, *ASKED_NL],
    [
        *(1, AT, AT, "anonymous", None, None),
        *("Anna van den Berg", "anna@example.org", "ambtenaar", "Gemeente Voorbeeld", "Adviseur"),
    ],
    [
        *(2, AT, AT, "anonymous", None, None),
        *("Ben Bos", "ben@example.org", "gast", "Stichting Bos", None),
    ],
]
MICROSOFT_EN: list[list[object]] = [
    ["ID", "Start time", "Completion time", "Email", "Name", "Organization", "Your role"],
    [1, AT, AT, "anna@example.org", "Anna van den Berg", "Gemeente Voorbeeld", "ambtenaar"],
]


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of these rows."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def values(*rows: str) -> bytes:
    """Comma-separated values, one row each."""
    return "\n".join(rows).encode()
