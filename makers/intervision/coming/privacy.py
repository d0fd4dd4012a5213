"""What is held of who came to which table: given when they ask, gone when they are erased.

When somebody was seen serves the day itself: it goes a fortnight after the event.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from makers.events.models import Event
from makers.intervision.models import Claim, Latecomer, Leading, Presence
from makers.seating.models import Table
from makers.signups.models import Signup
from makers.signups.retention import Over

KEPT = timedelta(days=14)
TERM = _l("14 dagen na de bijeenkomst")


def erase(signup: Signup, *, session: Session, texts: bool) -> None:
    """Receiver of ``signup_erased``: where and when they were goes; what they wrote stays."""
    for told in (Presence, Latecomer, Claim, Leading):
        session.execute(delete(told).where(told.signup_id == signup.id))


def held(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: when they came to a table, outside the plan or not, and led."""
    told = [
        *_moments(session, signup, Presence, came_at="kwam", seen_at="laatst gezien"),
        *_moments(session, signup, Latecomer, came_at="schoof aan buiten de indeling"),
        *_moments(session, signup, Claim, asked_at="naam gevraagd op een ander apparaat"),
        *_moments(session, signup, Leading, since="begeleidde vanaf", until="begeleidde tot"),
    ]
    return ("aan tafel", told) if told else None


def presence_over(now: datetime) -> Over:
    """Receiver of ``over_wanted``: who was seen at a table a fortnight ago."""
    return _over(_l("Wie wanneer aan een tafel gezien is"), Presence, now)


def claims_over(now: datetime) -> Over:
    """Receiver of ``over_wanted``: who asked for a name a fortnight ago."""
    return _over(_l("Wie met een tweede apparaat een naam vroeg"), Claim, now)


def _over(label: LazyString, model: type[Presence | Claim], now: datetime) -> Over:
    rows = select(model.id).join(Event, Event.id == model.event_id)
    return Over(label, TERM, model, rows.where(Event.ends_at <= now - KEPT))


def _moments(
    session: Session,
    signup: Signup,
    model: type[Presence | Latecomer | Claim | Leading],
    **names: str,
) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Table.number, model)
        .join(model, model.table_id == Table.id)
        .where(model.signup_id == signup.id)
        .order_by(model.id)
    )
    return [
        {"tafel": number}
        | {
            name: moment.isoformat()
            for column, name in names.items()
            if (moment := getattr(row, column)) is not None
        }
        for number, row in rows
    ]
