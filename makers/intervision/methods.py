"""Intervision methods: data in ``methods.json``, read once, in Dutch and English.

A method is a row of phases with minutes for 45, 60 and 75 minutes; a length without minutes is not
offered. The sources stand with each method in the file.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

LENGTHS = (45, 60, 75)
AGREEMENT = "agreement"
FILE = Path(__file__).with_name("methods.json")


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
        """The sentence in ``lang``: ``nl`` or ``en``."""
        return self.en if lang == "en" else self.nl


@dataclass(frozen=True)
class Phase:
    """One timed step. ``writes`` holds note kinds, and ``AGREEMENT`` for agreements."""

    name: Text
    prompt: Text
    speaks: Text
    minutes: Mapping[str, int]
    visibility: Visibility
    writes: tuple[str, ...]


@dataclass(frozen=True)
class Method:
    """A method with its phases, its source and when it fits."""

    key: str
    name: Text
    fits: Text
    source: str
    phases: tuple[Phase, ...]

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths in minutes for which every phase has minutes."""
        return tuple(
            length
            for length in LENGTHS
            if all(str(length) in phase.minutes for phase in self.phases)
        )

    def for_length(self, minutes: int) -> list[tuple[Phase, int]]:
        """Each phase with its seconds; raises ``KeyError`` for a length that is not offered."""
        return [(phase, phase.minutes[str(minutes)] * 60) for phase in self.phases]

    def to_json(self) -> dict[str, Any]:
        """The method as plain data, to freeze it at a table that starts."""
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Method:
        """The method that ``to_json`` gave, or an entry of the file."""
        return Method(
            key=data["key"],
            name=Text(**data["name"]),
            fits=Text(**data["fits"]),
            source=data["source"],
            phases=tuple(_phase(phase) for phase in data["phases"]),
        )


@cache
def built_in() -> Mapping[str, Method]:
    """The methods that come with Makers, by key, the default first."""
    methods = (Method.from_json(data) for data in json.loads(FILE.read_text(encoding="utf-8")))
    return {method.key: method for method in methods}


def _phase(data: Mapping[str, Any]) -> Phase:
    return Phase(
        name=Text(**data["name"]),
        prompt=Text(**data["prompt"]),
        speaks=Text(**data["speaks"]),
        minutes=dict(data["minutes"]),
        visibility=Visibility(data["visibility"]),
        writes=tuple(data["writes"]),
    )
