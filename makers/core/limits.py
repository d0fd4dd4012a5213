"""Counting attempts: how often something may be tried within a stretch of time."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, case
from sqlalchemy.orm import Mapped, Session, mapped_column

from makers.core.database import Model, UTCDateTime, insert_into
from makers.core.errors import Refusal


class TooMany(Refusal):
    """More attempts than this door allows."""

    sentence = _l("Dat zijn te veel pogingen achter elkaar. Wacht een paar minuten en probeer het opnieuw.")
    status = 429


class Attempts(Model):
    """How often ``key`` was tried since ``since``."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    count: Mapped[int] = mapped_column(default=0)


def count(session: Session, key: str, *, most: int, minutes: int, now: datetime) -> None:
    """Count one attempt in the running transaction.

    Raises ``TooMany`` at attempt ``most + 1`` within ``minutes`` of the first.
    """
    oldest = now - timedelta(minutes=minutes)
    first = insert_into(session, Attempts).values(key=key, since=now, count=1)
    over = Attempts.since < oldest
    counted = first.on_conflict_do_update(
        index_elements=[Attempts.key],
        set_={
            "count": case((over, 1), else_=Attempts.count + 1),
            "since": case((over, first.excluded.since), else_=Attempts.since),
        },
    )
    if session.scalar(counted.returning(Attempts.count)) > most:
        raise TooMany
