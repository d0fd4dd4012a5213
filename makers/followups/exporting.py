"""The agreements of an event as rows for a spreadsheet and as JSON, for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from makers.core import journal
from makers.core.database import writing
from makers.core.journal import Actor
from makers.core.sheets import Cell
from makers.followups.standing import Promise
from makers.signups.models import Signup


def rows(promises: Sequence[Promise]) -> list[list[Cell]]:
    """The names of the columns and a row for each, in their order; dates as 2026-12-18."""
    header: list[Cell] = [
        _("Tafel"),
        _("Casus"),
        _("Afspraak"),
        _("Wie"),
        _("Namens"),
        _("Met wie"),
        _("Uiterlijk"),
        _("Stand"),
        _("Te laat"),
        _("Mails zonder antwoord"),
    ]
    return [header, *(_row(one) for one in promises)]


def as_plain(promises: Sequence[Promise]) -> list[dict[str, Any]]:
    """The same for JSON, with the number of each and its state by the house's own word."""
    return [
        {
            "id": one.follow_up.id,
            "table": one.follow_up.table.number,
            "case": _case(one),
            "action": one.follow_up.action,
            "owner": _name(one.follow_up.owner),
            "department": one.follow_up.department,
            "counterpart": _name(one.follow_up.counterpart),
            "due_on": _day(one) or None,
            "state": one.follow_up.state.value,
            "late": one.is_late,
            "unanswered": one.unanswered,
        }
        for one in promises
    ]


def note(event_id: int, kind: str, *, by: Actor) -> None:
    """Write in the journal that the agreements left the house as a file of this kind."""
    with writing(event_id):
        what = f"followups.exported.{kind}"
        journal.record(what, event_id=event_id, topic="reports", by=by)


def _row(one: Promise) -> list[Cell]:
    return [
        one.follow_up.table.number,
        _case(one),
        one.follow_up.action,
        _name(one.follow_up.owner),
        one.follow_up.department,
        _name(one.follow_up.counterpart),
        _day(one),
        str(one.follow_up.state.label),
        str(_("ja")) if one.is_late else "",
        one.unanswered,
    ]


def _case(one: Promise) -> str:
    case = one.follow_up.table.case
    return case.title if case is not None else ""


def _name(signup: Signup | None) -> str:
    return signup.name if signup is not None else ""


def _day(one: Promise) -> str:
    return one.follow_up.due_on.isoformat() if one.follow_up.due_on is not None else ""
