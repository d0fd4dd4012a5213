"""Mail: a row in the outbox, written in the transaction it tells of, sent after the commit."""

from __future__ import annotations

from makers.core.mail.outbox import (
    Fate,
    Letter,
    OutboxMail,
    compose,
    composes,
    kinds,
    queue,
    send_again,
)
from makers.core.mail.sending import BATCH, LEASE, address_refused, send_due

__all__ = [
    "BATCH",
    "LEASE",
    "Fate",
    "Letter",
    "OutboxMail",
    "address_refused",
    "compose",
    "composes",
    "kinds",
    "queue",
    "send_again",
    "send_due",
]
