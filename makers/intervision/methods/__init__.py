"""Intervision methods: one file each, in Dutch and English, read once.

A method is a row of phases with minutes for 45, 60 and 75 minutes. A length without minutes is not
offered; a phase with 0 minutes drops out at that length. The sources stand with each method. What
an organiser makes of one for an event has the same shape: docs/methods.md tells it.
"""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

LENGTHS = (45, 60, 75)
AGREEMENT = "agreement"
FOLDER = Path(__file__).parent
# as they are offered: the default first
KEYS = (
    "vijfstappen",
    "incident",
    "roddel",
    "tienstappen",
    "balint",
    "succes",
    "socratisch",
    "u",
    "collegiaal",
    "caseclinic",
    "winfy",
    "wisecrowds",
)


DEFAULT = KEYS[0]


class Situation(enum.StrEnum):
    """What may be so at a table, and makes some methods fit better than others."""

    BETWEEN_DOMAINS = "between_domains"
    NO_FACILITATOR = "no_facilitator"
    NO_BRINGER = "no_bringer"
    LATE = "late"


class Voice(enum.StrEnum):
    """Whose turn a phase is."""

    BRINGER = "bringer"
    OTHERS = "others"
    NOBODY = "nobody"
    ALL = "all"


class Visibility(enum.StrEnum):
    """Who sees what is written in a phase, until it is revealed."""

    OPEN = "open"
    PRIVATE_UNTIL_REVEAL = "private_until_reveal"
    HIDDEN_FROM_BRINGER = "hidden_from_bringer"


@dataclass(frozen=True)
class Text:
    """A sentence in both languages."""

    nl: str
    en: str

    def __call__(self, lang: str) -> str:
        """The sentence in ``lang``: ``nl`` or ``en``; Dutch where it was not put into English."""
        return self.en if lang == "en" and self.en else self.nl


@dataclass(frozen=True)
class Phase:
    """One timed step.

    ``writes`` holds note kinds, and ``AGREEMENT`` for agreements; ``to_write`` says the same in a
    sentence. ``silent`` holds the parts at the table (values of ``SeatPart``) that listen for the
    whole phase. ``labels``: each question is called warm, neutral or cold.
    """

    name: Text
    prompt: Text
    speaks: Text
    minutes: Mapping[str, int]
    visibility: Visibility
    writes: tuple[str, ...]
    to_write: Text
    silent: tuple[str, ...]
    labels: bool = False

    @property
    def voice(self) -> Voice:
        """Whose turn it is, as far as who listens for the whole phase tells."""
        bringer, others = "bringer" in self.silent, "participant" in self.silent
        if bringer:
            return Voice.NOBODY if others else Voice.OTHERS
        return Voice.BRINGER if others else Voice.ALL


@dataclass(frozen=True)
class Method:
    """A method with its phases, its source and when it fits.

    ``per_person``: the minutes are for one person's question, whatever the length of the round.
    ``suits``: the situations for which it is advised. ``needs_facilitator``: not without one.
    ``asks_bringer``: it starts only when the one who brings the case said yes to it.
    """

    key: str
    name: Text
    fits: Text
    source: str
    phases: tuple[Phase, ...]
    per_person: bool = False
    suits: tuple[str, ...] = ()
    needs_facilitator: bool = False
    asks_bringer: bool = False

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths in minutes for which every phase has minutes."""
        given = [set(phase.minutes) for phase in self.phases]
        return tuple(sorted(int(length) for length in set.intersection(*given))) if given else ()

    def total(self, length: int) -> int:
        """How many minutes the phases take together at this length."""
        return sum(phase.minutes[str(length)] for phase in self.phases)

    def fitting(self, minutes: int) -> tuple[int, ...]:
        """The lengths that fit a round of so many ``minutes``."""
        return tuple(length for length in self.lengths if self.total(length) <= minutes)

    def for_length(self, minutes: int) -> list[tuple[Phase, int]]:
        """Each phase with its seconds, 0 for one that drops out at this length.

        Raises ``KeyError`` for a length that is not offered.
        """
        return [(phase, phase.minutes[str(minutes)] * 60) for phase in self.phases]

    def to_json(self, length: int | None = None) -> dict[str, Any]:
        """The method as plain data, to freeze it at a table that starts.

        With a ``length`` in minutes, without the phases that drop out there; raises ``KeyError``
        for a length that is not offered.
        """
        if length is None:
            return asdict(self)
        kept = tuple(phase for phase, seconds in self.for_length(length) if seconds)
        return asdict(replace(self, phases=kept))

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Method:
        """The method that ``to_json`` gave, or that a file holds."""
        return Method(
            key=data["key"],
            name=Text(**data["name"]),
            fits=Text(**data["fits"]),
            source=data["source"],
            phases=tuple(_phase(phase) for phase in data["phases"]),
            per_person=data.get("per_person", False),
            suits=tuple(data.get("suits", ())),
            needs_facilitator=data.get("needs_facilitator", False),
            asks_bringer=data.get("asks_bringer", False),
        )


@cache
def built_in() -> Mapping[str, Method]:
    """The methods that come with Makers, by key, the default first."""
    return {key: _read(FOLDER / f"{key}.toml") for key in KEYS}


def _read(file: Path) -> Method:
    return Method.from_json(tomllib.loads(file.read_text(encoding="utf-8")))


def _phase(data: Mapping[str, Any]) -> Phase:
    return Phase(
        name=Text(**data["name"]),
        prompt=Text(**data["prompt"]),
        speaks=Text(**data["speaks"]),
        minutes=dict(data["minutes"]),
        visibility=Visibility(data["visibility"]),
        writes=tuple(data["writes"]),
        # a table may have started before methods told these two
        to_write=Text(**data.get("to_write", {"nl": "", "en": ""})),
        silent=tuple(data.get("silent", ())),
        labels=data.get("labels", False),
    )
