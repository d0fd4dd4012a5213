"""The agreements of an event as rows for a spreadsheet and as JSON, for the desk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from makers.core import journal
from makers.core.database import writing
from makers.core.journal import Actor
from makers.core.sheets import Cell
from makers.followups.standing import Promise
from makers.signups.models import Signup

SCHEMA = "makers-followups/1"


def rows(promises: Sequence[Promise]) -> list[list[Cell]]:
    """The names of the columns and a row for each, in their order."""
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


def as_json(promises: Sequence[Promise]) -> bytes:
    """The same as ``docs/report.md`` describes it."""
    plain = {"schema": SCHEMA, "followups": [_plain(one) for one in promises]}
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


def _plain(one: Promise) -> dict[str, Any]:
    due_on = one.follow_up.due_on
    return {
        "id": one.follow_up.id,
        "table": one.follow_up.table.number,
        "case": _case(one),
        "action": one.follow_up.action,
        "owner": _name(one.follow_up.owner),
        "department": one.follow_up.department,
        "counterpart": _name(one.follow_up.counterpart),
        "due_on": due_on.isoformat() if due_on is not None else None,
        "state": one.follow_up.state.value,
        "late": one.is_late,
        "unanswered": one.unanswered,
    }


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
        one.follow_up.due_on,
        str(one.follow_up.state.label),
        str(_("ja")) if one.is_late else "",
        one.unanswered,
    ]


def _case(one: Promise) -> str:
    case = one.follow_up.table.case
    return case.title if case is not None else ""


def _name(signup: Signup | None) -> str:
    return signup.name if signup is not None else ""
