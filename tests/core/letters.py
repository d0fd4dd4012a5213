"""A kind of letter of the tests' own, put in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from makers.core import mail
from makers.core.database import db, writing
from makers.core.mail import OutboxMail

WHAT = "test.letter"


def queued(now: datetime, **more: Any) -> OutboxMail:
    """The newest mail in the outbox, after one more was put in."""
    with writing() as session:
        mail.queue(session, WHAT, to=more.pop("to", "p@example.org"), now=now, **more)
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()  # type: ignore[return-value]
