"""How the agreements of an event stand: kept, open, late, and which of them ask for attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from makers.followups import queries
from makers.followups.models import FollowUp, FollowUpState

SILENT_AFTER = 2  # mails that nobody answered


@dataclass(frozen=True)
class Promise:
    """An agreement as the desk sees it; ``unanswered`` mails since anybody said anything of it."""

    follow_up: FollowUp
    unanswered: int
    today: date

    @property
    def is_late(self) -> bool:
        """Whether it is open and its day is over."""
        return self.follow_up.is_late(self.today)

    @property
    def is_silent(self) -> bool:
        """Whether its owner answered none of the last mails."""
        return self.follow_up.is_open and self.unanswered >= SILENT_AFTER

    @property
    def cannot_be_chased(self) -> bool:
        """Whether it is open and no mail reaches its owner."""
        owner = self.follow_up.owner
        return self.follow_up.is_open and owner is not None and not owner.person.is_reached

    @property
    def asks(self) -> bool:
        """Whether the organiser is to do something about it."""
        stuck = self.follow_up.state is FollowUpState.STUCK
        unfinished = self.follow_up.is_unfinished
        return stuck or unfinished or self.is_silent or self.cannot_be_chased


@dataclass(frozen=True)
class Standing:
    """All agreements of an event, in the order of the tables."""

    promises: list[Promise]

    @cached_property
    def asking(self) -> list[Promise]:
        """Those that ask for attention."""
        return [one for one in self.promises if one.asks]

    @cached_property
    def others(self) -> list[Promise]:
        """The rest."""
        return [one for one in self.promises if not one.asks]

    @property
    def kept(self) -> int:
        """How many were done."""
        return sum(one.follow_up.state is FollowUpState.DONE for one in self.promises)

    @property
    def open(self) -> int:
        """How many are still to be kept, those that are late among them."""
        return sum(one.follow_up.is_open for one in self.promises)

    @property
    def late(self) -> int:
        """How many are open and past their day."""
        return sum(one.is_late for one in self.promises)


def of_event(event_id: int, today: date) -> Standing:
    """How an event's agreements stand ``today``; two statements."""
    unanswered = queries.unanswered(event_id)
    return Standing(
        [Promise(one, unanswered.get(one.id, 0), today) for one in queries.of_event(event_id)]
    )
