"""The report as PDF: the words for typst's template, which takes the rest from the content.

The content travels as JSON in an input of the template, so nothing in it can become typst code.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from makers.core import house
from makers.reports.content import ReportContent, as_plain
from makers.reports.documents.errand import Errand

TYPESETTER = Path(__file__).with_name("typesetter.py")


def pdf(content: ReportContent) -> Errand:
    """Have the report made as a tagged PDF (PDF/UA-1 and PDF/A-2a)."""
    made_at = int(content.generated_at.timestamp())
    given = {"report": _dated(content), "words": _words(content), "made_at": made_at}
    return typeset("report", given)


def typeset(template: str, given: dict[str, Any]) -> Errand:
    """Have a template of ours set in type, in the colour of the house.

    ``given`` is what stands in it, and when it was made.
    """
    # -I: the process sees neither this folder's modules nor the environment's.
    command = (sys.executable, "-I", str(TYPESETTER), template)
    coloured = {**given, "colours": asdict(house.current().printed)}
    return Errand(command, json.dumps(coloured).encode())


def _dated(content: ReportContent) -> dict[str, Any]:
    """The content as plain data, its dates written out in the reader's language."""
    plain: dict[str, Any] = as_plain(content)
    plain["day"] = format_date(content.day, "EEEE d MMMM y", rebase=False)
    for table, data in zip(content.tables, plain["tables"], strict=True):
        data["has_notes"] = table.has_notes
        for agreement, row in zip(table.agreements, data["agreements"], strict=True):
            row["due_on"] = _written(agreement.due_on)
    plain["chapters"] = [
        {**as_plain(chapter), "heading": content.heading(chapter.kind)}
        for chapter in content.chapters
    ]
    return plain


def _written(due_on: date | None) -> str:
    return str(format_date(due_on, "d MMM y", rebase=False) if due_on else _("nog geen datum"))


def _words(content: ReportContent) -> dict[str, Any]:
    """The template's own words in the reader's language."""
    moment = format_datetime(content.generated_at, "d MMMM y, HH.mm")
    most = max((len(table.statements) for table in content.tables), default=0)
    return {
        "report": _("Verslag"),
        "contents": _("Inhoud"),
        "role": _("Rol"),
        "department": _("Afdeling"),
        "number": _("Aantal"),
        "time": _("Tijd"),
        "item": _("Onderdeel"),
        "by": _("Door wie"),
        "tables": [_("Tafel %(nummer)s", nummer=table.number) for table in content.tables],
        "table": _("Tafel"),
        "domains": _("Beleidsterreinen:"),
        "situation": _("De situatie"),
        "question": _("De vraag van de inbrenger"),
        "statements": _("Probleemstelling"),
        "versions": [_("Versie %(nummer)s", nummer=number + 1) for number in range(most)],
        "from_demand": _("Gezien vanuit de vraag"),
        "from_institution": _("Gezien vanuit de instelling"),
        "asked": _("Vragen aan tafel"),
        "insights": _("Inzichten"),
        "advice": _("Adviezen"),
        "answer": _("Antwoord van de inbrenger:"),
        "signals": _("Signalen"),
        "agreements": _("Afspraken"),
        "action": _("Afspraak"),
        "owner": _("Wie"),
        "nobody": _("nog niemand"),
        "counterpart": _("Voor wie"),
        "due_on": _("Uiterlijk"),
        "state": _("Stand"),
        "nothing": _("Van deze tafel is nog niets gedeeld."),
        "left_out": _("Niet in dit verslag"),
        "left_out_why": _(
            "Dit is niet gedeeld, of nog niet goedgevonden. Het blijft bij de tafels."
        ),
        "kind": _("Soort notitie"),
        "omitted": _("Deze delen liet de organisatie weg:"),
        "signal": _("Signaal"),
        "of_policy": _("Beleidsterreinen"),
        "tables_count": _("Tafels"),
        "made": _("Gemaakt op %(moment)s.", moment=moment),
    }
