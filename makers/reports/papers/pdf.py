"""The papers as PDF: the words for typst's templates, which take the rest from the content."""

from __future__ import annotations

from typing import Any

import segno
from flask_babel import force_locale, format_datetime
from flask_babel import gettext as _

from makers.core.web import LANGUAGES
from makers.reports.content import as_plain, printable
from makers.reports.documents.errand import Errand, run
from makers.reports.documents.pdf import typeset
from makers.reports.papers.content import PapersContent, RoundContent, TableContent

PAPERS = ("cards", "seating-list", "poster")


def make(content: PapersContent, paper: str) -> bytes:
    """One of ``PAPERS`` as a tagged PDF, in the content's language.

    Works inside an app's context. Raises ``DocumentFailed`` when it could not be made in time.
    """
    with force_locale(LANGUAGES[content.language]):
        errand = _errand(printable(content), paper)
    return run(errand)


def _errand(content: PapersContent, paper: str) -> Errand:
    plain: dict[str, Any] = as_plain(content)
    for round_, data in zip(content.rounds, plain["rounds"], strict=True):
        for table, row in zip(round_.tables, data["tables"], strict=True):
            row["label"] = _label(round_, table)
            if paper == "cards":
                row["qr"] = segno.make(table.address, error="m").svg_inline(border=0, omitsize=True)
    made_at = int(content.generated_at.timestamp())
    return typeset(paper, {"papers": plain, "words": _words(content), "made_at": made_at})


def _label(round_: RoundContent, table: TableContent) -> str:
    return str(
        _("Groep %(nummer)s", nummer=table.number)
        if round_.is_walk
        else _("Tafel %(nummer)s", nummer=table.number)
    )


def _words(content: PapersContent) -> dict[str, str]:
    """The templates' own words in the reader's language."""
    moment = format_datetime(content.generated_at, "d MMMM y, HH.mm")
    return {
        "cards": _("Tafelkaarten"),
        "list": _("Wie zit waar"),
        "poster": _("Indeling"),
        "table": _("Tafel"),
        "group": _("Groep"),
        "name": _("Naam"),
        "meet": _("Verzamelplek:"),
        "guide": _("Gids:"),
        "scan": _("Scan de code, of typ hem in op:"),
        "qr": _("QR-code naar"),
        "nobody": _("Nog niemand"),
        "none": _("– betekent: nog geen tafel in deze ronde."),
        "made": _("Gemaakt op %(moment)s.", moment=moment),
    }
