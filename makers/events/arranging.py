"""The order of the day: parts change places, take longer, and what comes after moves along.

What is locked keeps its start. Every call says which programme it saw (``version``, the number of
the newest change): a second tap, or a form that is sent again, moves nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from makers.core import journal, live
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.concerns import Concern, concerns, worse
from makers.events.models import Event, ProgrammeItem
from makers.events.programme import in_order

MOST_SHIFTED = 60  # minutes


class ProgrammeChanged(Refusal):
    """The programme is not the one that this page showed."""

    sentence = _l(
        "Het programma is intussen veranderd. Zo staat het er nu voor. Kijk of je dit nog wilt, "
        "en doe het dan opnieuw."
    )


class ItemLocked(Refusal):
    """One of the two that would change places is locked."""

    sentence = _l(
        "Een van de twee staat vast en houdt zijn tijd. Maak dat onderdeel eerst los, bij Verander."
    )


class NothingThere(Refusal):
    """There is no part further on in that direction."""

    sentence = _l("Dit onderdeel staat al aan het eind van die kant. Kies een ander onderdeel.")


class TooManyMinutes(Refusal):
    """More than an hour at once, or so short that nothing is left."""

    sentence = _l("Kies hooguit 60 minuten, en laat van het onderdeel minstens een minuut over.")


def earlier(item: ProgrammeItem, *, version: str, by: Actor) -> list[Concern]:
    """Let a part change places with the one before it; answers the new concerns.

    The pair keeps its begin and the gap between the two; what overlapped comes one after the
    other. Raises ``ProgrammeChanged``, ``ItemLocked`` and ``NothingThere``.
    """
    return _arranged(item, version, lambda event, found: _swap(event, found, forward=False), by)


def later(item: ProgrammeItem, *, version: str, by: Actor) -> list[Concern]:
    """Let a part change places with the one after it; as ``earlier``."""
    return _arranged(item, version, lambda event, found: _swap(event, found, forward=True), by)


def shift(item: ProgrammeItem, minutes: int, *, version: str, by: Actor) -> list[Concern]:
    """Let a part last so many minutes longer, or shorter, and what comes after it move along.

    What starts at its old end or after it moves, unless it is locked. Answers what no longer fits.
    Raises ``ProgrammeChanged``, and ``TooManyMinutes`` outside -60 to 60 or when nothing is left.
    """

    def move(event: Event, found: ProgrammeItem) -> None:
        if abs(minutes) > MOST_SHIFTED or found.minutes + minutes < 1:
            raise TooManyMinutes
        old_end = found.ends_at
        found.minutes += minutes
        move_from(event, old_end, minutes, but=found)

    return _arranged(item, version, move, by)


def move_from(event: Event, moment: datetime, minutes: int, *, but: ProgrammeItem) -> None:
    """Move what starts at ``moment`` or after it and is not locked, in a running transaction."""
    for item in event.programme:
        if item is not but and not item.locked and item.starts_at >= moment:
            item.starts_at += timedelta(minutes=minutes)


def version_of(event_id: int) -> str:
    """The number of the programme's newest change; one statement."""
    return str(live.version(event_id, "programme"))


def _arranged(
    item: ProgrammeItem, version: str, act: Callable[[Event, ProgrammeItem], None], by: Actor
) -> list[Concern]:
    """Do it in one transaction, if the programme is still that of ``version``."""
    item_id = item.id
    with writing(item.event_id) as session:
        found = session.get(ProgrammeItem, item_id)
        if found is None or version_of(found.event_id) != version:
            raise ProgrammeChanged
        event = found.event
        before = concerns(event, event.programme)
        act(event, found)
        session.flush()
        journal.record(
            "programme.arranged",
            event_id=event.id,
            topic="programme",
            subject_id=found.id,
            by=by,
        )
        return worse(concerns(event, event.programme), before)


def _swap(event: Event, item: ProgrammeItem, *, forward: bool) -> None:
    ordered = in_order(event.programme)
    if forward:
        beyond = [one for one in ordered if one.starts_at > item.starts_at][:1]
        pair = [item, *beyond]
    else:
        before = [one for one in ordered if one.starts_at < item.starts_at][-1:]
        pair = [*before, item]
    if len(pair) < 2:
        raise NothingThere
    if any(one.locked for one in pair):
        raise ItemLocked
    first, second = pair
    gap = max(second.starts_at - first.ends_at, timedelta(0))
    second.starts_at = first.starts_at
    first.starts_at = second.ends_at + gap
