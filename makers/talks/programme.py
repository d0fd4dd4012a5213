"""The accepted pecha kuchas, for who shows the programme elsewhere."""

from __future__ import annotations

from makers.events.exports import Part
from makers.events.models import Event
from makers.talks import queries


def parts(event: Event, **about: object) -> list[Part]:
    """Receiver of ``programme_wanted``: what the public page tells of the row. One statement."""
    return [
        Part(
            item_id=slot.item_id,
            key=f"talk-{slot.talk.id}",
            title=slot.talk.title,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            summary=slot.talk.summary,
            persons=tuple(speaker.name for speaker in slot.talk.speakers),
        )
        for slot in queries.row(event)
        if slot.talk is not None and slot.talk.accepted_at is not None
    ]
