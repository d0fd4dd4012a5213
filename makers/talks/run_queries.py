"""What screens ask about the row that runs: what is on, what comes next, what to show of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from makers.core.database import db
from makers.talks import deck_queries, slides
from makers.talks.models import Deck, Performance, Slide, Talk
from makers.talks.timing import Part, Run, Stage, at, ends_at


@dataclass(frozen=True)
class Turn:
    """A talk in the row: what it shows, and whether it was given or passed over."""

    talk: Talk
    deck: Deck | None
    done: bool
    passed: bool

    @property
    def is_ready(self) -> bool:
        """Whether it can be started: slides that fill it, approved."""
        return self.deck is not None and self.deck.approved_at is not None and self._is_whole

    @property
    def slides(self) -> list[Slide]:
        """The slides it shows, in order; none when it is not ready."""
        if self.deck is None or not self.is_ready:
            return []
        placed = [slide for slide in self.deck.slides if slide.place is not None]
        return sorted(placed, key=lambda slide: slide.place or 0)

    @property
    def _is_whole(self) -> bool:
        row = self.talk.slot.row if self.talk.slot is not None else None
        return self.deck is not None and row is not None and slides.is_whole(self.deck, row)


@dataclass(frozen=True)
class Show:
    """The row at a moment: every turn, what runs, what comes next.

    ``newest`` is the number of the newest performance, 0 for none; ``over_at`` when it came to
    its end.
    """

    turns: list[Turn]
    running: Performance | None
    following: Turn | None
    newest: int
    over_at: datetime | None

    @property
    def on(self) -> Turn | None:
        """The turn that runs."""
        running = self.running
        found = (turn for turn in self.turns if running and turn.talk.id == running.talk_id)
        return next(found, None)


def show(event_id: int, now: datetime) -> Show:
    """The row of an event as it runs; four statements."""
    performances = db.session.scalars(
        select(Performance).where(Performance.event_id == event_id).order_by(Performance.id)
    ).all()
    running = performances[-1] if performances and is_on(performances[-1], now) else None
    decks = deck_queries.approved_of_event(event_id)
    turns = [
        _turn(talk, decks.get(talk.id), performances, now)
        for talk in deck_queries.talks_in_slots(event_id)
    ]
    on_id = running.talk_id if running is not None else None
    waits = (turn for turn in turns if not turn.done and not turn.passed)
    following = next((turn for turn in waits if turn.talk.id != on_id), None)
    newest = performances[-1] if performances else None
    whole = newest is not None and newest.ended_at is None and running is None
    return Show(
        turns,
        running,
        following,
        newest=newest.id if newest is not None else 0,
        over_at=ends_at(run_of(newest)) if newest is not None and whole else None,
    )


def performance(performance_id: int, event_id: int) -> Performance | None:
    """A performance of this event."""
    return db.session.scalar(
        select(Performance).where(
            Performance.id == performance_id, Performance.event_id == event_id
        )
    )


def run_of(performance: Performance) -> Run:
    """A performance as the rule of the slides wants it."""
    return Run(
        performance.starts_at,
        performance.slides,
        performance.slide_seconds,
        performance.paused_at,
        performance.paused_seconds,
    )


def stage(performance: Performance, now: datetime) -> Stage:
    """What is on of it."""
    return at(run_of(performance), now)


def is_on(performance: Performance, now: datetime) -> bool:
    """Whether it counts down or runs, stopped or not."""
    return performance.ended_at is None and stage(performance, now).part is not Part.OVER


def _turn(
    talk: Talk, deck: Deck | None, performances: Sequence[Performance], now: datetime
) -> Turn:
    theirs = [one for one in performances if one.talk_id == talk.id]
    done = any(one.ended_at is None and not is_on(one, now) for one in theirs)
    return Turn(talk, deck, done, passed=bool(theirs) and theirs[-1].deck_id is None)
