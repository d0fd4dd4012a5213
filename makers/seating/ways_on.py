"""Three ways on from the plan in force, in words: how many move, and what it gains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from makers.seating.board_queries import Board
from makers.seating.company_forms import NAMES
from makers.seating.impossible import told
from makers.seating.models import Matching, Way
from makers.seating.solver.impossible import Impossible

TITLES = {
    Way.SEAT_NEW: _l("Alleen de nieuwen een plek geven"),
    Way.FEW: _l("Een paar mensen verplaatsen"),
    Way.AFRESH: _l("Iedereen opnieuw indelen"),
}


@dataclass(frozen=True)
class WayOn:
    """One way on: who would notice, per wish what changes, or why it cannot be."""

    way: Way
    people: str
    wishes: tuple[str, ...]
    impossible: str

    @property
    def title(self) -> LazyString:
        """What it is called on screen."""
        return TITLES[self.way]


def ways_on(matching: Matching | None, board: Board) -> list[WayOn]:
    """The ways that were weighed up last, unless a plan was made or asked for since."""
    if matching is None or matching.way is not Way.OFFERS or matching.ended_at is None:
        return []
    names: dict[str, str | LazyString] = {f"p{one}": who.name for one, who in board.people.items()}
    for one in board.tables:
        names[f"t{one.table.id}"] = _l("tafel %(number)d", number=one.table.number)
    return [
        WayOn(
            way=Way(offer["way"]),
            people=_people(offer),
            wishes=tuple(_wishes(offer)),
            impossible=str(told([Impossible(**one) for one in offer["impossible"]], names)),
        )
        for offer in matching.offers
    ]


def _people(offer: dict[str, Any]) -> str:
    placed, moved = offer["placed"], offer["moved"]
    parts = []
    if placed:
        parts.append(ngettext("%(num)d krijgt een plek", "%(num)d krijgen een plek", placed))
    if moved:
        parts.append(ngettext("%(num)d verhuist", "%(num)d verhuizen", moved))
    else:
        parts.append(_("niemand verhuist"))
    return ", ".join(str(part) for part in parts)


def _missed(count: dict[str, int]) -> int:
    return count["possible"] - count["achieved"]


def _wishes(offer: dict[str, Any]) -> Iterator[str]:
    """The wishes that get better or worse; to stay is told as who moves."""
    for wish, after in offer["after"].items():
        before = offer["before"][wish]
        if wish != "moves" and _missed(before) != _missed(after):
            yield _(
                "%(wish)s: was %(achieved)d van %(possible)d, wordt %(now)d van %(of)d",
                wish=NAMES[wish],
                achieved=before["achieved"],
                possible=before["possible"],
                now=after["achieved"],
                of=after["possible"],
            )
