"""Counting attempts: how often something may be tried within a stretch of time."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, bindparam, delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from makers.core.database import Model, UTCDateTime
from makers.core.errors import Refusal


class TooMany(Refusal):
    """More attempts than this door allows."""

    sentence = _l(
        "Dat zijn te veel pogingen achter elkaar. Wacht een paar minuten en probeer het opnieuw."
    )
    status = 429


class Attempts(Model):
    """How often ``key`` was tried since ``since``."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    count: Mapped[int] = mapped_column(default=0)


# one statement, so that two transactions that meet count two
COUNTED = text(
    "INSERT INTO attempts (key, since, count) VALUES (:key, :now, 1) "
    "ON CONFLICT (key) DO UPDATE SET "
    "count = CASE WHEN attempts.since < :oldest THEN 1 ELSE attempts.count + 1 END, "
    "since = CASE WHEN attempts.since < :oldest THEN excluded.since ELSE attempts.since END "
    "RETURNING count"
).bindparams(bindparam("now", type_=UTCDateTime), bindparam("oldest", type_=UTCDateTime))


def forget(session: Session, key: str) -> None:
    """Begin anew with this key in the running transaction: it was tried with success."""
    session.execute(delete(Attempts).where(Attempts.key == key))


def count(session: Session, key: str, *, most: int, minutes: int, now: datetime) -> None:
    """Count one attempt in the running transaction.

    Raises ``TooMany`` at attempt ``most + 1`` within ``minutes`` of the first.
    """
    counted = session.execute(
        COUNTED, {"key": key, "now": now, "oldest": now - timedelta(minutes=minutes)}
    )
    if counted.scalar_one() > most:
        raise TooMany
