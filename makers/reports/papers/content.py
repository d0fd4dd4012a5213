"""What the papers of a plan say, as plain data: every text as it was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class SeatedContent:
    """Somebody at a table; ``part`` is what they do there, where that is more than taking part."""

    name: str
    part: str = ""


@dataclass(frozen=True)
class TableContent:
    """A table, or a walk's group: ``place`` is then where it meets and ``guide`` who leads it.

    ``address`` is where its QR code leads.
    """

    number: int
    name: str = ""
    case_title: str = ""
    place: str = ""
    guide: str = ""
    address: str = ""
    join_code: str = ""
    people: tuple[SeatedContent, ...] = ()


@dataclass(frozen=True)
class RoundContent:
    """A round or a walk with its tables; ``time`` is written out, such as ``14.05``."""

    time: str
    title: str
    is_walk: bool = False
    tables: tuple[TableContent, ...] = ()


@dataclass(frozen=True)
class PersonContent:
    """Somebody on the list: ``numbers`` has their table in each round, ``-`` where none.

    ``initial`` stands at the first of a letter, ``works_at`` where a name occurs twice.
    """

    name: str
    numbers: tuple[str, ...]
    works_at: str = ""
    initial: str = ""


@dataclass(frozen=True)
class PapersContent:
    """What all papers of an event are made from; ``generated_at`` is an aware moment.

    ``join_at`` is where a code can be typed, as people type it.
    """

    title: str
    slug: str
    day: str
    generated_at: datetime
    language: Literal["nl", "en"] = "nl"
    join_at: str = ""
    rounds: tuple[RoundContent, ...] = ()
    people: tuple[PersonContent, ...] = ()
