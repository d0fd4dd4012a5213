"""Calling an event off, and taking it up again after all."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from makers.core import clock, journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Event
from makers.events.signals import called_off, reinstated


class AlreadyBegun(Refusal):
    """What began cannot be called off any more."""

    sentence = _l(
        "De bijeenkomst is al begonnen. Schrijf een bericht aan de mensen als er iets verandert."
    )


class TooLateToGoOn(Refusal):
    """On the day itself nobody can be told in time that it takes place after all."""

    sentence = _l(
        "Op de dag zelf kan dit niet meer: mensen horen het niet op tijd. Kies een andere dag."
    )


def call_off(event: Event, *, because: str, now: datetime, by: Actor) -> None:
    """Say that the event will not take place, and why; everybody is told by ``called_off``.

    Twice is once. Raises ``AlreadyBegun``.
    """
    with writing(event.id) as session:
        if event.cancelled_at is not None:
            return
        if now >= event.starts_at:
            raise AlreadyBegun
        event.cancelled_at, event.cancelled_because = now, because
        called_off.send(event, session=session, now=now, by=by)
        journal.record("event.called_off", event_id=event.id, topic="event", by=by)


def reinstate(event: Event, *, now: datetime, by: Actor) -> None:
    """Say that it takes place after all; everybody is told by ``reinstated``.

    Nothing happens when it was not called off. Raises ``TooLateToGoOn`` from the day itself on.
    """
    with writing(event.id) as session:
        if event.cancelled_at is None:
            return
        if clock.amsterdam(now).date() >= clock.amsterdam(event.starts_at).date():
            raise TooLateToGoOn
        event.cancelled_at, event.cancelled_because = None, ""
        reinstated.send(event, session=session, now=now, by=by)
        journal.record("event.reinstated", event_id=event.id, topic="event", by=by)
