"""Pseudonyms of an event: the same within its exports, and linked to nobody once the key is gone.

A pseudonym is the start of HMAC-SHA256 (RFC 2104) over what it stands for, under a random key of
the event that stays in the installation. The database's own numbers would tell who came first.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.reports.models import ResearchKey

BYTES = 32
SIGNS = 12  # 48 bits: among a thousand people two alike come once in half a billion exports


@dataclass(frozen=True)
class Pseudonyms:
    """Names for the things of one event under its key."""

    key: bytes

    def of(self, kind: str, number: int | None) -> str:
        """The pseudonym of a ``kind`` of thing with this number; empty for nothing."""
        if number is None:
            return ""
        digest = hmac.digest(self.key, f"{kind}:{number}".encode(), "sha256")
        return f"{kind[0]}-{digest.hex()[:SIGNS]}"


def key_of(event_id: int) -> ResearchKey | None:
    """The event's key, if it has one; one statement."""
    return db.session.get(ResearchKey, event_id)


def for_export(event_id: int, *, now: datetime, by: Actor) -> Pseudonyms:
    """The event's pseudonyms, under a new key where there is none; the export is journalled."""
    with writing(event_id) as session:
        row = session.get(ResearchKey, event_id)
        if row is None:
            row = ResearchKey(event_id=event_id, key=secrets.token_bytes(BYTES), made_at=now)
            session.add(row)
        key = row.key
        _record("research.exported", event_id, by)
    return Pseudonyms(key)


def forget(event_id: int, *, by: Actor) -> None:
    """Throw the key away: the next export has other pseudonyms. Twice is once."""
    with writing(event_id) as session:
        row = session.get(ResearchKey, event_id)
        if row is not None:
            session.delete(row)
            _record("research.key_removed", event_id, by)


def _record(what: str, event_id: int, by: Actor) -> None:
    journal.record(what, event_id=event_id, topic="reports", subject_id=event_id, by=by)
