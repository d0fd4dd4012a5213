"""The agreements as a sheet of comma-separated values, for Excel as it is set up in Dutch."""

from __future__ import annotations

from flask_babel import gettext as _

from makers.core import sheets
from makers.core.sheets import Cell
from makers.reports.content import ReportContent


def csv_agreements(content: ReportContent) -> bytes:
    """One row for each agreement, dates as 2026-12-18; nothing is taken for a formula."""
    header: list[Cell] = [
        _("Tafel"),
        _("Casus"),
        _("Afspraak"),
        _("Wie"),
        _("Voor wie"),
        _("Uiterlijk"),
        _("Stand"),
    ]
    rows: list[list[Cell]] = [
        [
            agreement.table_number,
            agreement.case_title,
            agreement.action,
            agreement.owner,
            agreement.counterpart,
            agreement.due_on.isoformat() if agreement.due_on else "",
            agreement.state,
        ]
        for agreement in content.agreements
    ]
    return sheets.as_csv([header, *rows])
