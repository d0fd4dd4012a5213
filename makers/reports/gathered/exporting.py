"""Signals as rows for a spreadsheet and as JSON, to take home from one event or from all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from makers.core import clock, sheets
from makers.core.sheets import Cell
from makers.reports.gathered.queries import Told

SCHEMA = "makers-signals/1"  # docs/report.md
MIMETYPES = {"csv": sheets.CSV, "xlsx": sheets.XLSX, "json": "application/json"}
KINDS = tuple(MIMETYPES)
Row = list[Cell]


def made(told: Sequence[Told], kind: str, *, stay: int | None = None) -> bytes:
    """The file of this kind, one of ``KINDS``; otherwise ``KeyError``.

    ``stay``: how many notes with a signal stay at the tables, where that is counted.
    """
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: sheets.as_csv(rows(told)),
        "xlsx": lambda: sheets.as_workbook(
            {str(_("Signalen")): rows(told), str(_("Bronnen")): sources(told)}
        ),
        "json": lambda: as_json(told, stay),
    }
    return makers[kind]()


def rows(told: Sequence[Told]) -> list[Row]:
    """The names of the columns, and a row for each signal."""
    header: Row = [
        _("Bijeenkomst"),
        _("Dag"),
        _("Signaal"),
        _("Beleidsterreinen"),
        _("Aantal tafels"),
    ]
    return [header, *map(_row, told)]


def sources(told: Sequence[Told]) -> list[Row]:
    """The names of the columns, and a row for each note, in the words of its table."""
    header: Row = [_("Bijeenkomst"), _("Signaal"), _("Tafel"), _("Zoals opgeschreven")]
    notes: list[Row] = [
        [one.event.title, one.signal.words, source.table_number, source.text]
        for one in told
        for source in one.signal.sources
    ]
    return [header, *notes]


def as_json(told: Sequence[Told], stay: int | None) -> bytes:
    """The same as ``docs/report.md`` describes it."""
    plain: dict[str, Any] = {"schema": SCHEMA, "signals": [_plain(one) for one in told]}
    if stay is not None:
        plain["left_out"] = stay
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


def _row(one: Told) -> Row:
    domains = ", ".join(one.signal.domains.values())
    return [one.event.title, _day(one), one.signal.words, domains, one.signal.tables]


def _plain(one: Told) -> dict[str, Any]:
    return {
        "event": one.event.title,
        "day": _day(one).isoformat(),
        "text": one.signal.words,
        "gathered": one.signal.is_gathered,
        "domains": list(one.signal.domains.values()),
        "tables": one.signal.tables,
        "sources": [
            {"table": source.table_number, "text": source.text, "personal": source.personal}
            for source in one.signal.sources
        ],
    }


def _day(one: Told) -> date:
    return clock.amsterdam(one.event.starts_at).date()
