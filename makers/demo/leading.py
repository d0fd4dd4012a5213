"""Who was asked to lead a table in the demo, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from makers.core.journal import Actor
from makers.demo.people import Invited
from makers.events.models import Event, Side
from makers.seating.facilitators import answering, asking
from makers.signups.models import Signup

DAY = timedelta(days=1)


def ask(
    event: Event,
    people: Mapping[str, Signup],
    invited: Iterable[Invited],
    *,
    now: datetime,
    by: Actor,
) -> None:
    """Ask them at ``now``; who answers does so a day later."""
    guest = next(role.id for role in event.roles if role.side is Side.GUEST)
    for one in invited:
        if one.email:
            request = asking.ask_address(event, one.email, one.name, guest, now=now, by=by)
        else:
            request = asking.ask_signup(people[one.name], reserve=one.reserve, now=now, by=by)
        if one.accepts is not None:
            answer = answering.accept if one.accepts else answering.decline
            answer(request, one.said, now=now + DAY, by=Actor("asked", request.signup_id))
