"""Moments as other systems write them, a whole column at a time.

Whether 11/3 is in March or in November shows in the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from makers.core import clock

WRITTEN = re.compile(
    r"(\d{4}|\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{1,2})"
    r"(?:[\sT,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap])?)?",
    re.IGNORECASE,
)
YEAR_DIGITS, CENTURY, MONTHS, NOON = 4, 2000, 12, 12


def moments(texts: Sequence[str]) -> list[datetime | None]:
    """Each text as a moment in UTC; ``None`` for what cannot be read as one.

    Times without a zone are those of the wall clock in Rotterdam. Days stand before months, unless
    another row shows that they cannot, or years have two digits, as Eventbrite writes them.
    """
    found = [WRITTEN.match(text.strip()) for text in texts]
    month_first = _month_first([match.groups() for match in found if match is not None])
    return [
        _iso(text) or (_written(match.groups(), month_first) if match else None)
        for text, match in zip(texts, found, strict=True)
    ]


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return clock.from_wall_clock(moment) if moment.tzinfo is None else moment
    except (ValueError, OverflowError):
        return None


def _month_first(written: Sequence[Sequence[str | None]]) -> bool:
    short = [parts for parts in written if len(parts[0] or "") < YEAR_DIGITS]
    if any(int(parts[0] or 0) > MONTHS for parts in short):
        return False
    if any(int(parts[1] or 0) > MONTHS for parts in short):
        return True
    return bool(short) and all(len(parts[2] or "") < YEAR_DIGITS for parts in short)


def _written(parts: Sequence[str | None], month_first: bool) -> datetime | None:
    one, two, three, hour, minute, second = (int(part or 0) for part in parts[:6])
    if len(parts[0] or "") == YEAR_DIGITS:
        year, month, day = one, two, three
    else:
        year = three if len(parts[2] or "") == YEAR_DIGITS else CENTURY + three
        month, day = (one, two) if month_first else (two, one)
    if parts[6]:
        hour = hour % NOON + (NOON if parts[6].lower() == "p" else 0)
    try:
        return clock.from_wall_clock(
            datetime.combine(date(year, month, day), time(hour, minute, second))
        )
    except (ValueError, OverflowError):
        return None
