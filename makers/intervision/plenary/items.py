"""Which parts of the programme take something from phones, what, and until when."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.signups.models import Signup, SignupState

LATE = timedelta(days=1)  # a phone that had no line sends what it kept when it has one again
AFTER_TALK = timedelta(minutes=30)  # talks run on, and people ask afterwards


class NotNow(Refusal):
    """Nothing may be sent to this part of the programme, or no longer."""

    sentence = _l("Hier kun je nu niets meer sturen. Vertel het aan de organisatie.")


class Takes(enum.StrEnum):
    """What people send to a part of the programme."""

    OBSERVATIONS = "observations"
    QUESTIONS = "questions"
    SENTENCES = "sentences"


OF_KIND = {
    ItemKind.WALK: Takes.OBSERVATIONS,
    ItemKind.LECTURE: Takes.QUESTIONS,
    ItemKind.PECHA_KUCHA: Takes.QUESTIONS,
    ItemKind.REFLECTION: Takes.SENTENCES,
}


@dataclass(frozen=True)
class Way:
    """A way in to a part of the programme, and what it takes."""

    item: ProgrammeItem
    takes: Takes


def takes(item: ProgrammeItem) -> Takes | None:
    """What people send to this part; nothing where the organiser wants it quiet."""
    return None if item.quiet else OF_KIND.get(item.kind)


def offered(signup: Signup, programme: Iterable[ProgrammeItem], now: datetime) -> list[Way]:
    """To what somebody may send something now, for their own page; asks the database nothing.

    What was seen on a walk may be told until the event is over.
    """
    event = signup.event
    if signup.state is not SignupState.CONFIRMED or event.cancelled_at is not None:
        return []
    found = [Way(item, kind) for item in programme if (kind := takes(item)) is not None]
    return [
        way
        for way in found
        if way.item.starts_at <= now < event.ends_at and is_open(way.item, event, now)
    ]


def is_open(item: ProgrammeItem, event: Event, now: datetime) -> bool:
    """Whether this part of ``event`` takes something at ``now``.

    A sentence may be left by who goes home early; that it was not opened yet is not asked here.
    """
    kind = takes(item)
    if kind is None or event.cancelled_at is not None:
        return False
    if kind is Takes.QUESTIONS:
        return item.starts_at <= now < item.ends_at + AFTER_TALK
    begins = event.starts_at if kind is Takes.SENTENCES else item.starts_at
    return begins <= now < event.ends_at + LATE


def check(item: ProgrammeItem, signup: Signup, kind: Takes, now: datetime) -> None:
    """Raise ``NotNow`` unless this person may send this to that part at ``now``."""
    comes = signup.state is SignupState.CONFIRMED and signup.event_id == item.event_id
    if not comes or takes(item) is not kind or not is_open(item, signup.event, now):
        raise NotNow
