"""Three tables with signals, and what the desk gathers of them."""

from __future__ import annotations

import uuid

from makers.core.database import db
from makers.core.journal import Actor
from makers.reports.gathered import queries, service
from makers.reports.gathered.signals import Signal
from tests.reports.afternoon import Round

DESK = Actor("organiser", 1)


def listed(event_id: int) -> list[Signal]:
    """The list as it is now."""
    db.session.rollback()
    return queries.of_event(event_id).signals


def gathered(told: Round, title: str = "Wie veel terreinen raakt, moet overal langs") -> Signal:
    """The two that say the same, together about the first domain."""
    domains = [told.event.domains[0].id]
    event_id = told.event.id
    seen = [one.seen for one in listed(event_id)[:2]]
    service.bring_together(event_id, seen, title, domains, key=uuid.uuid4(), now=told.now, by=DESK)
    return listed(event_id)[0]
