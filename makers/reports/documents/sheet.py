"""The agreements as a sheet of comma-separated values, for Excel as it is set up in Dutch."""

from __future__ import annotations

import csv
import io

from flask_babel import gettext as _

from makers.reports.content import ReportContent

STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_agreements(content: ReportContent) -> bytes:
    """One row for each agreement: ``;`` between cells, UTF-8 with a mark, dates as 2026-12-18.

    A cell that a spreadsheet would take for a formula begins with ``'``.
    """
    sheet = io.StringIO(newline="")
    rows = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    rows.writerow(
        [_("Tafel"), _("Casus"), _("Afspraak"), _("Wie"), _("Voor wie"), _("Uiterlijk"), _("Stand")]
    )
    for agreement in content.agreements:
        texts = (
            agreement.case_title,
            agreement.action,
            agreement.owner,
            agreement.counterpart,
            agreement.due_on.isoformat() if agreement.due_on else "",
            agreement.state,
        )
        rows.writerow([agreement.table_number, *map(_neutral, texts)])
    return sheet.getvalue().encode("utf-8-sig")


def _neutral(text: str) -> str:
    return f"'{text}" if text.startswith(STARTS_OF_FORMULAS) else text
