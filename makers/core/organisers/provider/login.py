"""One login at the provider, from the link to the way back."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Begun:
    """A login under way, as this browser's cookie keeps it.

    ``at``: when it began (seconds since 1970, UTC); ``again``: by who is logged in and must prove
    it once more.
    """

    state: str
    nonce: str
    verifier: str
    at: int
    again: bool

    def is_answered_by(self, answer: Mapping[str, str], now: datetime) -> bool:
        """Whether these parameters answer what this browser asked a moment ago."""
        is_ours = hmac.compare_digest(self.state.encode(), answer.get("state", "").encode())
        return is_ours and now - datetime.fromtimestamp(self.at, UTC) <= LASTS


@dataclass(frozen=True)
class Proof:
    """Who somebody is by the provider's word, and when it last saw them prove it, if it says so."""

    address: str
    at: datetime | None
