"""Why a problem has no plan, and what a plan still misses: codes, numbers and ids, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    "no_tables",
    "too_many_people",
    "too_few_people",
    "two_places",
    "unfit_place",
    "table_overfull",
    "nowhere",
    "block_split",
    "block_apart",
    "block_nowhere",
    "block_too_big",
    "fixed_apart",
    "step_free_seats",
    "language_seats",
    "few_seats",
    "table_too_empty",
    "no_way",
    "not_found",
]


@dataclass(frozen=True)
class Impossible:
    """One reason why there is no plan: a code with its numbers, and who and which tables.

    ``numbers`` has what the code is about of ``people``, ``seats`` and ``limit``. ``proven`` is
    False only for ``not_found``: the bounded search gave up.
    """

    code: Code
    numbers: Mapping[str, int] = field(default_factory=dict)
    round: str = ""
    people: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Is it certain that there is no plan?"""
        return self.code != "not_found"


@dataclass(frozen=True)
class Notice:
    """Something the organiser should know about a plan that can be made all the same."""

    code: str
    round: str
    table: str
