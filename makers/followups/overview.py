"""How promises are kept over all events: what asks, and counts per event, department and case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter

from makers.core import clock
from makers.followups import overview_queries as queries
from makers.followups.models import CLOSED, FollowUpState
from makers.followups.overview_queries import Made
from makers.followups.standing import Promise

FEWEST_MONTHS, MOST_MONTHS = 6, 24
MOST_ASKING = 50


@dataclass(frozen=True)
class Tally:
    """What was promised under one name, and what became of it; ``late`` ones are among ``open``.

    The name is empty for all that have none, of whatever event.
    """

    name: str
    kept: int
    open: int
    late: int
    dropped: int
    event_id: int


@dataclass(frozen=True)
class Month:
    """How many promises were made in a month, and how many were kept in it."""

    first: date
    made: int
    kept: int


@dataclass(frozen=True)
class Overview:
    """All promises of all events, as they stand ``today``."""

    made: Sequence[Made]
    today: date

    @cached_property
    def whole(self) -> Tally:
        """All of them."""
        return self._tally("", self.made)

    @cached_property
    def events(self) -> list[Tally]:
        """Per event, the newest first."""
        return self._by(attrgetter("event_id"), attrgetter("event"))[::-1]

    @cached_property
    def departments(self) -> list[Tally]:
        """Per department of who promised, most promises first, and last those without one."""
        tallies = self._by(attrgetter("department"), attrgetter("department"))
        return [*self._most_first(tallies), *self._nameless(attrgetter("department"))]

    @cached_property
    def cases(self) -> list[Tally]:
        """Per case, the newest event first, and last those without one."""
        tallies = self._by(attrgetter("event_id", "case"), attrgetter("case"))
        return [*tallies[::-1], *self._nameless(attrgetter("case"))]

    @cached_property
    def months(self) -> list[Month]:
        """From the first promise to this month, half a year at least, two years at most."""
        made = Counter(_month(clock.amsterdam(one.agreed_at).date()) for one in self.made)
        kept = Counter(
            _month(clock.amsterdam(one.kept_at).date()) for one in self.made if one.kept_at
        )
        this = _month(self.today)
        first = min([*made, this - FEWEST_MONTHS + 1])
        months = [Month(_first_day(n), made[n], kept[n]) for n in range(first, this + 1)]
        return months[-MOST_MONTHS:]

    def _by(self, key: Callable[[Made], object], name: Callable[[Made], str]) -> list[Tally]:
        groups: dict[object, list[Made]] = {}
        for one in self.made:
            if name(one):
                groups.setdefault(key(one), []).append(one)
        return [self._tally(name(some[0]), some) for some in groups.values()]

    def _nameless(self, name: Callable[[Made], str]) -> list[Tally]:
        some = [one for one in self.made if not name(one)]
        return [self._tally("", some)] if some else []

    def _tally(self, name: str, some: Iterable[Made]) -> Tally:
        some = list(some)
        still = [one for one in some if one.state not in CLOSED]
        return Tally(
            name,
            kept=sum(one.state is FollowUpState.DONE for one in some),
            open=len(still),
            late=sum(one.due_on is not None and one.due_on < self.today for one in still),
            dropped=sum(one.state is FollowUpState.DROPPED for one in some),
            event_id=some[0].event_id if some else 0,
        )

    @staticmethod
    def _most_first(tallies: list[Tally]) -> list[Tally]:
        return sorted(tallies, key=lambda one: (-one.kept - one.open - one.dropped, one.name))


def of_all(today: date) -> Overview:
    """Every promise of every event, rehearsals left out; one statement."""
    return Overview(queries.everything(), today)


@dataclass(frozen=True)
class Asking:
    """The promises that ask for the organiser, and how many ``more`` there are than are shown."""

    promises: list[Promise]
    more: int


def asking(today: date) -> Asking:
    """What asks for the organiser ``today``, ``MOST_ASKING`` at most; one statement."""
    rows = queries.asking(MOST_ASKING)
    promises = [Promise(one, unanswered, today) for one, unanswered, _all in rows]
    return Asking(promises, more=rows[0][2] - len(rows) if rows else 0)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
