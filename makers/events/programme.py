"""The programme: what is on now and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from makers.events.models import ProgrammeItem


def now_and_next(
    items: Sequence[ProgrammeItem], now: datetime
) -> tuple[ProgrammeItem | None, ProgrammeItem | None]:
    """What is on at ``now`` (aware, any zone) and what starts after it.

    A part is on from its start up to, not at, its end. Of two at once the one that began last is
    on. In a gap and before the first part nothing is on; during and after the last nothing comes.
    """
    on = [item for item in items if item.starts_at <= now < item.ends_at]
    coming = [item for item in items if item.starts_at > now]
    current = max(on, key=lambda item: (item.starts_at, item.id or 0), default=None)
    following = min(coming, key=lambda item: (item.starts_at, item.id or 0), default=None)
    return current, following
