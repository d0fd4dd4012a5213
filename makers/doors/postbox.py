"""The demo's postbox: the mails that were put down as files because no server sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

SHOWN = 50


@dataclass(frozen=True)
class Received:
    """One mail as the postbox shows it."""

    to: str
    subject: str
    text: str
    at: datetime


def newest(folder: Path) -> list[Received]:
    """The mails in this folder, the newest first, at most ``SHOWN``."""
    return [_read(path) for path in sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]]


def _read(path: Path) -> Received:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return Received(
        to=message["To"],
        subject=message["Subject"],
        text=body.get_content() if body is not None else "",
        at=parsedate_to_datetime(message["Date"]),
    )
